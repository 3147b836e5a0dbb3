"""The features of a candidate: a stable, documented interface for whoever wants to rank candidates anew.

A feature is a name and, always, the value 1: present or not. ``FAMILIES`` documents the names, ``family=value``. A name
once published keeps its meaning; new ones may come. The scorer of this package (``points.py``) knows points for
some of them and ignores the rest, so that a learner trained on a project's own corrections may use them all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters.people.role_words import DOCUMENT_NOUNS, GROUP_NOUNS
from suggesters.people.roles import role_of
from suggesters.quotes.frame import ContentCandidate, OfCue
from suggesters.quotes.marks import run_that_goes_on
from suggesters.quotes.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

FAMILIES = {
    "rule": "the rule and its choice of edges, e.g. clause_after/parsed",
    "verb": "what the cue does with speech: a class of lexicon.VERB_CLASSES, report, other; else the cue's kind",
    "rule_verb": "rule and verb class together",
    "rule_next": "rule and next together",
    "rule_subject": "rule and subject together",
    "rule_form": "rule and form together",
    "rule_lead": "rule and lead together",
    "lead": "between attribution and content: before_cue, nothing, words, comma, colon",
    "previous": "before the content: start (of the sentence), mark, word",
    "clause": "whether the content has a finite verb: finite, none; for complements: phrase",
    "inside": "inside of the content stands, unquoted, a reporting verb with a subject of its own, or “, adding”: cue, "
    "participle, none",
    "goes_on": "a run that goes on behind “…,” she said.: used, unused, none",
    "form": "the cue's form: past, present, base, participle, gerund, no_verb",
    "subject": "who speaks: none, he, they, we, i, you, it, relative, person, body, name, role, group, document, thing",
    "marks": "how much of the content stands in quotation marks: all, some, none",
    "words": "length of the content: 1, 2, 4, 8, 16, 32, 64 (at least so many words)",
    "first": "the first word where it tells: that, if, how, to, ing, capital, lower; mark if it is none",
    "next": "what follows the content: end, comma, and, but, dash, preposition, conjunction, colon, mark, word",
    "tail": "the last loose tail inside of the content: which, while, but, and, as, because, time, with, ing, dash, "
    "semicolon, bracket, day, each also with _long; none",
    "behind": "the loose tail that follows the content, left out of it: as tail",
    "before": "a quotation that leads to the cue: used, unused, none",
    "after": "a quotation right after the cue: used, unused, none",
    "cue": "about the cue: negated, modal, question, passive, infinitive, headline, conjoined",
    "closing": "a run that ends with a comma, as before an attribution: last (it ends the content), passed, none",
    "place": "where the cue's clause stands: main, embedded (in what somebody else says), relative, prep, adverbial, "
    "infinitive",
    "rule_place": "rule and place together",
    "fragments": "how many fragments: 1, 2",
}

_PRONOUNS = {
    "he": "he", "she": "he", "they": "they", "we": "we", "i": "i", "you": "you", "it": "it", "this": "it", "that": "it",
    "who": "relative", "which": "relative", "one": "it", "there": "it", "these": "they", "those": "they",
}  # fmt: skip
_FORMS = {"VBD": "past", "VBZ": "present", "VBP": "present", "VB": "base", "VBN": "participle", "VBG": "gerund"}
_PLACES = {"relcl": "relative", "acl": "relative", "pcomp": "prep", "advcl": "adverbial", "xcomp": "infinitive"}
_BODIES = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC"})
_PEOPLE = frozenset({"people", "person", "men", "women", "other", "authority", "authorities", "folk", "ally", "rival"})
_QUANTITIES = frozenset({"%", "percent", "most", "many", "half", "third", "quarter", "majority", "hundred", "thousand"})
_AGENT = re.compile(r"\w{3,}(?:er|or|ist|ian|eer|ee|ent|woman|man)$")
_THINGS_IN_ER = frozenset(
    {
        *("letter", "number", "matter", "paper", "order", "power", "offer", "water", "weather", "answer", "dinner"),
        *("error", "factor", "computer", "center", "career", "theater", "server", "chapter", "disaster", "tower"),
        *("effort", "event", "agreement", "moment", "movement", "treatment", "department", "government", "comment"),
        *("argument", "amendment", "investment", "development", "settlement", "accident", "content", "river", "summer"),
        *("winter", "cover", "color", "floor", "door", "minor", "monitor", "sector", "motor", "corridor"),
    }
)
_FIRST_WORDS = {
    "that": "that", "if": "if", "whether": "if", "how": "how", "why": "how", "what": "how", "who": "how", "when": "how",
    "where": "how", "to": "to",
}  # fmt: skip
_TAIL = re.compile(
    r",\s+(which|who|while|though|although|even though|but|and|or|so|after|before|when|as|because|since|with|including"
    r"|during|following|in an?|despite|\w+ing)\b|\s([—–]|--?)\s|(;)\s|\s(\()"
    r"|\s((?:on|last|this|late|early)\s[A-Z]\w+day\b)"
)
_TAILS = {
    "which": "which", "who": "which", "while": "while", "though": "while", "although": "while", "even though": "while",
    "but": "but", "and": "and", "or": "and", "so": "and", "after": "time", "before": "time", "when": "time", "as": "as",
    "because": "because", "since": "because", "with": "with", "including": "with", "in a": "time", "in an": "time",
    "during": "time", "following": "time", "despite": "while",
}  # fmt: skip
_OTHER_TAILS = {2: "dash", 3: "semicolon", 4: "bracket", 5: "day"}
_SHORT_TAIL = 7
_SIZES = (64, 32, 16, 8, 4, 2, 1)
_LONG = _SIZES[0]
_SIZE_OF = [str(next((size for size in _SIZES if words >= size), 1)) for words in range(_LONG + 1)]
"""The family “words” by the number of words, up to a long one."""
_NEXT_WORD = re.compile(r"\s*([,;:.!?)(…]|[—–]|--?(?=\s)|[“”\"‘’']|[^\W\d_]+)?")
_PREPOSITIONS = frozenset(
    {"in", "on", "at", "to", "of", "for", "by", "with", "from", "during", "about", "against", "over"}
)
_CONJUNCTIONS = frozenset(
    {"when", "while", "as", "because", "after", "before", "if", "though", "although", "since", "than"}
)


def features_of(candidate: ContentCandidate, setting: Setting) -> list[str]:
    """The names of the features that a candidate has, ``family=value``; see ``FAMILIES``."""
    cue = of_cue(candidate, setting)
    values = {**cue.values, **of_rule(candidate.rule, cue.values), **values_beside(candidate, setting)}
    return [*(f"{family}={value}" for family, value in values.items()), *cue.names]


def of_cue(candidate: ContentCandidate, setting: Setting) -> OfCue:
    """What is the same for all candidates of a cue: worked out once."""
    cue = candidate.cue
    subject = cue.subject.i if cue.subject is not None else -1
    key = cue.token.i, cue.kind, subject, cue.speaker is None, setting.sentence[0]
    known = setting.page.of_cues.get(key)
    if known is None:
        values = {
            "verb": _verb_class(candidate),
            "form": _FORMS.get(cue.token.tag_, "no_verb"),
            "subject": _subject_class(cue.subject, candidate),
            "place": _place(cue.token),
        }
        names = [f"cue={name}" for name in cue_features(cue.token, setting)]
        known = setting.page.of_cues[key] = OfCue(values, names)
    return known


def of_rule(rule: str, shared: Mapping[str, str]) -> dict[str, str]:
    """What is the same for all candidates of a cue that one rule drew. ``shared``: the values of the cue."""
    return {f"rule_{family}": f"{rule}+{shared[family]}" for family in ("verb", "subject", "form", "place")}


def values_beside(candidate: ContentCandidate, setting: Setting) -> dict[str, str]:
    """The value of each family that is not that of ``of_cue`` and ``of_rule``."""
    rule = candidate.rule
    next_word, behind = _what_follows(setting, candidate.fragments[-1][1])
    first, previous = _what_begins(setting, candidate.fragments[0][0])
    lead = _lead(candidate, setting)
    before = setting.before if setting.is_speech_before else None
    goes_on = run_that_goes_on(setting) if setting.is_speech_before else None
    return {
        "rule": f"{rule}/{candidate.edges}",
        "rule_next": f"{rule}+{next_word}",
        "rule_lead": f"{rule}+{lead}",
        "lead": lead,
        "previous": previous,
        "clause": _clause(candidate, setting),
        "inside": _cue_inside(candidate, setting),
        "goes_on": _used(candidate, goes_on),
        "marks": marks_share(candidate, setting),
        "words": _size(candidate, setting),
        "first": first,
        "next": next_word,
        "tail": _tail(candidate, setting),
        "behind": behind,
        "before": _used(candidate, before),
        "after": _used(candidate, setting.after[0] if setting.after else None),
        "closing": _closing(candidate, setting),
        "fragments": str(len(candidate.fragments)),
    }


def _what_begins(setting: Setting, start: int) -> tuple[str, str]:
    """“first” and “previous”; many candidates begin at one place."""
    key = start, setting.sentence[0]
    known = setting.page.at_starts.get(key)
    if known is None:
        known = setting.page.at_starts[key] = _first_word(setting, start), _previous(setting, start)
    return known


def _what_follows(setting: Setting, end: int) -> tuple[str, str]:
    """“next” and “behind”; many candidates end at one place."""
    key = end, setting.line[1]
    known = setting.page.at_ends.get(key)
    if known is None:
        known = setting.page.at_ends[key] = _next(setting, end), _tail_behind(setting, end)
    return known


def marks_share(candidate: ContentCandidate, setting: Setting) -> str:
    """all, some or none of the content stands in quotation marks."""
    quoted = total = 0
    for start, end in candidate.fragments:
        quoted += setting.page.mask.count(1, start, end)
        total += end - start
    if not quoted:
        return "none"
    return "all" if quoted >= 0.95 * total else "some"


def cue_features(verb: Token, setting: Setting) -> list[str]:
    """What its own words and its place show about a cue."""
    names = []
    children = {child.dep_ for child in verb.children}
    if "neg" in children:
        names.append("negated")
    if "auxpass" in children or "nsubjpass" in children:
        names.append("passive")
    auxiliaries = {child.tag_ for child in verb.lefts if child.dep_ == "aux"}
    if "MD" in auxiliaries:
        names.append("modal")
    if "TO" in auxiliaries:
        names.append("infinitive")
    if verb.dep_ == "conj":
        names.append("conjoined")
    if setting.page.text[setting.sentence[0] : setting.sentence[1]].rstrip().endswith("?"):
        names.append("question")
    if setting.line[1] < 200 and not setting.page.text[: setting.line[0]].strip():
        names.append("headline")
    return names


_CLASS_OF_VERB = {verb: name for name, verbs in reversed(lexicon.VERB_CLASSES.items()) for verb in verbs}


def _verb_class(candidate: ContentCandidate) -> str:
    if candidate.cue.kind not in ("verb", "beside"):
        return candidate.cue.kind
    if candidate.cue.lemma in _CLASS_OF_VERB:
        return _CLASS_OF_VERB[candidate.cue.lemma]
    return "report" if candidate.cue.lemma in lexicon.PLAIN_VERBS else "other"


def _place(verb: Token) -> str:
    """Where a cue's clause stands. “He said that the mayor had warned …”: “warned” is embedded in what he said."""
    is_object = verb.dep_ == "ccomp" and verb.head.i < verb.i
    if is_object or any(child.dep_ == "mark" and child.lower_ == "that" for child in verb.lefts):
        return "embedded"
    return _PLACES.get(verb.dep_, "main")


