"""Cue and speaker as whole phrases, where the guideline marks them so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.language import Language

from suggesters.pipeline import Suggester
from suggesters.profiles import PRESETS
from suggesters.suggestions import Spans
from tests.suggesters.shipped import shipped


@pytest.fixture(scope="module")
def nlp() -> Language:
    return shipped().nlp


def announced(nlp: Language, text: str, *, phrases: bool = True) -> list[tuple[str, str]]:
    """Cue and speaker of each quote by a wide guideline."""
    profile = replace(PRESETS["wide"], phrases=phrases)
    quotes = Suggester(nlp, profile=profile, least_score=0.3).suggest(text).quotes
    return [(words_of(text, quote.cue), words_of(text, quote.speaker)) for quote in quotes]


def words_of(text: str, spans: Spans) -> str:
    return " … ".join(text[start:end] for start, end in spans)


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        ("Greta Olsen has also said that the pier will close.", "has also said", "Greta Olsen"),
        ("Greta Olsen did not say that the pier will close.", "did not say", "Greta Olsen"),
        ("The union called for new talks about the pier.", "called for", "The union"),
        ("The mayor added: “We will rebuild the pier next year.”", "added:", "The mayor"),
        ("“We will rebuild the pier,” the mayor said in a statement.", "said in a statement", "the mayor"),
        ("The mayor went on to say that the pier will close.", "went on to say", "The mayor"),
        ("The mayor said flatly that the pier will close.", "said flatly", "The mayor"),
        ("Greta Olsen, a retired pilot, said that the pier will close.", "said", "Greta Olsen, a retired pilot,"),
        ("A pilot who lives on the island said that the pier will close.", "said", "A pilot who lives on the island"),
    ],
)
def test_a_phrase_holds_what_belongs_to_it(nlp: Language, text: str, cue: str, speaker: str) -> None:
    assert announced(nlp, text) == [(cue, speaker)]


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        ("Greta Olsen has also said that the pier will close.", "said", "Greta Olsen"),
        ("The union called for new talks about the pier.", "called", "The union"),
        ("A pilot who lives on the island said that the pier will close.", "said", "A pilot"),
    ],
)
def test_other_guidelines_mark_the_main_words(nlp: Language, text: str, cue: str, speaker: str) -> None:
    assert announced(nlp, text, phrases=False) == [(cue, speaker)]


def test_a_short_name_is_known_so_that_a_clause_about_it_stays_outside(nlp: Language) -> None:
    text = "Olsen, who was speaking to fishermen, said that the pier will close."
    assert announced(nlp, text) == [("said", "Olsen")]


def test_a_cue_never_reaches_into_what_was_said(nlp: Language) -> None:
    text = "“We will never,” Olsen said, “close the pier to the boats.”"
    assert announced(nlp, text) == [("said", "Olsen")]


@pytest.mark.parametrize("speaker", ["Sen. Greta Olsen (D-Ore.)", "Greta Olsen Jr.", "Greta Olsen of Portland, Ore."])
def test_a_mention_keeps_its_last_stop_and_bracket(nlp: Language, speaker: str) -> None:
    text = (
        f"{speaker}, said that the pier will close."
        if speaker.endswith("Ore.")
        else f"{speaker} said the pier will close."
    )
    assert announced(nlp, text, phrases=False)[0][1] == speaker
