"""Dialogue as novels print it: speakers beside a quotation, nouns of speech, parts around a long attribution."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from suggesters.suggestions import LEAST_SURE, Quote
from tests.suggesters.shipped import shipped

Find = Callable[[str], tuple[Quote, ...]]


@pytest.fixture(scope="module")
def find() -> Find:
    suggester = shipped(least_score=LEAST_SURE)
    return lambda text: suggester.suggest(text).quotes


def words(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(text[start:end] for start, end in spans)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mr. Tilbury rose. “I will not hear another word of it.”", "Mr. Tilbury"),
        ("Tilbury shrugged. “It will rain all week, as it always does.”", "Tilbury"),
    ],
)
def test_whoever_acts_shortly_before_a_quotation_speaks_it(find: Find, text: str, speaker: str) -> None:
    [quote] = find(text)
    assert (words(text, quote.speaker), quote.cue) == (speaker, ())
    assert "acts in the sentence beside it" in quote.reason


STORY = "“You are late,” said she.\n\n{}\n\n“And cold!” cried Mr. Tilbury."


@pytest.mark.parametrize(
    ("paragraph", "speaker"),
    [
        ("“I wonder what he means by all this.” She turned to the window.", "She"),
        ("“I wonder what he means by all this.” Mrs. Lane turned to the window and sat down.", "Mrs. Lane"),
        ("It was a cold night. “I wonder what he means by all this.”", ""),
    ],
)
def test_in_a_novel_the_sentence_after_a_quotation_may_hold_the_speaker(
    find: Find, paragraph: str, speaker: str
) -> None:
    text = STORY.format(paragraph)
    [quote] = [quote for quote in find(text) if "wonder" in words(text, quote.content)]
    assert words(text, quote.speaker) == speaker


def test_in_news_the_sentence_after_a_quotation_holds_no_speaker(find: Find) -> None:
    text = "“I wonder what he means by all this.” Mrs. Lane was elected in May."
    [quote] = find(text)
    assert quote.speaker == ()


@pytest.mark.parametrize(
    ("text", "cue", "speaker"),
    [
        ("“Are they mad?” was the mayor's first question.", "question", "the mayor"),
        ("“Not today,” was his short, firm answer.", "answer", "his"),
        ("Tilbury's only remark was: “Come back on Monday.”", "remark", "Tilbury"),
        ("Her reply was, “Come back on Monday.”", "reply", "Her"),
    ],
)
def test_a_noun_of_speech_with_an_owner_announces_a_quotation(find: Find, text: str, cue: str, speaker: str) -> None:
    [quote] = find(text)
    assert (words(text, quote.cue), words(text, quote.speaker)) == (cue, speaker)
    assert quote.reason.startswith(f"‘{cue}’ announces ‘{speaker}’")


def test_a_noun_of_speech_without_an_owner_announces_nothing(find: Find) -> None:
    assert [quote for quote in find("The question was “when”, not why.") if quote.cue] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "“We stay,” Lane said, “and you go home with the others.”",
            ["“We stay,”", "“and you go home with the others.”"],
        ),
        (
            "“My first joy,” replied John Tilbury, as they drove through the old gate, “will be to find myself home.”",
            ["“My first joy,”", "“will be to find myself home.”"],
        ),
    ],
)
def test_where_parts_are_apart_the_cue_is_that_of_the_first(find: Find, text: str, parts: list[str]) -> None:
    found = find(text)
    assert [words(text, quote.content) for quote in found] == parts
    assert found[0].cue
    assert not found[1].cue


def test_a_line_that_ends_with_she_added_leads_to_the_next_one(find: Find) -> None:
    text = "The old man looked at the sea and added,\n\n“We should have gone.”"
    [quote] = find(text)
    assert (words(text, quote.cue), words(text, quote.speaker)) == ("added", "The old man")
