"""Repairs applied in an export: the text reads right and every offset keeps its words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.frame import Frame
from articles.models import Project, text_digest
from articles.readers.types import Block, FigureData
from exchange.records.article import GOLD, AnnotationRecord, ArticleRecord
from exchange.records.loss import LossReport
from exchange.records.repaired import with_repairs_applied
from tests.exchange.helpers import TEXT, article, bring_in, exported, quote, repair, span_in


def fresh_report() -> LossReport:
    return LossReport(format="jsonl", chosen="gold")


def repair_of(start: int, end: int, replacement: str, *, score: float | None = None) -> AnnotationRecord:
    frame = Frame("", "repair", "", (("damaged", start, end),), replacement=replacement, score=score)
    return AnnotationRecord(frame=frame, owner=GOLD)


def quote_of(*content: tuple[int, int]) -> AnnotationRecord:
    frame = Frame("", "quote", "", tuple(("content", start, end) for start, end in content))
    return AnnotationRecord(frame=frame, owner=GOLD)


def applied(text: str, *annotations: AnnotationRecord, **values: Any) -> tuple[ArticleRecord, LossReport]:
    report = fresh_report()
    record = ArticleRecord(id="a", text=text, annotations=annotations, **values)
    return with_repairs_applied(record, report=report), report


def test_an_export_with_repairs_reads_right_and_keeps_its_words(project: Project) -> None:
    text = f"{TEXT} “Yes,” said Ann Lee again."
    after = {"content": [span_in(text, "“Yes,”")], "gold": True}
    split = {"content": [span_in(text, "that repairs are dear")], "gold": True}
    bring_in(project, article(text=text, quotes=[quote(gold=True), split, after], repairs=[repair(gold=True)]))
    [record] = exported(project, apply_repairs=True)
    assert record["text"] == text.replace("saidthat", "said that")
    words = [[record["text"][start:end] for start, end in item["content"]] for item in record["quotes"]]
    assert words == [["“We wait,”", "“but not for ever.”"], ["that repairs are dear"], ["“Yes,”"]]
    assert record["repairs"] == []
    assert (record["sha256"], record["repaired_from"]) == (text_digest(record["text"]), text_digest(text))
    assert record["text"][slice(*record["blocks"][-1][:2])].endswith("again.")


def test_a_repaired_export_can_be_imported(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)], repairs=[repair(gold=True)]))
    [record] = exported(project, apply_repairs=True)
    bring_in(project, {**record, "id": "repaired"})


def test_without_the_wish_the_text_stays_and_repairs_are_written(project: Project) -> None:
    bring_in(project, article(repairs=[repair()]))
    [record] = exported(project)
    assert record["text"] == TEXT
    assert [item["replacement"] for item in record["repairs"]] == ["said that"]


def test_a_rejected_repair_is_not_applied(project: Project) -> None:
    bring_in(project, article(repairs=[repair(gold=True, verdict="rejected")]))
    assert exported(project, apply_repairs=True)[0]["text"] == TEXT


def test_applied_and_overlapping_repairs_are_counted() -> None:
    record, report = applied("saidthat", repair_of(0, 8, "said that", score=0.9), repair_of(2, 5, "x", score=0.2))
    assert record.text == "said that"
    assert report.lost("repair") == 2
    assert {reason: loss.count for (_, reason), loss in report.losses.items()} == {
        "applied to the text": 1,
        "not applied, since another repair with a higher score overlaps": 1,
    }


def test_a_persons_repair_goes_before_the_machines() -> None:
    record, _ = applied("saidthat", repair_of(0, 8, "said-that", score=0.99), repair_of(0, 8, "said that"))
    assert record.text == "said that"


def test_an_annotation_whose_words_are_gone_is_counted_as_lost() -> None:
    record, report = applied("so so it is", repair_of(0, 6, "so "), quote_of((3, 5)), quote_of((6, 11)))
    assert [record.text[start:end] for item in record.annotations for _, start, end in item.frame.spans] == ["it is"]
    assert report.lost("quote") == 1


def test_fragments_that_a_repair_joins_are_one_fragment() -> None:
    record, _ = applied("wewait here", repair_of(0, 6, "they stay"), quote_of((0, 2), (2, 6)))
    [found] = record.annotations
    assert [record.text[start:end] for _, start, end in found.frame.spans] == ["they stay"]


def test_blocks_and_figures_move_along() -> None:
    text = "saidthat one\n\nTwo by Lee"
    blocks = (Block(0, 12, "paragraph"), Block(14, 24, "caption"))
    figure = FigureData("", "", (14, 24), (21, 24))
    record, _ = applied(text, repair_of(0, 8, "said that"), blocks=blocks, figures=(figure,))
    assert [record.text[block.start : block.end] for block in record.blocks] == ["said that one", "Two by Lee"]
    [moved] = record.figures
    assert moved.caption is not None
    assert moved.credit is not None
    assert (record.text[slice(*moved.caption)], record.text[slice(*moved.credit)]) == ("Two by Lee", "Lee")


def test_a_repair_over_the_end_of_a_block_leaves_blocks_in_order() -> None:
    blocks = (Block(0, 4, "paragraph"), Block(6, 10, "paragraph"))
    record, _ = applied("said\n\nthat", repair_of(0, 10, "they replied"), blocks=blocks)
    assert all(0 <= block.start < block.end <= len(record.text) for block in record.blocks)
    assert all(one.end <= other.start for one, other in zip(record.blocks, record.blocks[1:], strict=False))


@pytest.mark.parametrize("replacement", ["x", "said that", "😀 e\u0301"])
@given(st.text("ab 😀\u0301\u200f", min_size=6, max_size=20), st.data())
def test_spans_beside_a_repair_keep_their_words(replacement: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(1, len(text) - 3))
    end = data.draw(st.integers(start + 1, len(text) - 2))
    before, after = (0, start), (end, len(text))
    record, _ = applied(text, repair_of(start, end, replacement), quote_of(before), quote_of(after))
    assert record.text == text[:start] + replacement + text[end:]
    words = [record.text[first:last] for item in record.annotations for _, first, last in item.frame.spans]
    assert words == [text[:start], text[end:]]
