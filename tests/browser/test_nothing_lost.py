"""A server that is stopped, killed and started again, and sessions that end: what was done is there afterwards."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.acts import in_time
from tests.browser.held_back import HeldBack
from tests.browser.lent import Lend
from tests.browser.pauses import later
from tests.browser.real_server import PASSWORD, Server
from tests.database import put_migrated
from tests.starts import free_port


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("nothing-lost")
    put_migrated(place)
    server = Server(place, free_port())
    yield server
    server.end(signal.SIGKILL)


@pytest.fixture
def server(one_server: Server, django_db_blocker: Any) -> Iterator[Server]:
    """It runs, with people and articles that are new."""
    with django_db_blocker.unblock():
        one_server.make_people()
        if one_server.process is None:
            one_server.start()
        yield one_server


@pytest.fixture
def bench(server: Server, page: Page) -> Page:
    sign_in(page, server, server.ann)
    return opened(page, server)


def sign_in(page: Page, server: Server, user: Any) -> None:
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": server.cookie_of(user), "url": server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def opened(page: Page, server: Server, article: int = 0) -> Page:
    page.goto(f"{server.url}/articles/{server.articles[article]}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


def on_page(page: Page) -> dict[str, str]:
    """What the page shows as decided: verdict by card."""
    cards = page.locator(".card").evaluate_all("cards => cards.map(card => [card.id, card.dataset.verdict])")
    return {
        name.removeprefix("annotation-").replace("-", ""): verdict for name, verdict in cards if verdict != "suggested"
    }


def state(page: Page, name: str) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", name)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_work_goes_on_while_the_server_is_away_and_is_sent_when_it_is_back(bench: Page, server: Server) -> None:
    press(bench, "a")
    state(bench, "saved")
    server.end()
    press(bench, "x", "a")
    expect(bench.locator("#saved-words")).to_have_text("No connection. 2 changes are kept in this browser")
    expect(bench.locator("#connection")).to_contain_text("No connection")
    assert len(server.decided()) == 1
    server.start()
    state(bench, "saved")
    assert sorted(server.decided().values()) == ["accepted", "accepted", "rejected"]
    assert server.decided() == on_page(bench)


def test_a_page_without_work_to_send_says_that_the_network_is_gone(bench: Page, server: Server) -> None:
    server.end()
    bench.evaluate("dispatchEvent(new Event('focus'))")
    expect(bench.locator("#saved-words")).to_contain_text("No connection. Go on")
    server.start()
    state(bench, "saved")


def test_what_was_done_offline_survives_a_reload(bench: Page, server: Server) -> None:
    server.end()
    press(bench, "a", "x", "]")
    state(bench, "waiting")
    shown = on_page(bench)
    bench.goto("about:blank")
    server.start()
    opened(bench, server)
    in_time(lambda: len(server.decided()) == 3)  # “saved” is true until the page has looked for what the last one left
    state(bench, "saved")
    assert sorted(server.decided().values()) == ["accepted", "corrected", "rejected"]
    assert shown.items() <= server.decided().items()  # the corrected one was drawn as undecided still
    assert server.decided() == on_page(bench)


def test_what_waits_for_another_article_is_sent_from_the_next_one(bench: Page, server: Server) -> None:
    server.end()
    press(bench, "a", "x")
    state(bench, "waiting")
    bench.goto("about:blank")
    server.start()
    opened(bench, server, article=1)
    in_time(lambda: sorted(server.decided().values()) == ["accepted", "rejected"])
    assert server.decided(article=1) == {}


@pytest.mark.parametrize("moment", [0.02, *(pytest.param(one, marks=pytest.mark.left_to_ci) for one in (0.0, 0.05))])
def test_a_server_killed_during_a_burst_loses_nothing_that_was_done(bench: Page, server: Server, moment: float) -> None:
    press(bench, "a", "]", "[", "x", "n", "2")
    time.sleep(moment)
    server.end(signal.SIGKILL)
    press(bench, "3", "1")
    server.start()
    state(bench, "saved")
    expected = on_page(bench)
    assert sorted(expected.values()) == ["accepted", "corrected", "rejected"]
    assert server.decided() == expected
    assert server.orders() == [*range(1, 9)]
    bench.reload()
    assert on_page(bench) == expected
    press(bench, *["u"] * 8)
    state(bench, "saved")
    assert on_page(bench) == server.decided() == {}


def test_an_article_is_finished_only_where_the_server_answers(bench: Page, server: Server) -> None:
    server.end()
    press(bench, "Enter")
    later(bench)
    press(bench, "Enter")
    expect(bench.locator("#toasts")).to_contain_text("The server does not answer. Try again.")
    server.start()
    press(bench, "a")
    state(bench, "saved")
    press(bench, "Enter")
    later(bench)
    press(bench, "Enter")
    bench.wait_for_url(f"**/articles/{server.articles[1]}/")
    assert len(server.decided()) == 1


def test_a_session_that_ends_asks_for_the_password_on_the_page_and_goes_on(bench: Page, server: Server) -> None:
    press(bench, "a")
    state(bench, "saved")
    server.end_sessions()
    press(bench, "x")
    expect(bench.locator("#sign-in")).to_be_visible()
    bench.fill("#sign-in-password", "wrong")
    bench.keyboard.press("Enter")
    expect(bench.locator("#sign-in-problem")).to_have_text("User name and password do not match.")
    bench.fill("#sign-in-password", PASSWORD)
    bench.keyboard.press("Enter")
    expect(bench.locator("#sign-in")).not_to_be_visible()
    press(bench, "a")
    state(bench, "saved")
    assert sorted(server.decided().values()) == ["accepted", "accepted", "rejected"]
    assert server.decided() == on_page(bench)
    press(bench, "Enter")  # the form that finishes carries the new session's token
    later(bench)
    press(bench, "Enter")
    bench.wait_for_url(f"**/articles/{server.articles[1]}/")


def test_finishing_after_the_session_has_ended_asks_for_the_password_and_goes_on(bench: Page, server: Server) -> None:
    bench.evaluate("window.sameDocument = true")
    server.end_sessions()
    press(bench, "Enter")
    later(bench)
    press(bench, "Enter")
    expect(bench.locator("#sign-in")).to_be_visible()
    bench.fill("#sign-in-password", PASSWORD)
    bench.keyboard.press("Enter")
    bench.wait_for_url(f"**/articles/{server.articles[1]}/")
    assert bench.evaluate("window.sameDocument")
    press(bench, "a")  # with the token of the new session
    state(bench, "saved")
    assert len(server.decided(article=1)) == 1


def test_another_user_who_signs_in_does_not_send_the_first_ones_work(bench: Page, server: Server) -> None:
    server.end_sessions()
    press(bench, "a")
    expect(bench.locator("#sign-in")).to_be_visible()
    bench.fill("#sign-in [name=username]", server.bo.username)
    bench.fill("#sign-in-password", PASSWORD)
    bench.keyboard.press("Enter")
    expect(bench.locator("#sign-in-problem")).to_contain_text(f"when {server.ann.username} signs in")
    opened(bench, server)
    expect(bench.locator("#saved-words")).to_have_text("Saved")
    assert server.orders() == []
    bench.context.clear_cookies()
    sign_in(bench, server, server.ann)
    opened(bench, server)
    in_time(lambda: server.decided() != {})
    assert server.orders() == [1]


def test_two_tabs_converge_at_once(bench: Page, server: Server) -> None:
    other = opened(bench.context.new_page(), server)
    press(bench, "a", "x")
    expect(other.locator(".card[data-kind=quote][data-verdict=rejected]")).to_have_count(1)
    press(other, "u")
    state(other, "saved")
    expect(bench.locator(".card[data-kind=quote][data-verdict=rejected]")).to_have_count(0)
    assert on_page(bench) == on_page(other) == server.decided()


def test_two_devices_converge_when_one_is_looked_at(bench: Page, server: Server, lend: Lend) -> None:
    other = lend("other device").new_page()
    sign_in(other, server, server.ann)
    opened(other, server)
    press(other, "x")
    state(other, "saved")
    bench.evaluate("dispatchEvent(new Event('focus'))")
    expect(bench.locator(".card[data-kind=quote]").first).to_have_attribute("data-verdict", "rejected")
    press(bench, "j", "a")
    state(bench, "saved")
    other.evaluate("dispatchEvent(new Event('focus'))")
    expect(other.locator(".card[data-verdict=accepted]")).to_have_count(1)
    assert on_page(bench) == on_page(other) == server.decided()


@pytest.fixture
def other(bench: Page, server: Server, lend: Lend) -> Page:
    """The same person's other device, which says nothing to this one."""
    page = lend("other device").new_page()
    sign_in(page, server, server.ann)
    return opened(page, server)


