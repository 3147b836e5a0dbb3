"""What leaves a project in a model: not one of the names and words that its articles have for themselves."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from suggesters.evaluation.matching import ScoredQuote
from suggesters.fitting import Checked
from suggesters.learned.card import card_in_markdown, with_card
from suggesters.learned.model import Model
from suggesters.learning.training import learn
from suggesters.pipeline import Source
from suggesters.suggestions import Span
from tests.suggesters.shipped import shipped

NAMES = ["Zorvath", "Quillebeck", "Thrandwyle", "Ombervale", "Krestovani", "Plunderghast"]
PAPERS = ["Wexmoor Sentinel", "Drabbleton Courier"]
MADE_UP = ["snorbled", "glimphered"]
"""Words that only these articles have, also where a verb of saying stands."""
TEXT = """{paper}: The harbour of {place} stays open

[“We will keep the pier,”] {name} said. [“It was never in danger.”]

{name} {made_up} [that the plan for {place} is dead.] according to {other}, [the boats return in May.]

{other} slammed [the {place} plan.] zorvath told the {paper} [that nobody had asked him.]

[“Nobody asked us,”] {made_up} {name}. [“We heard it from the {paper}.”]
"""


def article(number: int) -> Checked:
    """A text with its quotes: what stands in square brackets."""
    name, other = NAMES[number % 6], NAMES[(number + 1) % 6]
    place, paper = NAMES[(number + 2) % 6], PAPERS[number % 2]
    marked = TEXT.format(name=name, other=other, place=place, paper=paper, made_up=MADE_UP[number % 2])
    text = re.sub(r"[\[\]]", "", marked)
    return Checked(Source(text, "en"), tuple(quotes_in(marked)))


def quotes_in(marked: str) -> list[ScoredQuote]:
    places = [match.start() - number for number, match in enumerate(re.finditer(r"[\[\]]", marked))]
    spans: list[Span] = list(pairwise(places))[::2]
    return [ScoredQuote("direct", (span,)) for span in spans]


@pytest.fixture(scope="module")
def model() -> Model:
    trained = learn([article(number) for number in range(8)], suggester=shipped(), current=shipped().profile)
    assert trained.model is not None
    return with_card(trained.model, trained.report, date="2026-11-28", pipeline="en_core_web_sm-3.8.0")


@pytest.mark.left_to_ci
def test_no_word_of_its_own_articles_is_in_its_file_or_card(model: Model) -> None:
    out = (model.as_bytes().decode() + card_in_markdown(model)).casefold()
    assert json.loads(model.as_bytes())["weights"], "it has learned something"
    for name in [*NAMES, *" ".join(PAPERS).split(), *MADE_UP, "snorble", "glimpher", "harbour", "boats"]:
        assert name.casefold() not in out, name
