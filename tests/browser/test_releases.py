"""The pages of releases and of withdrawing in a browser: made by a click, downloaded, clean, and narrow enough."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from annotator.services.withdraw import withdraw
from articles.models import Article
from exchange.models import Release
from exchange.releases.options import ReleaseOptions
from exchange.releases.services import ask_release
from tests.browser.axe import findings
from tests.browser.test_accessible import editor  # noqa: F401 - a fixture
from tests.exchange.releases.helpers import released, split_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("releases_dir")]


def test_a_release_is_made_by_a_click_and_downloaded(
    open_page: Callable[[Any, str], Page],
    editor: Any,  # noqa: F811
    article: Article,
    tmp_path: Path,
) -> None:
    page = open_page(editor, f"/projects/{article.project.slug}/export/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Releases").click()
    page.get_by_label("CSV: one row a quote").check()
    page.get_by_label("Divide for training and testing").select_option("hash")
    page.get_by_label("Licence").fill("CC BY 4.0")
    page.get_by_role("button", name="Make the release").dblclick()
    expect(page.get_by_role("heading", name="Release 1", exact=True)).to_be_visible()
    expect(page.get_by_text("Licence: CC BY 4.0")).to_be_visible()
    assert Release.objects.count() == 1
    with page.expect_download() as caught:
        page.get_by_role("link", name="train.jsonl").click()
    caught.value.save_as(tmp_path / "train.jsonl")
    data = (tmp_path / "train.jsonl").read_bytes()
    told = {item["name"]: item["sha256"] for item in Release.objects.get().files}
    assert told["train.jsonl"] == hashlib.sha256(data).hexdigest()
    assert caught.value.suggested_filename == f"{article.project.slug}-1-train.jsonl"
    assert all(json.loads(line)["text"] for line in data.decode().splitlines())


def test_the_pages_are_clean_and_never_scroll_sideways(
    open_page: Callable[[Any, str], Page],
    editor: Any,  # noqa: F811
    article: Article,
) -> None:
    project = article.project
    released(project, formats=("jsonl", "csv"), split=split_of("hash"))
    withdraw(article, user=editor, reason="rights")
    released(project)
    ask_release(project, user=editor, client_id=uuid4(), options=ReleaseOptions())
    addresses = [
        *(f"/projects/{project.slug}/{page}" for page in ("releases/", "releases/1/", "releases/2/", "releases/3/")),
        *(f"/projects/{project.slug}/export/", f"/projects/{project.slug}/?state=withdrawn"),
        *(f"/articles/{row.pk}/withdrawal/" for row in project.articles.order_by("id")[:2]),
    ]
    page = open_page(editor, "/")
    base = page.url.rstrip("/")
    found: dict[str, Any] = {}
    for address in addresses:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(base + address)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            lines = findings(page) if width == 1280 else []
            if lines or wide > 0:
                found[f"{address} {width}"] = (lines, wide)
    assert found == {}
