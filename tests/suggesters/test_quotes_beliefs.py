"""Beliefs, hopes, plans and polls: proposed where the guideline counts them, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.language import Language

from suggesters.pipeline import Suggester
from suggesters.profiles import PRESETS, Profile
from tests.suggesters.shipped import shipped


@pytest.fixture(scope="module")
def nlp() -> Language:
    return shipped().nlp


def contents(nlp: Language, text: str, profile: Profile = PRESETS["wide"]) -> list[tuple[str, str]]:
    """Content and speaker of each quote."""
    quotes = Suggester(nlp, profile=profile, least_score=0.3).suggest(text).quotes
    return [
        (
            " … ".join(text[slice(*span)] for span in quote.content),
            "".join(text[slice(*span)] for span in quote.speaker),
        )
        for quote in quotes
    ]


BELIEFS = [
    (
        "Most islanders think that the ferry will be back by May.",
        "that the ferry will be back by May",
        "Most islanders",
    ),
    ("The poll shows that few islanders want a bridge.", "that few islanders want a bridge", "The poll"),
    ("The survey showed the mayor ahead in the north.", "the mayor ahead in the north", "The survey"),
    ("The owners hope to open the second pier in June.", "to open the second pier in June", "The owners"),
    ("The fishermen oppose the new harbour tax.", "the new harbour tax", "The fishermen"),
    ("The council sees the ferry as a gift.", "the ferry as a gift", "The council"),
    ("The islanders believe in the old lighthouse.", "the old lighthouse", "The islanders"),
    ("The owners are wary of the new harbour tax.", "the new harbour tax", "The owners"),
    ("The owners are confident that the boats will return.", "that the boats will return", "The owners"),
    ("The pilots were reluctant to leave the harbour.", "to leave the harbour", "The pilots"),
    ("She never lost her hope that the boats would return.", "that the boats would return", "her"),
    ("The ferry is expected to return in the spring.", "The ferry … to return in the spring", ""),
    ("The ferry is seen as a gift to the island.", "The ferry … a gift to the island", ""),
    ("The ferry seems to be late again this week.", "The ferry … to be late again this week", ""),
]


@pytest.mark.parametrize(("text", "content", "speaker"), BELIEFS)
def test_a_wide_guideline_counts_what_is_thought(nlp: Language, text: str, content: str, speaker: str) -> None:
    assert contents(nlp, text) == [(content, speaker)]


@pytest.mark.parametrize("preset", ["newsroom", "polnear", "ggt"])
def test_no_other_guideline_does(nlp: Language, preset: str) -> None:
    text = " ".join(sentence for sentence, _, _ in BELIEFS)
    assert contents(nlp, text, PRESETS[preset]) == []


def test_a_belief_in_the_form_of_another_kind_counts_where_both_do(nlp: Language) -> None:
    text = "The islanders think that the ferry is late. The owners hope to open the second pier in June."
    clauses = ("that the ferry is late", "The islanders")
    alone = replace(PRESETS["newsroom"], kinds=frozenset({"beliefs"}))
    assert contents(nlp, text, alone) == [clauses]
    with_infinitives = replace(alone, kinds=frozenset({"beliefs", "infinitives"}))
    assert contents(nlp, text, with_infinitives) == [clauses, ("to open the second pier in June", "The owners")]


def test_what_somebody_says_holds_what_is_thought_within(nlp: Language) -> None:
    text = "The mayor said that she hopes the ferry will return."
    assert contents(nlp, text) == [("that she hopes the ferry will return", "The mayor")]


@pytest.mark.parametrize(
    "text",
    [
        "The crew found the anchor in the sand.",
        "The pilot gave the boy a map of the island.",
        "The crew heard that the engine was running.",
        "The lighthouse is supposed to be white.",
    ],
)
def test_what_is_seen_or_done_is_no_belief(nlp: Language, text: str) -> None:
    assert contents(nlp, text) == []
