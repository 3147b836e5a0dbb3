"""Which texts count as nearly the same, and that this costs no more a text when there are many."""

from __future__ import annotations

import random

import pytest

from suggesters.near_duplicates import Groups, NearDuplicates
from tests.stories import story


def leaders(*texts: str) -> list[int]:
    with NearDuplicates() as alike:
        for text in texts:
            alike.add(text)
        return list(alike.leaders())


def with_changes(text: str, number: int, *, seed: int = 1) -> str:
    """The text with this many of its words replaced."""
    draw, words = random.Random(seed), text.split(" ")
    for place in draw.sample(range(len(words)), number):
        words[place] = "changed"
    return " ".join(words)


def test_the_same_text_again_belongs_to_the_first() -> None:
    assert leaders(story(1), story(2), story(1), story(2), story(1)) == [0, 1, 0, 1, 0]


@pytest.mark.parametrize("seed", range(8))
def test_a_few_changed_words_a_headline_or_a_credit_make_no_other_story(seed: int) -> None:
    text = story(seed, words=300)
    copies = [
        with_changes(text, 5, seed=seed),
        f"Ferry pier closed\n\n{text}",
        f"{text}\n\n(Reporting by Jo Ray; editing by Kim Low)",
        text.upper().replace(".", " !"),
    ]
    assert leaders(text, *copies) == [0] * 5


@pytest.mark.parametrize("seed", range(8))
def test_other_stories_of_the_same_words_stand_alone(seed: int) -> None:
    """All are drawn from the same few words, and end with the same sentence."""
    assert leaders(*(story(seed * 10 + number) for number in range(10))) == list(range(10))


def test_a_text_of_which_half_was_written_anew_stands_alone() -> None:
    text = story(1, words=300)
    half = " ".join([*text.split(" ")[:150], *story(2, words=150).split(" ")])
    assert leaders(text, half) == [0, 1]


@pytest.mark.parametrize("text", ["", "!", "One.", "One, two.", "a b c d", "😀", "\ud800", "她说，码头关闭了。"])
def test_short_and_odd_texts_are_like_themselves_only(text: str) -> None:
    assert leaders(text, story(3), text) == [0, 1, 0]


def test_a_chain_of_copies_is_one_group() -> None:
    text = story(5, words=300)
    chain = [text]
    for number in range(6):
        chain.append(with_changes(chain[-1], 6, seed=number))
    assert set(leaders(*chain)) == {0}


class Counting(NearDuplicates):
    """Counts comparisons, and finds none alike: the worst case, in which nothing is ever joined."""

    counted = 0

    def are_alike(self, one: int, other: int) -> bool:
        self.counted += 1
        return False


def comparisons(copies: int) -> int:
    with Counting() as alike:
        for _ in range(copies):
            alike.add(story(1))
        assert list(alike.leaders()) == list(range(copies))
        return alike.counted


def test_many_copies_are_compared_a_number_of_times_that_grows_with_them_alone() -> None:
    assert 0 < comparisons(500) <= 11 * comparisons(50)


def test_groups_are_led_by_their_smallest() -> None:
    groups = Groups(6)
    for pair in ((4, 5), (1, 4), (2, 3)):
        groups.join(*pair)
    assert [groups.leader(number) for number in range(6)] == [0, 1, 2, 2, 1, 1]
