"""A learned version as a file: out of one project and into another, by page, command and interface."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from annotator.models import Event, LearnedModel
from annotator.services.learning import version_in_use
from articles.models import Project
from exchange.models import Run
from exchange.runs.services import perform
from exchange.runs.versions import use_version
from suggesters.learned.model import Model, model_of
from suggesters.profiles import PRESETS
from tests.exchange.runs.helpers import signed_in
from tests.exchange.runs.learner import Learner, check_articles, install
from tests.factories import make_member, make_model, make_project, make_version

NAMED = replace(PRESETS["ggt"], name="Ines Calder's desk", that=False)


@pytest.fixture(autouse=True)
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    return install(monkeypatch)


def uploaded(client: Any, content: bytes, *, project: str = "harbour") -> Any:
    file = SimpleUploadedFile("model.json", content, content_type="application/json")
    return client.post(f"/projects/{project}/models/import/", {"file": file}, follow=True)


def page_of(client: Any, version: LearnedModel) -> str:
    return str(client.get(version.get_absolute_url()).content.decode())


def downloaded(client: Any, version: LearnedModel) -> Model:
    response = client.get(f"{version.get_absolute_url()}file")
    assert response["Content-Disposition"].startswith('attachment; filename="')
    return model_of(response.content)


def test_a_version_is_downloaded_with_its_card_and_without_any_name(project: Project, reviewer: Any) -> None:
    version = make_version(project, profile=NAMED, data_hash="ab" * 32, quotes=12)
    model = downloaded(signed_in(reviewer), version)
    assert model.key == version.key
    assert model.profile.name == "custom"
    assert model.card["date"] == version.made_at.date().isoformat()
    assert model.card["data_hash"] == "ab" * 32
    assert model.card["rows"][0]["measure"] == "all"
    assert "Calder" not in model.as_bytes().decode()


def test_its_card_is_downloaded_for_people(project: Project, reviewer: Any) -> None:
    version = make_version(project)
    response = signed_in(reviewer).get(f"{version.get_absolute_url()}card.md")
    assert response["Content-Type"].startswith("text/markdown")
    assert f"# Quotemark model {version.key}" in response.content.decode()


def test_reviewers_find_the_files_on_the_versions_page_and_annotators_do_not(
    project: Project, reviewer: Any, annotator: Any
) -> None:
    version = make_version(project)
    assert f'href="{version.get_absolute_url()}file"' in page_of(signed_in(reviewer), version)
    assert f"{version.get_absolute_url()}file" not in page_of(signed_in(annotator), version)
    assert signed_in(annotator).get(f"{version.get_absolute_url()}file").status_code == 403


def test_it_becomes_a_version_of_another_project_that_is_not_used_before_a_click(
    project: Project, manager: Any
) -> None:
    version = make_version(project, 0.7, profile=NAMED, articles=[1, 2, 3])
    other = make_project("pier")
    client = signed_in(make_member(other, role="manager"))
    page = uploaded(client, downloaded(signed_in(manager), version).as_bytes(), project="pier")
    brought = LearnedModel.objects.get(project=other)
    assert "The file is version 1 now. It is not in use yet." in page.content.decode()
    assert (brought.key, brought.state, brought.in_use) == (version.key, "imported", False)
    assert Project.objects.get(pk=other.pk).chosen_profile.key == "newsroom"
    assert Event.objects.filter(project=other, verb="import model", after__name="1").count() == 1
    client.post(f"{brought.get_absolute_url()}use/")
    other.refresh_from_db()
    used = version_in_use(other)
    assert used is not None
    assert used.pk == brought.pk
    assert other.chosen_profile.key == NAMED.key


def test_the_same_model_twice_is_one_version(project: Project, manager: Any) -> None:
    content = make_model(0.7).as_bytes()
    uploaded(signed_in(manager), content)
    page = uploaded(signed_in(manager), content)
    assert LearnedModel.objects.count() == 1
    assert "Version 1 has the same model: nothing was changed." in page.content.decode()


def test_a_version_that_comes_back_is_itself(project: Project, manager: Any) -> None:
    version = make_version(project, in_use=True)
    uploaded(signed_in(manager), downloaded(signed_in(manager), version).as_bytes())
    assert list(LearnedModel.objects.values_list("number", "state")) == [(1, "accepted")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"[" * 100_000, "nests"), (b'{"format": "quotemark-model/2"}', "written by a newer Quotemark")],
)
def test_a_hostile_file_is_refused_on_the_page_that_it_was_given_to(
    project: Project, manager: Any, content: bytes, reason: str
) -> None:
    response = uploaded(signed_in(manager), content)
    assert response.status_code == 400
    assert reason in response.content.decode()
    assert not LearnedModel.objects.exists()


def test_whatever_a_strangers_card_says_nothing_of_it_is_shown_but_figures(project: Project, manager: Any) -> None:
    card = {"licence": "<script>x</script>", "note": "call Ines Calder", "articles": 40, "date": "[x](http://x)"}
    uploaded(signed_in(manager), replace(make_model(), card=card).as_bytes())
    version = LearnedModel.objects.get()
    assert version.articles == 40
    for words in (page_of(signed_in(manager), version), version.file.decode()):
        assert "Calder" not in words
        assert "<script>x" not in words
        assert "http://x" not in words


def test_without_checked_articles_it_is_not_measured_and_the_page_says_so(project: Project, manager: Any) -> None:
    uploaded(signed_in(manager), make_model().as_bytes())
    version = LearnedModel.objects.get()
    assert not Run.objects.filter(kind="measure").exists()
    assert "Not measured here: three fully checked articles are needed." in page_of(signed_in(manager), version)
    page = signed_in(manager).post(f"{version.get_absolute_url()}measure/", follow=True).content.decode()
    assert "Too few articles are fully checked to measure it here." in page


def test_with_checked_articles_a_worker_measures_it_against_what_is_in_use(
    project: Project, manager: Any, annotator: Any
) -> None:
    check_articles(project, annotator, 4)
    uploaded(signed_in(manager), make_model().as_bytes())
    version = LearnedModel.objects.get()
    run = Run.objects.get(kind="measure")
    assert "It is being measured" in page_of(signed_in(manager), version)
    assert perform(run.pk) == "finished", Run.objects.get(pk=run.pk).reason
    run.refresh_from_db()
    assert run.report is not None
    assert (run.report["articles"], run.report["seen"]) == (4, False)
    assert run.report["gate"]["difference"] == 0
    page = page_of(signed_in(manager), version)
    assert "on 4 fully checked articles of this project" in page
    assert "which flatters it" not in page
    assert (
        "version 1 on 4 checked articles"
        in signed_in(manager).get(f"{run.get_absolute_url()}report.txt").content.decode()
    )


def test_articles_that_the_version_in_use_has_learned_from_count_only_where_there_are_no_others(
    project: Project, manager: Any, annotator: Any
) -> None:
    articles = [article.pk for article in check_articles(project, annotator, 5)]
    used = make_version(project, 0.1, articles=articles[:2])
    use_version(used, user=manager)

    def measured() -> Any:
        run = Run.objects.filter(kind="measure").order_by("-created_at")[0]
        assert perform(run.pk) == "finished", Run.objects.get(pk=run.pk).reason
        return Run.objects.get(pk=run.pk).report

    uploaded(signed_in(manager), make_model(0.7).as_bytes())
    report = measured()
    assert (report["articles"], report["seen"]) == (3, False)
    more = make_version(project, 0.2, articles=articles)
    use_version(more, user=manager)
    imported = LearnedModel.objects.get(state="imported")
    signed_in(manager).post(f"{imported.get_absolute_url()}measure/")
    report = measured()
    assert (report["articles"], report["seen"]) == (5, True)
    assert "which flatters it" in page_of(signed_in(manager), imported)


def test_a_measuring_that_failed_is_said_to_have(
    project: Project, manager: Any, annotator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_articles(project, annotator, 3)
    uploaded(signed_in(manager), make_model().as_bytes())

    def broken(*asked: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("suggesters.learning.comparing.judge", broken)
    run = Run.objects.get(kind="measure")
    assert perform(run.pk) == "failed"
    page = page_of(signed_in(manager), LearnedModel.objects.get())
    assert "Measuring it did not come to an end" in page
    assert run.get_absolute_url() in page


def test_two_clicks_measure_once_and_own_versions_are_not_measured(
    project: Project, manager: Any, annotator: Any
) -> None:
    check_articles(project, annotator, 3)
    own = make_version(project)
    signed_in(manager).post(f"{own.get_absolute_url()}measure/")
    assert not Run.objects.filter(kind="measure").exists()
    uploaded(signed_in(manager), make_model(0.7).as_bytes())
    imported = LearnedModel.objects.get(state="imported")
    for _ in range(2):
        signed_in(manager).post(f"{imported.get_absolute_url()}measure/")
    assert Run.objects.filter(kind="measure").count() == 1


def test_commands_write_a_model_and_bring_it_in(project: Project, tmp_path: Path, capsys: Any) -> None:
    version = make_version(project, in_use=True)
    other, path = make_project("pier"), tmp_path / "model.json"
    call_command("export_model", "--project", "harbour", "--output", str(path))
    assert model_of(path.read_bytes()).key == version.key
    call_command("import_model", str(path), "--project", "pier")
    assert LearnedModel.objects.get(project=other).state == "imported"
    assert "version 1 of pier, not in use; too few articles" in capsys.readouterr().out
    call_command("import_model", str(path), "--project", "pier")
    assert "version 1 has the same model" in capsys.readouterr().out


def test_commands_say_what_there_is_not(project: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="harbour uses no learned version: name one with --number"):
        call_command("export_model", "--project", "harbour")
    for number in ("7", "1" + "0" * 30):
        with pytest.raises(CommandError, match=f"harbour has no version {number}"):
            call_command("export_model", "--project", "harbour", "--number", number)
    with pytest.raises(CommandError, match=r"none\.json cannot be opened"):
        call_command("import_model", str(tmp_path / "none.json"), "--project", "harbour")


def test_a_model_goes_to_the_standard_output(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    version = make_version(project)
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", type("Out", (), {"buffer": written})())
    call_command("export_model", "--project", "harbour", "--number", "1")
    assert model_of(written.getvalue()).key == version.key


def test_the_interface_gives_a_file_and_takes_it(project: Project, manager: Any) -> None:
    version = make_version(project)
    other = make_project("pier")
    content = signed_in(manager).get("/api/v1/projects/harbour/models/1/file/").content
    assert model_of(content).key == version.key
    client = signed_in(make_member(other, role="manager"))
    address = "/api/v1/projects/pier/models/import/"
    made = client.post(address, content, content_type="application/json")
    assert (made.status_code, made.json()["state"], made.json()["in_use"]) == (201, "imported", False)
    again = client.post(address, content, content_type="application/json")
    assert (again.status_code, again.json()["number"]) == (200, 1)


def test_the_interface_says_what_is_wrong_with_a_file(project: Project, manager: Any) -> None:
    address = "/api/v1/projects/harbour/models/import/"
    wrong = {**make_model().as_json(), "none": "x"}
    answer = signed_in(manager).post(address, json.dumps(wrong), content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (400, "none is a number from -50 to 50.")
    answer = signed_in(manager).post(address)
    assert answer.status_code == 415
    answer = signed_in(manager).post(address, b"", content_type="application/json")
    assert (answer.status_code, answer.json()["message"]) == (400, "The body is empty: send a model’s file.")


def test_an_archived_project_takes_no_file(project: Project, manager: Any) -> None:
    from annotator.services.closing import archive

    archive(project, user=manager)
    assert uploaded(signed_in(manager), make_model().as_bytes()).status_code == 403
    assert not LearnedModel.objects.exists()
