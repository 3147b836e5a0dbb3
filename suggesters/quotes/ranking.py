"""How candidates are compared: by the points of the rules, or by the weights of a learned model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import exp, log
from typing import TYPE_CHECKING, Protocol

from suggesters.profiles import Profile
from suggesters.quotes.calibration import FLOOR, confidence
from suggesters.quotes.candidates import Proposal, counted, draw, propose
from suggesters.quotes.features import features_of
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.overlaps import Choice, Place, without_overlaps
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.points import score_of
from suggesters.quotes.wide import profile_counting_all, propose_all
from suggesters.quotes.wide_features import all_shared, all_values_beside, are_twins
from suggesters.suggestions import LEAST_SURE

if TYPE_CHECKING:
    from suggesters.learned.model import Model

WORTH_OF_LENGTH, LONG = 0.001, 200
_UNLIKELY = 0.02


class Ranker(Protocol):
    """Proposes candidates, compares those of one cue, and says what a score is worth.

    ``floor``: the least score of a candidate that becomes a quote. ``least``: the least confidence of a quote with a
    cue; what is less likely is not even looked at for who speaks.
    """

    floor: float
    least: float

    def profile_for(self, profile: Profile) -> Profile:
        """The profile under which candidates are proposed."""

    def proposals(self, page: ParsedPage) -> list[Proposal]: ...

    def best_of(self, proposal: Proposal) -> Choice:
        """The likeliest candidate of a cue."""

    def place(self, choice: Choice) -> Place:
        """By which choices are ordered, the one that is kept first: of two that cover each other, the first stays."""

    def confidence(self, rule: str, score: float, *, is_direct: bool, profile: Profile) -> float:
        """The probability that a quote is right, from the score of its choice."""


class ByPoints:
    """The rules' own candidates, by the points that are set by hand."""

    def __init__(self, *, scorer: Callable[[Sequence[str]], float] = score_of, floor: float = FLOOR) -> None:
        self.scorer, self.floor, self.least = scorer, floor, 0.0

    def profile_for(self, profile: Profile) -> Profile:
        return profile

    def proposals(self, page: ParsedPage) -> list[Proposal]:
        return propose(page)

    def best_of(self, proposal: Proposal) -> Choice:
        scored = [(self.scorer(features_of(found, proposal.setting)), found) for found in proposal.candidates]
        score, candidate = max(scored, key=lambda pair: pair[0])
        return Choice(candidate, proposal.setting, score)

    def place(self, choice: Choice) -> Place:
        """Noun cues after all others. Of two about as likely, the longer first: what is said in it belongs to it."""
        size = sum(end - start for start, end in choice.candidate.fragments)
        merit = choice.score + WORTH_OF_LENGTH * min(size, LONG)
        return choice.candidate.cue.kind in ("noun", "belief"), -merit, choice.candidate.fragments

    def confidence(self, rule: str, score: float, *, is_direct: bool, profile: Profile) -> float:
        return confidence(rule, score, is_direct=is_direct, parts=profile.parts)


