"""The next article within the page: what is shown is swapped, and what is done goes to the article in sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import ActiveTime, Annotation, AnnotationSet, Flag, Lease, Skip
from annotator.services.places import take_place
from annotator.services.queue import take_next
from articles.models import Article, Membership, Project
from config.bundle import bundle
from tests.browser.acts import told, until
from tests.browser.complaints import Complaints
from tests.browser.held_back import HeldBack
from tests.browser.pauses import later
from tests.browser.test_workbench import press
from tests.factories import make_member, make_suggested

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]
MARK = "window.sameDocument = true"
IS_MARKED = "window.sameDocument === true"
READ = """
window.pagesRead = 0;
const read = DOMParser.prototype.parseFromString;
DOMParser.prototype.parseFromString = function (...page) { window.pagesRead += 1; return read.apply(this, page); };
"""
"""In the same task as a page is read it is held."""


@pytest.fixture
def three(project: Project) -> list[Article]:
    """Three articles of which one person reads each."""
    Project.objects.filter(pk=project.pk).update(overlap=1)
    project.refresh_from_db()
    return [make_suggested(project, title=f"Story {name}") for name in ("one", "two", "three")]


@pytest.fixture
def bench(open_page: OpenPage, three: list[Article], annotator: Any) -> Page:
    """The first article, once the page holds the second."""
    take_place(three[0], annotator)
    return opened(open_page(annotator, "/"), three[0])


def opened(page: Page, article: Article) -> Page:
    """The article, once the page holds the next one, if there is one."""
    page.add_init_script(READ)
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + f"/articles/{article.pk}/")
    until(page, "window.pagesRead > 0")
    page.evaluate(MARK)
    return page


def finish(page: Page, article: Article) -> None:
    """Accept what is asked for, and Enter."""
    decide_all(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/articles/{article.pk}/")
    shows(page, article)


def decide_all(page: Page) -> int:
    """Accept all. Returns how many these are."""
    page.locator("#filter-all").check()
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    number = page.locator("#cards > .card").count()
    for _ in range(number):
        page.keyboard.press("a")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    return number


def shows(page: Page, article: Article) -> None:
    expect(page.locator(".crumb-title")).to_have_text(article.label)
    expect(page.locator("#handles")).to_be_attached()


def decided(article: Article, user: Any) -> int:
    return Annotation.objects.filter(set__article=article, set__user=user).count()


@pytest.mark.decides
def test_finishing_shows_the_next_article_in_the_same_document_and_keys_work_in_it(
    bench: Page, three: list[Article], annotator: Any
) -> None:
    asked: list[str] = []
    bench.on("request", lambda request: asked.append(f"{request.method} {request.url.split('/articles/')[-1]}"))
    finish(bench, three[1])
    assert bench.evaluate(IS_MARKED)
    first, second, _ = (one.pk for one in three)
    told(bench, lambda: f"POST {first}/finish/" in asked)
    assert f"GET {second}/" not in asked  # what was held is shown
    assert bench.title() == "Story two · Quotemark"
    assert bench.evaluate("document.activeElement.id") == "main"
    assert AnnotationSet.objects.get(article=three[0], user=annotator).state == "finished"
    assert Lease.objects.get().article_id == second
    before = decided(three[0], annotator)
    press(bench, "a", "x", "u")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    assert (decided(three[0], annotator), decided(three[1], annotator)) == (before, 1)
    press(bench, "Shift+H")
    expect(bench.locator("#steps-list .step")).to_have_count(2)
    bench.keyboard.press("Escape")
    bench.reload()
    shows(bench, three[1])
    expect(bench.locator(".card[data-verdict=accepted]")).to_have_count(1)


def test_a_double_press_finishes_one_article(bench: Page, three: list[Article], annotator: Any) -> None:
    press(bench, "Shift+N")
    bench.keyboard.type("I wrote it")
    bench.evaluate("""addEventListener("quotemark:open", () => {
      for (const card of document.querySelectorAll(".card")) card.dataset.verdict = "accepted";
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    })""")
    press(bench, "Control+Enter")
    shows(bench, three[1])
    press(bench, "x")  # while an article is left, no key does anything
    expect(bench.locator(".card[data-verdict=rejected]")).to_have_count(1)
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    assert AnnotationSet.objects.get(user=annotator).state == "open"


def test_what_is_heard_is_the_title_and_the_first_suggestion(bench: Page, three: list[Article]) -> None:
    finish(bench, three[1])
    expect(bench.locator("#announcer")).to_contain_text("Story two. quote 1")


def test_the_articles_gone_by_are_reached_by_back_and_forward(
    bench: Page, three: list[Article], annotator: Any
) -> None:
    finish(bench, three[1])
    bench.go_back()
    shows(bench, three[0])
    expect(bench.locator("#finish")).to_contain_text("Finished")
    bench.keyboard.press("u")
    expect(bench.locator(".card[data-verdict=suggested]")).to_have_count(1)
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    bench.go_forward()
    shows(bench, three[1])
    bench.keyboard.press("a")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    assert decided(three[1], annotator) == 1
    assert bench.evaluate(IS_MARKED)


def test_questions_are_asked_and_read_in_the_article_in_sight(bench: Page, three: list[Article]) -> None:
    finish(bench, three[1])
    press(bench, "f")
    bench.keyboard.type("Who says so?")
    press(bench, "Control+Enter")
    expect(bench.locator(".card .flag-note")).to_contain_text("Who says so?")
    bench.locator("#article-notes").click()
    expect(bench.locator("#notes-list")).to_contain_text("Who says so?")
    assert Flag.objects.get().article_id == three[1].pk


def test_skipping_goes_on_within_the_page_and_says_so(bench: Page, three: list[Article]) -> None:
    press(bench, "Shift+N")
    bench.keyboard.type("I wrote it")
    press(bench, "Control+Enter")
    shows(bench, three[1])
    expect(bench.locator(".notices")).to_contain_text("You skipped “Story one”.")
    assert bench.evaluate(IS_MARKED)
    assert Skip.objects.get().reason == "I wrote it"


def test_what_is_held_is_shown_before_the_server_has_answered_and_no_key_does_anything_there_until_then(
    bench: Page, three: list[Article], annotator: Any
) -> None:
    finishing = HeldBack(bench, "**/finish/")
    first = decide_all(bench)
    bench.keyboard.press("Enter")
    shows(bench, three[1])
    expect(bench.locator(".card[aria-current=true]")).to_have_count(1)
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saving")
    assert bench.url.endswith(f"/articles/{three[0].pk}/")
    bench.keyboard.press("a")
    bench.keyboard.press("x")
    finishing.only().continue_()
    bench.wait_for_url(f"**/articles/{three[1].pk}/")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    assert bench.locator(".card:not([data-verdict=suggested])").count() == 0
    bench.keyboard.press("a")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    assert (decided(three[0], annotator), decided(three[1], annotator)) == (first, 1)


def test_without_an_answer_the_article_comes_back_as_it_was_and_can_be_finished(
    bench: Page, three: list[Article], annotator: Any, complaints: Complaints
) -> None:
    finishing = HeldBack(bench, "**/finish/")
    number = decide_all(bench)
    bench.keyboard.press("Enter")
    shows(bench, three[1])
    finishing.only().abort()
    shows(bench, three[0])
    expect(bench.locator(".toast")).to_contain_text("Try again")
    expect(bench.locator(".card[data-verdict=accepted]")).to_have_count(number)
    assert bench.title().startswith("Story one")
    later(bench)
    bench.unroute("**/finish/")
    bench.keyboard.press("Enter")
    bench.wait_for_url(f"**/articles/{three[1].pk}/")
    assert AnnotationSet.objects.get(article=three[0], user=annotator).state == "finished"
    assert bench.evaluate(IS_MARKED)
    complaints.expect("net::ERR_FAILED")


@pytest.mark.decides
def test_an_article_that_somebody_else_took_meanwhile_is_not_shown(
    bench: Page, three: list[Article], project: Project
) -> None:
    taken = take_next(make_member(project, name="otto"))
    assert taken == three[1]
    finish(bench, three[2])
    assert bench.evaluate(IS_MARKED)


def test_a_page_that_is_out_of_date_is_fetched_anew(bench: Page, three: list[Article], project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(name="Renamed")
    finish(bench, three[1])
    expect(bench.locator(".crumbs a")).to_have_text("Renamed")
    assert bench.evaluate(IS_MARKED)


def test_after_the_last_article_comes_the_page_that_says_why(bench: Page, three: list[Article]) -> None:
    Article.objects.exclude(pk=three[0].pk).delete()
    bench.locator("#finish button").click()
    later(bench)
    bench.keyboard.press("Enter")
    bench.wait_for_url(lambda url: url.count("/") == 3)
    assert not bench.evaluate(IS_MARKED)


def test_whoever_left_the_project_meanwhile_is_refused_as_by_a_page(
    bench: Page, annotator: Any, complaints: Complaints
) -> None:
    press(bench, "a")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    Membership.objects.filter(user=annotator).delete()
    press(bench, "Enter")
    later(bench)
    bench.keyboard.press("Enter")
    expect(bench.locator("h1")).to_have_text("Not found")
    complaints.expect("404 (Not Found)")


def test_the_time_of_each_article_is_its_own(bench: Page, three: list[Article], annotator: Any) -> None:
    bench.wait_for_timeout(20)
    with bench.expect_response(f"**/articles/{three[0].pk}/activity/"):
        finish(bench, three[1])
    bench.mouse.move(200, 200)
    with bench.expect_response(f"**/articles/{three[1].pk}/activity/"):
        bench.evaluate("dispatchEvent(new Event('pagehide'))")
    assert set(ActiveTime.objects.values_list("article", flat=True)) <= {three[0].pk, three[1].pk}


LISTENERS = """
window.listeners = 0;
window.later = 0;
const now = performance.now.bind(performance);
performance.now = () => now() + window.later;
for (const target of [window, document, matchMedia("(hover: none)").constructor.prototype]) {
  const [add, remove] = [target.addEventListener, target.removeEventListener];
  target.addEventListener = function (...call) { window.listeners += 1; return add.apply(this, call); };
  target.removeEventListener = function (...call) { window.listeners -= 1; return remove.apply(this, call); };
}
"""


def test_dozens_of_articles_in_one_file_leave_no_listener_and_no_node_behind(
    open_page: OpenPage, project: Project, annotator: Any, page: Page
) -> None:
    articles = [make_suggested(project, title=f"Story {number}") for number in range(40)]
    page.add_init_script(LISTENERS)
    whole = bundle(Path("static/js/workbench.js").resolve())
    page.route("**/js/workbench.js", lambda route: route.fulfill(body=whole, content_type="text/javascript"))
    opened(open_page(annotator, "/"), articles[0])
    counts = page.context.new_cdp_session(page)
    seen: list[tuple[int, int]] = []
    for number, article in enumerate(articles[1:]):
        page.evaluate("window.later += 1000")  # or Enter would be the second half of a double press
        page.evaluate("for (const one of document.querySelectorAll('.card')) one.dataset.verdict = 'accepted'")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/articles/{article.pk}/")
        shows(page, article)
        if number in (5, 38):
            counts.send("HeapProfiler.collectGarbage")
            seen.append((page.evaluate("window.listeners"), counts.send("Memory.getDOMCounters")["nodes"]))
    assert page.evaluate(IS_MARKED)
    (early, nodes), (late, nodes_late) = seen
    assert late == early
    assert nodes_late < nodes * 3  # of 33 pages no more than those in sight, held and being read
