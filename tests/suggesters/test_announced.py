"""Speakers whom the layout announces: headlines, introductions, signatures, posts, live blogs, inverted sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from suggesters.pipeline import Suggester
from suggesters.suggestions import LEAST_SURE
from tests.suggesters.shipped import shipped

Said = tuple[str, str, str]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped(least_score=LEAST_SURE)


@pytest.fixture
def said(suggester: Suggester) -> Callable[[str], list[Said]]:
    """What is said in a text, with cue and speaker, as they stand there."""

    def found(text: str) -> list[Said]:
        return [
            tuple(
                " … ".join(text[start:end] for start, end in spans)
                for spans in (quote.content, quote.cue, quote.speaker)
            )  # type: ignore[misc]
            for quote in suggester.suggest(text).quotes
        ]

    return found


Find = Callable[[str], list[Said]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("From harbour master Olga Brandt:\n\n“We open the locks at noon.”", ("From", "harbour master Olga Brandt")),
        (
            "From the desk of Owen Pryce, head of sales, Quay Bank:\n“We open the locks at noon.”",
            ("From the desk of", "Owen Pryce, head of sales, Quay Bank"),
        ),
        ("And from Mayor Olga Brandt: “We open the locks at noon.”", ("from", "Mayor Olga Brandt")),
        (
            "Here is Owen Pryce, our man at the lock: “We open the locks at noon.”",
            ("Here is", "Owen Pryce, our man at the lock"),
        ),
        ("Owen Pryce, a former pilot: “We open the locks at noon.”", (":", "Owen Pryce, a former pilot")),
        ("Harbour chief: “We open the locks at noon.”", (":", "Harbour chief")),
        ("Laughed Olga Brandt, who runs them: “We open the locks at noon.”", ("Laughed", "Olga Brandt")),
    ],
)
def test_a_colon_ends_the_mention_of_whoever_speaks_next(said: Find, text: str, expected: tuple[str, str]) -> None:
    assert said(text) == [("“We open the locks at noon.”", *expected)]


def test_what_leads_to_a_list_or_has_a_verb_of_its_own_is_no_introduction(said: Find) -> None:
    assert [speaker for _, cue, speaker in said("Here is what we know: “Tide” is a ferry.") if cue == "Here is"] == []
    text = "Owen Pryce, a pilot, tweeted: “We open the locks at noon.”"
    assert [cue for _, cue, _ in said(text)] == ["tweeted"]


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("'No more toll': Drivers block bridge", ("'No more toll'", ":", "Drivers")),
        ("EXCLUSIVE | “I signed it”: Ex-mayor on the toll", ("“I signed it”", ":", "Ex-mayor")),
        ('Repairs "to cost millions" - surveyor', ('Repairs "to cost millions"', "-", "surveyor")),
        ("Brandt: 'We keep the toll'", ("'We keep the toll'", ":", "Brandt")),
    ],
)
def test_a_headline_names_its_speaker_on_either_side(said: Find, headline: str, expected: Said) -> None:
    assert said(f"{headline}\n\nThe bridge has been shut since Friday.") == [expected]


@pytest.mark.parametrize("headline", ["'No more toll': How a bridge became free", "A “free” bridge - at last"])
def test_a_headline_without_anybody_has_no_speaker(said: Find, headline: str) -> None:
    assert [speaker for _, _, speaker in said(f"{headline}\n\nThe bridge has been shut since Friday.") if speaker] == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“So tired of all this rain” — Nia Bowen (@niab) June 7, 2024", "Nia Bowen"),
        ("“So tired of all this rain, my friends”\n— Nia Bowen (@niab) June 7, 2024", "Nia Bowen"),
        ("“So tired of all this rain” — Nia Bowen, 7 June 2024", "Nia Bowen"),
        ("“So tired of all this rain” — Nia Bowen via Facebook", "Nia Bowen"),
        ("“So tired of all this rain” — @niab", "@niab"),
        ("“So tired.” —Gov. Owen Pryce", "Gov. Owen Pryce"),
        ("“So tired of all this rain” — Nia Bowen, a baker", "Nia Bowen, a baker"),
    ],
)
def test_the_speaker_of_a_post_is_the_name_alone(said: Find, text: str, speaker: str) -> None:
    assert [found for _, _, found in said(text)] == [speaker]


def test_a_post_without_marks_is_what_its_author_says(said: Find) -> None:
    text = "So tired of all this rain #quay — Nia Bowen (@niab) June 7, 2024"
    assert said(text) == [("So tired of all this rain #quay", "—", "Nia Bowen")]


def test_the_next_item_of_a_list_is_no_signature(said: Find) -> None:
    text = "“So tired of all this rain, my friends”\n- The road to the quay\n- The old bridge"
    assert [speaker for _, _, speaker in said(text) if speaker] == []


@pytest.mark.parametrize("time", ["14.05", "9:30", "14:05 GMT", "2.05pm", "2:05 p.m. –"])
def test_the_time_of_a_post_is_outside_of_what_is_said(said: Find, time: str) -> None:
    text = f"{time} Crews have left the quay, Olga Brandt says."
    assert [content for content, _, _ in said(text)] == ["Crews have left the quay"]


def test_the_time_of_a_post_is_outside_of_the_speaker(said: Find) -> None:
    text = "14.05 Harbour master Olga Brandt says that crews have left the quay."
    assert [speaker for _, _, speaker in said(text)] == ["Harbour master Olga Brandt"]


def test_a_sentence_that_opens_with_its_verb_has_the_whole_mention_as_speaker(said: Find) -> None:
    text = "Added Kay Brandt, a retired pilot now with the Dockers' Guild: “The locks are old.”"
    assert said(text) == [("“The locks are old.”", "Added", "Kay Brandt, a retired pilot now with the Dockers' Guild")]


def test_a_long_description_after_an_inverted_verb_is_the_speaker_with_the_name(said: Find) -> None:
    text = "“Nobody swims,” quipped the town's long-suffering, much-loved harbour master, Dame Olga Brandt, on Monday."
    [(_, _, speaker)] = said(text)
    assert speaker == "the town's long-suffering, much-loved harbour master, Dame Olga Brandt"


def test_whoever_called_it_so_speaks_the_words_in_marks(said: Find) -> None:
    text = "Brandt said the toll was fair, while Pryce called it “a tax on the poor”."
    assert {(speaker, content) for content, _, speaker in said(text)} == {
        ("Brandt", "the toll was fair"),
        ("Pryce", "it “a tax on the poor”"),
    }
