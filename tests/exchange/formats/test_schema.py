"""The published JSON Schema of the native format fits what is written and what the samples hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.models import Project
from tests.examples import examples
from tests.exchange.helpers import article, bring_in, exported, quote, repair
from tests.exchange.strategies import project_of, records
from tests.factories import make_suggested

ROOT = Path(__file__).resolve().parents[3]


SCHEMA = json.loads((ROOT / "docs" / "quotemark-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture
def validator() -> Any:
    return VALIDATOR


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_what_is_written_fits_the_schema(project: Project, validator: Any) -> None:
    make_suggested(project)
    caption = {"start": 0, "end": 16, "credit": [4, 8], "gold": True}
    bring_in(
        project,
        article("1", quotes=[quote(gold=True, note=1)], captions=[caption], repairs=[repair(gold=True)], desk="x"),
        article("2", quotes=[quote(annotator="mara", verdict="corrected", origin="elsewhere")]),
        article("3", figures=[{"image_url": "https://pier.example/a.jpg", "caption": [0, 16]}]),
    )
    for options in ({}, {"chosen": "machine"}, {"apply_repairs": True}):
        for record in exported(project, **options):
            validator.validate(record)


def test_the_samples_fit_the_schema(validator: Any) -> None:
    lines = (ROOT / "samples" / "two-articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [list(validator.iter_errors(json.loads(line))) for line in lines] == [[], []]


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"quotes": [{"content": []}]},
        {"quotes": [{"content": [[1]]}]},
        {"quotes": [quote(type="sung")]},
        {"quotes": [quote(score=2)]},
        {"quotes": [quote(suggester="rules")]},
        {"sets": [{"state": "open"}]},
        {"blocks": [[0, 3, "poem"]]},
    ],
)
def test_what_the_import_refuses_the_schema_refuses(validator: Any, values: dict[str, Any]) -> None:
    assert not validator.is_valid(article(**values))


@pytest.mark.django_db
@examples(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]), st.booleans())
def test_exports_of_any_project_fit_the_schema(
    db: None, found: list[dict[str, Any]], chosen: str, repaired: bool
) -> None:
    for record in exported(project_of(found), chosen=chosen, apply_repairs=repaired):
        assert [error.message for error in VALIDATOR.iter_errors(record)] == []


BREAKS: list[Callable[[dict[str, Any]], object]] = [
    lambda record: record.pop("text"),
    lambda record: record.update(text=None),
    lambda record: record.update(id=["a"]),
    lambda record: record.update(sha256="abc"),
    lambda record: record.update(published=20260102),
    lambda record: record.update(title="x" * 1001),
    lambda record: record["blocks"].append([3, 1]),
    lambda record: record["blocks"].append([-1, 1, "paragraph"]),
    lambda record: record["figures"].append({"caption": [1, 2, 3]}),
    lambda record: record["sets"].append({"gold": True, "annotator": "mara"}),
    lambda record: record["sets"].append({"gold": True, "state": "done"}),
    lambda record: record["quotes"].append({}),
    lambda record: record["quotes"].append({"content": [[0, 1.5]]}),
    lambda record: record["quotes"].append({"content": [[0, 1]], "speaker_kind": "crowd"}),
    lambda record: record["quotes"].append({"content": [[0, 1]], "verdict": "maybe"}),
    lambda record: record["quotes"].append({"content": [[0, 1]], "candidates": [["Ann"]]}),
    lambda record: record["entities"].append({"start": 0, "end": 1}),
    lambda record: record["entities"].append({"start": 0, "end": 1, "type": ""}),
    lambda record: record["captions"].append({"start": 0}),
    lambda record: record["captions"].append({"start": 0, "end": 1, "credit": [1]}),
    lambda record: record["repairs"].append({"start": 0, "end": 1}),
    lambda record: record["repairs"].append({"start": 0, "end": 1, "replacement": ""}),
]


@pytest.mark.parametrize("damage", BREAKS)
def test_a_broken_export_does_not_fit(project: Project, damage: Callable[[dict[str, Any]], object]) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    [record] = exported(project)
    assert VALIDATOR.is_valid(record)
    damage(record)
    assert not VALIDATOR.is_valid(record)
