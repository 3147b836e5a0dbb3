"""Windows line ends become plain ones, and every offset keeps its words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.frame import Frame
from articles.readers.types import Block, FigureData
from exchange.records.article import GOLD, AnnotationRecord, ArticleRecord
from exchange.records.line_ends import with_plain_line_ends

texts = st.text(st.sampled_from("ab \r\n😀é‏"), min_size=1, max_size=30)


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def record_with(text: str, start: int, end: int) -> ArticleRecord:
    annotation = AnnotationRecord(frame=Frame("", "quote", "", (("content", start, end),)), owner=GOLD)
    figure = FigureData("", "", (start, end), None)
    return ArticleRecord(
        id="a", text=text, annotations=(annotation,), blocks=(Block(start, end, "paragraph"),), figures=(figure,)
    )


@given(texts, st.data())
def test_every_span_keeps_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    record = with_plain_line_ends(record_with(text, start, end))
    [(_, new_start, new_end)] = record.annotations[0].frame.spans
    assert record.text == plain(text)
    splits_a_line_end = text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n"
    if not splits_a_line_end:
        assert record.text[new_start:new_end] == plain(text[start:end])
    assert 0 <= new_start < new_end <= len(record.text)


@given(texts, st.data())
def test_blocks_and_figures_move_like_annotations(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    record = with_plain_line_ends(record_with(text, start, len(text)))
    [(_, *span)] = record.annotations[0].frame.spans
    assert [record.blocks[0].start, record.blocks[0].end] == span
    assert record.figures[0].caption == tuple(span)


def test_a_span_of_half_a_line_end_is_the_whole_line_end() -> None:
    for start, end in ((1, 2), (2, 3), (1, 3)):
        record = with_plain_line_ends(record_with("a\r\nb", start, end))
        assert record.annotations[0].frame.spans == (("content", 1, 2),)


def test_a_text_with_plain_line_ends_is_left_as_it_is() -> None:
    record = record_with("a\nb", 0, 3)
    assert with_plain_line_ends(record) is record
