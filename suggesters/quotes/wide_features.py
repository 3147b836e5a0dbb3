"""Further features for a learned model: the words of the cue, and how the content lies in the parse.

Like those of ``features.py`` they are names ``family=value``, and their meaning stays. No word of what was said or of
who said it becomes a feature, only that of the cue, in small letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suggesters.people.first_names import MEN, WOMEN
from suggesters.quotes.candidates import KIND_OF_RULE
from suggesters.quotes.features import features_of
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.setting import Setting
from suggesters.suggestions import Span
from suggesters.word_frequencies import zipf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

FAMILIES = {
    "by_rules": "what the rules make of it under the project's profile: kept_ and their confidence in tenths; beside "
    "(they take another candidate of the cue), twin, touches (of what they take with another cue), apart",
    "by_rules_rule": "by_rules and rule together",
    "kind": "the kind of attribution that a guideline may leave out (profiles.KINDS), else speech",
    "lemma": "the lemma of the cue, if it is a plain word",
    "rule_lemma": "rule and lemma together; the wide rules under one name",
    "cue_tag": "the part-of-speech tag of the cue",
    "cue_dep": "how the cue hangs on its head",
    "dep_lemma": "how what was said hangs on the cue, and the cue's lemma",
    "subject_tag": "tag and type of entity of the subject",
    "root": "how the words of the last fragment hang together: the label of the first one that hangs outside",
    "root_tag": "its tag",
    "root_of": "what it hangs on: cue, subject, other",
    "roots": "how many words of the last fragment hang outside: 1, 2, 3",
    "cut": "whether the word after the content hangs on a word inside, and by which label; none",
    "rule_cut": "rule and cut together",
    "first_tag": "the tag of the first word",
    "last_tag": "the tag of the last word",
    "next_tag": "the tag of the word after the content",
    "prev_tag": "the tag of the word before it",
    "share": "how much of its sentence the content is: in tenths, 0 to 10",
    "line": "where its line stands: first, second, later",
    "distance": "words between the attribution and the content: 0, 1, 2, 4, 8",
    "rule_tail": "rule and tail together",
    "rule_behind": "rule and behind together",
    "rule_words": "rule and words together",
    "rule_root_of": "rule and root_of together",
    "rule_inside": "rule and inside together",
    "rule_marks": "rule and marks together",
    "by_rules_next": "by_rules and next together",
    "by_rules_cut": "by_rules and cut together",
    "by_rules_lemma": "by_rules and lemma together",
    "lemma_cut": "lemma and cut together",
    "lemma_subject": "lemma and subject together",
    "lemma_form": "lemma and form together",
    "lemma_place": "lemma and place together",
    "root_next": "root and next_tag together",
    "root_cut": "root_tag and cut together",
    "last_next": "last_tag and next_tag together",
}

LEAST_SHARED = 0.8
TOGETHER = {
    **{f"rule_{name}": ("rule", name) for name in ("tail", "behind", "words", "root_of", "inside", "marks")},
    **{f"by_rules_{name}": ("by_rules", name) for name in ("next", "cut", "lemma")},
    **{f"lemma_{name}": ("lemma", name) for name in ("cut", "subject", "form", "place")},
    "root_next": ("root", "next_tag"),
    "root_cut": ("root_tag", "cut"),
    "last_next": ("last_tag", "next_tag"),
}
"""Families whose value is those of two others."""
LEAST_COMMON = 3.0
"""On the Zipf scale: once in a million words."""
_LONGEST_LEMMA = 18
_DISTANCES = (8, 4, 2, 1, 0)
_SPEECH = "speech"


def all_features_of(candidate: ContentCandidate, setting: Setting) -> list[str]:
    """The features of ``features.py``, then those of this module."""
    names = [*features_of(candidate, setting), *_own_features(candidate, setting)]
    values = dict(name.split("=", 1) for name in names)
    return names + [f"{family}={values[one]}+{values[other]}" for family, (one, other) in TOGETHER.items()]


def _own_features(candidate: ContentCandidate, setting: Setting) -> list[str]:
    cue, page, doc = candidate.cue, setting.page, setting.page.doc
    start, end = candidate.fragments[-1]
    first, behind = page.token_from(candidate.fragments[0][0]), page.token_from(end)
    words = list(doc[page.token_from(start) : behind])
    lemma, rule = plain_lemma(cue.token), candidate.rule
    group = "wide" if rule.startswith("wide_") else rule
    roots = [word for word in words if not words[0].i <= word.head.i < behind or word.head.i == word.i]
    root = roots[0] if roots else None
    cut = _cut(doc[behind], words[0].i) if words and behind < len(doc) else "end"
    subject = cue.subject
    by_rules = _by_rules(candidate, setting)
    return [
        f"by_rules={by_rules}",
        f"by_rules_rule={by_rules}+{rule}",
        f"kind={KIND_OF_RULE.get(rule, _SPEECH)}",
        f"lemma={lemma}",
        f"rule_lemma={group}+{lemma}",
        f"cue_tag={cue.token.tag_}",
        f"cue_dep={cue.token.dep_}",
        f"dep_lemma={root.dep_ if root is not None else 'none'}+{lemma}",
        f"subject_tag={f'{subject.tag_}+{subject.ent_type_}' if subject is not None else 'none'}",
        f"root={root.dep_ if root is not None else 'none'}",
        f"root_tag={root.tag_ if root is not None else 'none'}",
        f"root_of={_head_of(root, candidate)}",
        f"roots={min(len(roots), 3)}",
        f"cut={cut}",
        f"rule_cut={group}+{cut}",
        f"first_tag={doc[first].tag_ if first < len(doc) else 'none'}",
        f"last_tag={words[-1].tag_ if words else 'none'}",
        f"next_tag={doc[behind].tag_ if behind < len(doc) else 'none'}",
        f"prev_tag={doc[first - 1].tag_ if first else 'none'}",
        f"share={_share(candidate, setting)}",
        f"line={min(page.line_of(start), 2)}",
        f"distance={_distance(candidate, setting)}",
    ]


def _by_rules(candidate: ContentCandidate, setting: Setting) -> str:
    known = setting.page.by_rules
    if not known:
        return "apart"
    own = known.get(candidate.cue.token.i)
    if own is not None:
        return own[1] if own[0] == candidate.fragments else "beside"
    start, end = candidate.fragments[0][0], candidate.fragments[-1][1]
    best = "apart"
    for fragments, _ in known.values():
        if fragments[0][0] < end and start < fragments[-1][1]:
            if are_twins(fragments, candidate.fragments):
                return "twin"
            best = "touches"
    return best


def are_twins(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two contents share four fifths of their letters."""
    shared = sum(max(0, min(end, to) - max(start, begin)) for start, end in some for begin, to in others)
    size = sum(end - start for start, end in some) + sum(end - start for start, end in others)
    return shared >= LEAST_SHARED * (size - shared)


