"""A training with our own rules and learner, from the command to suggestions by what was learned."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from annotator.models import LearnedModel
from annotator.services.sets import latest_machine_sets
from articles.models import Project
from exchange.models import Run
from exchange.runs.services import perform
from suggesters.learned.model import model_of
from tests.exchange.helpers import article as record
from tests.exchange.helpers import bring_in, quote


def test_checked_articles_teach_and_the_others_are_suggested_by_it(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(project, *(record(f"checked-{number}", quotes=[quote(gold=True)]) for number in range(3)))
    bring_in(project, record("new"))
    call_command("train", project=project.slug, force=True, output=str(tmp_path / "model.json"))
    assert "learned from 3 quotes in 3 articles" in capsys.readouterr().out
    row = LearnedModel.objects.get()
    assert model_of((tmp_path / "model.json").read_bytes()).key == row.key
    assert row.pipeline.startswith("en_core_web_sm")
    assert {"gate", "curve", "calibration", "changes"} <= row.report.keys()
    assert perform(Run.objects.get(kind="suggest").pk) == "finished"
    (shown,) = latest_machine_sets(project.articles.select_related("project").get(external_id="new"))
    assert f"-learned-{row.key}+{row.pipeline}" in shown.version
    assert shown.annotations.filter(kind="quote").exists()
