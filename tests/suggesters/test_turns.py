"""Interviews and transcripts: whose words stand after a label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.pipeline import Suggester
from suggesters.quotes.page import TextPage
from suggesters.quotes.turns import turns as find_turns
from suggesters.suggestions import Quote
from tests.suggesters.shipped import shipped


def turns(text: str) -> list[tuple[str, list[str]]]:
    return [
        (text[slice(*turn.speaker)], [text[start:end] for start, end in turn.fragments])
        for turn in find_turns(TextPage(text))
    ]


INTERVIEW = """Potter Vera Lindqvist opens a new studio. She spoke to the Gazette.

Q: Why clay?

A: I like dirt. You can tell.

My hands were never clean.

Q: And glass?

A: Never.

The studio opens in May.
"""
TRANSCRIPT = """GLENDA FARROW, ANCHOR: Good morning. We go to the dam.

(BEGIN VIDEO CLIP)

MR. OKAFOR: You asked me that before.

(LAUGHTER)

It still holds.

FARROW: And if I ask again?

MR. OKAFOR: It holds.
"""


def test_answers_are_turns_and_questions_are_not() -> None:
    assert turns(INTERVIEW) == [
        ("A", ["I like dirt. You can tell.", "My hands were never clean."]),
        ("A", ["Never."]),
    ]


def test_questions_and_answers_may_share_a_line_and_end_with_full_stops() -> None:
    assert turns("Q: Why clay? A: I like dirt.\n\nQ: And glass? A: Never.") == [
        ("A", ["I like dirt."]),
        ("A", ["Never."]),
    ]
    assert turns("Q. Why clay?\nA. I like dirt.\nQ. And glass?\nA. Never.") == [
        ("A", ["I like dirt."]),
        ("A", ["Never."]),
    ]


def test_a_transcript_has_speakers_in_capitals_and_stage_directions_are_nobodys_words() -> None:
    assert turns(TRANSCRIPT) == [
        ("GLENDA FARROW, ANCHOR", ["Good morning. We go to the dam."]),
        ("MR. OKAFOR", ["You asked me that before.", "It still holds."]),
        ("FARROW", ["And if I ask again?"]),
        ("MR. OKAFOR", ["It holds."]),
    ]


def test_an_outlet_that_only_asks_is_not_quoted() -> None:
    text = "Vera Lindqvist makes pots.\n\nGazette: Why clay?\n\n**Lindqvist:** I like dirt."
    assert turns(text) == [("Lindqvist", ["I like dirt."])]


def test_labels_that_recur_with_words_of_people_who_talk_are_speakers() -> None:
    text = "JT: I knew you would come.\nRB: You knew nothing.\nJT: We all did.\nRB: My mistake."
    assert [label for label, _ in turns(text)] == ["JT", "RB", "JT", "RB"]


@pytest.mark.parametrize(
    "text",
    [
        "HOUSING: Rents rose by a tenth.\n\nTRAFFIC: The bridge is shut.",
        "Where: The quay\nWhen: Friday\nWhere: The hall\nWhen: Sunday",
        "Update: The road is open.\n\nCorrection: It was Monday.",
        "Jon Bell: Bell wants a new road.\n\nAnn Lee: Lee wants none.",
        "“JON BELL: We stay. MS. LEE: You go. MS. LEE: We go.”",
        "The plan: more trees.",
        "A: This road is shut.\nB: That road is open.",
        "",
    ],
)
def test_topics_and_headings_are_no_speakers(text: str) -> None:
    assert turns(text) == []


def test_the_last_turn_ends_with_its_paragraph_and_a_heading_ends_a_turn() -> None:
    text = "Q: Why?\nA: I had to.\n\nThe second year\n\nIt was cold.\n\nQ: And now?\nA: I rest.\n\nThe show is over."
    assert turns(text) == [("A", ["I had to."]), ("A", ["I rest."])]


@given(st.text(alphabet="QA:. \nabI?(),MR“”*", max_size=200))
def test_turns_lie_in_order_inside_of_the_text(text: str) -> None:
    spans = [span for turn in find_turns(TextPage(text)) for span in (turn.speaker, turn.cue, *turn.fragments)]
    assert spans == sorted(spans)
    assert all(start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in zip(spans, spans[1:], strict=False))


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped()


def speakers(text: str, quotes: tuple[Quote, ...]) -> list[tuple[str, str | None]]:
    return [(text[slice(*quote.speaker[0])], quote.speaker_name) for quote in quotes]


def test_an_answer_is_a_quote_of_whom_the_text_says_it_interviews(suggester: Suggester) -> None:
    found = suggester.suggest(INTERVIEW).quotes
    assert speakers(INTERVIEW, found) == [("A", "Vera Lindqvist"), ("A", "Vera Lindqvist")]
    assert "who is interviewed" in found[0].reason
    assert [INTERVIEW[start:end] for start, end in found[0].cue] == [":"]


def test_an_answer_has_no_name_where_several_persons_may_be_interviewed(suggester: Suggester) -> None:
    text = "Jon Bell met Ann Lee.\n\nQ: Why?\n\nA: I had to."
    [quote] = suggester.suggest(text).quotes
    assert quote.speaker_name is None
    assert {candidate.name for candidate in quote.candidates} == {"Jon Bell", "Ann Lee"}


def test_a_label_in_capitals_has_its_name_in_usual_letters(suggester: Suggester) -> None:
    found = suggester.suggest(TRANSCRIPT).quotes
    assert [name for _, name in speakers(TRANSCRIPT, found)] == ["Glenda Farrow", "Okafor", "Glenda Farrow", "Okafor"]


def test_a_label_in_capitals_is_the_person_whom_the_text_names(suggester: Suggester) -> None:
    text = "The mayor, Ann Lee, met the press.\n\nLEE: I will not go. You know me.\n\nLEE: We stay."
    assert {name for _, name in speakers(text, suggester.suggest(text).quotes)} == {"Ann Lee"}
