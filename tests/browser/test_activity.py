"""Active time in a real browser under a clock of the test: idle and hidden do not count, offline waits."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from annotator.models import Action, ActiveTime
from annotator.services.activity import seconds_of
from articles.models import Article
from tests.browser.acts import told, until
from tests.browser.complaints import Complaints
from tests.browser.test_workbench import press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.own_context]
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""

KEPT = "JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('quotemark-time:'))[1])"


def saved(page: Page, run: Callable[[], Any]) -> None:
    """Run it, and wait until the stretches that it makes the page send are on the server."""
    with page.expect_response(lambda response: response.url.endswith("/activity/")):
        run()


def test_a_script_of_work_and_pauses_is_measured(
    open_page: Callable[[Any, str], Page], page: Page, article: Article, annotator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Article.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    page.clock.install()
    page = open_page(annotator, f"/articles/{article.pk}/")
    clock: Any = SimpleNamespace(now=lambda: clock.moment, moment=timezone.now())  # the server's, goes on as the page's
    monkeypatch.setattr("annotator.services.activity.timezone", clock)

    waiting: set[Request] = set()
    page.on("request", lambda request: waiting.add(request))
    page.on("requestfinished", lambda request: waiting.discard(request))
    page.on("requestfailed", lambda request: waiting.discard(request))

    def all_arrived() -> None:
        page.evaluate("0")  # what it asked for is told by then
        told(page, lambda: not waiting)

    def at(seconds: float) -> None:
        all_arrived()  # before the server's clock goes on: what comes later counts as sent by a wrong clock
        clock.moment = datetime.datetime.fromtimestamp(start / 1000 + seconds, tz=datetime.UTC)
        page.clock.pause_at(start / 1000 + seconds)

    all_arrived()
    start = page.evaluate("Date.now()")
    at(20)  # later than it can be by now: the clock goes on by itself until then
    for seconds in range(30, 300, 30):  # 270 s of keys: idle never lasts 60 s
        at(seconds)
        page.keyboard.press("j")
    at(570)  # five minutes away: they do not count
    page.mouse.move(300, 300)
    at(600)
    press(page, "a")  # 30 s more, and the decision
    at(640)
    saved(page, lambda: page.evaluate(HIDE, True))  # 40 s of reading, then the page is hidden
    page.evaluate(HIDE, False)
    at(650)
    page.keyboard.press("j")
    saved(page, lambda: page.evaluate(HIDE, True))
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    spent = 270 + 70 + 10
    assert abs(seconds_of(article, annotator) - spent) <= 0.05 * spent
    assert abs((Action.objects.get().seconds or 0) - 300) <= 15


def test_without_a_connection_it_waits_in_the_browser(
    open_page: Callable[[Any, str], Page], page: Page, complaints: Complaints, article: Article, annotator: Any
) -> None:
    Article.objects.update(created_at=timezone.now() - datetime.timedelta(days=1))
    page.clock.install()
    page = open_page(annotator, f"/articles/{article.pk}/")
    start = page.evaluate("Date.now()")
    page.context.set_offline(True)
    page.clock.pause_at(start / 1000 + 30)
    page.keyboard.press("j")
    page.evaluate(HIDE, True)
    [[begun, ended]] = page.evaluate(KEPT)
    assert ended - begun >= 30_000
    assert not ActiveTime.objects.exists()
    page.context.set_offline(False)
    saved(page, lambda: page.evaluate("dispatchEvent(new Event('online'))"))
    until(page, "!Object.keys(localStorage).some(key => key.startsWith('quotemark-time:'))")
    complaints.expect("net::ERR_INTERNET_DISCONNECTED")
    assert abs(seconds_of(article, annotator) - (ended - begun) / 1000) <= 1
