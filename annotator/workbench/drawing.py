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
from annotator.workbench.cards import Card, Tally, cards_of, numbered, tally_of
from articles.models import Article, Figure
from articles.readers.types import Block
from config.database.collector import collector_resting
from config.packed import Piece

RUN = 100_000
"""Characters after which a run ends: shorter ones compress worse, longer ones are put together anew more often."""
QUICK = 1
"""The level at which what is sent once is compressed."""
FRAME = (
    "id", "kind", "verdict", "spans", "quote_type", "speaker_kind", "entity_type", "replacement", "name", "person",
    "score", "reason",
)  # fmt: skip
"""What a row holds of the frame: the fields in their order, without the origin, which no proposal has."""


class Run(NamedTuple):
    """Some blocks, or some cards, that follow one another from the index ``first`` on; how long each is, and all."""

    first: int
    sizes: list[int]
    piece: Piece

    @property
    def end(self) -> int:
        return self.first + len(self.sizes)

    def parts(self) -> dict[int, str]:
        """Each by its index."""
        plain = self.piece.plain.decode()
        ends = list(accumulate(self.sizes))
        return {
            self.first + at: plain[end - size : end]
            for at, (size, end) in enumerate(zip(self.sizes, ends, strict=True))
        }


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
    cards = cards_of(article, proposals, [])
    place = {card.id: number for number, card in enumerate(proposals)}
    rows = {"rows": [row_of_card(card) for card in proposals], "drawn": [place[card.id] for card in cards]}
    blocks = blocks_in(article)
    text = blocks_html(drawn_blocks(article, blocks, range(len(blocks)), cards, figures))
    return Drawing(
        blocks=runs_of([article.text[: blocks[0].start], *text], first=-1),
        cards=runs_of([cards_html([card.values()]) for card in cards]),
        tally=tally_of(cards),
        rows=zlib.compress(json.dumps(rows).encode(), 1),
    )


def runs_of(parts: Sequence[str], *, first: int = 0) -> list[Run]:
    """The parts in runs. ``first`` is the index of the first part."""
    runs: list[Run] = []
    begun, size = 0, 0
    for number, part in enumerate(parts, 1):
        size += len(part)
        if size >= RUN or number == len(parts):
            run = parts[begun:number]
            runs.append(Run(first + begun, [len(one) for one in run], Piece.of("".join(run).encode())))
            begun, size = number, 0
    return runs


def row_of_card(card: Card) -> list[Any]:
    return [card.person_name, card.by, *(getattr(card.frame, name) for name in FRAME)]


def proposals_of(drawing: Drawing, article: Article) -> tuple[list[Card], list[int]]:
    """What is proposed, undecided, and the places of those that are drawn, in order. Without a query."""
    known = json.loads(zlib.decompress(drawing.rows))
    found = []
    with collector_resting():
        for person_name, by, id, kind, verdict, spans, *values in known["rows"]:
            frame = Frame(id, kind, verdict, tuple(map(tuple, spans)), None, *values)
            found.append(Card(id, frame, 0, article, person_name, by=by))
    return found, known["drawn"]


def shown(drawing: Drawing, article: Article, own: Sequence[Annotation], figures: Sequence[Figure]) -> Shown:
    """The drawing with what was decided laid over it."""
    if not own:
        return Shown([run.piece for run in drawing.blocks], [run.piece for run in drawing.cards], drawing.tally)
    proposals, drawn = proposals_of(drawing, article)
    before = numbered([proposals[place] for place in drawn])
    number = {card.id: (index, card.number) for index, card in enumerate(before)}
    after = cards_of(article, proposals, own)
    kept = [kept_index(card, number) for card in after]
    still = set(kept)
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
    """The list in pieces: kept runs where they are whole, and what stands between them put together anew."""
    by_first = {run.first: run for run in drawing.cards}
    parts = Parts(drawing.cards)
    at = begun = 0
    while at < len(cards):
        index = kept[at]
        run = by_first.get(index) if index is not None else None
        if run is None or list(kept[at : at + len(run.sizes)]) != list(range(run.first, run.end)):
            at += 1
            continue
        yield from parts.joined(cards[begun:at], kept[begun:at])
        yield run.piece
        at = begun = at + len(run.sizes)
    yield from parts.joined(cards[begun:], kept[begun:])


class Parts:
    """The cards of a drawing, one by one."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.run_of = {index: run for run in runs for index in range(run.first, run.end)}
        self.found: dict[int, str] = {}

    def part(self, index: int) -> str:
        if index not in self.found:
            self.found |= self.run_of[index].parts()
        return self.found[index]

    def joined(self, cards: Sequence[Card], kept: Sequence[int | None]) -> Iterable[Piece]:
        """One piece of these cards, if there are any: those that are kept as they are, the others drawn."""
        html = [
            cards_html([card.values()]) if index is None else self.part(index)
            for card, index in zip(cards, kept, strict=True)
        ]
        if html:
            yield Piece.of("".join(html).encode(), level=QUICK)


def text_again(
    drawing: Drawing,
    article: Article,
    cards: Sequence[Card],
    changed: Sequence[tuple[int, int]],
    figures: Sequence[Figure],
) -> Iterable[Piece]:
    """The text in pieces: blocks in which marks are different are drawn anew."""
    blocks = blocks_in(article)
    touched = touched_blocks(blocks, changed)
    near = reaching(blocks, touched, cards)
    drawn = blocks_html(drawn_blocks(article, blocks, touched, near, figures))
    anew = dict(zip(touched, drawn, strict=True))
    for run in drawing.blocks:
        if anew.keys().isdisjoint(range(run.first, run.end)):
            yield run.piece
        else:
            html = [anew.get(index, part) for index, part in run.parts().items()]
            yield Piece.of("".join(html).encode(), level=QUICK)


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