def test_a_stale_edit_shows_what_changed_and_asks(bench: Page, other: Page, server: Server) -> None:
    press(other, "2", "p")
    other.keyboard.type("oka")
    expect(other.locator("#picker-choices [role=option]").first).to_contain_text("Tom Okafor")
    press(other, "Enter")
    expect(other.locator("#picker")).to_be_hidden()  # the list for the last letter may still be on its way
    state(other, "saved")
    saving = HeldBack(bench, "**/actions/", times=1)
    press(bench, "x", "a")  # both before the answer, whose question would take the second key
    saving.only().continue_()
    words = bench.locator("#stale-words")
    expect(words).to_contain_text("Tom Okafor")
    expect(words).to_contain_text("reject it")
    expect(words).to_contain_text("in another tab or on another device")
    bench.keyboard.press("Escape")  # answers nothing
    expect(bench.locator("#stale-dialog")).to_be_visible()
    bench.get_by_role("button", name="Keep it as it is").click()
    state(bench, "saved")
    assert sorted(server.decided().values()) == ["accepted", "corrected"]
    assert server.decided() == on_page(bench)


def test_mine_can_be_put_in_place_of_what_stands(bench: Page, other: Page, server: Server) -> None:
    press(other, "x")
    state(other, "saved")
    press(bench, "]", "]")
    bench.get_by_role("button", name="Put mine").click()
    state(bench, "saved")
    assert list(server.decided().values()) == ["corrected"]
    assert server.decided() == on_page(bench)


