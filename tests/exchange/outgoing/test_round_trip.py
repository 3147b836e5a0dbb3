"""Export, import into an empty project, export: the same bytes, whatever the text and the annotations are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.exchange.helpers import as_lines, export_bytes, import_bytes, without_ids_and_times
from tests.exchange.strategies import project_of, records, taken_in


@pytest.mark.django_db
@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
@example([{"text": "a", "quotes": []}], "machine")
def test_export_import_export_is_the_identity(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    first = project_of(found)
    exported = export_bytes(first, chosen=chosen)
    second = taken_in(*[exported] if exported else [])  # nobody’s gold is an empty file, which is no import
    assert without_ids_and_times(export_bytes(second, chosen=chosen)) == without_ids_and_times(exported)


@pytest.mark.django_db
@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records())
def test_importing_an_export_again_changes_nothing(db: None, found: dict[str, Any]) -> None:
    project = taken_in(as_lines({"id": "a", **found}))
    report = import_bytes(project, export_bytes(project, chosen="machine"))
    assert (report.summary(), report.sets_added) == ("imported 0, unchanged 1, failed 0", 0)
