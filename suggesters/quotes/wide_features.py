"""Further features for a learned model: the words of the cue, and how the content lies in the parse.

Like those of ``features.py`` they are names ``family=value``, and their meaning stays. No word of what was said or of
who said it becomes a feature, only that of the cue, in small letters.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from suggesters.people.first_names import MEN, WOMEN
from suggesters.quotes.candidates import KIND_OF_RULE
from suggesters.quotes.features import of_cue, of_rule, values_beside
from suggesters.quotes.frame import ContentCandidate, OfCue
from suggesters.quotes.setting import Setting
from suggesters.suggestions import Span
from suggesters.word_frequencies import zipf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
_OF_CUE = {family: pair for family, pair in TOGETHER.items() if {*pair} <= {"lemma", "subject", "form", "place"}}
_BESIDE_CUE = [(family, *pair) for family, pair in TOGETHER.items() if "lemma" not in pair]
LEAST_COMMON = 3.0
"""On the Zipf scale: once in a million words."""
_LONGEST_LEMMA = 18
_DISTANCES = (8, 4, 2, 1, 0)
_SPEECH = "speech"


def all_features_of(candidate: ContentCandidate, setting: Setting) -> list[str]:
    """The features of ``features.py``, and those of this module."""
    shared = all_shared(candidate, setting)
    values = {**shared.values, **all_values_beside(candidate, setting, shared.values)}
    return [*(f"{family}={value}" for family, value in values.items()), *shared.names]


def all_shared(candidate: ContentCandidate, setting: Setting) -> OfCue:
    """What is the same for all candidates of a cue that one rule drew."""
    cue, rule = candidate.cue, candidate.rule
    known = of_cue(candidate, setting)
    values = {
        **known.values,
        **of_rule(rule, known.values),
        "lemma": plain_lemma(cue.token),
        "cue_tag": cue.token.tag_,
        "cue_dep": cue.token.dep_,
        "subject_tag": f"{cue.subject.tag_}+{cue.subject.ent_type_}" if cue.subject is not None else "none",
        "kind": KIND_OF_RULE.get(rule, _SPEECH),
    }
    values["rule_lemma"] = f"{_group_of(rule)}+{values['lemma']}"
    values.update({family: f"{values[one]}+{values[other]}" for family, (one, other) in _OF_CUE.items()})
    return OfCue(values, known.names)


def all_values_beside(candidate: ContentCandidate, setting: Setting, shared: Mapping[str, str]) -> dict[str, str]:
    """The value of each family that is not shared. ``shared``: the values of those that are."""
    values = values_beside(candidate, setting)
    values.update(_own_values(candidate, setting, shared["lemma"]))
    for family, one, other in _BESIDE_CUE:
        values[family] = f"{values[one]}+{values[other]}"
    return values


def _own_values(candidate: ContentCandidate, setting: Setting, lemma: str) -> dict[str, str]:
    page, rule = setting.page, candidate.rule
    heads, deps, tags = page.grammar
    start, end = candidate.fragments[-1]
    begin, behind = bisect_left(page.starts, start), bisect_left(page.starts, end)
    first = begin if len(candidate.fragments) == 1 else page.token_from(candidate.fragments[0][0])
    roots = [place for place in range(begin, behind) if not begin <= heads[place] < behind or heads[place] == place]
    root, hangs = (roots[0], deps[roots[0]]) if roots else (None, "none")
    cut = "end"
    if begin < behind < len(heads):
        cut = deps[behind] if begin <= heads[behind] < behind else "none"
    by_rules = _by_rules(candidate, setting)
    return {
        "by_rules": by_rules,
        "by_rules_rule": f"{by_rules}+{rule}",
        "by_rules_lemma": f"{by_rules}+{lemma}",
        "dep_lemma": f"{hangs}+{lemma}",
        "lemma_cut": f"{lemma}+{cut}",
        "root": hangs,
        "root_tag": tags[root] if root is not None else "none",
        "root_of": _head_of(root, candidate, heads),
        "roots": str(min(len(roots), 3)),
        "cut": cut,
        "rule_cut": f"{_group_of(rule)}+{cut}",
        "first_tag": tags[first] if first < len(tags) else "none",
        "last_tag": tags[behind - 1] if begin < behind else "none",
        "next_tag": tags[behind] if behind < len(tags) else "none",
        "prev_tag": tags[first - 1] if first else "none",
        "share": str(_share(candidate, setting)),
        "line": str(min(page.line_of(start), 2)),
        "distance": str(_distance(candidate, setting)),
    }


def _group_of(rule: str) -> str:
    return "wide" if rule.startswith("wide_") else rule


def _by_rules(candidate: ContentCandidate, setting: Setting) -> str:
    known = setting.page.by_rules
    own = known.get(candidate.cue.token.i)
    if own is not None:
        return own[1] if own[0] == candidate.fragments else "beside"
    start, end = candidate.fragments[0][0], candidate.fragments[-1][1]
    best = "apart"
    for left, right, fragments in setting.page.chosen_by_rules:
        if left >= end:
            break
        if start < right:
            if are_twins(fragments, candidate.fragments):
                return "twin"
            best = "touches"
    return best


def are_twins(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two contents share four fifths of their letters."""
    shared = sum(max(0, min(end, to) - max(start, begin)) for start, end in some for begin, to in others)
    size = sum(end - start for start, end in some) + sum(end - start for start, end in others)
    return shared >= LEAST_SHARED * (size - shared)


@lru_cache(maxsize=4096)
def _is_plain(lemma: str) -> bool:
    is_common = lemma.isascii() and lemma.isalpha() and zipf(lemma) >= LEAST_COMMON
    return is_common and lemma not in MEN and lemma not in WOMEN


def plain_lemma(token: Token) -> str:
    """The lemma in small letters; “other” for names and for what is not a common English word.

    A tagger takes an unknown name for a verb now and then, and a model goes to others: no word that a few articles have
    for themselves may be a feature.
    """
    lemma = token.lemma_.lower()
    if len(lemma) > _LONGEST_LEMMA or token.pos_ == "PROPN" or token.ent_type_:
        return "other"
    return lemma if _is_plain(lemma) else "other"


def _head_of(root: int | None, candidate: ContentCandidate, heads: Sequence[int]) -> str:
    if root is None:
        return "none"
    if heads[root] == candidate.cue.token.i:
        return "cue"
    return "subject" if candidate.cue.subject is not None and heads[root] == candidate.cue.subject.i else "other"


def _share(candidate: ContentCandidate, setting: Setting) -> int:
    start, end = setting.page.sentence_span(candidate.fragments[-1][0])
    size = 0
    for left, right in candidate.fragments:
        size += right - left
    return min(10, 10 * size // max(1, end - start))


def _distance(candidate: ContentCandidate, setting: Setting) -> int:
    start, end = candidate.fragments[0][0], candidate.fragments[-1][1]
    cue = candidate.cue
    gap = (cue.end, start) if start >= cue.end else (end, cue.start)
    words = setting.page.words_within(*gap)
    return next(size for size in _DISTANCES if words >= size)
