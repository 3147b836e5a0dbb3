"""Who stands beside a cue: the verb's subject, and how much of its words is the speaker's mention."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
# Verbs in these places have the subject of the verb that they hang on.
_SHARING = frozenset({"conj", "advcl", "xcomp", "acl", "pcomp", "prep"})
_NOUN_ROLES = frozenset({"pobj", "attr", "appos"}) | SUBJECTS
_INVERTED = frozenset({"dobj", "attr", "oprd", "appos", "npadvmod"})
_NAME_PARTS = frozenset({"compound", "det", "amod", "poss", "nmod", "flat", "case"})
_CLAUSES = frozenset({"relcl", "acl", "advcl", "parataxis"})
_AFTERTHOUGHT = re.compile(r"\s*,\s*(?:who|which|whose|with|but|speaking|reacting)\b")
_RELATIVE = re.compile(r"\s*,?\s+(?:who|which|whose|with|but|speaking|reacting|himself|herself)\b")
_LONG_MENTION = 60
_APPOSED_NAME = re.compile(r",\s+((?:[A-Z][\w.'’-]*\s+){0,3}[A-Z][\w.'’-]*),?\s+(?:(?:also|later|then|has|had)\s+)?")
_NAME_WITH_STOP = re.compile(r"\b(?:Jr|Sr|[A-Z])$")
_AFTER_STOP = frozenset(",)")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_TIMES = frozenset({"DATE", "TIME"})
_MARKS_BEFORE = frozenset("”\"'’,»")
_IN_NAME = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON", "X"})
_WORDS_OF_NAME = 9
_FARTHEST = 4
_INVERTED_WITHIN = 6


def subject_of(verb: Token, page: ParsedPage) -> Token | None:
    """The head word of a verb's subject outside of marks, its own or the one it shares, or None.

    “said the mayor, … and warned”: the parser calls an inverted subject an object, and a conjoined verb has none.
    """
    if verb.lemma_.lower() in lexicon.QUESTION_VERBS and is_passive(verb):
        return _agent(verb)  # “Asked about it, she said”, “he was asked by a reporter”
    own = _name_behind_comma(verb, page) or _own_subject(verb, page)
    if own is None and verb.dep_ in _SHARING:
        own = _noun_modified(verb) or _shared_subject(verb, page)
    if own is None:
        own = _inverted_subject(verb, page) or _noun_before(verb, page) or _noun_behind(verb, page)
    return None if own is not None and own.lower_ == "what" else own


def is_passive(verb: Token) -> bool:
    """“was called X”, and “a firm called X”: a participle without “have” whose subject did not speak."""
    children = list(verb.children)
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in children):
        return True
    has_auxiliary = any(child.dep_ == "aux" for child in children)
    return verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "relcl", "amod") and not has_auxiliary


def is_finite(verb: Token) -> bool:
    """“warned”, “warns”, “has warned”."""
    return verb.tag_ in _FINITE or (verb.tag_ == "VBN" and any(child.lemma_ == "have" for child in verb.lefts))


def has_own_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.children)


def speaker_span(subject: Token, page: ParsedPage, *, before: int | None = None, behind: int | None = None) -> Span:
    """The mention around a subject's head: its subtree without relative clauses, quotations and loose ends.

    ``before``: the offset of a cue that follows and that a wrong parse may have put into the subject; ``behind``: where
    a cue that precedes ends.
    """
    start, end = _words_around(subject, page)
    if behind is not None and start < behind <= subject.idx:
        start, end = behind, end if subject.left_edge.idx >= behind else subject.idx + len(subject)
    if before is not None and start <= before < end and subject.idx < before:
        end = before
    for child in subject.rights:
        if child.dep_ in _CLAUSES and start < child.left_edge.idx < end:
            end = child.left_edge.idx
    afterthought = (_AFTERTHOUGHT if end - start < _LONG_MENTION else _RELATIVE).search(page.text, start, end)
    if afterthought:
        end = afterthought.start()
    start, end = page.trimmed(start, end)
    if before is not None and subject.idx < before:
        end = _with_apposition(subject, end, before, page)
    if end <= start:
        start, end = subject.idx, subject.idx + len(subject)
    return start, _closed(start, end, page)


def _closed(start: int, end: int, page: ParsedPage) -> int:
    """The mention's end with the stop of “Jr.” and “Ore.,” and with the bracket of “(D-Ore.)”."""
    text = page.text
    if text[end : end + 1] == "." and (
        text[end + 1 : end + 2] in _AFTER_STOP or _NAME_WITH_STOP.search(text, start, end)
    ):
        end += 1
    is_open = text.rfind("(", start, end) > text.rfind(")", start, end)
    return end + 1 if is_open and text[end : end + 1] == ")" else end


def _with_apposition(subject: Token, end: int, before: int, page: ParsedPage) -> int:
    """“The head of the union, Anna Weber, said”: a name between the mention and the cue belongs to the mention."""
    name = _APPOSED_NAME.fullmatch(page.text, end, before)
    if name is None or any(page.mask[end:before]):
        return end
    first = page.doc[page.token_from(name.start(1))]
    return name.end(1) if first.pos_ == "PROPN" and subject.pos_ != "PRON" else end


def _agent(verb: Token) -> Token | None:
    """Whoever “by” names after a passive verb."""
    by = next((child for child in verb.rights if child.dep_ == "agent"), None)
    return next((word for word in by.children if word.dep_ == "pobj"), None) if by is not None else None


