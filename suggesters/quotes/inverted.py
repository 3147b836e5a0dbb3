"""“Added Kay Brandt, a former judge now with the union: “…””: a sentence that opens with its reporting verb."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_OPENING_TAGS = frozenset({"VBD", "VBN", "VBZ"})
_QUESTION_TAGS = frozenset({"WDT", "WP", "WP$", "WRB"})  # “Asked what he wants: “…””
_OPENS_MENTION = frozenset({"PROPN", "NOUN", "ADJ", "DET", "PRON", "NUM"})
_RELATIVE = re.compile(r",? (?:who|whose|which)\b")
_IRREGULAR = frozenset({"said", "says", "wrote", "writes", "sang", "swore"})
_LONGEST_MENTION = 250


def mention_after(verb: Token, page: ParsedPage) -> tuple[Token, Span] | None:
    """The head and the span of the mention between a verb that opens its sentence and the quotation that follows it."""
    if verb.tag_ not in _OPENING_TAGS or verb.lemma_.lower() not in lexicon.CLAUSE_VERBS:
        return None
    if page.sentence_span(verb.idx)[0] != verb.idx or verb.i + 1 >= len(page.doc):
        return None
    start = verb.idx + len(verb)
    run = next(iter(page.runs_within(start, min(page.line_span(start)[1], start + _LONGEST_MENTION))), None)
    if (
        run is None
        or page.text[start : run.start].rstrip()[-1:] not in (":", ",")
        or page.breaks_within(start, run.start)
    ):
        return None
    relative = _RELATIVE.search(page.text, start, run.start)
    span = page.trimmed(start, relative.start() if relative else run.start)
    follower = page.doc[verb.i + 1]
    if span[0] >= span[1] or page.has_finite_verb(*span) or follower.tag_ in _QUESTION_TAGS:
        return None
    if follower.pos_ not in _OPENS_MENTION:
        return None
    return _head(page, *span), span


def is_verb_of_saying(word: str) -> bool:
    """“Said”, “Added”, “Quipped”: by its form, since a parse takes such a word before a name for part of the name."""
    lower = word.lower()
    stems = (lower[:-1], lower[:-2], lower[:-3]) if lower.endswith("ed") else ()
    return lower in _IRREGULAR or any(stem in lexicon.CLAUSE_VERBS for stem in stems)


def _head(page: ParsedPage, start: int, end: int) -> Token:
    """The last word of the first name of a person; else the last noun before a comma or preposition."""
    words = page.doc[page.token_from(start) : page.token_from(end)]
    head = words[0]
    for word in words:
        if head.ent_type_ == "PERSON" and word.ent_type_ != "PERSON":
            break
        if word.ent_type_ == "PERSON":
            head = word
    if head.ent_type_ == "PERSON":
        return head
    for word in words:
        if word.is_punct or word.pos_ == "ADP":
            break
        if word.pos_ in ("NOUN", "PROPN", "PRON"):
            head = word
    return head
