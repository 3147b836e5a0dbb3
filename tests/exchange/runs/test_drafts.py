"""A draft: what was uploaded is kept, its first records are shown, and nothing is written before somebody says so."""

from __future__ import annotations

import datetime
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Project
from exchange.models import Run
from tests.exchange.helpers import TEXT, article, as_lines, quote
from tests.exchange.runs.helpers import address, signed_in, upload
from tests.factories import make_project


def test_an_upload_is_shown_before_anything_is_written(project: Project, reviewer: Any) -> None:
    data = as_lines(
        article(title="Pier shut", quotes=[quote()], entities=[{"start": 0, "end": 3, "type": "FAC"}]), {"id": "broken"}
    )
    response = upload(signed_in(reviewer), project, ("in.jsonl", data))
    page = response.content.decode()
    assert not Article.objects.exists()
    assert "Read as <b>Native JSON Lines</b>" in page
    for words in ("Pier shut", "18 words", "1 quote, 1 entity", "“We wait,” … “but not for ever.”", "in.jsonl:2"):
        assert words in page


def test_a_draft_is_read_as_another_format_before_it_is_imported(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article())))
    run = Run.objects.get()
    response = client.get(run.get_absolute_url(), {"format": "text"}, headers={"HX-Request": "true"})
    fragment = response.content.decode()
    assert "<html" not in fragment
    assert "Read as <b>Plain text</b>" in fragment
    assert 'name="format" value="text"' in fragment
    client.post(address("run-start", run), {"format": "text"})
    assert project.articles.get().text == as_lines(article()).decode()


def test_what_the_files_are_taken_for_is_said_in_the_readers_language(project: Project, reviewer: Any) -> None:
    files = [(f"{name}.txt", f"The {name} is shut.".encode()) for name in ("pier", "quay")]
    client = signed_in(reviewer)
    upload(client, project, *files)
    page = client.get(Run.objects.get().get_absolute_url(), headers={"Accept-Language": "es"}).content.decode()
    assert "Leído como <b>Texto sin formato (2 archivos)</b>" in page


def start_button(page: str) -> str:
    return page[page.index('id="start"') : page.index(">Import</button>")]


def test_an_import_of_nothing_cannot_be_started(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.rtf", rb"{\rtf1 The pier is shut.}"))
    run = Run.objects.get()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "this is RTF, which is not read" in page
    assert "disabled" in start_button(page)


def test_the_button_follows_the_format_that_is_looked_at(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.txt", TEXT.encode()))
    run = Run.objects.get()
    assert "disabled" not in start_button(client.get(run.get_absolute_url()).content.decode())
    for format, is_off in (("csv", True), ("text", False)):  # noqa: A001
        fragment = client.get(run.get_absolute_url(), {"format": format}, headers={"HX-Request": "true"})
        button = start_button(fragment.content.decode())
        assert 'hx-swap-oob="true"' in button
        assert ("disabled" in button) is is_off


def test_a_file_that_is_not_read_is_named_beside_others_that_are(project: Project, reviewer: Any) -> None:
    many = as_lines(*(article(f"a{number}") for number in range(9)))
    upload(signed_in(reviewer), project, ("in.jsonl", many), ("a.txt", rb"{\rtf1 The pier is shut.}"))
    page = signed_in(reviewer).get(Run.objects.get().get_absolute_url())
    assert page.context["preview"].formats == "Native JSON Lines"
    assert "this is RTF, which is not read" in page.content.decode()


def test_what_will_not_come_in_is_counted_before(project: Project, reviewer: Any) -> None:
    rows = "".join(f"a{number},“We wait.” {number},We left,2/3/2024\n" for number in range(7))
    upload(signed_in(reviewer), project, ("in.csv", ("id,text,quote,date\n" + rows).encode()))
    page = signed_in(reviewer).get(Run.objects.get().get_absolute_url())
    words = [words for _, words in page.context["notes"]]
    assert any(note.startswith("7 quotes were not found in their texts") for note in words)
    assert any(note.startswith("7 dates may be day/month or month/day") for note in words)
    assert not any("more file" in place for place, _ in page.context["notes"])


def test_a_started_draft_is_imported_once_and_its_files_are_gone(
    project: Project, reviewer: Any, runs_dir: Path
) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article(quotes=[quote()]))))
    run = Run.objects.get()
    assert (runs_dir / str(run.pk) / "upload-0").exists()
    for _ in range(2):
        response = client.post(address("run-start", run), {"format": "auto"}, follow=True)
    assert response.context["report"]["summary"] == "imported 1, unchanged 0, failed 0"
    run.refresh_from_db()
    assert (run.state, run.records, run.bytes_read) == ("finished", 1, run.bytes_total)
    assert list(runs_dir.iterdir()) == []