class ByModel:
    """All candidates of a cue in view at once: each has its share of what the weights give to them and to “none”.

    The softmax over a cue's candidates follows rerankers of parses (Collins and Koo 2005, “Discriminative reranking for
    natural language parsing”). Candidates that share four fifths of their letters stand for the same content, so their
    shares are added before the likeliest is taken (minimum Bayes risk, Kumar and Byrne 2004).
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.floor, self.least = model.floor, LEAST_SURE

    def profile_for(self, profile: Profile) -> Profile:
        return profile_counting_all(profile)

    def proposals(self, page: ParsedPage) -> list[Proposal]:
        return proposals_to_rank(page, profile=self.model.profile)

    def raw(self, proposal: Proposal) -> list[float]:
        """The log-odds of each candidate of a cue: the weights of ``all_features_of``, whose names are not written."""
        weights, setting = self.model.by_family, proposal.setting
        shared: dict[tuple[int, str], tuple[Mapping[str, str], float]] = {}
        found: list[float] = []
        for candidate in proposal.candidates:
            key = id(candidate.cue), candidate.rule
            if key not in shared:
                own = all_shared(candidate, setting)
                own_weight = sum([weights[family].get(value, 0.0) for family, value in own.values.items()])
                own_weight += sum([self.model.weights.get(name, 0.0) for name in own.names])
                shared[key] = own.values, own_weight
            known, weight = shared[key]
            values = all_values_beside(candidate, setting, known)
            found.append(weight + sum([weights[family].get(value, 0.0) for family, value in values.items()]))
        return found

    def best_of(self, proposal: Proposal) -> Choice:
        shares = shares_of(self.raw(proposal), none=self.model.none)
        place, score = likeliest(proposal.candidates, shares)
        return Choice(proposal.candidates[place], proposal.setting, score)

    def place(self, choice: Choice) -> Place:
        size = sum(end - start for start, end in choice.candidate.fragments)
        merit = choice.score + WORTH_OF_LENGTH * min(size, LONG)
        return False, -merit, choice.candidate.fragments

    def confidence(self, rule: str, score: float, *, is_direct: bool, profile: Profile) -> float:
        if rule in self.model.loose:
            return self.model.loose[rule]
        if rule.startswith("loose_"):
            return confidence(rule, score, is_direct=is_direct, parts=profile.parts)
        return round(self.model.probability(log_odds(score), is_direct=is_direct), 3)


def log_odds(share: float) -> float:
    return log(max(share, 1e-6) / max(1 - share, 1e-6))


def shares_of(raw: Sequence[float], *, none: float) -> list[float]:
    """The softmax of the raw scores and of ``none``, without the latter's share."""
    top = max(none, *raw)
    odds = [exp(value - top) for value in raw]
    whole = sum(odds) + exp(none - top)
    return [value / whole for value in odds]


def likeliest(candidates: Sequence[ContentCandidate], shares: Sequence[float]) -> tuple[int, float]:
    """The place of the likeliest of those twins that have the most of the shares together, and how much they have."""
    likely = [place for place, share in enumerate(shares) if share >= _UNLIKELY]
    if not likely:
        place = max(range(len(shares)), key=shares.__getitem__)
        return place, shares[place]
    most, best = 0.0, [likely[0]]
    for place in likely:
        fragments = candidates[place].fragments
        twins = [other for other in likely if other == place or are_twins(fragments, candidates[other].fragments)]
        found = sum(shares[twin] for twin in twins)
        if found > most + 1e-9:
            most, best = found, twins
    return max(best, key=shares.__getitem__), most


BY_POINTS = ByPoints()


def proposals_to_rank(page: ParsedPage, *, profile: Profile) -> list[Proposal]:
    """All candidates of a page that counts every kind, with what the rules choose under ``profile`` noted on the page.

    A learned model starts from the rules' choice: it is a feature like any other.
    """
    drawing, narrow = draw(page), page.by(profile)
    is_other = drawing.has_ends_by_belief and not profile.counts("beliefs")
    own = draw(narrow, drawing.cues) if is_other else drawing
    best = [BY_POINTS.best_of(proposal) for proposal in counted(own, narrow)]
    likely = [choice for choice in best if choice.score >= BY_POINTS.floor]
    for choice in without_overlaps(likely, key=BY_POINTS.place, nested=profile.counts("nested")):
        candidate = choice.candidate
        is_direct = all(page.mask[start] for start, _ in candidate.fragments)
        share = confidence(candidate.rule, choice.score, is_direct=is_direct, parts=profile.parts)
        page.by_rules[candidate.cue.token.i] = (candidate.fragments, f"kept_{int(share * 10)}")
    chosen = [fragments for fragments, _ in page.by_rules.values()]
    page.chosen_by_rules = sorted((one[0][0], one[-1][1], one) for one in chosen)
    return propose_all(page, drawing)
