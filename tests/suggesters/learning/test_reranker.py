"""The weights of features, learned from examples and drawn to what the rules choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any, cast

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.sparse import csr_matrix

from suggesters.learning.examples import Example
from suggesters.learning.reranker import LEAST_WEIGHT, Loss, Table, Weights, prior
from suggesters.quotes.ranking import shares_of

NAN = float("nan")


@dataclass(slots=True)
class MadeUp:
    """An example of which only features and targets are known: for each cue, each candidate's features and share."""

    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    proposals: list[MadeUpCue] = field(default_factory=list)
    targets: list[list[float] | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MadeUpCue:
    candidates: tuple[object, ...]


def example(*cues: Sequence[tuple[str, float]] | Sequence[tuple[str, None]]) -> Example:
    """Each cue is a list of candidates: features in one text, and how much is right; None: it teaches nothing."""
    made = MadeUp()
    for cue in cues:
        candidates = tuple(object() for _ in cue)
        for candidate, (names, _) in zip(candidates, cue, strict=True):
            made.names[id(candidate)] = tuple(names.split())
        made.proposals.append(MadeUpCue(candidates))
        rights = [right for _, right in cue if right is not None]
        made.targets.append(rights if len(rights) == len(cue) else None)
    return cast("Example", made)


def learned(examples: Sequence[Example], *, strength: float = 1.0, known: Mapping[str, float] | None = None) -> Weights:
    return Table(examples, prior=known or {}).fit(range(len(examples)), strength=strength)


def chosen(weights: Weights, *candidates: str) -> list[float]:
    """The share of each candidate of a cue."""
    raw = [sum(weights.by_name.get(name, 0.0) for name in names.split()) for names in candidates]
    return shares_of(raw, none=weights.none)


def a_loss(right: Sequence[float], *, strength: float = 2.0) -> Loss:
    matrix = csr_matrix(np.random.default_rng(5).integers(0, 2, (len(right), 6)).astype(float))
    sizes = np.array([3, 1, 4, 2], dtype=np.int64)
    return Loss(matrix, sizes, np.array(right), prior=np.linspace(-1, 1, 7), strength=strength)


@pytest.mark.parametrize(
    "right",
    [
        [1, 0, 0, 0, 0.9, 0.9, 0, 0.2, 0, 1],
        [0, 0, 0, 1, NAN, NAN, NAN, NAN, 0.85, 0.84],
        [NAN, NAN, NAN, 0, 1, 1, 1, 1, NAN, NAN],
    ],
)
def test_the_gradient_is_that_of_the_loss(right: list[float]) -> None:
    loss = a_loss(right)
    for seed in range(3):
        weights = np.random.default_rng(seed).normal(0, 1.5, 7)
        expected = approx_fprime(weights, lambda values: loss(values)[0], 1e-6)
        assert loss(weights)[1] == pytest.approx(expected, abs=1e-4)


def test_the_loss_is_that_of_the_shares() -> None:
    """One cue, two candidates of which the first is right: the logarithm of its share."""
    loss = Loss(csr_matrix(np.eye(2)), np.array([2]), np.array([1.0, 0.0]), prior=np.zeros(3), strength=0.0)
    share = shares_of([0.7, -0.4], none=0.2)[0]
    assert loss(np.array([0.7, -0.4, 0.2]))[0] == pytest.approx(-np.log(share))


def test_what_teaches_nothing_is_as_if_it_were_not_there() -> None:
    taught = example([("a=1 b=1", 1.0), ("a=2 b=1", 0.0)])
    silent: Any = example([("a=2 b=1", None), ("a=1 b=2", None)])
    both = example([("a=1 b=1", 1.0), ("a=2 b=1", 0.0)], [("a=2 b=1", None), ("a=1 b=2", None)])
    alone = learned([taught] * 4)
    assert learned([both] * 4) == alone
    assert learned([taught] * 4 + [silent] * 4).by_name["a=1"] == pytest.approx(alone.by_name["a=1"], abs=1e-3)


def test_a_strong_prior_stays() -> None:
    examples = [example([("by_rules=kept_9", 0.0), ("by_rules=beside", 1.0)])] * 8
    strong = learned(examples, strength=1e6, known=prior())
    assert strong.by_name == pytest.approx({name: value for name, value in prior().items() if value}, abs=1e-3)
    assert strong.none == pytest.approx(0, abs=1e-3)
    weak = learned(examples, strength=0.1, known=prior())
    assert weak.by_name["by_rules=kept_9"] < prior()["by_rules=kept_9"] - 1
    assert weak.by_name["by_rules=beside"] > 0


def test_nothing_to_learn_from_gives_the_prior() -> None:
    found = Table([example([("a=1", 1.0)])] * 3, prior=prior()).fit([], strength=10)
    assert found.none == 0
    assert {name: value for name, value in found.by_name.items() if value} == {
        name: value for name, value in prior().items() if value
    }


def test_the_prior_is_as_sure_as_the_rules_are_of_each_choice() -> None:
    expected = prior()
    for tenths in range(10):
        assert 1 / (1 + exp(-expected[f"by_rules=kept_{tenths}"])) == pytest.approx((tenths + 0.5) / 10, abs=0.01)
    kept = [expected[f"by_rules=kept_{tenths}"] for tenths in range(10)]
    assert kept == sorted(kept)
    others = [weight for name, weight in expected.items() if "kept_" not in name]
    assert max(others) < 0, "what the rules do not choose is not expected"


def test_what_people_choose_is_learned_against_the_rules() -> None:
    """The rules take the whole clause; people always end it before the time."""
    cue = "by_rules=kept_8 next=end", "by_rules=beside next=time"
    examples = [example([(cue[0], 0.0), (cue[1], 1.0)])] * 8
    whole, cut = chosen(Weights(prior(), 0.0), *cue)
    assert whole > 0.5 > cut
    whole, cut = chosen(learned(examples, known=prior()), *cue)
    assert cut > 0.5 > whole


def test_where_nothing_was_said_none_is_learned() -> None:
    found = learned([example([("rule=object", 0.0)], [("rule=clause", 1.0)])] * 10)
    assert chosen(found, "rule=object")[0] < 0.3 < 0.7 < chosen(found, "rule=clause")[0]


def test_candidates_that_are_right_alike_share_it() -> None:
    found = learned([example([("edge=one", 1.0), ("edge=two", 0.99), ("edge=three", 0.85)])] * 10)
    one, two, three = chosen(found, "edge=one", "edge=two", "edge=three")
    assert one == pytest.approx(two, abs=0.01)
    assert three < one / 3


def test_what_occurs_in_one_article_is_not_learned() -> None:
    examples = [example([("a=1 rare=1", 1.0), ("a=2", 0.0)]), example([("a=1", 1.0), ("a=2", 0.0)])]
    found = learned(examples)
    assert "rare=1" not in found.by_name
    assert found.by_name["a=1"] > LEAST_WEIGHT


def test_part_of_the_articles_gives_what_they_alone_would() -> None:
    """Folds are fitted on one table; nothing of the other articles may show, and the start changes nothing."""
    one, other = example([("a=1", 1.0), ("a=2", 0.0)]), example([("a=1", 0.0), ("a=2", 1.0), ("b=1", 0.0)])
    table = Table([one, one, other, other], prior={})
    part, whole = table.fit([0, 1], strength=1), table.fit([0, 1, 2, 3], strength=1)
    assert part == learned([one, one])
    warm = table.fit([0, 1], strength=1, start=whole)
    assert warm.by_name == pytest.approx(part.by_name, abs=2e-3)


def test_what_occurs_in_one_of_the_articles_learned_from_is_not_learned() -> None:
    rare, plain = example([("a=1 rare=1", 1.0), ("a=2", 0.0)]), example([("a=1", 1.0), ("a=2", 0.0)])
    table = Table([rare, plain, rare], prior={})
    assert "rare=1" not in table.fit([0, 1], strength=1).by_name
    assert "rare=1" in table.fit([0, 2], strength=1).by_name


def test_raw_scores_are_sums_of_the_weights() -> None:
    table = Table([example([("a=1 b=1", 1.0), ("a=2", 0.0)], [("b=1", 0.0)])] * 2, prior={})
    assert list(table.raw(1, {"a=1": 0.5, "b=1": 0.25, "z=1": 9.0})) == [0.75, 0.0, 0.25]
