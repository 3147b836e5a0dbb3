"""The record of one annotation: a frame, whose it is, and what belongs to neither."""

from __future__ import annotations

from annotator.frame import Frame
from exchange.records.article import GOLD, AnnotationRecord

SPLIT = (("content", 20, 24), ("content", 3, 9), ("speaker", 0, 2), ("cue", 30, 34))


def test_the_hull_reaches_over_the_main_role_whatever_the_order_of_its_spans() -> None:
    assert Frame("", "quote", "", SPLIT).hull == (3, 24)
    assert Frame("", "caption", "", (("credit", 0, 2), ("caption", 5, 9))).hull == (5, 9)
    assert Frame("", "entity", "", (("mention", 4, 7),)).hull == (4, 7)


def test_a_changed_frame_makes_another_record_and_leaves_the_first() -> None:
    first = AnnotationRecord(frame=Frame("a", "quote", "added", SPLIT, name="Ann Lee"), owner=GOLD, label="quotes[0]")
    changed = first.with_frame(name="Bo Ray")
    assert (first.frame.name, changed.frame.name) == ("Ann Lee", "Bo Ray")
    assert (changed.frame.spans, changed.owner, changed.label) == (SPLIT, GOLD, "quotes[0]")