def _lead(candidate: ContentCandidate, setting: Setting) -> str:
    """What stands between the attribution and the content that follows it."""
    start = next((left for left, _ in candidate.fragments if left >= candidate.cue.end), None)
    if start is None:
        return "before_cue"
    gap = setting.page.text[candidate.cue.end : start].strip()
    is_addressee = candidate.rule == "run_over_gap" and candidate.cue.lemma in lexicon.ADDRESSING_VERBS
    if not gap or (is_addressee and gap[-1].isalnum()):
        return "nothing"
    if gap[-1] in ":,":
        return "colon" if gap[-1] == ":" else "comma"
    return "words"


def _previous(setting: Setting, start: int) -> str:
    """What stands before the first fragment: the start of its sentence, a mark, a word."""
    before = setting.page.text[max(setting.sentence[0], start - 3) : start].rstrip(" \xa0\"“‘('`")
    if start <= setting.sentence[0] or not before:
        return "start"
    return "word" if before[-1].isalnum() else "mark"


def _subject_class(subject: Token | None, candidate: ContentCandidate) -> str:
    if subject is None:
        return "none" if candidate.cue.speaker is None else "name"
    if subject.pos_ == "PRON" or subject.lower_ in _PRONOUNS:
        return _PRONOUNS.get(subject.lower_, "they")
    if subject.ent_type_ == "PERSON":
        return "person"
    if subject.ent_type_ in _BODIES:
        return "body"
    return "name" if subject.pos_ == "PROPN" else _noun_class(subject)


