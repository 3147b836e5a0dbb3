"""What the workbench shows of an article and of what machines suggest in it, drawn in runs that are kept compressed.

Machines' sets never change, so neither does this. What a person decided is laid over it: runs in which nothing is
different stay as they are kept, and the others are drawn anew. The text is without marks, and the cards are brief:
the page's scripts complete both (see ``brief.py``).
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
from annotator.vocabulary import Kind
from annotator.workbench.block_html import blocks_html
from annotator.workbench.blocks import blocks_in, drawn_blocks, touched_blocks
from annotator.workbench.brief import Table, brief_cards
from annotator.workbench.cards import Card, Tally, cards_of, tally_of
from articles.models import Article, Figure
from config.database.collector import collector_resting
from config.packed import QUICK, Piece

RUN = 100_000
"""Characters after which a run ends: shorter ones compress worse, longer ones are put together anew more often."""
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
    """The text in blocks, all cards, undecided, and the table of what they have in common.

    ``rows`` holds what is proposed, deflated: see ``proposals_of``.
    """

    blocks: list[Run]
    cards: list[Run]
    table: Piece
    tally: Tally
    rows: bytes


class Shown(NamedTuple):
    """What a page shows: the text, the list and its table in pieces, and how many cards of each sort there are."""

    text: list[Piece]
    cards: list[Piece]
    table: Piece
    tally: Tally


def draw(article: Article, proposals: list[Card], figures: Sequence[Figure]) -> Drawing:
    """All of it, as somebody sees it who has decided nothing."""
    cards = cards_of(article, proposals, [])
    place = {card.id: number for number, card in enumerate(proposals)}
    rows = {"rows": [row_of_card(card) for card in proposals], "drawn": [place[card.id] for card in cards]}
    blocks = blocks_in(article)
    text = blocks_html(drawn_blocks(article, blocks, range(len(blocks)), captions_of(cards), figures, marked=False))
    table = Table()
    return Drawing(
        blocks=runs_of([article.text[: blocks[0].start], *text], first=-1),
        cards=runs_of(brief_cards(cards, table)),
        table=Piece.of(table.json.encode()),
        tally=tally_of(cards),
        rows=zlib.compress(json.dumps(rows).encode(), 1),
    )


def captions_of(cards: Iterable[Card]) -> list[Card]:
    """Those on which it depends whether a block is a figure."""
    return [card for card in cards if card.kind == Kind.CAPTION]


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
        cards = [run.piece for run in drawing.cards]
        return Shown([run.piece for run in drawing.blocks], cards, drawing.table, drawing.tally)
    proposals, drawn = proposals_of(drawing, article)
    place = {proposals[number].id: index for index, number in enumerate(drawn)}
    after = cards_of(article, proposals, own)
    kept = [place.get(card.id) if card.undecided and not card.version else None for card in after]
    anew = [card for card, index in zip(after, kept, strict=True) if index is None]
    table = Table(json.loads(drawing.table.plain))
    brief = brief_cards(anew, table)
    changed = [*anew, *(proposals[drawn[index]] for index in set(place.values()).difference(kept))]
    spans = [(start, end) for card in captions_of(changed) for _, start, end in card.frame.spans]
    return Shown(
        text=list(text_again(drawing, article, after, spans, figures)),
        cards=list(cards_again(drawing, kept, brief)),
        table=Piece.of(table.json.encode(), level=QUICK),
        tally=tally_of(after),
    )


def cards_again(drawing: Drawing, kept: Sequence[int | None], anew: Iterable[str]) -> Iterable[Piece]:
    """The list in pieces: kept runs where they are whole, and what stands between them put together anew.

    ``kept`` says of each card which one of the drawing it is, or None: then it is the next one of ``anew``.
    """
    by_first = {run.first: run for run in drawing.cards}
    parts, others = Parts(drawing.cards), iter(anew)
    between: list[str] = []
    at = 0
    while at < len(kept):
        index = kept[at]
        run = by_first.get(index) if index is not None else None
        if run is None or list(kept[at : at + len(run.sizes)]) != list(range(run.first, run.end)):
            between.append(next(others) if index is None else parts.part(index))
            at += 1
            continue
        if between:
            yield Piece.of("".join(between).encode(), level=QUICK)
        yield run.piece
        between, at = [], at + len(run.sizes)
    if between:
        yield Piece.of("".join(between).encode(), level=QUICK)


class Parts:
    """The cards of a drawing, one by one."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.run_of = {index: run for run in runs for index in range(run.first, run.end)}
        self.found: dict[int, str] = {}

    def part(self, index: int) -> str:
        if index not in self.found:
            self.found |= self.run_of[index].parts()
        return self.found[index]


def text_again(
    drawing: Drawing,
    article: Article,
    cards: Sequence[Card],
    changed: Sequence[tuple[int, int]],
    figures: Sequence[Figure],
) -> Iterable[Piece]:
    """The text in pieces: blocks whose captions are different are drawn anew."""
    blocks = blocks_in(article)
    touched = touched_blocks(blocks, changed)
    drawn = blocks_html(drawn_blocks(article, blocks, touched, captions_of(cards), figures, marked=False))
    anew = dict(zip(touched, drawn, strict=True))
    for run in drawing.blocks:
        if anew.keys().isdisjoint(range(run.first, run.end)):
            yield run.piece
        else:
            html = [anew.get(index, part) for index, part in run.parts().items()]
            yield Piece.of("".join(html).encode(), level=QUICK)


def tally_from(rows: Iterable[tuple[str, str, bool, int]]) -> Tally:
    return Counter({(kind, name, undecided): number for kind, name, undecided, number in rows})
