"""The guideline in words: every preset, switch and edge has its own, with an example of a sentence."""

from __future__ import annotations

from annotator.guideline import EDGE_WORDS, KIND_WORDS, PARTS_WORDS, marked, title_of
from suggesters.profiles import PRESETS, profile_from


def test_an_example_is_cut_at_its_marks() -> None:
    parts = marked("“{We wait},” <she> [said].")
    assert [(part.words, part.role) for part in parts] == [
        ("“", ""), ("We wait", "content"), (",” ", ""), ("she", "speaker"), (" ", ""), ("said", "cue"), (".", ""),
    ]  # fmt: skip


def test_every_example_marks_a_content() -> None:
    ways = [way for choice in (PARTS_WORDS, *EDGE_WORDS.values()) for way in choice.ways.values()]
    for switch in (*KIND_WORDS.values(), *ways):
        assert "content" in {part.role for part in switch.example}, switch.label


def test_the_ways_of_an_edge_mark_the_same_words_otherwise() -> None:
    for choice in EDGE_WORDS.values():
        one, other = choice.ways.values()
        assert "".join(part.words for part in one.example) == "".join(part.words for part in other.example)
        assert one.example != other.example


def test_a_profile_is_called_by_its_preset_or_by_its_own_name() -> None:
    assert title_of(PRESETS["ggt"]) == "Gender Gap Tracker"
    assert title_of(profile_from({**PRESETS["ggt"].as_json(), "name": "mine"})) == "Gender Gap Tracker"
    assert title_of(profile_from({"name": "our desk", "kinds": ["nouns"]})) == "our desk"