def test_an_undo_that_would_hit_what_the_page_has_not_shown_asks(bench: Page, other: Page, server: Server) -> None:
    press(bench, "a")
    state(bench, "saved")
    other.evaluate("dispatchEvent(new Event('focus'))")
    expect(other.locator(".card[data-verdict=accepted]")).to_have_count(1)
    press(other, "j", "x")
    state(other, "saved")
    press(bench, "u")
    expect(bench.locator("#stale-words")).to_contain_text("rejected a quote")
    assert on_page(bench) == server.decided()
    bench.get_by_role("button", name="Keep it as it is").click()
    state(bench, "saved")
    assert sorted(server.decided().values()) == ["accepted", "rejected"]


def test_an_undo_made_offline_does_not_hit_what_another_device_did_meanwhile(
    bench: Page, server: Server, lend: Lend
) -> None:
    press(bench, "a")
    state(bench, "saved")
    server.end()
    press(bench, "x", "u", "u")
    state(bench, "waiting")
    bench.goto("about:blank")
    server.start()
    other = lend("other device").new_page()
    sign_in(other, server, server.ann)
    opened(other, server)
    press(other, "k", "n")
    state(other, "saved")
    other.close()
    bench.goto(f"{server.url}/articles/{server.articles[0]}/")
    expect(bench.locator("#stale-words")).to_contain_text("take the newest step back")
    bench.get_by_role("button", name="Keep it as it is").click()
    bench.get_by_role("button", name="Keep it as it is").click()
    state(bench, "saved")
    assert sorted(server.decided().values()) == ["accepted", "corrected", "rejected"]


def test_the_panel_tells_the_last_actions_and_undoes_down_to_one(bench: Page, server: Server) -> None:
    press(bench, "a", "x", "]")
    state(bench, "saved")
    press(bench, "Shift+H")
    lines = bench.locator("#steps-list .step")
    expect(lines).to_have_count(3)
    expect(lines.nth(1)).to_contain_text("rejected a quote")
    lines.nth(1).locator("[data-back]").click()
    expect(bench.locator("#steps-list .step:not([data-state=done])")).to_have_count(2)
    assert list(server.decided().values()) == ["accepted"]
    lines.nth(2).locator("[data-card]").click()
    expect(bench.locator("#steps")).not_to_be_visible()
    expect(bench.locator(".card[aria-current=true]")).to_have_attribute("data-verdict", "accepted")
