"""What a decision costs in keys, by what is wrong with the suggestion; counted by hands on the real page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Person
from annotator.services.suggested import store_machine_set
from articles.models import Project
from suggesters.suggestions import Candidate, Quote, Suggestions
from tests.browser.hands import Gold, Hands, decide_all
from tests.browser.test_workbench import press, select
from tests.factories import make_article, span

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "\n\n".join(
    [
        "Mayor Ines Calder said the pier is closed until May, after a long winter of storms and a short one of repair. "
        "She warned that it would be costly.",
        "“We will wait,” said Tom Okafor, a fisherman who has worked the harbour for thirty years, “but not for ever.”",
        "The council argued that the money was spent on the road to the north. Ada Brook denied that any of it was "
        "lost, and later wrote to the minister, who did not reply.",
    ]
)


@pytest.fixture
def cost(
    open_page: Callable[[Any, str], Page], project: Project, annotator: Any
) -> Callable[[Quote | None, Gold], dict[str, list[int]]]:
    """The keys for one suggestion, or none, until the page says what the gold says."""

    def cost(suggested: Quote | None, gold: Gold) -> dict[str, list[int]]:
        article = make_article(project, TEXT)
        quotes = (suggested,) if suggested else ()
        assert store_machine_set(article, suggester="rules", version="1", suggestions=Suggestions(quotes=quotes))
        page = open_page(annotator, f"/articles/{article.pk}/")
        hands = Hands(page, TEXT)
        costs = decide_all(hands, [gold])
        hands.settle()
        assert said(article, annotator) == gold.key(), hands.pressed
        return costs

    return cost


def said(article: Any, user: Any) -> tuple[Any, ...]:
    from annotator.services.frames import frame_of

    row = article.annotation_sets.get(user=user).annotations.get()
    roles = [tuple(sorted(frame_of(row).by_role(role))) for role in ("content", "cue", "speaker")]
    return (*roles, row.person.name if row.person else None)


def quote(content: str, cue: str = "said", speaker: str = "Mayor Ines Calder", name: str = "Ines Calder") -> Quote:
    return Quote(
        "indirect", (span(TEXT, content),), (span(TEXT, cue),), (span(TEXT, speaker),), name, "named", 0.9, "",
        (Candidate("Ines Calder", 0.6), Candidate("Ada Brook", 0.4)),
    )  # fmt: skip


def gold(content: str, cue: str = "said", speaker: str = "Mayor Ines Calder", name: str | None = "Ines Calder") -> Gold:
    return Gold([span(TEXT, content)], [span(TEXT, cue)], [span(TEXT, speaker)], name)


PIER = "the pier is closed until May"


def test_a_correct_quote_costs_one_key(cost: Any) -> None:
    assert cost(quote(PIER), gold(PIER)) == {"correct quote": [1]}


@pytest.mark.parametrize(
    "suggested",
    [
        "pier is closed until May",
        "until May",
        "the pier is closed",
        "the pier is closed until May, after a long winter of storms and a short one of repair.",
        "Calder said the pier is closed until May",
    ],
)
def test_a_wrong_edge_costs_three_keys_however_far_it_is(cost: Any, suggested: str) -> None:
    assert cost(quote(suggested), gold(PIER))["wrong edge"][0] <= 3


def test_a_known_speaker_costs_three_keys(cost: Any, project: Project) -> None:
    Person.objects.create(project=project, name="Lea Quint")
    for name in ("Ada Brook", "Lea Quint"):
        assert cost(quote(PIER), gold(PIER, name=name))["wrong person"][0] <= 3


@pytest.mark.parametrize(
    "missed",
    [
        gold("that it would be costly", "warned", "She"),
        gold("that the money was spent on the road to the north", "argued", "The council", None),
        gold("that any of it was lost", "denied", "Ada Brook", "Ada Brook"),
    ],
)
def test_a_missed_quote_costs_four_keys_and_its_selections(cost: Any, project: Project, missed: Gold) -> None:
    Person.objects.create(project=project, name="Ines Calder")
    costs = cost(None, missed)
    assert costs["missed quote, its selections left out"][0] <= 4
    assert costs["missed quote"][0] <= 25


COUNT = """() => {
  window.presses = 0;
  addEventListener("keydown", ({ key }) => (window.presses += !["Shift", "Alt", "Control"].includes(key)), true);
}"""


@pytest.mark.parametrize(
    ("content", "speaker", "keys", "name"),
    [
        ("that it would be costly", "She", ["p", "Enter"], "Ines Calder"),
        ("Half of the nets were lost", "harbour master Leo Fisk", ["p", "Enter"], "Leo Fisk"),
        ("Half of the nets were lost", "The council", ["p", "f", "i", "s", "Enter"], "Leo Fisk"),
        ("any of it was lost", "Ada Brook", [], "Ada Brook"),
    ],
)
def test_a_missed_quote_with_its_speaker_costs_eight_presses_and_its_selections(
    open_page: Callable[[Any, str], Page],
    project: Project,
    annotator: Any,
    content: str,
    speaker: str,
    keys: list[str],
    name: str,
) -> None:
    """Counted by the page itself. The words are selected as a mouse would."""
    text = f"{TEXT}\n\nHalf of the nets were lost, said harbour master Leo Fisk, and went home."
    Person.objects.create(project=project, name="Ines Calder")
    article = make_article(project, text)
    page = open_page(annotator, f"/articles/{article.pk}/")
    page.evaluate(COUNT)
    select(page, *span(text, content))
    press(page, "1")
    select(page, *span(text, speaker))
    press(page, "s")
    for key in keys:
        page.keyboard.press(key)
        if key != "Enter":
            expect(page.locator("#picker-choices [role=option]").first).to_be_visible()
    press(page)
    expect(page.locator(".card .chip-name")).to_have_text(name)
    (row,) = article.annotation_sets.get(user=annotator).annotations.all()
    assert row.person is not None
    assert row.person.name == name
    assert page.evaluate("window.presses") <= 8


def test_a_split_quote_that_was_suggested_as_one_costs_its_parts(cost: Any) -> None:
    parts = [span(TEXT, "“We will wait,”"), span(TEXT, "“but not for ever.”")]
    speaker = span(TEXT, "Tom Okafor, a fisherman who has worked the harbour for thirty years")
    wanted = Gold(parts, [span(TEXT, "said Tom")[:1] + (span(TEXT, "said Tom")[0] + 4,)], [speaker], "Tom Okafor")
    costs = cost(Quote("direct", (parts[0],), tuple(wanted.cue), (speaker,), "Tom Okafor", "named", 0.9), wanted)
    assert costs["content in other parts"][0] <= 20