def test_the_same_upload_twice_is_one_run(project: Project, reviewer: Any) -> None:
    client, key = signed_in(reviewer), str(uuid.uuid4())
    for _ in range(2):
        upload(client, project, ("in.jsonl", as_lines(article())), client_id=key, now="on")
    assert [str(run.pk) for run in Run.objects.all()] == [key]
    assert (Run.objects.get().report or {})["imported"] == 1


def test_the_id_of_another_projects_run_is_refused(project: Project, reviewer: Any) -> None:
    key = uuid.uuid4()
    Run.objects.create(pk=key, project=make_project("other"), user=reviewer, kind="import")
    response = upload(signed_in(reviewer), project, ("in.jsonl", as_lines(article())), client_id=str(key))
    assert response.status_code == 409
    assert "another run" in response.content.decode()


def test_a_discarded_draft_leaves_nothing(project: Project, reviewer: Any, runs_dir: Path) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article())))
    client.post(address("run-cancel", Run.objects.get()))
    assert list(runs_dir.iterdir()) == []
    assert not Article.objects.exists()


def test_drafts_that_nobody_starts_are_taken_away(project: Project, reviewer: Any, runs_dir: Path) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("old.jsonl", as_lines(article())))
    Run.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    upload(client, project, ("new.jsonl", as_lines(article())))
    assert [run.file_names for run in Run.objects.all()] == [["new.jsonl"]]
    assert len(list(runs_dir.iterdir())) == 1


def test_files_that_are_gone_are_asked_for_again(project: Project, reviewer: Any, runs_dir: Path) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article())))
    run = Run.objects.get()
    (runs_dir / str(run.pk) / "upload-0").unlink()
    assert "upload them once more" in client.get(run.get_absolute_url()).content.decode()
    response = client.post(address("run-start", run), {"format": "auto"}, follow=True)
    assert "upload them once more" in response.content.decode()


def test_strangers_find_no_run_and_annotators_may_not_see_an_import(
    project: Project, reviewer: Any, annotator: Any, stranger: Any
) -> None:
    upload(signed_in(reviewer), project, ("in.jsonl", as_lines(article())))
    run = Run.objects.get()
    assert signed_in(stranger).get(run.get_absolute_url()).status_code == 404
    assert signed_in(annotator).get(run.get_absolute_url()).status_code == 403
    assert signed_in(annotator).post(address("run-start", run), {"format": "auto"}).status_code == 403
    elsewhere = run.get_absolute_url().replace(project.slug, make_project("other").slug)
    assert signed_in(reviewer).get(elsewhere).status_code == 404


@pytest.mark.parametrize("page", ["run-start", "run-cancel", "run-resume"])
def test_reading_an_address_never_changes_a_run(project: Project, reviewer: Any, page: str) -> None:
    client = signed_in(reviewer)
    upload(client, project, ("in.jsonl", as_lines(article())))
    assert client.get(address(page, Run.objects.get())).status_code == 405


def test_what_a_user_calls_a_file_is_never_a_path_of_ours(project: Project, reviewer: Any, runs_dir: Path) -> None:
    response = upload(
        signed_in(reviewer), project, ("../../../../tmp/<b>evil</b>.txt", TEXT.encode()), now="on", suggest=""
    )
    assert "<b>evil" not in response.content.decode()
    assert list(runs_dir.parent.glob("**/*evil*")) == []


def test_more_than_the_limit_is_refused_with_the_remedy(project: Project, reviewer: Any, settings: Any) -> None:
    settings.UPLOAD_BYTES = 10
    response = upload(signed_in(reviewer), project, ("in.jsonl", as_lines(article())))
    assert response.status_code == 400
    assert "More than 10 bytes" in response.content.decode()
    assert "import_articles" in response.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize(("count", "words"), [(120, "120</b> files"), (501, "At most 500 files at once")])
def test_a_hundred_files_come_at_once_and_too_many_are_told_what_to_do(
    project: Project, reviewer: Any, count: int, words: str
) -> None:
    files = [(f"{number}.txt", b"She said so.") for number in range(count)]
    assert words in upload(signed_in(reviewer), project, *files).content.decode()
