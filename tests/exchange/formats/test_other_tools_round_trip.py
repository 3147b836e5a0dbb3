"""What other tools’ formats hold comes back whole: export, import into an empty project, and nothing has changed."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.exchange.exchange import lost_to_the_format
from tests.exchange.helpers import import_bytes
from tests.exchange.strategies import (
    check_lossless_round_trip,
    check_record_comes_back,
    exported_as,
    fresh_project,
    project_of,
    records,
)

LOSSLESS = ["labelstudio", "prodigy", "doccano", "brat"]
FILE_NAMES = {"labelstudio": "in.json", "prodigy": "in.jsonl", "doccano": "in.jsonl", "brat": "in.zip"}


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", FILE_NAMES)
@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(records(), min_size=1, max_size=2), chosen=st.sampled_from(["", "machine", "gold"]))
def test_export_import_export_is_the_identity(
    db: None, format_name: str, found: list[dict[str, Any]], chosen: str
) -> None:
    report = check_lossless_round_trip(found, format_name, file_name=FILE_NAMES[format_name], chosen=chosen)
    assert lost_to_the_format(report) == set()


@pytest.mark.parametrize("format_name", LOSSLESS)
@examples(60)
@given(found=records(), entity_type=st.sampled_from(["PERSON", "Speaker", "Content", "été 1"]))
def test_a_record_comes_back_whole(format_name: str, found: dict[str, Any], entity_type: str) -> None:
    found["entities"] = [{**item, "type": entity_type, "label": "x", "kind": "y"} for item in found["entities"]]
    check_record_comes_back(found, format_name)


@pytest.mark.django_db
@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(records(), min_size=1, max_size=2))
def test_csv_is_the_same_again_but_for_ids(db: None, found: list[dict[str, Any]]) -> None:
    first, _ = exported_as(project_of(found), "csv", chosen="machine")
    assume(rows_without_ids(first))  # a table without a row is refused as empty
    second = fresh_project()
    report = import_bytes(second, first, name="in.csv")
    assert not report.failures
    again, _ = exported_as(second, "csv", chosen="machine")
    assert rows_without_ids(again) == rows_without_ids(first)


def rows_without_ids(data: bytes) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    return [{key: cell for key, cell in row.items() if key not in ("annotation_id", "block_kind")} for row in rows]
