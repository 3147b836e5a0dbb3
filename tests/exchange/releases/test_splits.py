"""Dividing: shares, whole publishers, whole days, and near-duplicates on one side."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import Refused
from exchange.releases.options import SplitOptions, check_split, shares_of
from exchange.releases.splits import Division, Traits, divided, side_at

DAY = datetime.date(2024, 1, 1)


def traits_of(articles: Sequence[dict[str, Any]], *, salt: str = "quotemark") -> Traits:
    traits = Traits()
    for number, values in enumerate(articles):
        traits.add(**{"id": str(number), "publisher": "", "published": None, "salt": salt, **values})
    return traits


def divide(articles: Sequence[dict[str, Any]], method: str, *, leaders: Any = None, **options: Any) -> Division:
    split = SplitOptions(method=method, **options)
    return divided(traits_of(articles, salt=split.salt), leaders or range(len(articles)), split)


def test_a_hash_divides_by_the_shares_and_by_id_and_salt_alone() -> None:
    many: list[dict[str, Any]] = [{} for _ in range(2000)]
    sides = divide(many, "hash", shares=(70, 20, 10)).sides
    counts = Counter(sides)
    assert [round(counts[side] / 20) for side in range(3)] == pytest.approx([70, 20, 10], abs=4)
    assert divide(many[:100], "hash", shares=(70, 20, 10)).sides == sides[:100]
    assert divide(many, "hash", shares=(70, 20, 10), salt="other").sides != sides


def test_a_side_without_a_share_gets_nothing() -> None:
    sides = divide([{} for _ in range(500)], "hash", shares=(90, 0, 10)).sides
    assert set(sides) == {0, 2}


@given(st.floats(0, 1), st.tuples(st.integers(0, 100), st.integers(0, 100)))
def test_every_place_has_a_side_that_has_a_share(place: float, two: tuple[int, int]) -> None:
    first, second = sorted(two)
    shares = (first, second - first, 100 - second)
    assert shares[side_at(place, shares)] > 0


def test_a_publisher_is_whole_on_one_side_and_the_shares_are_near() -> None:
    sizes = {"Courier": 40, "Herald": 30, "Post": 10, "Mail": 10, "Echo": 10}
    articles = [{"publisher": name} for name, size in sizes.items() for _ in range(size)]
    sides = divide(articles, "publisher").sides
    by_publisher = {name: {side for item, side in zip(articles, sides, strict=True) if item["publisher"] == name}
                    for name in sizes}  # fmt: skip
    assert all(len(found) == 1 for found in by_publisher.values())
    assert Counter(sides) == {0: 80, 1: 10, 2: 10}


def test_articles_without_a_publisher_go_by_their_ids() -> None:
    articles: list[dict[str, Any]] = [{} for _ in range(300)]
    assert divide(articles, "publisher").sides == divide(articles, "hash").sides


def test_dates_divide_in_order_of_time_with_days_whole() -> None:
    articles: list[dict[str, Any]] = [
        {"published": DAY + datetime.timedelta(days=number // 10)} for number in range(100)
    ]
    articles.append({"published": None})
    division = divide(list(reversed(articles)), "date")
    sides = list(reversed(division.sides))
    assert sides[:100] == [0] * 80 + [1] * 10 + [2] * 10
    assert (sides[100], division.undated) == (0, 1)


@pytest.mark.parametrize("method", ["hash", "publisher", "date"])
def test_near_duplicates_stay_on_one_side(method: str) -> None:
    articles = [{"publisher": f"p{number}", "published": DAY + datetime.timedelta(days=number)} for number in range(60)]
    leaders = [number % 20 for number in range(60)]
    division = divide(articles, method, leaders=leaders)
    for number in range(60):
        assert division.sides[number] == division.sides[number % 20]
    alone = divide(articles, method)
    assert (division.groups, division.members) == (20, 60)
    assert division.moved == sum(a != b for a, b in zip(alone.sides, division.sides, strict=True)) > 0
    assert (alone.groups, alone.members, alone.moved) == (0, 0, 0)


def test_by_date_a_group_goes_where_its_oldest_dated_article_goes() -> None:
    articles: list[dict[str, Any]] = [{"published": DAY + datetime.timedelta(days=9 - number)} for number in range(10)]
    articles.append({"published": None})
    leaders = [0, *range(1, 9), 0, 0]
    assert divide(articles, "date", leaders=leaders).sides[0] == 0
    assert divide(articles, "date").sides[0] == 2


def test_nothing_at_all_is_divided_into_nothing() -> None:
    for method in ("none", "hash", "publisher", "date"):
        assert divide([], method).sides == bytearray()


@pytest.mark.parametrize("text", ["80/10", "80/10/11", "80/10/-10", "a/b/c", "", "50/50/0/0", "33.3/33.3/33.4"])
def test_shares_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="100 together"):
        shares_of(text)


def test_shares_are_read() -> None:
    assert shares_of("70/20/10") == shares_of(" 70, 20, 10") == (70, 20, 10)


@pytest.mark.parametrize("values", [{"method": "luck"}, {"shares": (50, 20, 10)}, {"shares": (120, -30, 10)}])
def test_a_split_that_cannot_be_made_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_split(SplitOptions(**values))
