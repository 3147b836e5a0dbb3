"""What other tools’ formats hold comes back whole: export, import into an empty project, and nothing has changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.datasets.strategies import check_lossless_round_trip, records

FILE_NAMES = {"labelstudio": "in.json", "prodigy": "in.jsonl", "doccano": "in.jsonl"}


@pytest.mark.django_db
@pytest.mark.parametrize("format_name", FILE_NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(records(), min_size=1, max_size=2), chosen=st.sampled_from(["", "machine", "gold"]))
def test_everything_comes_back(db: None, format_name: str, found: list[dict[str, Any]], chosen: str) -> None:
    report = check_lossless_round_trip(found, format_name, file_name=FILE_NAMES[format_name], chosen=chosen)
    assert {reason for _, reason in report.losses} <= {"another suggester proposes the same"}
