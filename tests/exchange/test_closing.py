"""An archived project is read and not changed; a deleted one is out of sight, comes back, or goes for good."""

from __future__ import annotations

import datetime
import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotator.models import Annotation, Event
from annotator.services import closing, decide
from annotator.services.decide import Seen
from annotator.services.queue import finish, queue_for, waiting
from annotator.services.withdraw import withdraw
from articles.models import Article, Project
from exchange.models import Run
from exchange.releases.options import ReleaseOptions
from exchange.releases.services import ask_release
from exchange.runs.purging import purge_projects
from exchange.runs.services import carry_out, claim, do_here, to_do
from exchange.runs.storage import folder_of
from exchange.runs.suggesting import ask_suggestions
from exchange.runs.worker import Worker
from tests.exchange.api.conftest import caller
from tests.exchange.helpers import article as record
from tests.exchange.helpers import as_lines, import_bytes
from tests.exchange.runs.helpers import signed_in, upload
from tests.factories import make_member, make_project, make_suggested, make_user, new_id, workset

ADDRESS = "/projects/harbour/"
SETTINGS = f"{ADDRESS}settings/"
API = "/api/v1/projects/harbour/"


def close(project: Project, **moments: Any) -> None:
    Project.objects.filter(pk=project.pk).update(**moments)
    project.refresh_from_db()


def events() -> Any:
    """What people did, oldest first."""
    return Event.objects.exclude(verb="suggest").order_by("id")


@pytest.fixture
def archived(article: Article, project: Project) -> Project:
    close(project, archived_at=timezone.now())
    return project


@pytest.fixture
def deleted(article: Article, project: Project) -> Project:
    close(project, deleted_at=timezone.now())
    return project


def test_a_manager_archives_and_restores_and_each_has_one_event(
    article: Article, project: Project, manager: Any, reviewer: Any, stranger: Any
) -> None:
    for user, status in ((reviewer, 403), (stranger, 404)):
        assert signed_in(user).post(f"{SETTINGS}archive/").status_code == status
    client = signed_in(manager)
    assert waiting(manager, most=9) == 1
    for _ in range(2):
        assert client.post(f"{SETTINGS}archive/")["Location"] == SETTINGS
    assert "Restore the project" in client.get(SETTINGS).content.decode()
    assert waiting(manager, most=9) == 0
    assert signed_in(reviewer).post(f"{SETTINGS}restore/").status_code == 403
    for _ in range(2):
        client.post(f"{SETTINGS}restore/")
    assert waiting(manager, most=9) == 1
    assert list(events().values_list("verb", "actor")) == [
        ("archive project", manager.pk),
        ("restore project", manager.pk),
    ]


def test_what_is_under_way_is_stopped_but_for_exports(article: Article, project: Project, manager: Any) -> None:
    run = ask_suggestions(project, user=manager)
    values = {"project": project, "user": manager, "kind": "export", "state": "waiting", "asked_at": timezone.now()}
    export = Run.objects.create(pk=uuid.uuid4(), **values)
    signed_in(manager).post(f"{SETTINGS}archive/")
    assert (Run.objects.get(pk=run.pk).state, to_do()) == ("cancelled", [export.pk])
    signed_in(manager).post(f"{SETTINGS}delete/", {"name": "Harbour"})
    assert to_do() == []


def test_an_archived_project_is_read_and_exported(archived: Project, article: Article, annotator: Any) -> None:
    client = signed_in(annotator)
    for address in (ADDRESS, article.get_absolute_url(), f"{ADDRESS}people/", f"{ADDRESS}quality/", SETTINGS):
        assert client.get(address).status_code == 200
    assert "This project is archived" in client.get(ADDRESS).content.decode()
    answer: Any = client.get(f"{ADDRESS}export/download/", {"format": "jsonl", "set": "machine"})
    assert article.external_id in b"".join(answer.streaming_content).decode()
    assert caller(annotator).get(API).json()["archived_at"] is not None


def test_nothing_is_changed_on_its_pages(archived: Project, article: Article, manager: Any) -> None:
    client = signed_in(manager)
    suggested = Annotation.objects.filter(kind="quote")[0]
    action = {"verb": "accept", "action": str(new_id()), "card": str(suggested.pk), "version": "0"}
    refused = [
        client.post(f"{article.get_absolute_url()}actions/", action),
        client.post(f"{article.get_absolute_url()}finish/"),
        client.post(f"/articles/{article.pk}/withdrawal/", {"reason": "asked to", "action": "withdraw"}),
        client.post(f"{SETTINGS}general/", {"name": "Pier"}),
        client.post(SETTINGS, {"preset": "wide", "shown": "newsroom", "parts": "apart", "full_stop": "out",
                               "that": "in", "marks": "in", "phrases": "out"}),
        client.post(f"{ADDRESS}releases/", {"client_id": str(uuid.uuid4()), "format": "jsonl", "split": "none"}),
        upload(client, archived, ("in.jsonl", as_lines(record("new"))), now="yes"),
    ]  # fmt: skip
    assert [(answer.status_code, "is archived" in answer.content.decode()) for answer in refused] == [(403, True)] * 7
    assert (Article.objects.count(), events().count(), article.annotation_sets.count()) == (1, 0, 1)


