"""The published JSON Schema of the native format fits what is written and what the samples hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from articles.models import Project
from tests.datasets.helpers import article, bring_in, exported, quote, repair
from tests.factories import make_suggested

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def validator() -> Any:
    schema = json.loads((ROOT / "docs" / "quotemark-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


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
