"""The workbench by key and mouse, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.frame import Frame
from annotator.models import AnnotationSet, Flag
from annotator.services.frames import frame_of
from articles.models import Article
from tests.browser.complaints import Complaints
from tests.browser.pauses import at_one_moment, later
from tests.factories import make_suggested, span

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]


@pytest.fixture
def bench(open_page: OpenPage, article: Article, annotator: Any) -> Page:
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


def press(page: Page, *keys: str) -> None:
    """Press the keys, then wait until all is saved."""
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def verdicts(page: Page, kind: str = "quote") -> list[str | None]:
    return [card.get_attribute("data-verdict") for card in page.locator(f".card[data-kind={kind}]").all()]


def mine(article: Article, user: Any) -> list[Frame]:
    workset = AnnotationSet.objects.get(article=article, user=user)
    return [frame_of(row) for row in workset.annotations.with_spans().order_by("start")]


def words(article: Article, frame: Frame, role: str) -> list[str]:
    return [article.text[start:end] for start, end in frame.by_role(role)]


def test_the_text_on_the_page_is_the_articles_text(bench: Page, article: Article) -> None:
    assert bench.evaluate("document.getElementById('article-text').textContent") == article.text
    for block in bench.locator("#article-text [data-start]").all():
        start, end = int(block.get_attribute("data-start") or -1), int(block.get_attribute("data-end") or -1)
        assert block.evaluate("e => e.textContent") == article.text[start:end]


@pytest.mark.parametrize("width", [360, 1360])
def test_a_score_stands_on_one_line_however_long_the_reason_is(bench: Page, width: int) -> None:
    bench.set_viewport_size({"width": width, "height": 740})
    long = "all => all.forEach((e) => { e.textContent = 'cue ‘said’, subject ‘the mayor’ '.repeat(20); })"
    bench.locator(".card .reason").evaluate_all(long)
    heights = bench.locator(".card:visible .score").evaluate_all(
        "all => all.map((e) => e.offsetHeight / parseFloat(getComputedStyle(e).lineHeight))"
    )
    assert max(heights) < 1.5


@pytest.mark.decides
def test_one_key_accepts_and_one_rejects(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "a", "x", " ")
    assert verdicts(bench) == ["accepted", "rejected", "suggested"]
    assert [frame.verdict for frame in mine(article, annotator)] == ["accepted", "rejected"]


@pytest.mark.decides
def test_a_reload_loses_nothing_and_undo_goes_on_behind_it(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "a", "a")
    bench.reload()
    assert verdicts(bench)[:2] == ["accepted", "accepted"]
    press(bench, "u")
    assert verdicts(bench)[:2] == ["accepted", "suggested"]
    press(bench, "Control+Shift+Z")
    assert verdicts(bench)[:2] == ["accepted", "accepted"]
    press(bench, "Control+z", "u")
    assert mine(article, annotator) == []


@pytest.mark.decides
def test_edges_move_by_word_and_by_character(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "]")
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May”"]
    press(bench, "[", "{")
    assert words(article, mine(article, annotator)[0], "content") == ["the pier “is closed until May"]
    press(bench, "Alt+Shift+BracketRight")
    assert words(article, mine(article, annotator)[0], "content") == ["the pier “is closed until May”"]
    assert mine(article, annotator)[0].verdict == "accepted"


def test_marks_follow_an_edge(bench: Page, article: Article) -> None:
    press(bench, "]")
    mark = bench.locator("mark.content.is-current")
    expect(mark).to_have_text("pier “is closed until May”")


@pytest.mark.decides
def test_no_speaker_and_a_person_from_the_type_ahead(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "n")
    assert mine(article, annotator)[0].speaker_kind == "none"
    bench.keyboard.press("u")
    press(bench, "p")
    expect(bench.locator("#picker-choices [role=option]").first).to_contain_text("Ines Calder")
    bench.keyboard.type("oka")
    expect(bench.locator("#picker-choices [role=option]").first).to_contain_text("Tom Okafor")
    bench.keyboard.press("Enter")
    expect(bench.locator("#picker")).to_be_hidden()  # the list for the last letter may still be on its way
    press(bench)
    assert mine(article, annotator)[0].name == "Tom Okafor"


@pytest.mark.decides
def test_a_missed_quote_is_added_with_the_keyboard_alone(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "/")
    bench.keyboard.type("Ferry pier")
    press(bench, "Enter", "Escape", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "1")
    added = mine(article, annotator)[0]
    assert (added.verdict, words(article, added, "content")) == ("added", ["Ferry pier closed"])
    press(bench, "/")
    bench.keyboard.type("warned")
    press(bench, "Escape", "v")
    assert words(article, mine(article, annotator)[0], "cue") == ["warned"]
    assert bench.locator(".card[aria-current=true]").get_attribute("data-verdict") == "added"


def test_a_selection_by_mouse_becomes_a_part_of_the_quote(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "j")
    select(bench, *span(article.text, "Ferry pie"))
    press(bench, "+")
    assert words(article, mine(article, annotator)[0], "content") == ["Ferry pier", "that repairs would be costly"]


def select(page: Page, start: int, end: int) -> None:
    """Select as the mouse would, through the browser's own selection."""
    page.evaluate(
        """async ([start, end]) => {
          const script = document.querySelector("script[type=module]").src;
          const { rangeOf } = await import(script.replace("workbench.js", "offsets.js"));
          const selection = getSelection();
          selection.removeAllRanges();
          selection.addRange(rangeOf(start, end));
        }""",
        [start, end],
    )


