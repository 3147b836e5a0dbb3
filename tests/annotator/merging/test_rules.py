"""What is taken without asking, and what differs where somebody has to be asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from annotator.frame import Frame
from annotator.merging.alignment import aligned
from annotator.merging.differences import differences, own_words
from annotator.merging.rules import Rules, taken
from suggesters.evaluation.matching import Letters
from tests.annotator.merging.frames import TEXT, quote, sets_of_frames, words

LETTERS = Letters(TEXT)
WHOLE = words("that nothing was: “We wait,” they said, “and hope.”")
SHORTER = (WHOLE[0], WHOLE[1] - 2)


def rule_of(*readings: tuple[Frame, ...], **rules: Any) -> str:
    found = taken(LETTERS, readings, Rules(**rules))
    return str(found[0]) if found else ""


def test_what_all_say_alike_is_taken() -> None:
    assert rule_of((quote(WHOLE),), (quote(WHOLE),)) == "identical"


def test_nearly_the_same_words_are_taken_only_where_the_project_says_so() -> None:
    one, other = (quote(WHOLE),), (quote(SHORTER),)
    assert rule_of(one, other) == ""
    assert rule_of(one, other, overlap=0.9) == "overlap"
    assert rule_of(one, other, overlap=0.99) == ""
    assert rule_of(one, (quote(SHORTER, quote_type="direct"),), overlap=0.9) == ""
    assert rule_of(one, (quote(SHORTER, name="Tom Okafor"),), overlap=0.9) == ""
    assert rule_of(one, (quote(SHORTER, cue=words("he said")),), overlap=0.9) == ""
    assert rule_of(one, (), overlap=0.5) == ""


def test_the_edges_that_most_have_win_and_else_those_on_the_left() -> None:
    long, short = quote(WHOLE), quote(SHORTER)
    found = taken(LETTERS, [(long,), (short,), (quote(SHORTER),)], Rules(overlap=0.9))
    assert found is not None
    assert found[1].reading == (short,)
    found = taken(LETTERS, [(long,), (short,)], Rules(overlap=0.9))
    assert found is not None
    assert found[1].reading == (long,)


def test_two_of_three_decide_only_with_the_rule_of_the_majority() -> None:
    same, other = (quote(WHOLE),), (quote(WHOLE, name="Tom Okafor"),)
    assert rule_of(same, other, same) == ""
    assert rule_of(same, other, same, majority=True) == "majority"
    assert rule_of(same, other, majority=True) == ""
    assert rule_of(same, other, same, other, majority=True) == ""


def test_two_of_three_who_have_nothing_decide_too() -> None:
    found = taken(LETTERS, [(quote(WHOLE),), (), ()], Rules(majority=True))
    assert found is not None
    assert (found[0], found[1].reading, found[1].sides) == ("majority", (), (1, 2))


CASES = [
    ("absent", [quote(WHOLE)], []),
    ("start", [quote(WHOLE)], [quote((WHOLE[0] + 5, WHOLE[1]))]),
    ("end", [quote(WHOLE)], [quote(SHORTER)]),
    ("pieces", [quote(words("“We wait,” they said, “and hope.”"))], [quote(words("“We wait,”"), words("“and hope.”"))]),
    ("within", [quote((0, 5), (10, 20))], [quote((0, 7), (10, 20))]),
    ("person", [quote(WHOLE, person=3)], [quote(WHOLE, person=4)]),
    ("person", [quote(WHOLE, name="Ann Lee")], [quote(WHOLE, name="Tom Okafor")]),
    ("speaker", [quote(WHOLE, speaker=(0, 3))], [quote(WHOLE, speaker=(32, 34))]),
    ("cue", [quote(WHOLE, cue=(4, 8))], [quote(WHOLE)]),
    ("quote_type", [quote(WHOLE)], [quote(WHOLE, quote_type="mixed")]),
    ("speaker_kind", [quote(WHOLE)], [quote(WHOLE, speaker_kind="collective")]),
    ("credit",
     [Frame("1", "caption", "added", (("caption", 0, 9), ("credit", 9, 12)))],
     [Frame("2", "caption", "added", (("caption", 0, 9),))]),
    ("entity_type",
     [Frame("1", "entity", "added", (("mention", 0, 3),), entity_type="ORG")],
     [Frame("2", "entity", "added", (("mention", 0, 3),), entity_type="GPE")]),
    ("replacement",
     [Frame("1", "repair", "added", (("damaged", 0, 3),), replacement="A")],
     [Frame("2", "repair", "added", (("damaged", 0, 3),), replacement="B")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "left", "right"), CASES)
def test_each_difference_is_named(name: str, left: list[Frame], right: list[Frame]) -> None:
    assert differences([tuple(left), tuple(right)]) == [name]
    [group] = aligned(TEXT, [left, right])
    assert group.readings == (tuple(left), tuple(right))


def test_several_differences_are_named_the_weightiest_first() -> None:
    one, other = quote(WHOLE, speaker=(0, 3)), quote(SHORTER, quote_type="direct")
    assert differences([(one,), (other,)]) == ["end", "speaker", "quote_type"]


def test_the_words_that_only_one_has_are_found_role_by_role() -> None:
    one, other = quote((10, 30), speaker=(0, 3)), quote((15, 30), speaker=(0, 3))
    assert own_words((one,), [(other,)]) == [(10, 15)]
    assert own_words((other,), [(one,)]) == []
    assert own_words((one,), [()]) == [(0, 3), (10, 30)]


@given(sets_of_frames)
def test_what_needs_nobody_differs_in_nothing_and_the_other_way_round(sets: list[list[Frame]]) -> None:
    for group in aligned(TEXT, sets):
        found = taken(LETTERS, group.readings, Rules())
        if found is not None:
            assert differences(group.readings) == []
        else:
            assert len(group.readings) > 1