def _own_subject(verb: Token, page: ParsedPage) -> Token | None:
    """The first subject, or the last where that is a pronoun: “People like Scott, he said” has two by the parse."""
    found: Token | None = None
    for child in verb.children:
        if child.dep_ not in SUBJECTS or page.is_quoted(child) or page.in_dateline(child.idx):
            continue
        if found is None or (child.i < verb.i and child.pos_ == "PRON"):
            found = child
    return found


def _noun_before(verb: Token, page: ParsedPage) -> Token | None:
    """The name or pronoun right before a finite verb (“Weber, 44, said”), where the parse gives it no subject."""
    doc, place = verb.doc, verb.i - 1
    if verb.tag_ not in ("VBD", "VBZ"):
        return None
    while place > 0 and doc[place].pos_ in ("ADV", "AUX"):
        place -= 1
    if place > 2 and doc[place].text == "," == doc[place - 2].text and doc[place - 1].pos_ == "NUM":
        place -= 3
    if place < 0:
        return None
    noun = doc[place]
    is_name = noun.pos_ == "PROPN" and noun.ent_type_ not in _TIMES
    if not (is_name or (noun.pos_ == "PRON" and noun.tag_ == "PRP")) or page.is_quoted(noun):
        return None
    return noun if verb.i - place <= _INVERTED_WITHIN and page.line_of(noun.idx) == page.line_of(verb.idx) else None


def _noun_modified(verb: Token) -> Token | None:
    """“a spokesman saying”: the noun right before. “Weber went home, saying”: none, after a comma it is Weber."""
    noun = verb.head
    if verb.dep_ != "acl" or noun.pos_ not in ("NOUN", "PROPN", "PRON") or noun.dep_ not in _NOUN_ROLES:
        return None
    behind_comma = verb.i > 0 and verb.doc[verb.i - 1].is_punct
    return None if behind_comma and noun.dep_ not in SUBJECTS else noun


def _noun_behind(verb: Token, page: ParsedPage) -> Token | None:
    """“…,” said the old man: the noun right after a verb that follows a quotation, where the parse lost it."""
    doc, last = verb.doc, None
    before = page.text[max(0, verb.idx - 3) : verb.idx].rstrip()[-1:]
    if verb.tag_ not in ("VBD", "VBZ") or before not in _MARKS_BEFORE or not before:
        return None
    for child in verb.rights:
        if child.dep_ in _INVERTED and child.pos_ == "NOUN" and child.left_edge.i == verb.i + 1:
            return child if child.ent_type_ not in _TIMES else None
    for place in range(verb.i + 1, min(len(doc), verb.i + 1 + _WORDS_OF_NAME)):
        token = doc[place]
        if token.pos_ in ("VERB", "AUX"):
            return None  # “, said wages will rise”
        if token.pos_ not in _IN_NAME or page.is_quoted(token):
            break
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.ent_type_ not in _TIMES:
            last = token
    return last


def _name_behind_comma(verb: Token, page: ParsedPage) -> Token | None:
    """“The works, said Anna Weber, are …”: the name right after the verb, whatever the parse calls it."""
    doc, place = verb.doc, verb.i + 1
    if verb.i == 0 or doc[verb.i - 1].text != "," or verb.tag_ not in ("VBD", "VBZ"):
        return None
    while place < len(doc) and doc[place].pos_ == "PROPN" and place - verb.i <= _INVERTED_WITHIN:
        place += 1
    if place == verb.i + 1 or place >= len(doc) or doc[place].text not in (",", "."):
        return None
    return doc[place - 1] if not page.is_quoted(doc[place - 1]) else None


def _shared_subject(verb: Token, page: ParsedPage) -> Token | None:
    head = verb.head
    for _ in range(_FARTHEST):
        for child in head.children:
            if (
                child.dep_ in SUBJECTS
                and child.i != verb.i
                and not (page.is_quoted(child) or page.in_dateline(child.idx))
            ):
                return child
        if head.head.i == head.i:
            return None
        head = head.head
    return None


def _inverted_subject(verb: Token, page: ParsedPage) -> Token | None:
    rights = list(verb.rights)
    if any(child.dep_ == "ccomp" for child in rights):
        return None
    for child in rights:
        if child.i - verb.i > _INVERTED_WITHIN:
            return None
        if child.dep_ in _INVERTED and child.pos_ in ("PROPN", "PRON") and not page.is_quoted(child):
            return child if child.ent_type_ not in _TIMES else None
        if child.dep_ == "dobj":
            return None
    return None


def _words_around(subject: Token, page: ParsedPage) -> Span:
    doc = page.doc
    first, last = subject.left_edge.i, subject.right_edge.i
    while last > first and (doc[last].is_space or (doc[last].is_punct and doc[last].text != ".")):
        last -= 1
    while first < last and (doc[first].is_space or doc[first].is_punct):
        first += 1
    start, end = page.span(first, last)
    if any(page.mask[start:end]):
        leftmost, first, last = first, subject.i, subject.i
        while (
            first > leftmost
            and not page.is_quoted(doc[first - 1])
            and doc[first - 1].head.i >= leftmost
            and doc[first - 1].dep_ in _NAME_PARTS
        ):
            first -= 1
        start, end = page.span(first, last)
    return start, end