@pytest.mark.decides
def test_accept_all_above_the_threshold_is_undone_as_one_step(bench: Page) -> None:
    expect(bench.locator("#bulk-words")).to_have_text("2 quotes undecided at 0.90 or more")
    press(bench, "Shift+A")
    assert verdicts(bench) == ["accepted", "suggested", "accepted"]
    press(bench, "u")
    assert verdicts(bench) == ["suggested", "suggested", "suggested"]


def test_delete_removes_the_active_part_then_the_annotation(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "j", "j", "c", "Delete")
    assert words(article, mine(article, annotator)[0], "content") == ["“but not for ever.”"]
    press(bench, "Delete")
    assert mine(article, annotator)[0].verdict == "rejected"


def test_the_type_changes_by_digit(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "3")
    assert mine(article, annotator)[0].quote_type == "indirect"


def test_no_command_fires_while_a_field_has_the_focus(bench: Page) -> None:
    press(bench, "/")
    bench.keyboard.type("a x u")
    assert verdicts(bench) == ["suggested", "suggested", "suggested"]


def test_a_flag_carries_its_note(bench: Page, annotator: Any) -> None:
    press(bench, "f")
    bench.keyboard.type("Who is “she” here?")
    bench.locator("#flag button[value=send]").click()
    press(bench, "Escape")
    assert Flag.objects.get().note == "Who is “she” here?"


def test_a_click_picks_the_shortest_then_the_next_larger(bench: Page) -> None:
    bench.locator("#filter-all").check(force=True)
    bench.locator(".entity", has_text="Ines Calder").click()
    expect(bench.locator(".card[aria-current=true]")).to_have_attribute("data-kind", "entity")
    bench.locator(".entity", has_text="Ines Calder").click()
    expect(bench.locator(".card[aria-current=true]")).to_have_attribute("data-kind", "quote")


def test_the_buttons_do_what_the_keys_do(bench: Page) -> None:
    bench.locator(".card[aria-current=true] [data-command=accept]").click()
    press(bench, "Escape")
    assert verdicts(bench)[0] == "accepted"
    bench.locator("#undo").click()
    expect(bench.locator(".card[data-kind=quote]").first).to_have_attribute("data-verdict", "suggested")