def test_nothing_is_changed_over_the_interface(archived: Project, article: Article, manager: Any) -> None:
    client = caller(manager)

    def send(method: str, address: str, **body: Any) -> Any:
        return getattr(client, method)(address, data=json.dumps(body), content_type="application/json")

    suggested = Annotation.objects.filter(kind="quote")[0]
    refused = [
        send("patch", API, name="Pier"),
        send("post", "/api/v1/articles/", project="harbour", **record("new")),
        send("post", f"/api/v1/articles/{article.pk}/annotation-sets/", suggester="x", version="1", quotes=[]),
        send("post", f"/api/v1/articles/{article.pk}/withdraw/", reason="asked to"),
        send("post", f"/api/v1/annotations/{suggested.pk}/accept/", action=str(new_id()), version=0),
        send("post", f"{API}releases/", client_id=str(uuid.uuid4()), formats=["jsonl"]),
    ]
    assert [answer.status_code for answer in refused] == [403] * 6
    assert all("is archived" in answer.json()["message"] for answer in refused)
    assert (Article.objects.count(), events().count()) == (1, 0)


def test_nothing_is_changed_by_services_and_commands(archived: Project, article: Article, tmp_path: Path) -> None:
    user = make_member(archived)
    for change in (
        lambda: finish(workset(article, user), user=user),
        lambda: withdraw(article, user=None, reason="asked to"),
        lambda: import_bytes(archived, as_lines(record("new"))),
        lambda: ask_suggestions(archived, user=None),
        lambda: ask_release(archived, user=None, client_id=new_id(), options=ReleaseOptions()),
    ):
        with pytest.raises(PermissionDenied, match="is archived"):
            change()
    path = tmp_path / "in.jsonl"
    path.write_bytes(as_lines(record("new")))
    for command in (
        ["import_articles", str(path), "--project", "harbour"],
        ["suggest", "--project", "harbour"],
        ["suggest", "--project", "harbour", "--background"],
        ["release", "--project", "harbour"],
        ["withdraw", "--project", "harbour", "--article", article.external_id, "--reason", "asked to"],
    ):
        with pytest.raises(CommandError, match="is archived"):
            call_command(*command)


def test_an_import_that_waited_fails_with_the_reason(archived: Project, manager: Any) -> None:
    run = Run.objects.create(
        pk=uuid.uuid4(), project=archived, user=manager, kind="suggest", state="waiting",
        options={"suggester": "quotemark", "keys": []}, asked_at=timezone.now(),
    )  # fmt: skip
    mine = claim(run.pk)
    assert mine is not None
    carry_out(mine)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "is archived" in run.reason


def test_home_keeps_it_folded_under_archived(archived: Project, annotator: Any) -> None:
    page = signed_in(annotator).get("/").content.decode()
    assert "Archived" in page
    assert page.index("<summary>Archived") < page.index(f'href="{ADDRESS}"')
    assert queue_for(annotator) == []


def test_staff_cannot_change_it_in_the_admin(archived: Project, article: Article) -> None:
    root = signed_in(make_user("root", is_superuser=True, is_staff=True))
    for address in (f"/admin/articles/project/{archived.pk}/change/", f"/admin/articles/article/{article.pk}/change/"):
        assert root.get(address).status_code == 200
        assert root.post(address, {"title": "Other"}).status_code == 403


def test_it_is_deleted_by_typing_its_name(project: Project, manager: Any, reviewer: Any, stranger: Any) -> None:
    for user, status in ((reviewer, 403), (stranger, 404)):
        assert signed_in(user).post(f"{SETTINGS}delete/", {"name": "Harbour"}).status_code == status
    client = signed_in(manager)
    for name in ("", "harbour", "Harbour x"):
        assert client.post(f"{SETTINGS}delete/", {"name": name}).status_code == 422
    assert Project.objects.get().deleted_at is None
    page = client.post(f"{SETTINGS}delete/", {"name": "Harbour"}, follow=True).content.decode()
    assert "“Harbour” is deleted. You can bring it back here for 14 days." in page
    assert Project.objects.get().deleted_at is not None
    assert client.post(f"{SETTINGS}delete/", {"name": "Harbour"}).status_code == 404


def test_nobody_sees_a_deleted_project(deleted: Project, article: Article, manager: Any) -> None:
    for user in (manager, make_user("root", is_superuser=True, is_staff=True)):
        client = signed_in(user)
        for address in (ADDRESS, SETTINGS, f"{ADDRESS}export/", f"{ADDRESS}guidelines/", article.get_absolute_url()):
            assert client.get(address).status_code == 404
        programs = caller(user)
        assert programs.get(API).status_code == 404
        for name in ("projects", "articles", "annotations", "people"):
            assert programs.get(f"/api/v1/{name}/").json()["results"] == []
        assert programs.get(f"/api/v1/annotation-sets/{article.annotation_sets.get().pk}/").status_code == 404
        assert programs.get(f"{API}exports/jsonl/").status_code == 404
        assert queue_for(user) == []
    admin = signed_in(user)
    for name in ("articles/project", "articles/article", "annotator/annotation", "annotator/event"):
        page = admin.get(f"/admin/{name}/").content.decode()
        assert "Harbour" not in page
    assert not Project.objects.reviewed_by(user).exists()
    suggested = Annotation.objects.filter(kind="quote")[0]
    with pytest.raises(PermissionDenied):
        decide.accept(workset(article, manager), user=manager, action_id=new_id(), seen=Seen(str(suggested.pk), 0))


