"""The card of a model: figures and nothing that somebody wrote, whatever it is made from."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.learned.card import Card, card_in_markdown, card_of, read_card, with_card
from suggesters.learned.model import model_of
from suggesters.profiles import PRESETS
from tests.suggesters.learning.models import MODEL, small_model

HASH = "ab" * 32
REPORT: dict[str, Any] = {
    "articles": 25,
    "quotes": 410,
    "seconds": 4.2,
    "key": "ab12cd34",
    "profile": {"name": "Quillfeather Gazette"},
    "former_profile": {"name": "newsroom"},
    "gate": {
        "accepted": True,
        "reason": "better",
        "splits": 10,
        "difference": 26.5,
        "low": 22.1,
        "high": 30.9,
        "rows": [
            {"measure": "all", "old": 0.54, "new": 0.805},
            {"measure": "Ada Weber", "old": 0.5, "new": 0.6},
            {"measure": "direct", "old": 0.45, "new": 0.93},
        ],
    },
    "curve": [{"articles": 0, "all": [0.54, 0.5, 0.58]}, {"articles": 10, "all": [0.79, 0.75, 0.83]}],
    "calibration": {"before": [], "after": [], "ece_before": 0.12, "ece_after": 0.04},
    "changes": {"gained": [{"article": 3, "content": [[5, 9]], "words": "Ada Weber"}], "lost": []},
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def test_it_says_what_was_learned_from_and_how_good_it_was() -> None:
    model = with_card(MODEL, REPORT, date="2026-11-28", pipeline="en_core_web_sm-3.8.0", data_hash=HASH)
    card = model_of(model.as_bytes()).card
    assert (card["articles"], card["quotes"], card["date"]) == (25, 410, "2026-11-28")
    assert card["difference"] == {"mean": 26.5, "low": 22.1, "high": 30.9}
    assert card["rows"] == [
        {"measure": "all", "old": 0.54, "new": 0.805},
        {"measure": "direct", "old": 0.45, "new": 0.93},
    ]
    assert card["curve"][1] == {"articles": 10, "f1": 0.79, "low": 0.75, "high": 0.83}
    assert card["calibration_error"] == {"before": 0.12, "after": 0.04}
    assert model.key == MODEL.key


def test_nothing_that_a_person_wrote_goes_out_with_a_model() -> None:
    named = replace(PRESETS["ggt"], name="Quillfeather Gazette", that=False)
    model = small_model(profile=named, card={"by": "Ada Weber"})
    words = with_card(model, REPORT, date="2026-11-28", pipeline="en", data_hash=HASH).as_bytes().decode()
    assert "Quillfeather" not in words
    assert "Ada" not in words
    assert with_card(model, REPORT, date="", pipeline="").profile.name == "custom"
    assert with_card(MODEL, REPORT, date="", pipeline="").profile.name == "ggt"


def test_it_reads_as_a_page() -> None:
    page = card_in_markdown(with_card(MODEL, REPORT, date="2026-11-28", pipeline="en_core_web_sm-3.8.0"))
    assert f"# Quotemark model {MODEL.key}" in page
    assert "- Learned from: 25 checked articles, 410 quotes" in page
    assert "| all | 54.0 | 80.5 |" in page
    assert "Difference: +26.5 points, between +22.1 and +30.9." in page
    assert "| 10 articles | 79.0 (75.0 to 83.0) |" in page


def test_a_model_without_a_card_says_that_nothing_is_stated() -> None:
    page = card_in_markdown(small_model(card={}))
    assert "Not stated." in page
    assert "date not stated" in page


@given(VALUES)
def test_any_card_from_outside_is_read(data: Any) -> None:
    assert isinstance(read_card(data), Card)


@given(st.dictionaries(st.sampled_from(sorted(Card().as_json())), VALUES), st.sampled_from(sorted(REPORT)), VALUES)
def test_a_card_with_anything_in_its_places_is_read_and_written_again(
    card: dict[str, Any], key: str, value: Any
) -> None:
    read = read_card(card)
    assert read_card(json.loads(json.dumps(read.as_json()))) == read
    assert isinstance(card_of({**REPORT, key: value}), Card)
    assert card_in_markdown(small_model(card=card))


@pytest.mark.parametrize("words", ["[click](https://example.org/x)", "<script>", "| a | b |", "2026-11-28\n# Heading"])
def test_words_of_a_stranger_never_reach_the_page(words: str) -> None:
    card = {"date": words, "pipeline": words, "data_hash": words, "licence": words, "rows": [{"measure": words}]}
    assert words not in card_in_markdown(small_model(card=card))
