"""Other tools’ files through the command and the page: what was found is told, and the project keeps its mapping."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from annotator.models import Annotation
from articles.models import Project
from tests.exchange.helpers import TEXT, as_lines, import_bytes, span_in
from tests.factories import make_user

WINDOWS = TEXT.replace("\n", "\r\n")


def doccano(*labels: tuple[str, str], text: str = WINDOWS) -> bytes:
    return as_lines({"id": 1, "text": text, "label": [[*span_in(text, words), label] for label, words in labels]})


def run(*args: Any) -> str:
    out = StringIO()
    call_command("import_articles", *args, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def superuser(client: Client) -> Client:
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    return client


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_the_project_keeps_the_mapping_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_bytes(doccano(("Aussage", "“We wait,”"), ("Wer", "Ann Lee")))
    (tmp_path / "map.json").write_text(
        '{"labels": {"Aussage": "quote:content", "Wer": "quote:speaker"}, "owner": "gold"}'
    )
    told = run(tmp_path / "one.jsonl", "--project", "pier", "--create-project", "--mapping", tmp_path / "map.json")
    assert "imported 1, unchanged 0, failed 0" in told
    assert "offsets" in told
    project = Project.objects.get(slug="pier")
    assert project.import_mapping == {"labels": {"aussage": "quote:content", "wer": "quote:speaker"}, "owner": "gold"}
    (tmp_path / "two.jsonl").write_bytes(
        doccano(("Aussage", "“We wait,”"), text=f"Again: {TEXT}").replace(b'"id": 1', b'"id": 2')
    )
    assert "imported 1" in run(tmp_path / "two.jsonl", "--project", "pier")
    quotes = Annotation.objects.in_project(project).filter(kind="quote")
    assert [(quote.set.source, quote.verdict) for quote in quotes] == [("gold", "added")] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("{", "map.json: Expecting"),
        ('{"labels": {"A": "b"}}', "“b” is none of quote:content"),
        (None, "cannot be opened"),
    ],
)
def test_a_mapping_that_cannot_be_read_stops_before_anything_is_made(
    tmp_path: Path, mapping: str | None, words: str
) -> None:
    if mapping is not None:
        (tmp_path / "map.json").write_text(mapping)
    with pytest.raises(CommandError, match=words):
        run(tmp_path, "--project", "pier", "--create-project", "--mapping", tmp_path / "map.json")
    assert not Project.objects.exists()


def test_the_page_tells_what_the_files_told_and_joins_texts_with_their_annotations(
    project: Project, reviewer: Any
) -> None:
    start, end = span_in(WINDOWS, "“We wait,”")
    ann = f"T1\tContent {start} {end}\t“We wait,”\nT2\tClaim 0 8\tThe pier\n"
    files = [SimpleUploadedFile("a.txt", WINDOWS.encode()), SimpleUploadedFile("a.ann", ann.encode())]
    page = (
        signed_in(reviewer)
        .post(f"/projects/{project.slug}/import/", {"file": files, "format": "auto", "now": "on"}, follow=True)
        .content.decode()
    )
    assert "offsets are code points: 2 of 2 surface words fit" in page
    assert "1 spans “Claim” became entities of that type; the mapping can say otherwise" in page
    [article] = project.articles.all()
    assert (article.external_id, article.text) == ("a", TEXT)
    quote = Annotation.objects.get(set__article=article, kind="quote")
    assert article.text[quote.start : quote.end] == "“We wait,”"


def test_the_page_uses_the_projects_mapping(project: Project, reviewer: Any) -> None:
    project.import_mapping = {"columns": {"artikel": "text"}}
    project.save()
    file = SimpleUploadedFile("a.csv", b"id;Artikel\n7;She left.\n")
    signed_in(reviewer).post(f"/projects/{project.slug}/import/", {"file": [file], "format": "auto", "now": "on"})
    assert project.articles.get().external_id == "7"


@pytest.mark.parametrize("name", ["x.jsonl", "x.txt", "x"])
def test_the_same_import_twice_changes_nothing(project: Project, name: str) -> None:
    data = doccano(("Quote", "“We wait,”"), ("PERSON", "Ann Lee"))
    first, again = (import_bytes(project, data, name=name) for _ in range(2))
    assert (first.summary(), first.notes) == ("imported 1, unchanged 0, failed 0", again.notes)
    assert (again.summary(), again.sets_added) == ("imported 0, unchanged 1, failed 0", 0)


def test_the_mapping_is_edited_in_the_admin_and_checked(project: Project, superuser: Client) -> None:
    address = f"/admin/articles/project/{project.pk}/change/"
    values = {
        **{"name": "Harbour", "accept_threshold": "0.9", "guidelines": "", "description": ""},
        **{"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"},
    }
    page = superuser.post(address, {**values, "import_mapping": '{"labels": {"Claim": "quote"}}'}).content.decode()
    assert "The mapping can’t be used: labels: “quote” is none of quote:content" in page
    superuser.post(address, {**values, "import_mapping": json.dumps({"labels": {"Claim": "quote:content"}})})
    project.refresh_from_db()
    assert project.import_mapping == {"labels": {"claim": "quote:content"}}