def test_commands_do_not_find_it_and_do_not_take_its_name(deleted: Project, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(as_lines(record("new")))
    for command in (
        ["export", "--project", "harbour"],
        ["suggest", "--project", "harbour"],
        ["release", "--project", "harbour"],
        ["withdraw", "--project", "harbour", "--article", "x"],
        ["import_articles", str(path), "--project", "harbour"],
    ):
        with pytest.raises(CommandError, match="There is no project “harbour”"):
            call_command(*command)
    with pytest.raises(CommandError, match="is taken by a project that was deleted"):
        call_command("import_articles", str(path), "--project", "harbour", "--create-project")


def test_its_managers_bring_it_back_from_their_first_page(
    deleted: Project, article: Article, manager: Any, reviewer: Any, stranger: Any
) -> None:
    address = f"{ADDRESS}bring-back/"
    for user in (reviewer, stranger):
        assert address not in signed_in(user).get("/").content.decode()
        assert signed_in(user).post(address).status_code == 404
        with pytest.raises(PermissionDenied):
            closing.bring_back_project(deleted, user=user)
    client = signed_in(manager)
    assert address in client.get("/").content.decode()
    assert client.post(address)["Location"] == ADDRESS
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.post(address).status_code == 404
    assert events().get().verb == "undelete project"


def long_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def test_after_the_grace_period_nobody_brings_it_back(deleted: Project, manager: Any) -> None:
    close(deleted, deleted_at=long_ago(14.1))
    assert signed_in(manager).post(f"{ADDRESS}bring-back/").status_code == 404
    assert "bring-back" not in signed_in(manager).get("/").content.decode()


def released(project: Project, manager: Any) -> Path:
    release, _ = ask_release(project, user=manager, client_id=new_id(), options=ReleaseOptions(chosen="machine"))
    do_here(release.run)
    return folder_of(release.run)


def test_then_it_is_removed_with_all_its_files_and_nothing_of_others(
    article: Article, project: Project, manager: Any, runs_dir: Path, releases_dir: Path, capsys: Any
) -> None:
    other = make_suggested(make_project("pier"))
    other_manager = make_member(other.project, role="manager")
    upload(signed_in(manager), project, ("in.jsonl", as_lines(record("new"))))
    suggested = Annotation.objects.filter(set__article=article, kind="quote")[0]
    decide.accept(workset(article, manager), user=manager, action_id=new_id(), seen=Seen(str(suggested.pk), 0))
    finish(workset(article, manager), user=manager)
    released(project, manager)
    released(other.project, other_manager)
    assert {path.name for path in releases_dir.iterdir()} == {"harbour", "pier"}
    assert len(list(runs_dir.iterdir())) == 1
    close(project, deleted_at=long_ago(13.9))
    call_command("purge_projects")
    assert Project.objects.count() == 2
    close(project, deleted_at=long_ago(14.1))
    call_command("purge_projects")
    assert capsys.readouterr().out.split("\n")[:2] == ["removed for good: nothing", "removed for good: harbour"]
    assert [found.slug for found in Project.objects.all()] == ["pier"]
    assert list(Article.objects.values_list("pk", flat=True)) == [other.pk]
    assert not Event.objects.exclude(project=other.project).exists()
    assert {path.name for path in releases_dir.iterdir()} == {"pier"}
    assert not list(runs_dir.iterdir())
    assert purge_projects() == []


def test_no_words_of_it_are_left_in_kept_parses(deleted: Project, runs_dir: Path) -> None:
    folder = runs_dir.parent / "parses"
    folder.mkdir()
    (folder / "one.doc").touch()
    worker = Worker()
    worker.purge()
    assert (folder / "one.doc").exists(), "the project can be brought back"
    close(deleted, deleted_at=long_ago(15))
    purge_projects()
    assert not folder.exists()


def test_the_worker_removes_parses_that_nobody_used_for_a_month(db: None, runs_dir: Path) -> None:
    folder = runs_dir.parent / "parses"
    folder.mkdir()
    for name, age in (("old.doc", 31), ("new.doc", 29)):
        (folder / name).touch()
        os.utime(folder / name, (time.time() - age * 86_400,) * 2)
    Worker().purge()
    assert [path.name for path in folder.iterdir()] == ["new.doc"]


def test_the_worker_removes_it_when_it_has_nothing_else_to_do(deleted: Project) -> None:
    close(deleted, deleted_at=long_ago(15))
    worker = Worker()
    worker.purge()
    assert not Project.objects.exists()
    next_one = make_project("pier", deleted_at=long_ago(15))
    worker.purge()
    assert Project.objects.get() == next_one, "it looks once an hour"