@pytest.mark.decides
def test_finishing_says_what_is_undecided_and_opens_the_next_article(
    bench: Page, article: Article, annotator: Any
) -> None:
    following = make_suggested(article.project)
    at_one_moment(bench)
    press(bench, "a", "Enter")
    expect(bench.locator("#confirm-words")).to_contain_text("Undecided: 2 quotes, 1 caption, 1 repair.")
    expect(bench.locator("#confirm-words")).to_contain_text("Optional and undecided: 1 entity.")
    bench.keyboard.press("Enter")  # a double press is no answer
    expect(bench.locator("#confirm")).to_be_visible()
    later(bench)
    bench.keyboard.press("Enter")
    bench.wait_for_url(f"**/articles/{following.pk}/")
    assert AnnotationSet.objects.get(article=article, user=annotator).state == "finished"


def test_work_done_while_the_server_is_away_is_kept_and_sent(
    bench: Page, article: Article, annotator: Any, complaints: Complaints
) -> None:
    bench.route("**/actions/", lambda route: route.abort())
    bench.keyboard.press("a")
    expect(bench.locator("#saved-words")).to_contain_text("No connection")
    bench.keyboard.press("x")
    bench.unroute("**/actions/")
    expect(bench.locator("#saved-words")).to_have_text("Saved")
    assert [frame.verdict for frame in mine(article, annotator)] == ["accepted", "rejected"]
    complaints.expect("net::ERR_FAILED")


def test_accepting_after_a_correction_keeps_the_correction(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "]", "a")
    frame = mine(article, annotator)[0]
    assert (frame.verdict, words(article, frame, "content")) == ("corrected", ["pier “is closed until May”"])
    assert bench.locator(".card[aria-current=true] .card-number").text_content() == "2"


@pytest.mark.decides
def test_a_burst_of_edge_keys_loses_none(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, *["{"] * 4, *["}"] * 3)
    frame = mine(article, annotator)[0]
    assert words(article, frame, "content") == ["the pier “is closed until May"]
    expect(bench.locator(".notice-floating")).to_have_count(0)
    expect(bench.locator("mark.content.is-current")).to_have_text("the pier “is closed until May")


def test_a_key_that_changes_nothing_leaves_the_next_one_whole(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "n", "n", "n", "2", "2", "3")
    frame = mine(article, annotator)[0]
    assert (frame.speaker_kind, frame.quote_type) == ("none", "indirect")
    press(bench, "u", "u")
    assert mine(article, annotator) == []
    expect(bench.locator(".notice-floating")).to_have_count(0)


def test_adding_what_is_suggested_already_is_refused_and_leaves_no_card(
    bench: Page, article: Article, complaints: Complaints
) -> None:
    cards = bench.locator(".card").count()
    select(bench, *span(article.text, "Ines Calder"))
    press(bench, "2")
    expect(bench.locator(".notice-floating")).to_contain_text("A suggestion marks these words already")
    assert bench.locator(".card").count() == cards
    complaints.expect("422 (Unprocessable")


def test_a_click_in_the_text_while_the_search_is_open_leaves_the_keys_alive(bench: Page) -> None:
    press(bench, "/")
    bench.locator("#article-text").click(position={"x": 5, "y": 5})
    press(bench, "Escape", "a")
    assert verdicts(bench).count("accepted") == 1


def test_why_a_key_did_nothing_is_seen(bench: Page) -> None:
    press(bench, "j", "c", "Alt+Shift+BracketLeft", *["{"] * 5)
    expect(bench.locator(".notice-floating")).to_have_text("The edge can go no further.")


def test_the_modules_work_as_one_file(page: Page, open_page: OpenPage, article: Article, annotator: Any) -> None:
    from pathlib import Path

    from config.bundle import bundle

    whole = bundle(Path("static/js/workbench.js").resolve())
    page.route("**/js/workbench.js", lambda route: route.fulfill(body=whole, content_type="text/javascript"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(annotator, f"/articles/{article.pk}/")
    press(page, "a", "x", "u")
    assert [frame.verdict for frame in mine(article, annotator)] == ["accepted"]
    assert len(asked) - 3 <= 12  # three of them are the keys'
