"""Checked articles, read once, from which ways to suggest are learned again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from random import Random

from suggesters.evaluation.matching import Letters, pairs, scored
from suggesters.evaluation.scores import FOUND, units
from suggesters.fitting import Checked
from suggesters.learned.model import Model
from suggesters.learning.calibrating import Judged, loose_shares, steps_of
from suggesters.learning.examples import Example, example_of
from suggesters.learning.guideline import MOST_ARTICLES, Evidence, evidence_of, guideline_of
from suggesters.learning.reranker import Table, Weights, prior
from suggesters.learning.ways import Predictor
from suggesters.pipeline import RULES_VERSION, Reading, Suggester
from suggesters.profiles import Profile
from suggesters.quotes.calibration import LOOSE, LOOSE_APART, LOOSE_CLAUSES
from suggesters.quotes.candidates import Proposal
from suggesters.quotes.finder import find_quotes
from suggesters.quotes.ranking import ByModel, log_odds
from suggesters.suggestions import LEAST_SURE, Quote

STRENGTH, STRENGTH_OF_FEW, FEW = 10.0, 30.0, 60
"""How strongly weights are drawn to what is expected (see ``reranker.prior``): more where ``FEW`` articles or less."""
FLOOR = 0.25
"""The least share of a candidate that becomes a quote; its score, calibrated, decides further."""
HELD_BACK = 3
"""For the calibration each third of a few articles is suggested by what was learned from the others."""
MANY = 60
"""From as many articles on, one third is enough."""

_UNCALIBRATED: Mapping[str, tuple[tuple[float, float], ...]] = {"direct": (), "other": ()}
_LOOSE = {"joined": LOOSE, "clauses": LOOSE_CLAUSES, "apart": LOOSE_APART}


@dataclass(frozen=True, slots=True)
class Read:
    """The examples of all articles under one profile, None for those without a parse, and their table."""

    examples: Sequence[Example | None]
    table: Table
    places: Mapping[int, int]
    """Where in the table the example of an article stands, by the article's number."""

    def raw(self, number: int, model: Model) -> list[float]:
        return list(map(float, self.table.raw(self.places[number], model.weights)))

    def ranker(self, number: int, model: Model, example: Example) -> ByModel:
        """The model on an article. One of other articles may know features that are too rare here for the table."""
        is_known = model.weights.keys() <= self.table.known
        return OnExample(model, example, self.raw(number, model)) if is_known else ByModel(model)


class Study:
    """What was read of the articles. They are known by their numbers; those without a parse are in no figure.

    ``current``: the project's profile, from which the learned one starts.
    """

    def __init__(
        self,
        articles: Sequence[Checked],
        *,
        suggester: Suggester,
        current: Profile,
        told: Callable[[float], None] = lambda share: None,
    ) -> None:
        self.articles, self.current = articles, current
        self.readings: list[Reading] = []
        self.evidence: dict[int, Evidence] = {}
        for number, reading in enumerate(suggester.readings(article.source for article in articles)):
            self.readings.append(reading)
            if reading.doc is not None and number >= len(articles) - MOST_ARTICLES:
                self.evidence[number] = evidence_of(articles[number], reading)
            told((number + 1) / len(articles))
        self.kept: dict[Profile, Read] = {}
        self.shown: dict[tuple[Profile, tuple[int, ...]], Profile] = {}

    def of(self, numbers: Sequence[int]) -> Study:
        """The same without the other articles, which are numbered anew."""
        places = {number: place for place, number in enumerate(numbers)}
        other = copy(self)
        other.articles = [self.articles[number] for number in numbers]
        other.readings = [self.readings[number] for number in numbers]
        other.evidence = {places[number]: found for number, found in self.evidence.items() if number in places}
        other.kept, other.shown = {}, {}
        return other

    def starting(self, current: Profile) -> Study:
        """The same, from another profile on; what was read is shared."""
        other = copy(self)
        other.current = current
        return other

    def read(self, profile: Profile) -> Read:
        """The examples under a profile: read at its first use, then kept."""
        key = replace(profile, name="", full_stop=False, that=True, marks=True, phrases=False)
        if key not in self.kept:
            examples = [
                example_of(article, reading, profile=profile)
                for article, reading in zip(self.articles, self.readings, strict=True)
            ]
            parsed = [number for number, example in enumerate(examples) if example is not None]
            table = Table([example for example in examples if example is not None], prior=prior())
            for example in examples:
                if example is not None:
                    example.names.clear()  # they are in the table now, in a tenth of the room
            self.kept[key] = Read(examples, table, {number: place for place, number in enumerate(parsed)})
        return self.kept[key]

    def profile(self, numbers: Sequence[int]) -> Profile:
        """The guideline that these articles show; the newest of them are asked, where there are many."""
        shows_the_same = len(self.articles) >= MOST_ARTICLES / 2  # whichever of so many articles are learned from
        asked = tuple(sorted(self.evidence) if shows_the_same else (one for one in numbers if one in self.evidence))
        if (self.current, asked) not in self.shown:
            evidence = [self.evidence[number] for number in asked]
            profile = guideline_of(evidence, current=self.current) if evidence else self.current
            self.shown[self.current, asked] = profile
        return self.shown[self.current, asked]

    def learn(self, numbers: Sequence[int]) -> Model:
        """The model of the articles with these numbers."""
        profile = self.profile(numbers)
        read = self.read(profile)
        parsed = [number for number in numbers if read.examples[number] is not None]
        start: Weights | None = None
        judged: list[Judged] = []
        for part in parts_held_back(parsed):
            held = set(part)
            start = self._fit(read, [number for number in parsed if number not in held])
            judged += [found for number in part for found in self._judged(number, read, uncalibrated(start, profile))]
        weights = self._fit(read, parsed, start=start)
        return replace(
            uncalibrated(weights, profile),
            calibration={
                "direct": steps_of([found for found in judged if found.is_direct and not is_loose(found)]),
                "other": steps_of([found for found in judged if not found.is_direct and not is_loose(found)]),
            },
            loose=loose_shares(judged, prior=_LOOSE[profile.parts]),
        )

    def _fit(self, read: Read, numbers: Sequence[int], *, start: Weights | None = None) -> Weights:
        return read.table.fit(
            [read.places[number] for number in numbers], strength=strength_of(len(numbers)), start=start
        )

    def _judged(self, number: int, read: Read, model: Model) -> list[Judged]:
        """The quotes of an article by a model without calibration, each with whether it is right."""
        example = read.examples[number]
        if example is None:
            return []
        ranker = Recording(model, example, read.raw(number, model))
        quotes = example.quotes(ranker, profile=model.profile)
        letters, gold = Letters(example.article.source.text), example.article.quotes
        golden, proposed = units("overlap", letters, gold), units("overlap", letters, list(map(scored, quotes)))
        found = pairs(golden, proposed, likeness=letters.likeness, least=FOUND)
        gold_of = {place: number_of_gold for number_of_gold, place in found.items()}
        return [
            replace(ranker.records[int(quote.score)], is_right=place in gold_of)
            for place, quote in enumerate(quotes)
            if place not in gold_of or not gold[gold_of[place]].optional
        ]

    def quotes(self, number: int, model: Model) -> Sequence[Quote]:
        """What a model proposes for an article, as far as it is likely."""
        read = self.read(model.profile)
        example = read.examples[number]
        if example is None:
            return ()
        quotes = example.quotes(read.ranker(number, model, example), profile=model.profile)
        return [quote for quote in quotes if quote.score >= LEAST_SURE]

    def quotes_by_rules(self, number: int, profile: Profile) -> Sequence[Quote]:
        """What the rules propose for an article, as far as it is likely."""
        reading = self.readings[number]
        if reading.doc is None:
            return ()
        quotes = reading.stored(find_quotes(reading.doc, captions=reading.captions, profile=profile))
        return [quote for quote in quotes if quote.score >= LEAST_SURE]


