"""What several records say of one text comes in whole, and what does not come in is counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from annotator.frame import Frame, checked
from annotator.models import Annotation, AnnotationSet
from articles.models import Article, Project
from exchange.incoming import plan
from exchange.incoming.importing import ImportReport
from exchange.incoming.writing import KeyRanges
from tests.exchange.helpers import TEXT, article, as_lines, bring_in, import_bytes, quote, span_in

NEWS = "Ida Roe of Holt met Pim Lunt."


def task(words: str, label: str, *, answer: str = "accept", **values: Any) -> dict[str, Any]:
    """A task of Prodigy that asks about one span."""
    start, end = span_in(NEWS, words)
    span = {"start": start, "end": end, "label": label}
    return {"text": NEWS, "_task_hash": start, "answer": answer, "spans": [span], **values}


def notes(report: ImportReport) -> list[str]:
    return [str(note) for note in report.notes]


def test_answers_about_one_text_become_one_set(project: Project) -> None:
    other = {"text": "Nothing else.", "_task_hash": 9, "answer": "accept", "spans": []}
    tasks = [task("Ida Roe", "PERSON"), other, task("Holt", "PERSON", answer="reject"), task("Pim Lunt", "PERSON")]
    report = bring_in(project, *tasks)
    assert report.summary() == "imported 2, unchanged 0, joined 2, failed 0"
    [found] = AnnotationSet.objects.filter(annotations__isnull=False).distinct()
    verdicts = [item.verdict for item in found.annotations.order_by("start")]
    assert verdicts == ["added", "rejected", "added"]


def test_the_same_answers_again_change_nothing(project: Project) -> None:
    tasks = [task("Ida Roe", "PERSON"), task("Holt", "GPE"), task("Holt", "GPE")]
    assert bring_in(project, *tasks).summary() == "imported 1, unchanged 1, joined 1, failed 0"
    again = bring_in(project, *tasks)
    assert again.summary() == "imported 0, unchanged 3, failed 0"
    assert not any("left out" in note for note in notes(again))
    assert Annotation.objects.count() == 2


@pytest.mark.parametrize("owner", [{"gold": True}, {"annotator": "mara"}, {"suggester": "rules", "version": "1"}, {}])
def test_a_quote_a_record_is_a_set_of_all_quotes(project: Project, owner: dict[str, Any]) -> None:
    first = {"content": [span_in(TEXT, "“We wait,”")], "speaker": [span_in(TEXT, "Ann Lee")], **owner}
    second = {"content": [span_in(TEXT, "“but not for ever.”")], **owner}
    records = [article(quotes=[first]), article(quotes=[second])]
    assert bring_in(project, *records).joined == 1
    assert [item.annotations.count() for item in AnnotationSet.objects.all()] == [2]
    assert bring_in(project, *records).summary() == "imported 0, unchanged 2, failed 0"
    assert [item.annotations.count() for item in AnnotationSet.objects.all()] == [2]


def test_what_a_known_set_does_not_hold_is_counted(project: Project) -> None:
    bring_in(project, article(quotes=[quote(annotator="mara")]))
    report = bring_in(project, article(quotes=[quote(annotator="mara", type="mixed")]))
    assert report.summary() == "imported 0, unchanged 1, failed 0"
    [note] = notes(report)
    assert note == (
        "in.jsonl: 1 annotations of mara differ from what the project has already and were left out; first: in.jsonl:1"
    )


def test_corrected_details_of_known_articles_are_counted_by_key(project: Project) -> None:
    bring_in(project, article("a", title="Pier"), article("b", title="Pier", byline="Jo Bell", desk="local"))
    changed = [article("a", title="Pier shut"), article("b", title="Pier shut", byline="Jo Bell", desk="world")]
    found = notes(bring_in(project, *changed))
    assert [note.split(" differ")[0] for note in found] == [
        "in.jsonl: 2 “title” of articles",
        "in.jsonl: 1 “desk” of articles",
    ]
    assert set(Article.objects.values_list("title", flat=True)) == {"Pier"}


def test_other_figures_and_blocks_of_a_known_article_are_counted(project: Project) -> None:
    stated: dict[str, Any] = {"figures": [{"image_url": "/1.jpg", "caption": [0, 4]}], "blocks": [[0, 4, "heading"]]}
    bring_in(project, article(**stated))
    assert notes(bring_in(project, article(**stated))) == []
    other: dict[str, Any] = {"figures": [{"image_url": "/1.jpg", "caption": [0, 5]}], "blocks": [[0, 4, "paragraph"]]}
    assert [note.split(" differ")[0] for note in notes(bring_in(project, article(**other)))] == [
        "in.jsonl: 1 “blocks” of articles",
        "in.jsonl: 1 “figures” of articles",
    ]


def test_what_a_record_leaves_out_of_a_known_article_differs_from_nothing(project: Project) -> None:
    bring_in(project, article(title="Pier", byline="Jo Bell", published="2024-02-01", blocks=[[0, 4, "heading"]]))
    text = f"{TEXT}\n\nBy Ida Roe\n"
    assert notes(bring_in(project, article())) == []
    bring_in(project, article("b", text=text, title="Quay", byline="Jo Bell", blocks=[[0, 4, "heading"]]))
    assert notes(bring_in(project, article("b", text=text))) == []


@pytest.mark.django_db(transaction=True)
def test_frames_are_checked_before_a_transaction_begins(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    seen: list[bool] = []

    def watched(frame: Frame, article: Article) -> Frame:
        seen.append(connection.in_atomic_block)
        return checked(frame, article)

    monkeypatch.setattr(plan, "checked", watched)
    good, bad = article("a", quotes=[quote()]), article("b", quotes=[quote(annotator="no such/name")])
    assert import_bytes(project, as_lines(good, bad)).summary() == "imported 1, unchanged 0, failed 1"
    assert set(seen) == {False}


def test_key_ranges_hold_what_was_added() -> None:
    keys = KeyRanges()
    keys.add([3, 4, 5])
    keys.add([6, 9])
    assert [key for key in range(12) if key in keys] == [3, 4, 5, 6, 9]
    assert keys.starts == [3, 9]
