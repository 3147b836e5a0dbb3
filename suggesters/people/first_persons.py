"""“I” inside quotation marks: whoever speaks the quote around it, else who spoke before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from suggesters.people.clusters import NamedPerson
from suggesters.people.layout import Layout
from suggesters.people.speaker import Speaker
from suggesters.suggestions import Candidate, Quote

if TYPE_CHECKING:
    from spacy.tokens import Token

FIRST_PERSON = frozenset({"i", "me", "my", "myself"})
WHO_SPOKE_BEFORE = 0.6


def speaks_inside(head: Token, layout: Layout) -> bool:
    """Whether a speaker's word is an “I” inside quotation marks."""
    return head.lower_ in FIRST_PERSON and bool(layout.quoted[head.i])


def settle_first_persons(
    layout: Layout,
    quotes: Sequence[Quote],
    holds_floor: Mapping[int, NamedPerson | None],
    heads: Sequence[Token | None],
    speakers: list[Speaker],
) -> None:
    """Change ``speakers`` where the speaker is an “I”; ``holds_floor`` says, by its token, who spoke last before it."""
    around = _quotes_around(layout, quotes, speakers)
    for number, head in enumerate(heads):
        if head is None or not speaks_inside(head, layout):
            continue
        holder = holds_floor.get(head.i)
        if head.i in around:
            speakers[number] = replace(speakers[around[head.i]], why="speaks the quote around it")
        elif holder is not None and holder.name:
            candidates = (Candidate(holder.name, WHO_SPOKE_BEFORE),)
            speakers[number] = Speaker("named", holder.name, holder, candidates, "who spoke before")
        else:
            speakers[number] = Speaker("unnamed")


def _quotes_around(layout: Layout, quotes: Sequence[Quote], speakers: Sequence[Speaker]) -> dict[int, int]:
    """By the token of an “I”, the number of the quote by a known person that holds it."""
    around: dict[int, int] = {}
    for number, quote in enumerate(quotes):
        for start, end in quote.content:
            first, last = layout.token_at(start), layout.token_at(max(start, end - 1))
            for token in range(first, last + 1):
                if layout.doc[token].lower_ in FIRST_PERSON and speakers[number].person is not None:
                    around.setdefault(token, number)
    return around
