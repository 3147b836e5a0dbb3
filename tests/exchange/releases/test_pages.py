"""The pages of releases, the interface and the command: who may what, and that a double click makes one."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.services.withdraw import withdraw
from articles.models import Project
from exchange.models import Release, Run
from exchange.releases import storage
from exchange.releases.options import ReleaseOptions
from exchange.releases.services import ask_release
from exchange.runs import releasing
from tests.exchange.helpers import article, bring_in, quote
from tests.exchange.releases.helpers import files_of, released

pytestmark = pytest.mark.usefixtures("releases_dir")
PAGES = ["releases/", "releases/1/", "releases/1/files/manifest.json"]
API = "/api/v1/projects/harbour/releases/"


@pytest.fixture
def filled(project: Project) -> Project:
    bring_in(project, article("1", quotes=[quote(gold=True), quote(annotator="mara")]), article("2"))
    return project


def form_values(**values: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid4()), "formats": ["jsonl", "csv"], "set": "gold", "verdict": ["added"], "split": "hash",
        "shares": "80/10/10", "salt": "x", "licence": "CC BY 4.0", "note": "", **values,
    }  # fmt: skip


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("page", PAGES)
def test_reviewers_read_releases_annotators_and_strangers_do_not(
    filled: Project, client: Client, annotator: Any, reviewer: Any, stranger: Any, page: str
) -> None:
    released(filled)
    addresses = [f"/projects/{filled.slug}/{page}", f"/api/v1/projects/{filled.slug}/{page}"]
    if page.endswith(".json"):
        addresses[1] = f"/api/v1/projects/{filled.slug}/releases/1/files/manifest.json"
    assert client.get(addresses[0]).status_code == 302
    assert client.get(addresses[1]).status_code == 401
    for who, status in ((stranger, 404), (annotator, 403), (reviewer, 200)):
        client.force_login(who)
        assert [client.get(address).status_code for address in addresses] == [status, status], who


@pytest.mark.parametrize(("name", "status"), [("stranger", 404), ("annotator", 403), ("reviewer", 403)])
def test_only_managers_make_them(
    filled: Project, client: Client, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.post(f"/projects/{filled.slug}/releases/", form_values()).status_code == status
    assert post(client, API, {"client_id": str(uuid4())}).status_code == status
    assert client.post(f"/projects/{filled.slug}/releases/1/again/").status_code == status
    assert not Release.objects.exists()


def test_a_manager_makes_one_and_a_double_click_makes_no_second(filled: Project, client: Client, manager: Any) -> None:
    client.force_login(manager)
    page = client.get(f"/projects/{filled.slug}/releases/").content.decode()
    values = form_values()
    assert 'name="client_id"' in page
    first = client.post(f"/projects/{filled.slug}/releases/", values)
    again = client.post(f"/projects/{filled.slug}/releases/", values)
    assert first["Location"] == again["Location"] == f"/projects/{filled.slug}/releases/1/"
    release = Release.objects.get()
    assert (release.state, release.made_by) == ("ready", manager)
    assert release.options["split"] == {"method": "hash", "shares": [80, 10, 10], "salt": "x"}
    shown = client.get(first["Location"]).content.decode()
    assert "<h1>Harbour, release 1</h1>" in shown
    assert release.files[0]["sha256"] in shown
    assert "Release 1" in client.get(f"/projects/{filled.slug}/releases/").content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"shares": "80/10"}, "100 together"),
        ({"formats": []}, "This field is required"),
        ({"set": "nobody"}, "not one of the available choices"),
        ({"client_id": "x"}, "UUID"),
        ({"stand_off": "on", "apply_repairs": "on"}, "leave the repairs unapplied"),
    ],
)
def test_what_is_wrong_with_the_form_is_told(
    filled: Project, client: Client, manager: Any, values: dict[str, Any], words: str
) -> None:
    client.force_login(manager)
    response = client.post(f"/projects/{filled.slug}/releases/", form_values(**values))
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Release.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_of_a_waiting_release_says_how_it_gets_made(
    filled: Project, client: Client, manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "ARTICLES_AT_ONCE", 0)
    client.force_login(manager)
    address = client.post(f"/projects/{filled.slug}/releases/", form_values())["Location"]
    page = client.get(address).content.decode()
    assert "manage.py worker" in page
    assert 'hx-trigger="every 3s"' in page
    part = client.get(address, headers={"hx-request": "true"})
    assert "waits for a worker" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Refresh" not in part
    out = io.StringIO()
    call_command("release", "--project", "harbour", "--number", "1", stdout=out)
    assert out.getvalue().startswith("release 1: 1 articles in ")
    assert client.get(address, headers={"hx-request": "true"})["HX-Refresh"] == "true"


def test_one_that_failed_says_why_and_can_be_tried_again(filled: Project, client: Client, manager: Any) -> None:
    release, _ = ask_release(filled, user=manager, client_id=uuid4(), options=ReleaseOptions())
    Release.objects.update(state="failed", reason="the disk is full")
    Run.objects.update(state="failed", reason="the disk is full")
    client.force_login(manager)
    page = client.get(release.get_absolute_url()).content.decode()
    assert "It failed: the disk is full" in page
    assert "Try again" in page
    assert client.post(f"{release.get_absolute_url()}again/")["Location"] == release.get_absolute_url()
    release.refresh_from_db()
    assert release.state == "ready"
    made = release.finished_at
    client.post(f"{release.get_absolute_url()}again/")
    release.refresh_from_db()
    assert release.finished_at == made


def test_the_page_tells_what_changed_and_what_was_withdrawn_since(
    filled: Project, client: Client, manager: Any
) -> None:
    released(filled)
    withdraw(filled.articles.get(external_id="1"), user=manager, reason="rights")
    released(filled)
    client.force_login(manager)
    first = client.get(f"/projects/{filled.slug}/releases/1/").content.decode()
    assert "1 article of this release was withdrawn since" in first
    second = client.get(f"/projects/{filled.slug}/releases/2/").content.decode()
    assert "What changed since" in second
    assert "<li><b>1</b> withdrawn</li>" in second
    assert "withdrawn since" not in second


def test_a_card_is_shown_as_markdown_and_never_as_script(filled: Project, client: Client, reviewer: Any) -> None:
    filled.name = "<script>alert(1)</script> [x](javascript:alert)"
    filled.save()
    released(filled, note="<img src=x onerror=alert(1)>", licence="`<b>`")
    client.force_login(reviewer)
    page = client.get(f"/projects/{filled.slug}/releases/1/").content.decode()
    main = page[page.index('aria-label="Data card"') :]
    assert "<script" not in main
    assert "<img" not in main
    assert "<table>" in main
    assert "javascript:" not in main.replace("(javascript:alert)", "")


def test_a_release_whose_files_are_gone_still_has_a_page(filled: Project, client: Client, reviewer: Any) -> None:
    release = released(filled)
    for path in storage.folder_of(release).iterdir():
        path.unlink()
    client.force_login(reviewer)
    assert "no longer on this machine" in client.get(release.get_absolute_url()).content.decode()
    assert released(filled).manifest is not None


def test_the_list_costs_the_same_for_many(
    filled: Project, client: Client, reviewer: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(reviewer)
    released(filled)
    address = f"/projects/{filled.slug}/releases/"
    client.get(address)
    with django_assert_num_queries(7) as one:
        client.get(address)
    released(filled)
    released(filled)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(address)


def test_the_interface_makes_lists_and_reads_them(filled: Project, client: Client, manager: Any) -> None:
    client.force_login(manager)
    body = {"client_id": str(uuid4()), "formats": ["csv"], "set": "gold", "split": "date", "shares": "60/20/20"}
    first, again = post(client, API, body), post(client, API, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    release = client.get(f"{API}1/").json()
    assert (release["state"], release["manifest"]["options"]["set"], release["withdrawn_since"]) == ("ready", "gold", 0)
    assert release["files"] == release["manifest"]["files"]
    assert "salt" not in release
    assert [row["number"] for row in client.get(API).json()] == [1]
    part = client.get(f"{API}1/files/train.csv", headers={"range": "bytes=0-9", "accept": "text/csv"})
    assert (part.status_code, part["Content-Disposition"]) == (206, 'attachment; filename="harbour-1-train.csv"')
    assert b"".join(part.streaming_content) == files_of(Release.objects.get())["train.csv"][:10]  # type: ignore[attr-defined]
    for address in (f"{API}2/", f"{API}1/files/nothing"):
        missing = client.get(address)
        assert (missing.status_code, list(missing.json())) == (404, ["message"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"client_id": "x"}, "client_id: "),
        ({"shares": "1/2/3"}, "shares: "),
        ({"formats": ["xml"]}, "There is no format “xml”"),
        ({"split": "luck"}, "split: "),
        ({"verdict": ["maybe"]}, "verdict[0]: "),
    ],
)
def test_the_interface_tells_what_is_wrong(
    filled: Project, client: Client, manager: Any, values: dict[str, Any], words: str
) -> None:
    client.force_login(manager)
    response = post(client, API, {"client_id": str(uuid4()), **values})
    assert response.status_code == 400
    assert words in response.json()["message"]
    assert not Release.objects.exists()


def test_the_command_makes_a_release_with_every_option(filled: Project) -> None:
    out = io.StringIO()
    call_command(
        *("release", "--project", "harbour", "--format", "jsonl", "csv", "--set", "mara", "--verdicts", "added"),
        *("--stand-off", "--anonymise", "--split", "publisher", "--shares", "50/25/25", "--salt", "s"),
        *("--licence", "CC0", "--note", "A word."),
        stdout=out,
    )
    release = Release.objects.get()
    assert out.getvalue() == f"release 1: 1 articles in {storage.folder_of(release)}\n"
    assert release.manifest is not None
    assert release.manifest["options"]["set"].startswith("annotator-")
    assert release.manifest["splits"]["shares"] == {"train": 50, "dev": 25, "test": 25}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--project", "nope"], "There is no project “nope”"),
        (["--project", "harbour", "--number", "9"], "no release 9"),
        (["--project", "harbour", "--shares", "1/1/1"], "100 together"),
        (["--project", "harbour", "--format", "xml"], "There is no format"),
    ],
)
def test_the_command_names_the_remedy(filled: Project, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("release", *arguments)


def test_the_command_ends_badly_when_the_release_fails(filled: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "write_release", lambda *_: 1 / 0)
    with pytest.raises(CommandError, match="Release 1 was not made: A fault of the program"):
        call_command("release", "--project", "harbour")