def _noun_class(noun: Token) -> str:
    """What a common noun names: somebody (a role, people), a body, a document, or a thing that does not speak."""
    word = noun.lemma_.lower()
    if word in _QUANTITIES or noun.pos_ == "NUM":
        return "they"
    if role_of(word) or role_of(noun.lower_) or word in _PEOPLE or noun.lower_ in _PEOPLE:
        return "role"
    if word in GROUP_NOUNS:
        return "group"
    if word in DOCUMENT_NOUNS or noun.lower_ in DOCUMENT_NOUNS:
        return "document"
    return "role" if _AGENT.search(word) and word not in _THINGS_IN_ER else "thing"


def _size(candidate: ContentCandidate, setting: Setting) -> str:
    words = 0
    for start, end in candidate.fragments:
        words += setting.page.words_within(start, end)
    return _SIZE_OF[min(words, _LONG)]


def _first_word(setting: Setting, start: int) -> str:
    word = re.match(r"\w+", setting.page.text[start : start + 30])
    if word is None:
        return "mark"
    known = _FIRST_WORDS.get(word.group().lower())
    if known:
        return known
    if word.group().endswith("ing"):
        return "ing"
    return "capital" if word.group()[0].isupper() else "lower"


def _next(setting: Setting, end: int) -> str:
    match = _NEXT_WORD.match(setting.page.text, end, setting.line[1])
    word = match.group(1).lower() if match and match.group(1) else ""
    if not word or word in ".!?…":
        return "end"
    if word in _PREPOSITIONS:
        return "preposition"
    if word in _CONJUNCTIONS:
        return "conjunction"
    named = {",": "comma", ";": "comma", ":": "colon", "and": "and", "but": "but", "or": "and"}
    if word in named:
        return named[word]
    if word in "—–--":
        return "dash"
    return "word" if word[0].isalpha() else "mark"


