"""Suggestions by several processes: one that is killed ends the work with a sentence, and nobody waits for it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from suggesters.stream import ProcessEnded, suggest_records


def killed() -> Any:
    """In the place of a pipeline: ends the process that loads it, as the system does where there is no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)


MODEL = f"{__name__}:killed"


@pytest.mark.left_to_ci
def test_a_process_that_is_killed_is_said_at_once() -> None:
    with pytest.raises(ProcessEnded, match="with fewer processes"):
        next(suggest_records([{"id": "1", "text": "“Yes,” she said."}], model=MODEL, processes=2))


@pytest.mark.left_to_ci
def test_the_command_says_it_in_a_sentence(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SPACY_MODEL = MODEL
    monkeypatch.setattr("exchange.management.commands.suggest_file.can_fork", lambda: False)
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "1", "text": "“Yes,” she said."}\n')
    with pytest.raises(CommandError, match="ended before its time"):
        call_command("suggest_file", "--input", str(source), "--output", str(tmp_path / "out"), "--processes", "2")
