"""Who speaks in a headline without a verb: “‘No more rain’: Farmers plead”, “Works ‘to take years’ - mayor”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from suggesters.people.role_words import GROUP_NOUNS, MANY
from suggesters.people.roles import role_of
from suggesters.quotation import QuotedRun
from suggesters.quotes.frame import Announcement
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_LONGEST, _MOST_WORDS, _WORDS_OF_NAME = 400, 25, 6
_KICKER = re.compile(r"\s*[A-Z][A-Z ]{2,24}\s*[|:]\s*")
_COLON = re.compile(r"\s*(:)\s+")
_DASH = re.compile(r"(?P<rest>[^\n:–—]{0,60}?)\s+(?P<dash>[-–—])\s+(?P<speaker>[^\n:–—“”\"]{2,60})")
_ENDS_SENTENCE = re.compile(r"[.!?]\s*$")
_NAME_TAGS = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "X"})
_HUMAN_LABELS = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_AGENT = re.compile(r"\w{2,}(?:er|or|ist|ian|eer|ee|ent|ant|woman|man)s?$|\w*(?:men|women|people)$")


def headline_quotes(page: ParsedPage) -> Iterator[Announcement]:
    """The quotations of lines that are headlines and name the speaker after a colon or a dash."""
    for run in page.runs:
        line = page.line_span(run.start)
        if not run.closed or line[1] - line[0] > _LONGEST:
            continue
        words = page.text[line[0] : line[1]]
        if len(words.split()) > _MOST_WORDS or _ENDS_SENTENCE.search(words):
            continue
        found = _after_colon(run, line, page) or _after_dash(run, line, page)
        if found is not None:
            yield found


def _after_colon(run: QuotedRun, line: Span, page: ParsedPage) -> Announcement | None:
    """“I was wrong”: Ex-minister on the dam."""
    colon = _COLON.match(page.text, run.end, line[1])
    if colon is None:
        return None
    speaker = _name_from(colon.end(), line[1], page)
    if speaker is None:
        return None
    return Announcement("label", colon.span(1), speaker, "headline", "colon", ((run.start, run.end),))


def _name_from(start: int, end: int, page: ParsedPage) -> Span | None:
    """The noun phrase that begins here, where it may speak: up to a verb, a preposition or a mark."""
    doc, first = page.doc, page.token_from(start)
    last = first
    for place in range(first, min(page.token_from(end), first + _WORDS_OF_NAME)):
        token = doc[place]
        is_hyphen = token.text == "-" and not doc[place - 1].whitespace_
        if token.pos_ not in _NAME_TAGS and not is_hyphen and place > first:
            break
        last = place + 1
    while last > first and (doc[last - 1].is_punct or doc[last - 1].pos_ in ("ADJ", "DET")) and last - first > 1:
        last -= 1
    if last == first or not may_speak(doc[last - 1]):
        return None
    return page.span(first, last - 1)


def may_speak(noun: Token) -> bool:
    """Whether a noun names somebody: a person, a role, a body, a people."""
    word = noun.lower_.removeprefix("ex-")
    return (
        noun.ent_type_ in _HUMAN_LABELS
        or bool(role_of(word) or role_of(noun.lemma_.lower()))
        or word in GROUP_NOUNS
        or word in MANY
        or _AGENT.fullmatch(word) is not None
    )


def _after_dash(run: QuotedRun, line: Span, page: ParsedPage) -> Announcement | None:
    """Works “to take years” - mayor."""
    match = _DASH.fullmatch(page.text, run.end, line[1])
    if match is None or len(match["speaker"].split()) > _WORDS_OF_NAME:
        return None
    kicker = _KICKER.match(page.text, line[0], run.start)
    start, end = page.trimmed(kicker.end() if kicker else line[0], match.start("dash"))
    speaker = page.trimmed(*match.span("speaker"))
    if page.has_finite_verb(*speaker) or not may_speak(page.doc[page.token_from(speaker[1]) - 1]):
        return None
    return Announcement("dash", match.span("dash"), speaker, "headline", "dash", ((start, end),))
