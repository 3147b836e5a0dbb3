"""F1 over the number of articles learned from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from suggesters.learning.curve import Point, curve, fits_for
from suggesters.learning.trial import Trial, trial
from suggesters.learning.ways import Predictor
from suggesters.suggestions import Quote
from tests.suggesters.learning.worlds import Fixed, World, material, quote_at


@dataclass(slots=True)
class Growing:
    """Finds more, the more it learned from, and notes what that was."""

    world: World
    learned: list[tuple[int, ...]] = field(default_factory=list)

    def fit(self, articles: Sequence[int]) -> Predictor:
        self.learned.append(tuple(articles))
        share = min(1.0, 0.4 + 0.02 * len(articles))

        def predicted(article: int) -> list[Quote]:
            assert article not in articles
            return [quote_at(place) for place in range(round(share * int(self.world.sizes[article])))]

        return predicted


def rules(world: World) -> Fixed:
    return Fixed(lambda number: [quote_at(place) for place in range(int(0.3 * world.sizes[number]))])


def tried_with(articles: int, *, seed: int = 0) -> tuple[Trial, World, Growing]:
    world = World(articles, seed=seed, quotes=20)
    texts, gold, *_ = material(world, range(articles))
    learner = Growing(world)
    tried = trial(texts, gold, rules(world), learner)
    learner.learned.clear()
    return tried, world, learner


def points(articles: int) -> list[Point]:
    tried, world, learner = tried_with(articles)
    return curve(tried, rules(world), learner)


@pytest.mark.parametrize(
    ("articles", "sizes"),
    [
        (3, [0, 2]),
        (5, [0, 3, 4]),
        (10, [0, 3, 5, 9]),
        (25, [0, 3, 5, 10, 22]),
        (60, [0, 3, 5, 10, 25, 54]),
        pytest.param(120, [0, 3, 5, 10, 25, 50, 108], marks=pytest.mark.left_to_ci),
    ],
)
def test_the_curve_goes_from_the_rules_to_all_articles_less_a_fold(articles: int, sizes: list[int]) -> None:
    assert [point.articles for point in points(articles)] == sizes


def test_what_learns_more_from_more_articles_rises() -> None:
    found = points(60)
    values = [point.f1["all"][0] for point in found]
    assert values == sorted(values)
    assert values[0] < 0.5 < values[-1] - 0.3
    assert all(low <= f1 <= high for point in found for f1, low, high in point.f1.values())


def test_each_type_has_its_own_figures() -> None:
    last = points(25)[-1]
    assert set(last.f1) == {"all", "direct", "mixed", "indirect"}
    assert last.f1["direct"] == last.f1["all"]
    assert last.f1["mixed"] == (0, 0, 0)


def test_the_last_point_is_the_trial_of_the_gate_and_costs_no_fit() -> None:
    tried, world, learner = tried_with(25)
    last = curve(tried, rules(world), learner)[-1]
    found, proposed, asked = tried.counts[:, :, 1, 0].sum((0, 1))
    assert last.f1["all"][0] == pytest.approx(2 * found / (proposed + asked), abs=1e-4)
    assert {len(articles) for articles in learner.learned} == {3, 5, 10}


@pytest.mark.parametrize("fits", [3, 8, 40, 100])
def test_a_budget_of_fits_is_kept(fits: int) -> None:
    tried, world, learner = tried_with(25)
    assert [point.articles for point in curve(tried, rules(world), learner, fits=fits)] == [0, 3, 5, 10, 22]
    assert len(learner.learned) <= fits


def test_small_sizes_are_repeated_first() -> None:
    work = [size for size, _, _ in fits_for(range(120), [3, 5, 10, 25, 50], fits=40, seed=0)]
    assert [work.count(size) for size in (3, 5, 10, 25, 50)] == [10, 10, 10, 5, 5]


def test_every_size_is_tested_on_every_article() -> None:
    for size in (3, 5):
        tested = [split.tested for one, _, split in fits_for(range(23), [3, 5], fits=10, seed=0) if one == size]
        assert sorted(article for articles in tested for article in articles) == list(range(23))


def test_a_story_that_is_tested_on_is_not_learned_from() -> None:
    stories = [0, 0, 0, 3, 4, 5, 6, 7, 8, 9, 10, 3]
    for _, articles, split in fits_for(stories, [3, 5], fits=30, seed=1):
        assert not {stories[one] for one in articles} & {stories[one] for one in split.tested}
        assert articles == sorted(articles)


@pytest.mark.left_to_ci
def test_the_interval_holds_what_is_true_of_other_articles() -> None:
    inside = []
    for seed in range(1, 31):
        world = World(220, seed=seed)
        texts, gold, old, new = material(world, range(20))
        last = curve(trial(texts, gold, old, new, most_fits=10), old, new, fits=1)[0]
        sums = [0, 0, 0]
        for number in range(20, 220):
            found, wanted = world.found_by_rules(number), range(int(world.sizes[number]))
            sums = [sums[0] + int(found[wanted].sum()), sums[1] + int(found.sum()), sums[2] + len(wanted)]
        inside.append(last.f1["all"][1] <= 2 * sums[0] / (sums[1] + sums[2]) <= last.f1["all"][2])
    assert sum(inside) >= 26


def test_too_few_articles_have_no_curve() -> None:
    assert points(2) == []


def test_a_point_is_plain_json() -> None:
    found = [point.as_json() for point in points(5)]
    assert json.loads(json.dumps(found)) == found
    assert list(found[0]) == ["articles", "all", "direct", "mixed", "indirect"]


def test_progress_is_told() -> None:
    tried, world, learner = tried_with(10)
    told: list[float] = []
    curve(tried, rules(world), learner, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
