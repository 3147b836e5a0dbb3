"""Caches keep nothing private; a full disk is called one."""

from __future__ import annotations

import errno
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.test import Client, RequestFactory
from knox.models import AuthToken

from articles.models import Article, Project
from config.disk import is_disk_full
from config.middleware import PrivatePagesMiddleware, answer_to
from exchange.models import Run

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("address", ["/", "/account/", "/projects/harbour/", "/articles/{}/", "/nowhere/"])
def test_pages_of_signed_in_people_are_kept_by_nobody(
    client: Client, article: Article, annotator: Any, address: str
) -> None:
    client.force_login(annotator)
    kept = client.get(address.format(article.pk))["Cache-Control"]
    assert {"private", "no-store"} <= set(kept.split(", "))


def test_answers_to_programs_are_kept_by_nobody(article: Article, annotator: Any) -> None:
    _, token = AuthToken.objects.create(annotator)
    answer = Client(headers={"authorization": f"Token {token}"}).get("/api/v1/articles/")
    assert answer["Cache-Control"] == "private, no-store"


def test_what_everybody_may_see_is_left_to_caches(client: Client, settings: Any, db: None) -> None:
    """Static files are answered before: WhiteNoise stands in front."""
    assert "Cache-Control" not in client.get("/healthz")
    order = [name.rsplit(".", 1)[1] for name in settings.MIDDLEWARE]
    assert order.index("WhiteNoiseMiddleware") < order.index("PrivatePagesMiddleware")


def test_a_view_that_says_how_long_its_answer_is_kept_is_followed() -> None:
    view = PrivatePagesMiddleware(lambda request: HttpResponse(headers={"Cache-Control": "private, max-age=60"}))
    request = RequestFactory().get("/", headers={"Authorization": "Token x"})
    assert view(request)["Cache-Control"] == "private, max-age=60"


def test_a_full_disk_is_said_and_leaves_no_draft(
    client: Client, project: Project, reviewer: Any, monkeypatch: pytest.MonkeyPatch, runs_dir: Path
) -> None:
    def fail(*_: Any) -> None:
        raise FULL

    monkeypatch.setattr("exchange.runs.storage.shutil.copyfileobj", fail)
    client.force_login(reviewer)
    values = {"file": SimpleUploadedFile("one.txt", b"A text."), "client_id": str(uuid.uuid4()), "format": "auto"}
    response = client.post(f"/projects/{project.slug}/import/", values)
    assert response.status_code == 507
    assert "The disk of this installation is full" in response.content.decode()
    assert not Run.objects.exists()
    assert list(runs_dir.iterdir()) == []


def test_uploads_that_fill_the_disk_before_a_view_begins_are_told_the_same(
    client: Client, project: Project, reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise FULL

    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", fail)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(reviewer)
    client.cookies["csrftoken"] = "t" * 32
    values = {"file": SimpleUploadedFile("one.txt", b"A text."), "csrfmiddlewaretoken": "t" * 32}
    assert client.post(f"/projects/{project.slug}/import/", values).status_code == 507


def test_databases_say_it_in_their_own_words() -> None:
    class DiskFullError(Exception):
        sqlstate = "53100"

    of_postgresql = OperationalError("could not extend file")
    of_postgresql.__cause__ = DiskFullError()
    assert is_disk_full(of_postgresql)
    assert is_disk_full(OperationalError("database or disk is full"))
    assert not is_disk_full(OperationalError("database is locked"))
    assert not is_disk_full(OSError(errno.EACCES, "Permission denied"))


def test_a_request_that_broke_off_is_no_fault_of_the_program() -> None:
    answer = answer_to(RequestFactory().post("/api/v1/articles/"), UnreadablePostError("timed out"))
    assert answer is not None
    assert answer.status_code == 408
