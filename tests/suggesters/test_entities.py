from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from suggesters.entities import find_entities
from suggesters.suggestions import Entity
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(scope="module")
def vocab() -> Vocab:
    return Vocab()


def tagged(vocab: Vocab, words: Sequence[str], *, ents: Sequence[str], tags: Sequence[str] | None = None) -> Doc:
    """A doc by hand: one sentence, every word hanging on the first, entities in the B-/I- notation."""
    pos = tags or ["PROPN" if word[:1].isupper() else "NOUN" for word in words]
    return Doc(
        vocab,
        words=list(words),
        pos=list(pos),
        tags=["NNP" if one == "PROPN" else "NN" for one in pos],
        heads=[0] * len(words),
        deps=["ROOT", *["dep"] * (len(words) - 1)],
        ents=list(ents),
        sent_starts=[True, *[False] * (len(words) - 1)],
    )


def surfaces(doc: Doc, entities: Sequence[Entity]) -> list[tuple[str, str, str | None]]:
    return [(doc.text[entity.start : entity.end], entity.type, entity.name) for entity in entities]


def test_a_possessive_ending_and_marks_are_cut_off(vocab: Vocab) -> None:
    doc = tagged(vocab, ["the", "Harbour", "Board", "'s", "plan"], ents=["B-ORG", "I-ORG", "I-ORG", "I-ORG", "O"])
    assert surfaces(doc, find_entities(doc)) == [("the Harbour Board", "ORG", "Harbour Board")]


def test_an_entity_does_not_reach_over_a_line_break(vocab: Vocab) -> None:
    doc = tagged(vocab, ["Aarhus", "\n", "Harbour", "Board"], ents=["B-ORG", "I-ORG", "I-ORG", "I-ORG"])
    assert [surface for surface, _, _ in surfaces(doc, find_entities(doc))] == ["Aarhus", "Harbour Board"]


def test_a_place_in_lower_case_is_found_and_named_with_a_capital(vocab: Vocab) -> None:
    doc = tagged(vocab, ["trains", "to", "kyiv", "stopped"], ents=["O"] * 4)
    assert surfaces(doc, find_entities(doc)) == [("kyiv", "GPE", "Kyiv")]


def test_a_region_in_lower_case_is_a_location(vocab: Vocab) -> None:
    doc = tagged(vocab, ["in", "the", "donbas"], ents=["O"] * 3)
    assert surfaces(doc, find_entities(doc)) == [("donbas", "LOC", "Donbas")]


def test_a_surname_taken_for_a_body_is_the_person(vocab: Vocab) -> None:
    doc = tagged(
        vocab, ["Henrik", "Dahl", "spoke", "and", "Dahl", "left"], ents=["B-PERSON", "I-PERSON", "O", "O", "B-ORG", "O"]
    )
    assert surfaces(doc, find_entities(doc)) == [
        ("Henrik Dahl", "PERSON", "Henrik Dahl"),
        ("Dahl", "PERSON", "Henrik Dahl"),
    ]


def test_names_in_credits_are_left_out(vocab: Vocab) -> None:
    doc = tagged(vocab, ["pier", "Peter", "Novak"], ents=["O", "B-PERSON", "I-PERSON"])
    assert find_entities(doc, credits=[(5, 16)]) == []


def test_a_country_is_a_place_whatever_its_label(vocab: Vocab) -> None:
    doc = tagged(vocab, ["the", "United", "States", "and", "Norway"], ents=["B-ORG", "I-ORG", "I-ORG", "O", "B-ORG"])
    assert surfaces(doc, find_entities(doc)) == [
        ("the United States", "GPE", "United States"),
        ("Norway", "GPE", "Norway"),
    ]


def test_aliases_of_one_country_have_one_name(vocab: Vocab) -> None:
    doc = tagged(vocab, ["U.S.", "and", "America"], ents=["B-GPE", "O", "B-GPE"])
    assert [entity.name for entity in find_entities(doc)] == ["United States", "United States"]


def test_an_acronym_takes_the_full_name(vocab: Vocab) -> None:
    doc = tagged(
        vocab,
        ["National", "Weather", "Service", "staff", "said", "NWS", "waits"],
        ents=["B-ORG", "I-ORG", "I-ORG", "O", "O", "B-ORG", "O"],
    )
    assert [entity.name for entity in find_entities(doc)] == ["National Weather Service"] * 2


def test_a_later_longer_name_does_not_swallow_a_short_one(vocab: Vocab) -> None:
    doc = tagged(vocab, ["Norsk", "met", "Norsk", "Chess", "Club"], ents=["B-ORG", "O", "B-ORG", "I-ORG", "I-ORG"])
    assert [entity.name for entity in find_entities(doc)] == ["Norsk", "Norsk Chess Club"]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (["two"], "CARDINAL"),
        (["up", "to", "40"], "CARDINAL"),
        (["third"], "ORDINAL"),
        (["ten", "kilometres"], "QUANTITY"),
        (["up", "to"], "MONEY"),
        (["more", "than"], "DATE"),
    ],
)
def test_numbers_are_no_suggestions(vocab: Vocab, words: list[str], label: str) -> None:
    tags = [f"B-{label}", *[f"I-{label}"] * (len(words) - 1)]
    doc = tagged(vocab, [*words, "on", "Monday"], ents=[*tags, "O", "B-DATE"])
    assert surfaces(doc, find_entities(doc)) == [("Monday", "DATE", None)]


@pytest.mark.parametrize(
    ("words", "label"), [(["up", "to", "$", "40"], "MONEY"), (["half"], "PERCENT"), (["a", "week"], "DATE")]
)
def test_sums_shares_and_times_are_suggested(vocab: Vocab, words: list[str], label: str) -> None:
    doc = tagged(vocab, words, ents=[f"B-{label}", *[f"I-{label}"] * (len(words) - 1)])
    assert [kind for _, kind, _ in surfaces(doc, find_entities(doc))] == [label]


def test_amounts_have_no_name(vocab: Vocab) -> None:
    doc = tagged(vocab, ["on", "Monday"], ents=["O", "B-DATE"])
    assert surfaces(doc, find_entities(doc)) == [("Monday", "DATE", None)]


def test_repetition_raises_the_score_and_disagreement_lowers_it(vocab: Vocab) -> None:
    once = tagged(vocab, ["Brightwater"], ents=["B-ORG"])
    twice = tagged(vocab, ["Brightwater", "and", "Brightwater"], ents=["B-ORG", "O", "B-ORG"])
    torn = tagged(vocab, ["Brightwater", "and", "Brightwater"], ents=["B-ORG", "O", "B-FAC"])
    first, second, third = (find_entities(doc)[0].score for doc in (once, twice, torn))
    assert third < first < second


@examples(60)
@given(
    st.lists(
        st.tuples(
            st.just("\n") | st.text(alphabet="aBé😀-'’.", min_size=1, max_size=6),
            st.sampled_from(["O", "B-PERSON", "B-ORG", "B-GPE", "B-DATE"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_entities_lie_in_the_text_in_order_and_apart(vocab: Vocab, tokens: list[tuple[str, str]]) -> None:
    labels = ["O" if not word.strip() else label for word, label in tokens]
    doc = tagged(vocab, [word for word, _ in tokens], ents=labels)
    end = 0
    for entity in find_entities(doc):
        assert end <= entity.start < entity.end <= len(doc.text)
        assert "\n" not in doc.text[entity.start : entity.end]
        assert 0 < entity.score < 1
        end = entity.end
