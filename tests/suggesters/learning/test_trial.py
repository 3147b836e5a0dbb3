"""Both ways on articles they have not learned from: what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from suggesters.evaluation.matching import Letters, ScoredQuote
from suggesters.learning.trial import MEASURES, changes_between, f1_of, side_of, trial
from suggesters.learning.ways import Predictor
from suggesters.suggestions import Quote, QuoteType, Spans
from tests.suggesters.learning.worlds import Fixed, World, material, span_of, text_of

TEXT = text_of(1, 8)


@dataclass(slots=True)
class Recording:
    """Proposes nothing and notes what it learned from and what it was asked about."""

    learned: list[tuple[int, ...]] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    def fit(self, articles: Sequence[int]) -> Predictor:
        self.learned.append(tuple(articles))

        def predicted(article: int) -> list[Quote]:
            assert article not in articles
            self.asked.append(article)
            return []

        return predicted


def gold(place: int, kind: QuoteType = "direct", *, speaker: Spans = (), optional: bool = False) -> ScoredQuote:
    return ScoredQuote(kind, (span_of(place),), (), speaker, optional=optional)


def proposed(place: int, kind: QuoteType = "direct", *, speaker: Spans = ()) -> Quote:
    return Quote(kind, (span_of(place),), speaker=speaker, score=0.8)


def counted(golden: Sequence[ScoredQuote], quotes: Sequence[Quote]) -> dict[str, list[float]]:
    counts = side_of(Letters(TEXT), golden, quotes).counts
    return {measure: list(row) for measure, row in zip(MEASURES, counts, strict=True)}


def test_found_proposed_and_asked_are_counted_by_type() -> None:
    found = counted(
        [gold(0), gold(1, "indirect"), gold(2, "mixed")], [proposed(0), proposed(1, "direct"), proposed(5, "indirect")]
    )
    assert found["all"] == [2, 3, 3]
    assert found["direct"] == [1, 1, 1]  # what is called direct and is an indirect quote is not wrong
    assert found["indirect"] == [1, 2, 1]
    assert found["mixed"] == [0, 0, 1]


def test_fragments_are_counted_by_themselves() -> None:
    both = (span_of(0), span_of(2))
    found = counted([ScoredQuote("direct", both)], [proposed(0), proposed(2)])
    assert found["all"] == [0, 2, 1]
    assert found["parts"] == [2, 2, 2]


def test_optional_gold_is_neither_asked_for_nor_wrong() -> None:
    found = counted([gold(0, optional=True), gold(1, speaker=(span_of(4),), optional=True)], [proposed(0), proposed(1)])
    assert found["all"] == found["speaker"] == [0, 0, 0]
    side = side_of(Letters(TEXT), [gold(0, optional=True)], [proposed(0), proposed(3)])
    assert side.judged([gold(0, optional=True)]) == [(0.8, False)]


def test_a_speaker_is_right_only_with_its_quote() -> None:
    said, other = (span_of(6),), (span_of(7),)
    golden = [gold(0, speaker=said), gold(1, speaker=said), gold(2, speaker=said), gold(3)]
    quotes = [proposed(0, speaker=said), proposed(1, speaker=other), proposed(3, speaker=said), proposed(4)]
    assert counted(golden, quotes)["speaker"] == [1, 2, 3]


def test_what_changed_is_counted_quote_by_quote() -> None:
    golden = [gold(0), gold(1), gold(2)]
    old = side_of(Letters(TEXT), golden, [proposed(0), proposed(4), proposed(5)])
    new = side_of(Letters(TEXT), golden, [proposed(1), proposed(2), proposed(4)])
    assert changes_between(old, new, golden).tolist() == [2, 1, 0, 1]


def test_each_way_is_asked_about_articles_it_did_not_learn_from_alone() -> None:
    old, new = Recording(), Recording()
    tried = trial([text_of(number, 5) for number in range(12)], [()] * 12, old, new)
    assert old.learned == new.learned == [split.learned for split in tried.splits]
    assert sorted(new.asked) == sorted(list(range(12)) * 4)


def test_copies_of_a_text_are_not_learned_from_while_one_is_tested_on() -> None:
    new = Recording()
    texts = [text_of(number, 40) for number in (1, 2, 3, 1)]
    trial(texts, [()] * 4, Fixed(lambda number: []), new)
    assert sorted(new.learned) == [(0, 1, 3), (0, 2, 3), (1, 2)]


def test_every_repeat_counts_every_article() -> None:
    world = World(15)
    tried = trial(*material(world, range(15)))
    asked = tried.counts[:, :, :, MEASURES.index("all"), 2]
    assert (asked == world.sizes[None, :, None]).all()
    assert len(tried.first) == 15
    assert len(tried.judged[1]) == tried.counts[:, :, 1, 0, 1].sum()


def test_copies_weigh_as_much_together_as_one_article() -> None:
    texts = [text_of(number, 40) for number in (1, 2, 3, 1, 1)]
    tried = trial(texts, [(gold(0),)] * 5, Fixed(lambda number: []), Fixed(lambda number: [proposed(0)]))
    assert tried.counts[0, :, 1, 0].sum(0).tolist() == pytest.approx([3, 3, 3])
    assert tried.changed[0].sum(0).tolist() == pytest.approx([3, 0, 0, 0])


def test_progress_is_told() -> None:
    told: list[float] = []
    trial(*material(World(5), range(5)), told=told.append)
    assert told == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])


def test_nothing_is_tried_with_fewer_than_three_stories() -> None:
    tried = trial([TEXT, TEXT], [(gold(0),)] * 2, Recording(), Recording())
    assert (len(tried.splits), len(tried.first), tried.counts.sum()) == (0, 0, 0)


def test_f1_is_zero_where_nothing_is_asked_for() -> None:
    assert f1_of(np.array([[0.0, 0, 0], [1, 1, 2]])).tolist() == pytest.approx([0, 2 / 3])
