"""What belongs together in several people's work."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotator.frame import Frame
from annotator.merging.alignment import Group, aligned, said, said_in
from tests.annotator.merging.frames import TEXT, quote, sets_of_frames, words


def shape(groups: Sequence[Group]) -> list[list[list[object]]]:
    return [[[said(frame) for frame in reading] for reading in group.readings] for group in groups]


def test_equal_quotes_of_two_people_are_one_group() -> None:
    one, other = quote(words("that all was well")), quote(words("that all was well"))
    [group] = aligned(TEXT, [[one], [other]])
    assert group.readings == ((one,), (other,))


def test_quotes_with_other_edges_or_another_speaker_are_one_group() -> None:
    one = quote(words("that all was well"), name="Ann Lee")
    other = quote(words("all was well"), name="Tom Okafor")
    [group] = aligned(TEXT, [[one], [other]])
    assert group.readings == ((one,), (other,))


def test_a_quote_that_one_person_split_is_one_group() -> None:
    start, end = words("“We wait,” they said, “and hope.”")
    whole = quote((start, end))
    first, second = quote(words("“We wait,”")), quote(words("“and hope.”"))
    [group] = aligned(TEXT, [[whole], [first, second]])
    assert group.readings == ((whole,), (first, second))
    [group] = aligned(TEXT, [[second, first], [whole]])
    assert group.readings == ((first, second), (whole,))


def test_many_small_pieces_belong_to_what_joins_them() -> None:
    parts = [quote(words(part)) for part in ("She said", "that all", "was well", "and he said", "that nothing")]
    whole = quote((0, parts[-1].hull[1]))
    [group] = aligned(TEXT, [parts, [whole]])
    assert group.readings == (tuple(parts), (whole,))


def test_a_quote_within_a_quote_that_both_have_stays_by_itself() -> None:
    outer = words("and he said that nothing was")
    both = [quote(outer), quote(outer)]
    inner = quote(words("that nothing was"))
    groups = aligned(TEXT, [[both[0], inner], [both[1]]])
    assert [group.readings for group in groups] == [((both[0],), (both[1],)), ((inner,), ())]


def test_kinds_are_never_mixed() -> None:
    place = words("that all was well")
    entity = Frame("e", "entity", "added", (("mention", *place),), entity_type="ORG")
    groups = aligned(TEXT, [[quote(place)], [entity]])
    assert [group.kind for group in groups] == ["quote", "entity"]


def test_of_two_quotes_at_one_place_each_finds_its_like() -> None:
    place = words("that all was well")
    ann, tom = quote(place, name="Ann Lee"), quote(place, name="Tom Okafor")
    tom_too, ann_too = quote(place, name="Tom Okafor"), quote(place, name="Ann Lee")
    groups = aligned(TEXT, [[ann, tom], [tom_too, ann_too]])
    assert sorted([group.readings for group in groups], key=repr) == sorted(
        [((ann,), (ann_too,)), ((tom,), (tom_too,))], key=repr
    )


def test_a_damaged_space_belongs_to_the_same_space() -> None:
    repair = [Frame(name, "repair", "added", (("damaged", 3, 4),), replacement="-") for name in "ab"]
    assert len(aligned(TEXT, [[repair[0]], [repair[1]]])) == 1


@given(sets_of_frames)
def test_every_frame_is_in_one_group_of_its_kind_and_set(sets: list[list[Frame]]) -> None:
    groups = aligned(TEXT, sets)
    for side, frames in enumerate(sets):
        found = [frame for group in groups for frame in group.readings[side]]
        assert sorted(frame.id for frame in found) == sorted(frame.id for frame in frames)
    for group in groups:
        assert any(group.readings)
        assert {frame.kind for reading in group.readings for frame in reading} == {group.kind}


@given(sets_of_frames, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(sets: list[list[Frame]], chance: random.Random) -> None:
    shuffled = [chance.sample(frames, len(frames)) for frames in sets]
    assert shape(aligned(TEXT, shuffled)) == shape(aligned(TEXT, sets))


@given(sets_of_frames)
def test_who_says_the_same_agrees_everywhere(sets: list[list[Frame]]) -> None:
    for group in aligned(TEXT, [sets[0], sets[0], sets[0]]):
        assert len({said_in(reading) for reading in group.readings}) == 1
