"""What must be judged: the counter, the queue, the notices, the finish window and the guidelines say the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import AnnotationSet
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from exchange.incoming.sample import load_sample
from suggesters.suggestions import Entity, Suggestions
from tests.browser.test_workbench import press, verdicts
from tests.factories import TEXT, make_member, span, suggestions_for

pytestmark = pytest.mark.django_db(transaction=True)
OpenPage = Callable[[Any, str], Page]
NOUNS = {"quote": "quotes?", "caption": "captions?", "repair": "repairs?"}


def numbers(words: str) -> dict[str, int]:
    """“14 quotes, 2 captions” as numbers by kind."""
    found = {kind: re.search(rf"(\d+) {noun}\b", words) for kind, noun in NOUNS.items()}
    return {kind: int(match[1]) for kind, match in found.items() if match}


def test_an_older_run_of_a_suggester_counts_nowhere(open_page: OpenPage, article: Article, annotator: Any) -> None:
    newer = suggestions_for(article.text)
    assert store_machine_set(article, suggester="rules", version="2", suggestions=newer)
    page = open_page(annotator, "/")
    queued = numbers(page.locator(".next-story .facts").inner_text())
    page.locator("#begin").click()
    assert queued == {"quote": 3, "caption": 1, "repair": 1}
    expect(page.locator("#progress")).to_have_text("0 of 5 decided", use_inner_text=True)


def test_entities_are_shown_and_optional(open_page: OpenPage, article: Article, annotator: Any) -> None:
    page = open_page(annotator, f"/articles/{article.pk}/")
    press(page, "e", "a")
    expect(page.locator("#progress")).to_contain_text(re.compile(r"0\s+of\s+5"))
    expect(page.locator(".notice-floating")).to_have_text(
        "Nothing undecided is left here. Still to judge: 3 quotes, 1 caption, 1 repair."
    )
    press(page, "u")
    press(page, "q", "a", "a", "a")
    expect(page.locator("#progress")).to_contain_text(re.compile(r"3\s+of\s+5"))
    expect(page.locator(".notice-floating")).to_contain_text("Still to judge: 1 caption, 1 repair.")
    press(page, "i", "x", "r", "x")
    expect(page.locator("#progress")).to_contain_text(re.compile(r"5\s+of\s+5"))
    expect(page.locator(".notice-floating")).to_contain_text("All that is asked for is decided.")
    assert verdicts(page, "entity") == ["suggested"]
    press(page, "h")
    expect(page.locator("#guidelines-text")).to_contain_text("To judge: quotes, captions, repairs. Optional: entities.")
    press(page, "Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/articles/" not in address)
    assert AnnotationSet.objects.get(article=article, user=annotator).state == "finished"


def test_every_place_says_the_same_of_the_sample_project(open_page: OpenPage, project: Project) -> None:
    user = make_member(project)
    sample = load_sample(user=user)
    assert sample is not None
    page = open_page(user, f"/projects/{sample.slug}/")
    listed = {
        row.locator("a").first.get_attribute("href") or "": numbers(row.inner_text())
        for row in page.locator("#articles tbody tr").all()
    }
    assert len(listed) == sample.articles.count() > 5
    for address, suggested in listed.items():
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
        tabs = {kind: int(page.locator(f"[data-count={kind}]").inner_text()) for kind in NOUNS}
        assert {kind: number for kind, number in tabs.items() if number} == suggested
        expect(page.locator("[data-progress=asked]")).to_have_text(str(sum(suggested.values())))
        page.locator("#finish button").click()
        assert numbers(page.locator("#confirm-words").inner_text().split(".")[0]) == suggested


def test_one_type_of_entity_is_asked_for_and_repairs_are_off(
    open_page: OpenPage, project: Project, article: Article, annotator: Any
) -> None:
    place = Suggestions(entities=(Entity(*span(TEXT, "Ferry pier"), "FAC", "", 0.99),))
    assert store_machine_set(article, suggester="places", version="1", suggestions=place)
    project.judged = {"entity:PERSON": "asked", "repair": "off"}
    project.save()
    page = open_page(annotator, f"/articles/{article.pk}/")
    expect(page.locator("#progress")).to_contain_text(re.compile(r"0\s+of\s+5"))  # three quotes, a caption, a person
    press(page, "r")
    expect(page.locator(".notice-floating")).to_have_text("This kind is not judged in this project.")
    press(page, "e")
    # The person comes first, though the place stands before it in the text; then what is optional can be judged, too.
    assert page.locator(".card[aria-current=true]").get_attribute("data-type") == "PERSON"
    press(page, "a")
    expect(page.locator("#progress")).to_contain_text(re.compile(r"1\s+of\s+5"))
    assert page.locator(".card[aria-current=true]").get_attribute("data-type") == "FAC"
    press(page, "Enter")
    expect(page.locator("#confirm-words")).to_contain_text("Undecided: 3 quotes, 1 caption.")
    expect(page.locator("#confirm-words")).to_contain_text("Optional and undecided: 1 entity.")
