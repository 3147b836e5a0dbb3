"""The pages of import and export in a real browser: dropped files, the look before, progress, and no script at all."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Project
from exchange.models import Run
from tests.browser.axe import findings
from tests.exchange.helpers import article, as_lines, quote

pytestmark = pytest.mark.django_db(transaction=True)
DATA = as_lines(article(title="Pier shut", quotes=[quote()]), {"id": "broken", "text": ""})
DROP = """([zone, name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  const target = document.querySelector(zone);
  for (const type of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


def open_import(open_page: Callable[[Any, str], Page], user: Any, project: Project) -> Page:
    return open_page(user, f"/projects/{project.slug}/import/")


def test_dropped_files_are_shown_then_imported(
    open_page: Callable[[Any, str], Page], reviewer: Any, project: Project
) -> None:
    page = open_import(open_page, reviewer, project)
    page.evaluate(DROP, [".drop-words", "pier.jsonl", DATA.decode()])
    expect(page.get_by_role("heading", name="What would be imported")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("Read as Native JSON Lines")
    expect(page.locator(".preview-record")).to_have_count(1)
    expect(page.locator(".preview-words")).to_have_text("“We wait,” … “but not for ever.”")
    assert not Article.objects.exists()
    page.get_by_label("Read it as").select_option("text")
    expect(page.locator("#preview")).to_contain_text("Read as Plain text")
    page.get_by_label("Read it as").select_option("auto")
    expect(page.locator("#preview")).to_contain_text("Read as Native JSON Lines")
    page.get_by_label("Suggest quotes").uncheck()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()
    expect(page.locator("#run-state")).to_contain_text("pier.jsonl:2")
    assert Article.objects.get().title == "Pier shut"
    with page.expect_download() as download:
        page.get_by_role("link", name="as JSON").click()
    assert json.loads(download.value.path().read_text())["imported"] == 1


def test_what_labels_become_is_chosen_in_the_look_before(
    open_page: Callable[[Any, str], Page], reviewer: Any, project: Project
) -> None:
    spans = [{"id": 1, "label": "Claim", "start_offset": 14, "end_offset": 21}]
    data = json.dumps({"id": 1, "text": "Ann Lee said: We wait. So.", "entities": spans, "relations": []})
    page = open_import(open_page, reviewer, project)
    page.evaluate(DROP, [".drop-words", "in.jsonl", data])
    expect(page.locator(".preview-record")).to_contain_text("1 entity")
    page.get_by_text("What their labels and columns become").click()
    page.get_by_label("Claim").select_option("Indirect quote")
    assert findings(page) == []
    page.get_by_role("button", name="Save, and look again").click()
    expect(page.locator(".preview-record")).to_contain_text("1 quote")
    expect(page.get_by_label("Claim")).to_have_value("quote:content:indirect")
    project.refresh_from_db()
    assert project.import_mapping == {"labels": {"claim": "quote:content:indirect"}}


def test_a_file_that_misses_the_zone_changes_nothing(
    open_page: Callable[[Any, str], Page], reviewer: Any, project: Project
) -> None:
    page = open_import(open_page, reviewer, project)
    address = page.url
    page.evaluate(DROP, ["h1", "pier.jsonl", DATA.decode()])
    page.wait_for_timeout(300)
    assert page.url == address
    assert not Run.objects.exists()


def test_without_scripts_the_form_does_the_same(
    browser: Browser, live_server: Any, sign_in: Callable[[Any], None], page: Page, reviewer: Any, project: Project
) -> None:
    sign_in(reviewer)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    bare = plain.new_page()
    bare.goto(f"{live_server.url}/projects/{project.slug}/import/")
    bare.set_input_files("#id_file", {"name": "pier.jsonl", "mimeType": "text/plain", "buffer": DATA})
    bare.get_by_role("button", name="Look at it first").click()
    bare.get_by_label("Read it as").select_option("text")
    bare.get_by_role("button", name="Look again").click()
    expect(bare.locator("#preview")).to_contain_text("Read as Plain text")
    bare.get_by_label("Suggest quotes").uncheck()
    bare.get_by_role("button", name="Import", exact=True).click()
    expect(bare.locator("#run-state")).to_contain_text("1 imported")
    plain.close()


def test_progress_shows_itself_until_the_end(
    open_page: Callable[[Any, str], Page], reviewer: Any, project: Project
) -> None:
    run = Run.objects.create(
        pk=uuid.uuid4(), project=project, user=reviewer, kind="import", state="running", beat_at=timezone.now(),
        options={"files": [{"name": "in.jsonl", "size": 100}]}, bytes_total=100, bytes_read=10, records=1,
    )  # fmt: skip
    page = open_page(reviewer, run.get_absolute_url())
    expect(page.get_by_role("progressbar", name="Done")).to_have_attribute("value", "10")
    Run.objects.update(bytes_read=60, records=6)
    expect(page.get_by_role("progressbar", name="Done")).to_have_attribute("value", "60")
    report = {"summary": "", "imported": 6, "unchanged": 0, "sets_added": 0, "failed": 0, "failures": [], "notes": []}
    Run.objects.update(state="finished", report=report)
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()
    expect(page.locator("#run-state[hx-trigger]")).to_have_count(0)


STATES: dict[str, dict[str, Any]] = {
    "waiting": {"asked_at": timezone.now() - datetime.timedelta(hours=1)},
    "running": {"beat_at": timezone.now() + datetime.timedelta(hours=1)},
    "failed": {"reason": "The disk is full."},
    "cancelled": {},
}


def test_every_state_is_clean_and_fits_a_telephone(
    open_page: Callable[[Any, str], Page], reviewer: Any, project: Project
) -> None:
    page = open_import(open_page, reviewer, project)
    page.set_viewport_size({"width": 360, "height": 800})
    assert findings(page) == []
    page.set_input_files("#id_file", {"name": f"{'long' * 30}.jsonl", "mimeType": "text/plain", "buffer": DATA})
    expect(page.locator("#preview")).to_be_visible()
    assert findings(page) == []
    assert fits(page)
    page.get_by_label("Suggest quotes").uncheck()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator('#run-state[data-state="finished"]')).to_be_visible()
    assert findings(page) == []
    assert fits(page)
    address = page.url
    for state, values in STATES.items():
        Run.objects.update(state=state, report=None, **values)
        page.goto(address)
        assert findings(page) == [], state
        assert fits(page), state
    page.goto(address.split("/runs/")[0] + "/export/")
    page.get_by_role("button", name="Make a file").click()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", name="The file is ready")).to_be_visible()
    assert findings(page) == []
    assert fits(page)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
