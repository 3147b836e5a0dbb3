"""What the workbench shows of an article and of what machines suggest in it, drawn in runs that are kept compressed.

Machines' sets never change, so neither does this. What a person decided is laid over it: runs in which nothing is
different stay as they are kept, and the others are drawn anew.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from annotator.frame import Frame
from annotator.models import Annotation
from annotator.workbench.block_html import blocks_html
from annotator.workbench.blocks import blocks_in, drawn_blocks, touched_blocks
from annotator.workbench.card_html import cards_html
from annotator.workbench.cards import Card, Tally, cards_of, tally_of
from articles.models import Article, Figure
from articles.readers.types import Block
from config.packed import Piece

RUN = 12_000
"""Characters after which a run ends: shorter ones compress worse, longer ones are drawn anew more often."""
QUICK = 1
"""The level at which what is sent once is compressed."""
FRAME = (
    "id", "kind", "verdict", "spans", "quote_type", "speaker_kind", "entity_type", "replacement", "name", "person",
    "score", "reason",
)  # fmt: skip


class Run(NamedTuple):
    """Some blocks, or some cards, that follow one another: from the index ``first`` up to ``end``."""

    first: int
    end: int
    piece: Piece


class Drawing(NamedTuple):
    """The text in blocks and all cards, undecided. ``rows`` holds what is proposed, deflated: see ``proposals``."""

    blocks: list[Run]
    cards: list[Run]
    tally: Tally
    rows: bytes


class Shown(NamedTuple):
    """What a page shows: the pieces of the text and of the list, and how many cards of each sort there are."""

    text: list[Piece]
    cards: list[Piece]
    tally: Tally


def draw(article: Article, proposals: list[Card], figures: Sequence[Figure]) -> Drawing:
    """All of it, as somebody sees it who has decided nothing."""
    rows = json.dumps([row_of_card(card) for card in proposals], separators=(",", ":"))
    cards = cards_of(article, proposals, [])
    blocks = blocks_in(article)
    text = blocks_html(drawn_blocks(article, blocks, range(len(blocks)), cards, figures))
    return Drawing(
        blocks=runs_of([article.text[: blocks[0].start], *text], first=-1),
        cards=runs_of([cards_html([card.values()]) for card in cards]),
        tally=tally_of(cards),
        rows=zlib.compress(rows.encode(), 1),
    )


def runs_of(parts: Sequence[str], *, first: int = 0) -> list[Run]:
    """The parts in runs. ``first`` is the index of the first part."""
    runs: list[Run] = []
    begun, size = 0, 0
    for number, part in enumerate(parts, 1):
        size += len(part)
        if size >= RUN or number == len(parts):
            runs.append(Run(first + begun, first + number, Piece.of("".join(parts[begun:number]).encode())))
            begun, size = number, 0
    return runs


def row_of_card(card: Card) -> list[Any]:
    return [card.person_name, card.by, *(getattr(card.frame, name) for name in FRAME)]


def proposals_of(drawing: Drawing, article: Article) -> list[Card]:
    """What is proposed, undecided, without a query."""
    found = []
    for person_name, by, *values in json.loads(zlib.decompress(drawing.rows)):
        values[3] = tuple((role, start, end) for role, start, end in values[3])
        frame = Frame(**dict(zip(FRAME, values, strict=True)))
        found.append(Card(frame.id, frame, 0, article, person_name, by=by))
    return found


def shown(drawing: Drawing, article: Article, own: Sequence[Annotation], figures: Sequence[Figure]) -> Shown:
    """The drawing with what was decided laid over it."""
    if not own:
        return Shown([run.piece for run in drawing.blocks], [run.piece for run in drawing.cards], drawing.tally)
    before = cards_of(article, proposals_of(drawing, article), [])
    number = {card.id: (index, card.number) for index, card in enumerate(before)}
    after = cards_of(article, proposals_of(drawing, article), own)
    kept = [kept_index(card, number) for card in after]
    still = {index for index in kept if index is not None}
    changed = [card for index, card in enumerate(before) if index not in still]
    changed += [card for card, index in zip(after, kept, strict=True) if index is None]
    spans = [(start, end) for card in changed for _, start, end in card.frame.spans]
    return Shown(
        text=list(text_again(drawing, article, after, spans, figures)),
        cards=list(cards_again(drawing, after, kept)),
        tally=tally_of(after),
    )


def kept_index(card: Card, number: dict[str, tuple[int, int | None]]) -> int | None:
    """The place of the card in the drawing, if it looks as it does there: undecided, and with the same number."""
    found = number.get(card.id)
    return found[0] if found and card.undecided and not card.version and found[1] == card.number else None


def cards_again(drawing: Drawing, cards: Sequence[Card], kept: Sequence[int | None]) -> Iterable[Piece]:
    """The list in pieces: kept runs where they are whole, and what stands between them drawn anew."""
    by_first = {run.first: run for run in drawing.cards}
    at = begun = 0
    while at < len(cards):
        index = kept[at]
        run = by_first.get(index) if index is not None else None
        if run is None or kept[at : at + run.end - run.first] != list(range(run.first, run.end)):
            at += 1
            continue
        yield from drawn_now(cards[begun:at])
        yield run.piece
        at = begun = at + run.end - run.first
    yield from drawn_now(cards[begun:])


def drawn_now(cards: Sequence[Card]) -> Iterable[Piece]:
    if cards:
        yield Piece.of(cards_html(card.values() for card in cards).encode(), level=QUICK)


def text_again(
    drawing: Drawing,
    article: Article,
    cards: Sequence[Card],
    changed: Sequence[tuple[int, int]],
    figures: Sequence[Figure],
) -> Iterable[Piece]:
    """The text in pieces: the runs in which marks are different are drawn anew."""
    blocks = blocks_in(article)
    touched = set(touched_blocks(blocks, changed))
    stale = [run for run in drawing.blocks if any(index in touched for index in range(run.first, run.end))]
    wanted = [index for run in stale for index in range(max(run.first, 0), run.end)]
    near = reaching(blocks, wanted, cards)
    found = dict(
        zip(wanted, blocks_html(drawn_blocks(article, blocks, wanted, near, figures)), strict=True) if wanted else ()
    )
    found[-1] = article.text[: blocks[0].start]
    for run in drawing.blocks:
        if run in stale:
            yield Piece.of("".join(found[index] for index in range(run.first, run.end)).encode(), level=QUICK)
        else:
            yield run.piece


def reaching(blocks: Sequence[Block], wanted: Iterable[int], cards: Sequence[Card]) -> list[Card]:
    """The cards with a span that reaches into one of these blocks, or touches it."""
    inside = bytearray((blocks[-1].end if blocks else 0) + 2)
    for index in wanted:
        start, end = blocks[index].start, blocks[index].end
        inside[start : end + 1] = b"\1" * (end + 1 - start)
    covered = list(accumulate(inside, initial=0))
    last = len(inside)
    return [
        card
        for card in cards
        if any(covered[min(end + 1, last)] > covered[min(start, last)] for _, start, end in card.frame.spans)
    ]


def tally_from(rows: Iterable[tuple[str, str, bool, int]]) -> Tally:
    return Counter({(kind, name, undecided): number for kind, name, undecided, number in rows})
