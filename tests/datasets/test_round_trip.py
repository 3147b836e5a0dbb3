"""Export, import into an empty project, export: the same bytes, whatever the text and the annotations are."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.models import Project
from tests.datasets.helpers import as_lines, export_bytes, import_bytes, without_ids_and_times
from tests.factories import make_project

numbers = count()
PIECES = [
    "a",
    "B ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "“",
    "”",
    ".",
    "😀",
    "e\u0301",
    "שלום ",
    "\u200f",
    "\u2028",
    "👩‍👩‍👧",
]
words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join).filter(str.strip)
names = st.sampled_from(["", "Ann Lee", "ann lee", "Élodie Ågren", "فاطمة"])
owners: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"suggester": "rules", "version": "1"},
        {"suggester": "b", "version": "2"},
        {"annotator": "mara"},
        {"gold": True},
    ]
)


@st.composite
def spans(draw: st.DrawFn, text: str, *, most: int) -> list[list[int]]:
    """Disjoint stretches in order, some of which touch."""
    edges = draw(st.lists(st.integers(0, len(text)), unique=True, max_size=2 * most).map(sorted))
    return [list(pair) for pair in zip(edges[::2], edges[1::2], strict=False)]


@st.composite
def one_span(draw: st.DrawFn, text: str) -> list[int]:
    start = draw(st.integers(0, len(text) - 1))
    return [start, draw(st.integers(start + 1, len(text)))]


@st.composite
def common(draw: st.DrawFn) -> dict[str, Any]:
    values = {**draw(owners)}
    if draw(st.booleans()):
        values["score"] = draw(st.floats(0, 1))
    if draw(st.booleans()):
        values["note"] = {"b": [1, "é"], "a": None}
    return values


@st.composite
def quotes(draw: st.DrawFn, text: str) -> dict[str, Any]:
    return {
        "content": draw(spans(text, most=3).filter(bool)),
        "speaker": draw(spans(text, most=2)),
        "cue": draw(spans(text, most=1)),
        "speaker_name": draw(names) or None,
        "type": draw(st.sampled_from(["direct", "indirect", "mixed"])),
        **draw(common()),
    }


@st.composite
def others(draw: st.DrawFn, /, text: str, **values: Any) -> dict[str, Any]:
    start, end = draw(one_span(text))
    return {"start": start, "end": end, **values, **draw(common())}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(words)
    return {
        "text": text,
        "title": draw(st.sampled_from(["", "=1+1", "Pier\u2028shut"])),
        "quotes": draw(st.lists(quotes(text), max_size=4)),
        "entities": draw(st.lists(others(text, type="PERSON", name="Ann Lee"), max_size=2)),
        "captions": draw(st.lists(others(text, credit=draw(one_span(text))), max_size=2)),
        "repairs": draw(st.lists(others(text, replacement="so it is"), max_size=2)),
        "figures": [{"image_url": "https://pier.example/a.jpg", "alt": "😀", "caption": draw(one_span(text))}],
        "desk": {"z": 1, "a": "ü"},
    }


def fresh_project() -> Project:
    return make_project(f"round-{next(numbers)}")


def taken_in(*lines: bytes) -> Project:
    project = fresh_project()
    for data in lines:
        report = import_bytes(project, data)
        assert report.failures == []
    return project


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
@example([{"text": "a", "quotes": []}], "machine")
def test_export_import_export_is_the_identity(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    first = taken_in(as_lines(*({"id": f"article-{number}", **record} for number, record in enumerate(found))))
    exported = export_bytes(first, chosen=chosen)
    second = taken_in(*[exported] if exported else [])  # nobody’s gold is an empty file, which is no import
    assert without_ids_and_times(export_bytes(second, chosen=chosen)) == without_ids_and_times(exported)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records())
def test_importing_an_export_again_changes_nothing(db: None, found: dict[str, Any]) -> None:
    project = taken_in(as_lines({"id": "a", **found}))
    report = import_bytes(project, export_bytes(project, chosen="machine"))
    assert (report.summary(), report.sets_added) == ("imported 0, unchanged 1, failed 0", 0)