def plain_lemma(token: Token) -> str:
    """The lemma in small letters; “other” for names and for what is not a common English word.

    A tagger takes an unknown name for a verb now and then, and a model goes to others: no word that a few articles have
    for themselves may be a feature.
    """
    lemma = token.lemma_.lower()
    if len(lemma) > _LONGEST_LEMMA or token.pos_ == "PROPN" or token.ent_type_:
        return "other"
    is_common = lemma.isascii() and lemma.isalpha() and zipf(lemma) >= LEAST_COMMON
    return lemma if is_common and lemma not in MEN and lemma not in WOMEN else "other"


def _cut(word: Token, first: int) -> str:
    return str(word.dep_) if first <= word.head.i < word.i else "none"


def _head_of(root: Token | None, candidate: ContentCandidate) -> str:
    if root is None:
        return "none"
    if root.head.i == candidate.cue.token.i:
        return "cue"
    return "subject" if candidate.cue.subject is not None and root.head.i == candidate.cue.subject.i else "other"


def _share(candidate: ContentCandidate, setting: Setting) -> int:
    start, end = setting.page.sentence_span(candidate.fragments[-1][0])
    return min(10, 10 * sum(right - left for left, right in candidate.fragments) // max(1, end - start))


def _distance(candidate: ContentCandidate, setting: Setting) -> int:
    start, end = candidate.fragments[0][0], candidate.fragments[-1][1]
    cue = candidate.cue
    gap = (cue.end, start) if start >= cue.end else (end, cue.start)
    words = len(setting.page.text[slice(*gap)].split()) if gap[0] < gap[1] else 0
    return next(size for size in _DISTANCES if words >= size)
