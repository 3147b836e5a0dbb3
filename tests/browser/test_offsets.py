"""Code points here, UTF-16 in the browser: the same places, whatever the text holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from articles.models import Article, Project
from tests.examples import examples
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]
NASTY = [
    "“One 😀 two,” she said. 👩‍👩‍👧 Three.",
    "e\u0301tude na\u0308ive — “cafe\u0301”, dit-elle.",
    "قال الوزير: «لن ننتظر» 🙂 ثم غادر.",
    "𝒜 𝓑 𝒞\n\n“𝒟,” said 𝓔.\n\n\u200fשלום\u200e end",
    "A\u00a0b\u2028c\u2003d 🏳️‍🌈 <b>&amp;</b> “x”",
]


def module(page: Page, name: str) -> str:
    script = page.locator("script[type=module]").first.get_attribute("src") or ""
    return script.replace("workbench.js", name)


@pytest.mark.parametrize("text", NASTY)
def test_a_stretch_of_the_page_is_the_stretch_of_the_text(
    open_page: OpenPage, project: Project, annotator: Any, text: str
) -> None:
    article = make_article(project, text)
    page = open_page(annotator, f"/articles/{article.pk}/")
    spans = [[start, end] for start in range(0, len(text), 3) for end in range(start + 1, len(text) + 1, 4)]
    found = page.evaluate(
        """async ([name, spans]) => {
          const { rangeOf, pointOf } = await import(name);
          return spans.map(([start, end]) => {
            const range = rangeOf(start, end);
            const first = pointOf(range.startContainer, range.startOffset);
            return [range.toString(), first, pointOf(range.endContainer, range.endOffset)];
          });
        }""",
        [module(page, "offsets.js"), spans],
    )
    assert found == [[text[start:end], start, end] for start, end in spans]


@examples(120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_code_point_has_its_index_and_back(pure_page: Page, text: str) -> None:
    points = list(range(len(text) + 1))
    indices, back, length = pure_page.evaluate(
        """async ([name, text, points]) => {
          const { counter } = await import(name);
          const { toIndex, toPoint, length } = counter(text);
          const indices = points.map(toIndex);
          return [indices, indices.map(toPoint), length];
        }""",
        [module(pure_page, "offsets.js"), text, points],
    )
    assert indices == [len(text[:point].encode("utf-16-le")) // 2 for point in points]
    assert back == points
    assert length == len(text)


@pytest.fixture
def pure_page(open_page: OpenPage, article: Article, annotator: Any) -> Page:
    return open_page(annotator, f"/articles/{article.pk}/")


@pytest.mark.parametrize("text", NASTY)
def test_a_quote_made_in_the_browser_holds_the_words_that_were_selected(
    open_page: OpenPage, project: Project, annotator: Any, text: str
) -> None:
    article = make_article(project, text)
    page = open_page(annotator, f"/articles/{article.pk}/")
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    words = page.evaluate("getSelection().toString()")
    page.keyboard.press("1")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    span = article.annotation_sets.get(user=annotator).annotations.get().spans.get(role="content")
    assert " ".join(text[span.start : span.end].split()) == " ".join(words.split())
