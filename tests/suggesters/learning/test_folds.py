"""What is learned from and what is tested on."""

from __future__ import annotations

import pytest

from suggesters.learning.folds import Split, splits, stories_of
from tests.stories import story


def by_repeat(plan: list[Split]) -> list[list[Split]]:
    return [[split for split in plan if split.repeat == repeat] for repeat in sorted({one.repeat for one in plan})]


def test_copies_and_later_versions_of_a_text_are_one_story() -> None:
    first, second = story(1, words=300), story(2, words=300)
    later = first.replace("harbour", "port", 3) + "\n\nMore follows."
    assert stories_of([first, second, later, second.upper()]) == [0, 1, 0, 1]


@pytest.mark.parametrize("number", [3, 4, 9, 10, 11, 24, 60, 250])
def test_each_repeat_tests_on_every_article_once_and_never_on_what_was_learned(number: int) -> None:
    for repeat in by_repeat(splits(range(number))):
        assert sorted(article for split in repeat for article in split.tested) == list(range(number))
        for split in repeat:
            assert sorted(split.learned + split.tested) == list(range(number))
            assert list(split.learned) == sorted(split.learned)


def test_a_story_is_never_on_both_sides() -> None:
    stories = [0, 1, 0, 3, 4, 5, 6, 7, 8, 9, 10, 4, 4, 13, 14]
    for split in splits(stories):
        assert not {stories[one] for one in split.learned} & {stories[one] for one in split.tested}


def test_folds_are_about_as_large_as_one_another() -> None:
    sizes = [len(split.tested) for split in splits([0, 0, 0, *range(3, 60)])]
    assert max(sizes) - min(sizes) <= 1


def test_of_few_stories_each_is_set_aside_once() -> None:
    assert [split.tested for split in splits(range(5), seed=3)] != [split.tested for split in splits(range(5), seed=4)]
    assert sorted(split.tested for split in splits(range(5))) == [(0,), (1,), (2,), (3,), (4,)]
    assert len(splits([0, 0, 2, 3])) == 3


@pytest.mark.parametrize(("number", "fits"), [(9, 9), (10, 10), (12, 40), (25, 30), (99, 30), (100, 20), (2000, 20)])
def test_many_articles_cost_fewer_fits(number: int, fits: int) -> None:
    assert len(splits(range(number))) == fits


def test_a_budget_of_fits_leaves_one_whole_repeat_at_least() -> None:
    assert len(splits(range(200), most=19)) == len(splits(range(200), most=1)) == 10


def test_fewer_than_three_stories_are_not_divided() -> None:
    assert splits([]) == splits([0]) == splits([0, 0, 0, 3]) == []


def test_the_same_seed_divides_alike_and_another_one_otherwise() -> None:
    assert splits(range(30), seed=5) == splits(range(30), seed=5) != splits(range(30), seed=6)


def test_repeats_divide_otherwise() -> None:
    first, second, *_ = by_repeat(splits(range(30)))
    assert [split.tested for split in first] != [split.tested for split in second]
