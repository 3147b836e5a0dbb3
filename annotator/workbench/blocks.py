"""The blocks of an article as the workbench draws them: marks, figures, and the direction of the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from annotator.models import AnnotationSet
from annotator.vocabulary import Kind
from annotator.workbench.cards import Card, cards_touching
from annotator.workbench.marks import Mark, highlighted, shared
from articles.direction import direction, main_direction
from articles.models import Article, Figure
from articles.pictures import is_public, short_name
from articles.readers.types import Block, BlockKind
from config.database.prepared import prepared


@prepared
def figures_with_caption(*, article: int) -> QuerySet[Figure]:
    return Figure.objects.filter(article=article, caption_start__isnull=False).order_by()


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of the text with its marks drawn, and the space of the text that follows it.

    ``way`` is “ltr” or “rtl” if the block does not run the way that the article does. ``pictures`` says whether the
    project shows them.
    """

    block: Block
    html: SafeString
    after: str
    way: str = ""
    figure_verdict: str = ""
    figure: Figure | None = None
    pictures: bool = False

    @property
    def start(self) -> str:
        """As text, for addresses and programs: templates would format the number in the reader's language."""
        return str(self.block.start)

    @property
    def end(self) -> str:
        return str(self.block.end)

    @property
    def kind(self) -> BlockKind:
        return self.block.kind

    @property
    def image_url(self) -> str:
        """Where the picture is, or "" if a browser may not be sent there."""
        address = self.figure.image_url if self.figure else ""
        return address if address and is_public(address) else ""

    @property
    def image_name(self) -> str:
        return short_name(self.image_url)


def blocks_in(article: Article) -> list[Block]:
    """The article's blocks; one of all its text where nothing is known of them."""
    return article.block_list() or [Block(0, len(article.text), "paragraph")]


def shown_blocks(article: Article, cards: Sequence[Card], *, marked: bool = True) -> list[ShownBlock]:
    """The article's blocks with marks."""
    blocks = blocks_in(article)
    figures = figures_with_caption(article=article.pk)
    return drawn_blocks(article, blocks, range(len(blocks)), cards, figures, marked=marked)


def drawn_blocks(
    article: Article,
    blocks: Sequence[Block],
    touched: Collection[int],
    cards: Sequence[Card],
    figures: Iterable[Figure],
    *,
    marked: bool = True,
) -> list[ShownBlock]:
    """The blocks with these indexes. ``cards`` holds all that reach into them, ``figures`` all of the article.

    Not ``marked``: the text alone. Then the cards of captions are enough.
    """
    by_block = marks_by_block(blocks, cards, touched)
    captions = {card.frame.hull: card.verdict for card in cards if card.kind == Kind.CAPTION}
    by_caption = figures_by_block(blocks, figures)
    article_way = way_of(article)
    shown: list[ShownBlock] = []
    for index in touched:
        block = blocks[index]
        following = blocks[index + 1].start if index + 1 < len(blocks) else len(article.text)
        span = next((mark_span for mark_span in by_block[index].captions if captions[mark_span] != "rejected"), None)
        html = highlighted(article.text, block.start, block.end, by_block[index].marks if marked else ())
        shown.append(
            ShownBlock(
                block=block,
                html=mark_safe(html),  # noqa: S308 - `highlighted` escapes
                after=article.text[block.end : following],
                way=other_way(article.text[block.start : block.end], than=article_way),
                figure_verdict=captions[span] if span else "",
                pictures=article.project.remote_images,
                figure=by_caption.get(index) if span or not by_block[index].captions else None,
            )
        )
    return shown


def blocks_again(article: Article, workset: AnnotationSet | None, spans: Sequence[tuple[int, int]]) -> list[ShownBlock]:
    """The blocks that these stretches touch, drawn with all their marks as they stand now."""
    blocks = blocks_in(article)
    touched = touched_blocks(blocks, spans)
    if not touched:
        return []
    start, end = blocks[touched[0]].start, blocks[touched[-1]].end
    cards = cards_touching(article, workset, start, end + 1)
    return drawn_blocks(article, blocks, touched, cards, figures_with_caption(article=article.pk))


def way_of(article: Article) -> str:
    """Which way the article runs, judged by its first hundred blocks."""
    return main_direction(article.text[start:end] for start, end, _kind in article.blocks[:100])


def other_way(text: str, *, than: str) -> str:
    way = direction(text)
    return way if way and way != than else ""


def figures_by_block(blocks: Sequence[Block], figures: Iterable[Figure]) -> dict[int, Figure]:
    """Each figure, under the index of the block in which its caption begins."""
    starts = [block.start for block in blocks]
    return {max(bisect_right(starts, figure.caption_start or 0) - 1, 0): figure for figure in figures}


@dataclass(slots=True)
class BlockMarks:
    """The marks that reach into one block, and the captions that begin in it."""

    marks: list[Mark] = field(default_factory=list)
    captions: list[tuple[int, int]] = field(default_factory=list)


def marks_by_block(blocks: Sequence[Block], cards: Sequence[Card], touched: Collection[int]) -> dict[int, BlockMarks]:
    """For each of these blocks the marks that touch it, in time linear in the number of marks."""
    found = {index: BlockMarks() for index in touched}
    starts = [block.start for block in blocks]
    for mark in shared(mark for card in cards for mark in card.marks()):
        index = max(bisect_right(starts, mark.start) - 1, 0)
        if mark.role == "caption" and index in found:
            found[index].captions.append((mark.start, mark.end))
        first = index
        while index < len(blocks) and (index == first or starts[index] < mark.end):
            if index in found:
                found[index].marks.append(mark)
            index += 1
    return found


def touched_blocks(blocks: Sequence[Block], spans: Iterable[tuple[int, int]]) -> list[int]:
    """The indexes of the blocks that these stretches touch, in order."""
    starts = [block.start for block in blocks]
    found: set[int] = set()
    for start, end in spans:
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(blocks) and blocks[index].start <= end:
            if blocks[index].end >= start:
                found.add(index)
            index += 1
    return sorted(found)
