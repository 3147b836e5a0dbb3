"""``suggest_file`` with the suggester that is shipped: its guideline, a learned model, and the language of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from suggesters.pipeline import RULES_VERSION
from suggesters.profiles import PRESETS
from tests.suggesters.learning.models import small_model

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


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    """A model that learned to join the parts and to count objects, and to be sure of nothing that is indirect."""
    path = tmp_path / "model.json"
    calibration = {"direct": (), "other": ((-50.0, 0.31), (50.0, 0.32))}
    path.write_bytes(small_model(profile=PRESETS["polnear"], rules=RULES_VERSION, calibration=calibration).as_bytes())
    return path


def test_a_learned_model_brings_its_guideline_and_its_scores(tmp_path: Path, model_file: Path) -> None:
    found = suggested(tmp_path, "--model", str(model_file))
    joined = ["“We will fight this,”", "“We will win this time.”"]
    assert joined in contents(found)
    assert {quote["score"] for quote in found["quotes"] if quote["type"] != "direct"} == {0.315}


@pytest.mark.left_to_ci
@pytest.mark.parametrize("forked", [True, False])
def test_each_process_suggests_by_the_model(
    tmp_path: Path, model_file: Path, monkeypatch: pytest.MonkeyPatch, forked: bool
) -> None:
    if not forked:  # where processes cannot be forked, each loads the model itself
        monkeypatch.setattr("exchange.management.commands.suggest_file.can_fork", lambda: False)
    monkeypatch.setattr("suggesters.stream.CHUNK_CHARACTERS", 250)
    source, targets = tmp_path / "many.jsonl", [tmp_path / "alone.jsonl", tmp_path / "together.jsonl"]
    texts = [" ".join([TEXT] * (number % 4)) for number in range(14)]
    source.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)))
    for target, processes in zip(targets, ("1", "2"), strict=True):
        options = ["--model", str(model_file), "--processes", processes]
        call_command("suggest_file", "--input", str(source), "--output", str(target), *options)
    assert targets[0].read_bytes() == targets[1].read_bytes()
    assert targets[0].read_bytes().count(b"\n") == len(texts)


@pytest.mark.parametrize("other", [("--profile", "ggt"), ("--apart",)])
def test_a_model_and_another_guideline_exclude_each_other(
    tmp_path: Path, model_file: Path, other: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError, match=f"brings the guideline .* leave out {other[0]} or --model"):
        suggested(tmp_path, "--model", str(model_file), *other)


def test_what_is_no_model_is_refused_by_what_is_wrong_with_it(tmp_path: Path, model_file: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.json cannot be opened: No such file"):
        suggested(tmp_path, "--model", str(tmp_path / "none.json"))
    model_file.write_text(json.dumps(PRESETS["ggt"].as_json()))
    with pytest.raises(CommandError, match="This is not a model"):
        suggested(tmp_path, "--model", str(model_file))


def test_a_model_that_learned_with_other_rules_goes_on_with_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(small_model(rules="3").as_bytes())
    assert suggested(tmp_path, "--model", str(path))["quotes"]
    assert "learned with version 3 of the rules" in capsys.readouterr().err
