"""What is in sight is completed first. Here nothing else is, until something needs it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.services.decide import accept_many
from annotator.services.flags import flag
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from suggesters.suggestions import Entity, Quote, Suggestions
from tests.browser.test_workbench import press
from tests.factories import bench_for, make_article, workset

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]
NUMBER = 70
HELD = """
window.held = [];
scheduler.postTask = (run) => void held.push(run);
"""
RELEASE = "() => { scheduler.postTask = (run) => setTimeout(run); for (const run of held) run(); }"
BOTTOMS = """() => {
  const bottom = (selector) => [...document.querySelectorAll(selector)].at(-1).getBoundingClientRect().bottom;
  const card = bottom("#cards > .card[data-kind=quote][tabindex]");
  return { list: bottom("#cards"), card, mark: bottom("#article-text .content"), window: innerHeight };
}"""
WAITING = "#cards > [id]:not([tabindex])"


@pytest.fixture
def long(project: Project) -> Article:
    """A quote and a name in each paragraph."""
    lines = [f"“This is number {place},” said Ana Ruiz. {'It rained all day. ' * 20}" for place in range(NUMBER)]
    text = "\n\n".join(lines)
    article = make_article(project, text)
    starts = [text.index(line) for line in lines]
    quotes, entities = [], []
    for start, line in zip(starts, lines, strict=True):
        said = start + line.index("said")
        spans = ((start, said - 1),), ((said, said + 4),), ((said + 5, said + 13),)
        quotes.append(Quote("direct", *spans, "Ana Ruiz", "named", 0.95, "", ()))
        entities.append(Entity(said + 5, said + 13, "PERSON", "Ana Ruiz", 0.9))
    store_machine_set(
        article, suggester="rules", version="1", suggestions=Suggestions(quotes=(*quotes,), entities=(*entities,))
    )
    return article


@pytest.fixture
def bench(open_page: OpenPage, page: Page, long: Article, annotator: Any) -> Page:
    """The page of the article, of which what is not in sight waits for ever."""
    page.add_init_script(HELD)
    open_page(annotator, f"/articles/{long.pk}/")
    expect(page.locator(".card[aria-current=true] .excerpt")).to_contain_text("This is number 0")
    assert waiting(page) > NUMBER
    return page


def waiting(page: Page) -> int:
    return page.locator(WAITING).count()


def test_nothing_more_is_completed_until_what_is_in_sight_was_painted_twice(bench: Page) -> None:
    before = waiting(bench)
    bench.wait_for_function("() => held.length === 1")
    bench.evaluate("() => held.shift()()")  # the first frame: what was laid out has moved the current card
    bench.wait_for_function("() => held.length === 1")
    assert waiting(bench) == before
    bench.evaluate(RELEASE)
    expect(bench.locator(WAITING)).to_have_count(0)


def test_a_high_window_is_full_at_once(open_page: OpenPage, page: Page, long: Article, annotator: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 3600})
    page.add_init_script(HELD)
    open_page(annotator, f"/articles/{long.pk}/")
    expect(page.locator(".card[aria-current=true] .excerpt")).to_contain_text("This is number 0")
    assert waiting(page) > NUMBER
    bottoms = page.evaluate(BOTTOMS)
    assert bottoms["card"] >= bottoms["list"]
    assert bottoms["mark"] >= bottoms["window"]


def test_a_card_that_waits_is_whole_with_its_marks_and_its_number_once_a_key_goes_to_it(bench: Page) -> None:
    assert bench.locator("#article-text .content").count() < NUMBER
    for _ in range(45):
        bench.keyboard.press("j")
    current = bench.locator(".card[aria-current=true]")
    expect(current.locator(".card-number")).to_have_text("46")
    expect(current.locator(".excerpt")).to_have_text("“This is number 45,”")
    expect(bench.locator("#article-text .content.is-current")).to_have_attribute("data-n", "46")
    assert waiting(bench) > 0
    press(bench, "x")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    expect(bench.locator(".card[data-verdict=rejected] .state")).to_have_text("rejected")


def test_what_is_counted_and_accepted_at_once_takes_in_the_cards_that_wait(bench: Page, annotator: Any) -> None:
    expect(bench.locator("#bulk-words")).to_contain_text(str(NUMBER))
    press(bench, "Shift+A")
    expect(bench.locator("#saved")).to_have_attribute("data-state", "saved")
    accepted = bench.locator(".card[data-kind=quote][data-verdict=accepted]")
    expect(accepted).to_have_count(NUMBER)
    assert set(accepted.locator(".state").all_text_contents()) == {"accepted"}
    expect(bench.locator("#article-text .content[data-verdict=accepted]")).to_have_count(NUMBER)
    assert waiting(bench) == 0


def test_names_are_grouped_with_those_that_wait(bench: Page) -> None:
    press(bench, "e")
    expect(bench.locator(".group-head .count")).to_have_text(f"× {NUMBER}")
    assert waiting(bench) == 0


@pytest.mark.parametrize("act", ["Control+a", "/", "click"])
def test_before_words_are_selected_or_searched_all_marks_are_drawn(bench: Page, act: str) -> None:
    if act == "click":
        bench.locator("#article-text").click(position={"x": 60, "y": 60})
    else:
        bench.locator("#article-text").focus()
        bench.keyboard.press(act)
    expect(bench.locator("#article-text .content")).to_have_count(NUMBER)
    assert waiting(bench) == 0


def test_what_another_device_did_to_cards_that_wait_is_shown(bench: Page, long: Article, annotator: Any) -> None:
    own = workset(long, annotator)
    last = [card for card in bench_for(long, own).cards if card.kind == "quote"][-1]
    accept_many(own, user=annotator, action_id=uuid.uuid4(), cards=[last.id])
    bench.evaluate("dispatchEvent(new Event('focus'))")
    card = bench.locator(f"#annotation-{last.id}")
    expect(card).to_have_attribute("data-verdict", "accepted")
    expect(card.locator(".card-number")).to_have_text(str(NUMBER))
    expect(bench.locator(f"#text-{last.id}")).to_have_attribute("data-verdict", "accepted")
    assert waiting(bench) > 0
    bench.evaluate(RELEASE)
    expect(bench.locator(WAITING)).to_have_count(0)
    expect(bench.locator("#article-text .content")).to_have_count(NUMBER)
    assert bench.locator("#cards .card-number").all_text_contents() == [str(place + 1) for place in range(NUMBER)]


def test_a_question_about_a_card_that_waits_is_shown_on_it(
    open_page: OpenPage, page: Page, long: Article, annotator: Any
) -> None:
    page.add_init_script(HELD)
    own = workset(long, annotator)
    last = bench_for(long, own).cards[-1]
    flag(own, user=annotator, action_id=uuid.uuid4(), card=last.id, note="Is it his name?")
    open_page(annotator, f"/articles/{long.pk}/")
    expect(page.locator(f"#annotation-{last.id} .flag-note")).to_contain_text("Is it his name?")