def strength_of(articles: int) -> float:
    """That of no articles is ``STRENGTH_OF_FEW``; it falls evenly to ``STRENGTH`` at ``FEW``."""
    return STRENGTH + (STRENGTH_OF_FEW - STRENGTH) * max(0.0, 1 - articles / FEW)


def parts_held_back(numbers: Sequence[int]) -> list[list[int]]:
    """Thirds of the articles, or one third of many; none of fewer than three."""
    order = Random(len(numbers)).sample(list(numbers), len(numbers))  # noqa: S311 - no secret
    parts = [sorted(order[place::HELD_BACK]) for place in range(HELD_BACK)] if len(numbers) >= HELD_BACK else []
    return parts[:1] if len(numbers) >= MANY else parts


def uncalibrated(weights: Weights, profile: Profile) -> Model:
    """A model whose scores are the shares of the softmax."""
    return Model(RULES_VERSION, profile, weights.by_name, weights.none, FLOOR, _UNCALIBRATED)


def is_loose(judged: Judged) -> bool:
    return judged.rule.startswith("loose_")


class OnExample(ByModel):
    """A model on an example, whose features are known already."""

    def __init__(self, model: Model, example: Example, raw: Sequence[float]) -> None:
        super().__init__(model)
        self.known: dict[int, list[float]] = {}
        place = 0
        for proposal in example.proposals:
            size = len(proposal.candidates)
            self.known[id(proposal)] = list(raw[place : place + size])
            place += size

    def raw(self, proposal: Proposal) -> list[float]:
        return self.known.get(id(proposal)) or super().raw(proposal)


class Recording(OnExample):
    """Notes what each quote was judged by; the score that it gives is the number of the note."""

    def __init__(self, model: Model, example: Example, raw: Sequence[float]) -> None:
        super().__init__(model, example, raw)
        self.records: list[Judged] = []
        self.least = 0.0

    def confidence(self, rule: str, score: float, *, is_direct: bool, profile: Profile) -> float:
        self.records.append(Judged(log_odds(score), rule, is_direct, is_right=False))
        return float(len(self.records) - 1)


@dataclass(frozen=True, slots=True)
class Learned:
    """The way that learns, from all it is given or, where ``only`` is stated, from those of these numbers."""

    study: Study
    only: frozenset[int] | None = None

    def fit(self, articles: Sequence[int]) -> Predictor:
        kept = [number for number in articles if self.only is None or number in self.only]
        model = self.study.learn(kept)
        return lambda number: self.study.quotes(number, model)


@dataclass(frozen=True, slots=True)
class Rules:
    """The way of the rules alone, which learns nothing."""

    study: Study
    profile: Profile

    def fit(self, articles: Sequence[int]) -> Predictor:
        return lambda number: self.study.quotes_by_rules(number, self.profile)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A model that learned from other articles."""

    study: Study
    model: Model

    def fit(self, articles: Sequence[int]) -> Predictor:
        return lambda number: self.study.quotes(number, self.model)
