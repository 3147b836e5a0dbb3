"""Mouse and finger in the text, letters over words, labels before words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from annotator.models import Person
from articles.models import Article, Project
from tests.browser.test_workbench import mine, press, select, verdicts, words
from tests.factories import make_article, span

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]


@pytest.fixture
def bench(open_page: OpenPage, article: Article, annotator: Any) -> Page:
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator(".card[aria-current=true]")).to_have_count(1)
    return page


def place_of(page: Page, start: int, end: int) -> tuple[float, float]:
    """The middle of a stretch of the text in the window."""
    x, y = page.evaluate(
        """async ([start, end]) => {
          const source = performance.getEntriesByType("resource").find((entry) => entry.name.includes("/offsets")).name;
          const { rangeOf } = await import(source);
          const box = rangeOf(start, end).getClientRects()[0];
          return [box.left + box.width / 2, box.top + box.height / 2];
        }""",
        [start, end],
    )
    return float(x), float(y)


def word(article: Article, words: str, *, size: int) -> tuple[int, int]:
    """The first letters of the words."""
    start = article.text.index(words)
    return start, start + size


def middle(handle: Locator) -> tuple[float, float]:
    box = handle.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, handle: Locator, to: tuple[float, float]) -> None:
    page.mouse.move(*middle(handle))
    page.mouse.down()
    page.mouse.move(*to, steps=4)
    page.mouse.up()


def test_an_edge_is_dragged_to_a_word_and_with_alt_to_a_character(
    bench: Page, article: Article, annotator: Any
) -> None:
    start = bench.locator(".handle[data-role=content][data-edge=start]")
    drag(bench, start, place_of(bench, *word(article, "pier “is", size=2)))
    press(bench)
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May”"]
    end = bench.locator(".handle[data-role=content][data-edge=end]")
    bench.keyboard.down("Alt")
    x, y = place_of(bench, *word(article, "closed until", size=4))
    drag(bench, end, (x - 4, y))
    bench.keyboard.up("Alt")
    press(bench)
    (content,) = words(article, mine(article, annotator)[0], "content")
    assert content in ("pier “is c", "pier “is cl")
    expect(bench.locator("mark.content.is-current")).to_have_text(content)


def test_the_speaker_and_the_cue_have_handles_as_well(bench: Page, article: Article, annotator: Any) -> None:
    start = bench.locator(".handle[data-role=speaker][data-edge=start]")
    drag(bench, start, place_of(bench, *span(article.text, "Ines")))
    press(bench)
    assert words(article, mine(article, annotator)[0], "speaker") == ["Ines Calder"]


@pytest.mark.parametrize(("edge", "keys"), [("start", "("), ("end", ")")])
def test_a_letter_takes_an_edge_anywhere(bench: Page, article: Article, annotator: Any, edge: str, keys: str) -> None:
    wanted = span(article.text, "said the pier") if edge == "start" else span(article.text, "closed until")
    bench.keyboard.press(keys)
    expect(bench.locator("#hints kbd").first).to_be_visible()
    letter = bench.locator(f"#hints kbd[data-at='{wanted[edge == 'end']}']").text_content()
    press(bench, letter or "")
    frame = mine(article, annotator)[0]
    assert frame.by_role("content")[0][edge == "end"] == wanted[edge == "end"]
    expect(bench.locator("#hints")).to_be_hidden()


def test_escape_leaves_the_letters_and_changes_nothing(bench: Page, article: Article) -> None:
    press(bench, "(", "Escape", "a")
    assert verdicts(bench) == ["accepted", "suggested", "suggested"]


def test_a_label_waits_for_words_that_the_mouse_selects(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "j", "s")
    expect(bench.locator("#armed")).to_contain_text("Select the words of the speaker")
    x, y = place_of(bench, *span(article.text, "Mayor"))
    bench.mouse.move(x - 5, y)
    bench.mouse.down()
    bench.mouse.move(*place_of(bench, *span(article.text, "Calder")), steps=3)
    bench.mouse.up()
    press(bench)
    assert words(article, mine(article, annotator)[0], "speaker") == ["Mayor Ines Calder"]
    expect(bench.locator("#armed")).to_be_hidden()


def test_a_label_waits_for_words_that_the_arrow_keys_select(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "4", "ArrowRight", "Shift+ArrowRight", "Enter")
    expect(bench.locator("#replacement")).to_be_visible()
    bench.fill("#replacement-words", "a pier")
    press(bench, "Enter")
    added = mine(article, annotator)[0]
    assert (added.kind, added.replacement) == ("repair", "a pier")


def test_the_other_button_opens_it_too_and_escape_gives_the_focus_back(bench: Page) -> None:
    bench.locator("mark.content", has_text="We will wait").click(button="right")
    expect(bench.locator("#mark-menu")).to_be_visible()
    assert bench.evaluate("document.activeElement.closest('#mark-menu') !== null")
    bench.keyboard.press("Escape")
    expect(bench.locator("#mark-menu")).to_be_hidden()
    assert bench.evaluate("document.activeElement.id") == "article-text"


def test_the_menu_offers_what_the_kind_has(bench: Page, article: Article, annotator: Any) -> None:
    bench.locator("#filter-all").check(force=True)
    bench.locator(".entity", has_text="Ines Calder").click(button="right")
    expect(bench.locator("#mark-menu [data-value=ORG]")).to_be_visible()
    expect(bench.locator("#mark-menu [data-value=direct]")).to_be_hidden()
    bench.locator("#mark-menu [data-value=ORG]").click()
    press(bench)
    assert mine(article, annotator)[0].entity_type == "ORG"


def test_a_bar_stands_by_words_that_were_selected_by_pointer(bench: Page, article: Article, annotator: Any) -> None:
    bench.locator("#article-text").dispatch_event("pointerdown", {"pointerType": "mouse"})
    select(bench, *span(article.text, "Ferry pier"))
    expect(bench.locator("#selection-menu")).to_be_visible()
    bench.locator("#selection-menu [data-value='1']").click()
    press(bench)
    assert words(article, mine(article, annotator)[0], "content") == ["Ferry pier"]
    expect(bench.locator("#selection-menu")).to_be_hidden()


def test_a_quote_over_two_paragraphs_is_one_quote(bench: Page, article: Article, annotator: Any) -> None:
    start, end = span(article.text, "costly.\n\n“We will")
    select(bench, start, end)
    press(bench, "1")
    assert mine(article, annotator)[0].by_role("content") == [(start, end)]
    expect(bench.locator("mark.content.is-current")).to_have_count(3)  # two pieces where it crosses another quote


def test_every_one_of_crossing_and_nested_annotations_is_reached_by_clicks(bench: Page, article: Article) -> None:
    select(bench, *span(article.text, "closed until May”. She warned"))
    press(bench, "1")
    select(bench, *span(article.text, "until"))
    press(bench, "1")
    seen = []
    for _ in range(3):
        bench.mouse.click(*place_of(bench, *span(article.text, "until")))
        seen.append(bench.locator(".card[aria-current=true]").get_attribute("id"))
    assert len(set(seen)) == 3


def test_digits_choose_in_the_picker_and_aliases_find(
    bench: Page, project: Project, article: Article, annotator: Any
) -> None:
    okafor = Person.objects.create(project=project, name="Thomas Okafor")
    okafor.aliases.create(name="Ollie")
    bench.keyboard.press("p")
    expect(bench.locator("#picker-choices [role=option]").nth(1)).to_be_visible()
    second = bench.locator("#picker-choices [role=option]").nth(1).get_attribute("data-name")
    press(bench, "2")
    assert mine(article, annotator)[0].name == second
    bench.keyboard.press("p")
    bench.keyboard.type("ollie")
    expect(bench.locator("#picker-choices [role=option]").first).to_contain_text("Thomas Okafor")
    bench.keyboard.press("Enter")
    expect(bench.locator("#picker")).to_be_hidden()  # the list for the last letter may still be on its way
    press(bench)
    assert mine(article, annotator)[0].name == "Thomas Okafor"


def test_a_decision_moves_nothing_in_the_text(bench: Page) -> None:
    blocks = "[...document.querySelectorAll('#article-text [data-start]')]"
    places = f"{blocks}.map((block) => [block.offsetTop, block.offsetHeight])"
    before = bench.evaluate(places)
    for key in ("a", "x", "a"):
        press(bench, key)
        assert bench.evaluate(places) == before


def test_parts_that_an_edge_reaches_are_joined(bench: Page, article: Article, annotator: Any) -> None:
    press(bench, "j", "j", "c", ")")
    end = span(article.text, "“but not for ever.”")[0] + len("“but")
    letter = bench.locator(f"#hints kbd[data-at='{end}']").text_content()
    press(bench, letter or "")
    assert len(mine(article, annotator)[0].by_role("content")) == 1


def test_a_further_cue_is_added(bench: Page, article: Article, annotator: Any) -> None:
    select(bench, *span(article.text, "warned"))
    press(bench, "V")
    assert words(article, mine(article, annotator)[0], "cue") == ["said", "warned"]


def test_letters_switched_off_leave_the_buttons_and_control_z(bench: Page) -> None:
    bench.evaluate("localStorage.setItem('keys', 'off')")
    bench.reload()
    press(bench, "a")
    assert verdicts(bench) == ["suggested"] * 3
    bench.locator(".card[aria-current=true] [data-command=accept]").click()
    press(bench)
    assert verdicts(bench)[0] == "accepted"
    press(bench, "Control+z")
    assert verdicts(bench) == ["suggested"] * 3


def test_a_text_that_runs_from_right_to_left_has_its_handles_at_the_right_ends(
    open_page: OpenPage, project: Project, annotator: Any
) -> None:
    text = "قال الوزير إن المدينة لن تنتظر طويلا"
    article = make_article(project, text, language="ar")
    page = open_page(annotator, f"/articles/{article.pk}/")
    select(page, *span(text, "المدينة لن تنتظر"))
    press(page, "1")
    start, end = (middle(page.locator(f".handle[data-edge={edge}]"))[0] for edge in ("start", "end"))
    assert start > end


@pytest.mark.parametrize("held", [0, 40, 120])
def test_a_bar_stands_by_words_when_the_mouse_lets_go_at_once(
    bench: Page, article: Article, annotator: Any, held: int
) -> None:
    """However soon after the last move the button is released."""
    left, y = place_of(bench, *word(article, "She warned", size=1))
    right, _ = place_of(bench, *word(article, "warned that", size=6))
    bench.mouse.move(left, y)
    bench.mouse.down()
    bench.mouse.move(right, y, steps=5)
    bench.wait_for_timeout(held)
    bench.mouse.up()
    expect(bench.locator("#selection-menu")).to_be_visible()
    bench.locator("#selection-menu").get_by_text("Quote", exact=True).click()
    press(bench)
    assert words(article, mine(article, annotator)[0], "content") == ["She warned"]
    expect(bench.locator("#selection-menu")).to_be_hidden()


def test_the_bar_waits_while_the_mouse_still_pulls(bench: Page, article: Article) -> None:
    x, y = place_of(bench, *word(article, "She warned", size=1))
    bench.mouse.move(x, y)
    bench.mouse.down()
    bench.mouse.move(x + 60, y, steps=3)
    bench.wait_for_timeout(400)
    expect(bench.locator("#selection-menu")).to_be_hidden()
    bench.mouse.up()
    expect(bench.locator("#selection-menu")).to_be_visible()


def test_a_mouse_that_lets_go_beside_the_text_gets_the_bar_too(bench: Page, article: Article) -> None:
    x, y = place_of(bench, *word(article, "repairs would", size=1))
    bench.mouse.move(x, y)
    bench.mouse.down()
    bench.mouse.move(x + 400, y + 2, steps=5)
    bench.mouse.move(1000, y + 4, steps=2)
    bench.mouse.up()
    expect(bench.locator("#selection-menu")).to_be_visible()


def test_a_double_click_on_a_word_gets_the_bar(bench: Page, article: Article) -> None:
    bench.mouse.dblclick(*place_of(bench, *span(article.text, "costly")))
    expect(bench.locator("#selection-menu")).to_be_visible()


def test_what_the_card_says_of_keys_are_buttons_for_the_mouse(bench: Page, article: Article, annotator: Any) -> None:
    card = bench.locator(".card[aria-current=true]")
    card.locator('[data-command=edge][data-value="start 1"]').click()
    press(bench)
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May”"]
    card.locator('[data-command=edge][data-value="end -1"]').click()
    press(bench)
    assert words(article, mine(article, annotator)[0], "content") == ["pier “is closed until May"]
    card.locator("[data-command=no-speaker]").click()
    press(bench)
    assert mine(article, annotator)[0].speaker_kind == "none"
    card.locator('[data-command=role][data-value="speaker"]').click()
    expect(bench.locator("#armed")).to_contain_text("Select the words of the speaker")
    bench.locator("#armed [data-command=clear]").click()
    card.locator("[data-command=person]").click()
    expect(bench.locator("#picker")).to_be_visible()


@pytest.mark.parametrize("kind", ["entity", "caption", "repair"])
def test_the_edges_of_every_kind_have_buttons(bench: Page, article: Article, annotator: Any, kind: str) -> None:
    bench.locator(f"#filter-{kind}").check(force=True)
    bench.locator('.card[aria-current=true] [data-command=edge][data-value="end 1"]').click()
    press(bench)
    frame = mine(article, annotator)[0]
    assert frame.kind == kind
    assert article.text[slice(*frame.hull)] in ("Ines Calder said", "Ferry pier closed\n\nMayor", "costly.")
