"""``manage.py train``: its figures in plain words, and what it exits with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotator.models import LearnedModel
from articles.models import Project
from exchange.models import Run
from exchange.runs.services import claim
from exchange.runs.training import ask_training
from suggesters.learned.model import model_of
from tests.exchange.runs.learner import Learner, check_articles, install
from tests.factories import gate


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    return install(monkeypatch)


@pytest.fixture
def checked(project: Project, annotator: Any) -> Project:
    check_articles(project, annotator, 3)
    return project


def test_a_better_version_is_told_with_its_figures_and_used(
    learner: Learner, checked: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("train", project=checked.slug)
    assert capsys.readouterr().out.splitlines() == [
        "learned from 9 quotes in 3 articles, in 1 s (guideline: newsroom)",
        "compared on articles that it had not learned from, divided 20 times; F1, of 100:",
        "                before     now",
        "all quotes        80.1    82.4",
        "speakers          90.0    91.0",
        "difference: +2.3 points, between +0.4 and +4.1",
        "Better than what was in use. Version 1 was put into use.",
    ]
    assert LearnedModel.objects.get().in_use


def test_one_that_is_not_better_exits_with_three_and_writes_nothing(
    learner: Learner, checked: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.verdict = gate(accepted=False, reason="not_better")
    with pytest.raises(CommandError, match="--force") as error:
        call_command("train", project=checked.slug, output=str(tmp_path / "model.json"))
    assert error.value.returncode == 3
    assert "Not better than what was in use. What was in use stayed" in capsys.readouterr().out
    assert list(tmp_path.glob("model*")) == []


def test_force_uses_it_all_the_same(
    learner: Learner, checked: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.verdict = gate(accepted=False, reason="not_better")
    call_command("train", project=checked.slug, force=True, output=str(tmp_path / "model.json"))
    assert "Version 1 was put into use all the same, as was asked." in capsys.readouterr().out
    row = LearnedModel.objects.get()
    assert row.in_use
    written = model_of((tmp_path / "model.json").read_bytes())
    assert written.key == row.key
    assert written.card["articles"] == 3


def test_a_difference_of_nothing_has_no_sign_of_less(
    learner: Learner, checked: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.verdict = {**gate(), "difference": -0.01, "low": -0.04, "high": 0.0}
    call_command("train", project=checked.slug)
    assert "difference: +0.0 points, between +0.0 and +0.0" in capsys.readouterr().out


def test_too_few_articles_are_an_error(learner: Learner, project: Project) -> None:
    with pytest.raises(CommandError, match="3 fully checked articles are needed") as error:
        call_command("train", project=project.slug)
    assert error.value.returncode == 1


def test_a_file_that_cannot_be_written_is_an_error(learner: Learner, checked: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("train", project=checked.slug, output=str(tmp_path / "none" / "model.json"))


def test_a_training_that_fails_is_an_error_with_its_reason(
    learner: Learner, checked: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.meanwhile = lambda: 1 / 0
    with pytest.raises(CommandError, match="not foreseen"):
        call_command("train", project=checked.slug)


def test_the_training_of_a_worker_is_waited_for(
    learner: Learner, checked: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ask_training(checked, user=None)
    claim(run.pk)

    def worker_stops(seconds: float) -> None:
        Run.objects.filter(pk=run.pk).update(state="waiting", claim=None)

    monkeypatch.setattr("time.sleep", worker_stops)
    call_command("train", project=checked.slug)
    assert "Version 1 was put into use." in capsys.readouterr().out
    assert Run.objects.filter(kind="train").count() == 1
