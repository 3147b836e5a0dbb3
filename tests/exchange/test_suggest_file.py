"""``suggest_file`` with the suggester that is shipped: its guideline and the language of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from suggesters.profiles import PRESETS

TEXT = "The council slammed the plan for the pier. “We will fight this,” Ines Calder said. “We will win this time.”"


def suggested(tmp_path: Path, *options: str, **record: str) -> dict[str, Any]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": "a", "text": TEXT, **record}) + "\n", encoding="utf-8")
    call_command("suggest_file", "--input", str(source), "--output", str(target), *options)
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


def contents(found: dict[str, Any]) -> list[list[str]]:
    return [[TEXT[start:end] for start, end in quote["content"]] for quote in found["quotes"]]


def test_it_follows_the_newsroom_guideline_unless_told_otherwise(tmp_path: Path) -> None:
    assert contents(suggested(tmp_path)) == [["“We will fight this,”"], ["“We will win this time.”"]]


def test_it_follows_a_guideline_by_its_name_or_as_a_file(tmp_path: Path) -> None:
    joined = [["the plan for the pier"], ["“We will fight this,”", "“We will win this time.”"]]
    assert contents(suggested(tmp_path, "--profile", "polnear")) == joined
    file = tmp_path / "desk.json"
    file.write_text(json.dumps(PRESETS["polnear"].as_json()))
    assert contents(suggested(tmp_path, "--profile", str(file))) == joined


def test_a_guideline_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no profile “desk”; there are: newsroom, polnear"):
        suggested(tmp_path, "--profile", "desk")


def test_the_language_is_that_of_the_record_else_the_one_named(tmp_path: Path) -> None:
    note = ["The text is in German: quotations in marks, captions and repairs are proposed, the rest needs English."]
    assert suggested(tmp_path, "--language", "de")["notes"] == note
    assert "notes" not in suggested(tmp_path, "--language", "de", language="en")