def _tail(candidate: ContentCandidate, setting: Setting) -> str:
    """The last loose tail inside of the content, and whether it is long: the speaker's more often than a short one."""
    start, end = candidate.fragments[-1]
    tail = "none"
    for match in _TAIL.finditer(setting.page.text, start, end):
        if not setting.page.mask[match.start()]:
            words = setting.page.words_within(match.start(), end)
            tail = f"{_kind_of(match)}{'_long' if words > _SHORT_TAIL else ''}"
    return tail


def _closing(candidate: ContentCandidate, setting: Setting) -> str:
    """American usage puts the comma into the marks, where a quotation ends within a sentence (“too little,” adding)."""
    start, end = candidate.fragments[-1]
    text = setting.page.text
    found = "none"
    for run in setting.page.runs_within(start, end):
        if text[run.start : min(run.end, end)].rstrip("”\"'’»“")[-1:] == ",":
            found = "last" if run.end >= end - 1 else "passed"
    return found


def _tail_behind(setting: Setting, end: int) -> str:
    """The loose tail that follows the content and is left out of it."""
    match = _TAIL.match(setting.page.text, end, setting.line[1])
    return _kind_of(match) if match else "none"


def _kind_of(tail: re.Match[str]) -> str:
    return _TAILS.get(tail.group(1), "ing") if tail.group(1) else _OTHER_TAILS[tail.lastindex or 0]


def _cue_inside(candidate: ContentCandidate, setting: Setting) -> str:
    page = setting.page
    for start, end in candidate.fragments:
        for place in page.cue_places[bisect_left(page.cue_places, start) : bisect_left(page.cue_places, end)]:
            if place != candidate.cue.spans[0][0]:
                return "cue"
        if bisect_left(page.participle_places, start) < bisect_left(page.participle_places, end):
            return "participle"
    return "none"


def _clause(candidate: ContentCandidate, setting: Setting) -> str:
    if "clause" not in candidate.rule and candidate.rule != "parenthetical" and "source" not in candidate.rule:
        return "phrase"
    return "finite" if setting.page.has_finite_verb(*candidate.fragments[-1]) else "none"


def _used(candidate: ContentCandidate, run: object) -> str:
    if run is None:
        return "none"
    start, end = getattr(run, "start", 0), getattr(run, "end", 0)
    inside = any(left < end and start < right for left, right in candidate.fragments)
    return "used" if inside else "unused"
