"""Guideline profiles: presets, files, and what they change in the suggestions."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.pipeline import Suggester
from suggesters.profiles import (
    DEFAULT,
    EDGES,
    KINDS,
    PARTS,
    PRESETS,
    Parts,
    Profile,
    ProfileError,
    profile_at,
    profile_from,
    profile_named,
)
from tests.suggesters.shipped import shipped

TEXT = (
    "The council slammed the plan for the pier. Mayor Ines Calder urged residents to wait. "
    "The union called for new talks. “We will fight,” Calder said. “We will win this time.”"
)

profiles = st.builds(
    Profile,
    name=st.text(min_size=1, max_size=100),
    parts=st.sampled_from(PARTS),
    kinds=st.frozensets(st.sampled_from(KINDS)),
    full_stop=st.booleans(),
    that=st.booleans(),
    marks=st.booleans(),
)


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped()


def words_by(suggester: Suggester, profile: Profile, text: str = TEXT) -> list[str]:
    found = Suggester(suggester.nlp, profile=profile, least_score=0.3).suggest(text)
    return [" … ".join(text[start:end] for start, end in quote.content) for quote in found.quotes]


@given(profiles)
def test_what_a_profile_writes_it_reads(profile: Profile) -> None:
    assert profile_from(json.loads(json.dumps(profile.as_json()))) == profile


@given(profiles, profiles)
def test_the_key_tells_choices_apart_and_nothing_else(one: Profile, other: Profile) -> None:
    assert (one.key == other.key) == (replace(one, name="") == replace(other, name=""))


def test_a_new_project_gets_plain_speech_with_parts_apart(suggester: Suggester) -> None:
    assert DEFAULT.name == "newsroom"
    assert words_by(suggester, DEFAULT) == ["“We will fight,”", "“We will win this time.”"]


def test_each_kind_is_switched_by_itself(suggester: Suggester) -> None:
    speech = replace(DEFAULT, kinds=frozenset())
    alone = {kind: words_by(suggester, replace(speech, kinds=frozenset({kind})))[:-2] for kind in KINDS[:3]}
    assert alone == {
        "objects": ["the plan for the pier"],
        "infinitives": ["residents to wait"],
        "prepositions": ["new talks"],
    }


def test_parts_are_joined_where_the_profile_joins_them(suggester: Suggester) -> None:
    assert words_by(suggester, PRESETS["polnear"])[-1] == "“We will fight,” … “We will win this time.”"


def test_the_version_names_the_profile(suggester: Suggester) -> None:
    versions = {Suggester(suggester.nlp, profile=profile).version for profile in PRESETS.values()}
    assert len(versions) == len(PRESETS)
    assert "-newsroom+" in suggester.version


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "JSON object"),
        ({"part": "apart"}, "“part”"),
        ({"parts": "both"}, "parts is"),
        ({"kinds": ["object"]}, "“object”"),
        ({"kinds": [["objects"]]}, "There is no kind"),
        ({"kinds": "objects"}, "kinds is a list"),
        ({"name": ""}, "name is"),
        ({"edges": {"that": "yes"}}, "edges.that"),
        ({"edges": {"comma": "in"}}, f"edges is an object with {', '.join(EDGES)}"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(data: object, words: str) -> None:
    with pytest.raises(ProfileError, match=re.escape(words)):
        profile_from(data)


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    wanted = Profile("our desk", "joined", frozenset({"objects"}), that=False)
    (tmp_path / "desk.json").write_text(json.dumps(wanted.as_json()))
    assert profile_at(str(tmp_path / "desk.json")) == wanted
    assert profile_at("ggt") == PRESETS["ggt"]


@pytest.mark.parametrize("words", ["{", "[" * 9000, '{"parts": 5}', "5" * 20_000, " " * 10_001 + "{}"])
def test_a_file_that_is_not_a_profile_is_named(tmp_path: Path, words: str) -> None:
    (tmp_path / "desk.json").write_text(words)
    with pytest.raises(ProfileError, match=r"desk\.json"):
        profile_at(str(tmp_path / "desk.json"))


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(ProfileError, match="newsroom, polnear, wide, ggt, gum"):
        profile_named("desk")


CLAUSE = "The pier, Calder said, is shut. “We waited,” she said. “Nobody came to us.”"


@pytest.mark.parametrize(
    ("parts", "contents"),
    [
        ("joined", ["The pier … is shut", "“We waited,” … “Nobody came to us.”"]),
        ("clauses", ["The pier … is shut", "“We waited,”"]),
        ("apart", ["The pier", "is shut", "“We waited,”", "“Nobody came to us.”"]),
    ],
)
def test_what_stands_around_she_said_is_joined_as_the_profile_says(
    suggester: Suggester, parts: Parts, contents: list[str]
) -> None:
    assert words_by(suggester, replace(DEFAULT, parts=parts), CLAUSE) == contents


def test_an_indirect_question_counts_with_questions_only(suggester: Suggester) -> None:
    text = "Calder did not say how the pier fell. She said what they need is time. She asked “how it” fell."
    asking = replace(DEFAULT, kinds=frozenset({"questions"}))
    assert words_by(suggester, asking, text)[0] == "how the pier fell"
    assert words_by(suggester, DEFAULT, text)[0] == "what they need is time"


def test_the_object_of_a_denial_counts_with_objects_only(suggester: Suggester) -> None:
    text = "The council denied any role in the long dispute about the pier."
    assert words_by(suggester, DEFAULT, text) == []
    assert words_by(suggester, PRESETS["polnear"], text) == ["any role in the long dispute about the pier"]


def test_a_quote_within_a_quote_that_its_cue_interrupts_has_its_parts_apart_as_well(suggester: Suggester) -> None:
    text = "“The pier, the mayor said, will close in May,” Ines Calder told the council on Monday."
    nested = replace(DEFAULT, kinds=frozenset({"nested"}))
    assert words_by(suggester, nested, text)[1:] == ["The pier", "will close in May"]
    assert words_by(suggester, replace(nested, parts="joined"), text)[1:] == ["The pier … will close in May"]
