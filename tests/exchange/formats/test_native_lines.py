"""A line that is written straight away is, to the byte, the JSON of the record’s values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.formats.json.lines import written
from exchange.formats.native import articles as native
from exchange.records.article import AnnotationRecord, ArticleRecord, FilePlace, Owner
from tests.exchange.strategies import records

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.sampled_from(
    ['"', "\\", "\n\t\x01\x7f", "\u2028"]
)
owners = st.builds(Owner, st.just("suggester"), texts, texts) | st.builds(Owner, st.just("annotator"), texts)


@st.composite
def stored(draw: st.DrawFn, annotation: AnnotationRecord) -> AnnotationRecord:
    """The annotation as it may come from the database: with an id, times and whatever words."""
    frame = replace(
        annotation.frame,
        id=draw(texts),
        origin=draw(texts) or None,
        verdict=draw(st.sampled_from(["suggested", "accepted", "corrected", "rejected", "added"])),
        name=draw(texts),
        reason=draw(texts),
        entity_type=draw(texts) if annotation.frame.kind == "entity" else "",
        candidates=draw(st.sampled_from([(), (("Ann", 0.5),)])),
        score=draw(st.none() | st.floats(0, 1) | st.sampled_from([0, 1])),
        extra=draw(st.sampled_from([{}, annotation.frame.extra])),
    )
    return replace(
        annotation,
        frame=frame,
        owner=draw(owners),
        created=draw(st.sampled_from(["", "2026-10-20T08:15:00.250000+00:00"])),
        updated="2026-10-21T08:15:00+00:00",
    )


@given(records(), st.data())
def test_a_line_is_the_json_of_the_values(found: dict[str, Any], data: st.DataObject) -> None:
    record = native.record_of({"id": "a/b", **found}, place=FilePlace("a"))
    record = replace(record, annotations=tuple(data.draw(stored(item)) for item in record.annotations))
    for beside in ({}, record.extra):
        asked = replace(record, extra=beside)
        assert native.line_of(asked) == written(native.values_of(asked))


@pytest.mark.parametrize("key", ["title", "quotes", "stand_off"])
@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_a_key_that_came_beside_is_written_once(key: str, digest: str) -> None:
    record = ArticleRecord(id="a", text="One.", text_sha256=digest, extra={key: "mine", "z": 1})
    assert native.line_of(record) == written(native.values_of(record))
