"""What other tools’ formats hold comes back whole: export, import into an empty project, and nothing has changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.datasets.strategies import check_lossless_round_trip, check_record_comes_back, records

LOSSLESS = ["labelstudio", "prodigy", "doccano", "brat"]
FILE_NAMES = {"labelstudio": "in.json", "prodigy": "in.jsonl", "doccano": "in.jsonl", "brat": "in.zip"}


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", FILE_NAMES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(records(), min_size=1, max_size=2), chosen=st.sampled_from(["", "machine", "gold"]))
def test_export_import_export_is_the_identity(
    db: None, format_name: str, found: list[dict[str, Any]], chosen: str
) -> None:
    report = check_lossless_round_trip(found, format_name, file_name=FILE_NAMES[format_name], chosen=chosen)
    assert {reason for _, reason in report.losses} <= {"another suggester proposes the same"}


@pytest.mark.parametrize("format_name", LOSSLESS)
@settings(max_examples=60, deadline=None)
@given(found=records(), entity_type=st.sampled_from(["PERSON", "Speaker", "Content", "été 1"]))
def test_a_record_comes_back_whole(format_name: str, found: dict[str, Any], entity_type: str) -> None:
    found["entities"] = [{**item, "type": entity_type, "label": "x", "kind": "y"} for item in found["entities"]]
    check_record_comes_back(found, format_name)
