"""Missing spaces, and spans carried between the stored and the repaired text. All examples are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.repaired import RepairedText
from suggesters.repairs import find_repairs, seems_english
from suggesters.suggestions import Repair

SAMPLE = Path(__file__).parents[2] / "samples" / "seed-article.txt"
ARTICLE = (
    "The mayor of Port Marlow, Ana Quillfeather, has asked the council for more money. The harbour was flooded in May, "
    "and many of the houses on the quay are still empty. Quillfeather said that she would not wait for the government. "
    "In the town of Kyndelmoor they have been waiting for a year. "
)


def test_the_sample_article_has_five_glued_words() -> None:
    assert replacements(SAMPLE.read_text(encoding="utf-8")) == [
        "Stoltenberg said",
        "Kristersson at",
        "Spain among",
        "Putin which",
        "Kyiv then",
    ]


def replacements(text: str) -> list[str]:
    return [repair.replacement for repair in find_repairs(text)]


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("Quillfeathersaid", "Quillfeather said"),
        ("Kyndelmoorwhere", "Kyndelmoor where"),
        ("Germanyamong", "Germany among"),
        ("governmentwhich", "government which"),
        ("committeepublished", "committee published"),
    ],
)
def test_two_words_without_a_space_are_divided(damaged: str, repaired: str) -> None:
    text = f"{ARTICLE}Then {damaged} others it was over."
    (repair,) = find_repairs(text)
    assert repair.replacement == repaired
    assert text[repair.start : repair.end] == damaged
    assert repair.score > 0.5
    assert repair.reason == "“{}” and “{}” without a space".format(*repaired.split())


@pytest.mark.parametrize(
    "word",
    [
        "Stubblefield",
        "Hutchinson",
        "Zelenskyy",
        "YouTube",
        "McAllister",
        "PayPal",
        "#SaveTheHarbour",
        "@marlowtown",
        "https://marlowtown.example/quaysideplan",
        "info@marlowtown.example",
        "microplastics",
        "noncompliance",
        "harbours",
        "well-known",
        "UNESCOWHO",
    ],
)
def test_names_brands_addresses_and_compounds_are_left_alone(word: str) -> None:
    assert replacements(f"{ARTICLE}Then {word} was seen in the town.") == []


def test_a_word_that_the_article_uses_often_is_taken_for_a_word() -> None:
    assert replacements(f"{ARTICLE}Then harbourthe was seen.") == ["harbour the"]
    assert replacements(ARTICLE + "Then harbourthe was seen. " * 4) == []


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("It was a clear violation.He left", "violation. He"),
        ("She agreed,and he left", "agreed, and"),
        ("It was a “clear violation.”he said", "violation.” he"),
        ("It was a “clear violation”he said", "violation” he"),
    ],
)
def test_a_space_is_missing_after_punctuation(damaged: str, repaired: str) -> None:
    assert replacements(damaged) == [repaired]


@pytest.mark.parametrize(
    "text",
    [
        "See index.html or Marlow.Example.com/News.Page",
        "Write to ana.Lee@marlow.example",
        "The U.S.A and the AI.Lab",
        "He spoke, ”he summed up",
        "It costs 3,500 or 3.5",
        "",
        " ",
        "😀",
    ],
)
def test_other_punctuation_is_left_alone(text: str) -> None:
    assert replacements(text) == []


def test_in_another_language_only_punctuation_is_looked_at() -> None:
    german = "Der Hafen wurde im Mai überflutet,und viele Häuser stehen noch leer. Hafenbehörde warnt vor Windthe."
    assert not seems_english(german)
    assert replacements(german) == ["überflutet, und"]


def test_time_grows_with_the_length_only_in_line() -> None:
    assert find_repairs("a" * 500_000) == []
    assert find_repairs("ab." * 100_000) == []


SPACES = [Repair(4, 11, "Lee said"), Repair(16, 23, "and then", 0.5)]
STORED = "Ana Leesaid yes andthen left"


def test_repairs_are_made_in_a_copy() -> None:
    repaired = RepairedText(STORED, SPACES)
    assert repaired.text == "Ana Lee said yes and then left"
    assert repaired.stored == STORED


@pytest.mark.parametrize(
    ("words", "letters"),
    [("Ana", "Ana"), ("Lee", "Lee"), ("said", "said"), ("Lee said", "Leesaid"), ("then left", "then left")],
)
def test_words_of_the_repaired_text_stand_for_exactly_their_letters(words: str, letters: str) -> None:
    repaired = RepairedText(STORED, SPACES)
    at = repaired.text.index(words)
    start, end = repaired.to_stored(at, at + len(words))
    assert STORED[start:end] == letters
    assert repaired.to_repaired(start, end) == (at, at + len(words))


def test_an_inserted_space_stands_for_the_place_where_it_was_missing() -> None:
    assert RepairedText(STORED, SPACES).to_stored(7, 8) == (7, 7)


def test_a_replaced_stretch_maps_as_a_whole_and_its_surroundings_by_letter() -> None:
    repaired = RepairedText("they recieve it", [Repair(5, 12, "receive")])
    assert repaired.text == "they receive it"
    assert repaired.to_stored(5, 12) == (5, 12)
    assert repaired.to_stored(9, 12) == (8, 12)
    assert repaired.to_stored(13, 15) == (13, 15)


def test_a_removed_stretch_belongs_to_no_word_beside_it() -> None:
    repaired = RepairedText("the the town", [Repair(0, 7, "the")])
    assert repaired.text == "the town"
    assert repaired.to_stored(4, 8) == (8, 12)
    assert repaired.to_repaired(4, 7) == (3, 3)


@pytest.mark.parametrize("repairs", [[Repair(0, 3, "x"), Repair(2, 4, "y")], [Repair(3, 9, "x")], [Repair(2, 1, "x")]])
def test_repairs_that_overlap_or_leave_the_text_are_refused(repairs: list[Repair]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the text"):
        RepairedText("abcd", repairs)


@st.composite
def texts_with_missing_spaces(draw: st.DrawFn) -> tuple[str, list[Repair]]:
    pieces = draw(st.lists(st.tuples(st.text(max_size=5), st.text(min_size=2, max_size=6)), max_size=6))
    text, repairs = "", []
    for between, damaged in pieces:
        at = draw(st.integers(1, len(damaged) - 1))
        start = len(text) + len(between)
        repairs.append(Repair(start, start + len(damaged), f"{damaged[:at]} {damaged[at:]}"))
        text += between + damaged
    return text + draw(st.text(max_size=5)), repairs


@given(texts_with_missing_spaces(), st.data())
def test_every_stored_stretch_survives_the_way_there_and_back(
    damaged: tuple[str, list[Repair]], data: st.DataObject
) -> None:
    text, repairs = damaged
    repaired = RepairedText(text, repairs)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new_start, new_end = repaired.to_repaired(start, end)
    assert repaired.text[new_start:new_end].replace(" ", "") == text[start:end].replace(" ", "")
    assert repaired.to_stored(new_start, new_end) == (start, end)


@st.composite
def texts_with_replacements(draw: st.DrawFn) -> tuple[str, list[Repair]]:
    text = draw(st.text(max_size=30))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [Repair(start, end, draw(st.text(max_size=6))) for start, end in spans]


@given(texts_with_replacements(), st.data())
def test_spans_stay_in_order_and_inside_whatever_is_replaced(
    damaged: tuple[str, list[Repair]], data: st.DataObject
) -> None:
    text, repairs = damaged
    repaired = RepairedText(text, repairs)
    for carry, length, other in (
        (repaired.to_stored, len(repaired.text), len(text)),
        (repaired.to_repaired, len(text), len(repaired.text)),
    ):
        start = data.draw(st.integers(0, length))
        end = data.draw(st.integers(start, length))
        new_start, new_end = carry(start, end)
        assert 0 <= new_start <= new_end <= other


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("abdehinorstTHE.,”' ")), max_size=200))
def test_any_text_gives_repairs_that_only_add_spaces(text: str) -> None:
    repairs = find_repairs(text)
    repaired = RepairedText(text, repairs)
    assert repaired.text.replace(" ", "") == text.replace(" ", "")
    assert len(repaired.text) == len(text) + len(repairs)
