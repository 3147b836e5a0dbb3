"""Which guideline profile fits checked articles best: each is parsed once, and the rules run for every profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from suggesters.evaluation.fits import Fit, KindFit, Sample, kind_fit, parts_of, ranked, scores_by
from suggesters.evaluation.matching import ScoredQuote, scored
from suggesters.pipeline import Source, Suggester
from suggesters.profiles import KINDS, PRESETS, Parts, Profile
from suggesters.suggestions import LEAST_SURE, Span

PLAIN: dict[Parts, Profile] = {"joined": Profile("joined", "joined"), "apart": Profile("apart", "apart")}
CLEARLY_BETTER = 0.05
"""Of F1: a profile that fits less better than that is not worth a change."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An article with the quotes that people found in it.

    ``captions``: those that they found beside the ones that its page marked as such; None where nobody looked for them.
    """

    source: Source
    quotes: tuple[ScoredQuote, ...]
    captions: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fits:
    """How well the profiles fit ``articles`` checked articles with ``quotes`` quotes.

    ``rows``: the presets and the profile that was asked about, best first. ``parts``: “joined”, “apart”, or empty where
    the articles do not show it. ``kinds``: what each kind would add. ``best``: the preset to choose, None if nothing is
    clearly better.
    """

    articles: int
    quotes: int
    rows: tuple[Fit, ...]
    parts: str
    kinds: tuple[KindFit, ...]
    best: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def fits(articles: Iterable[Checked], *, suggester: Suggester, current: Profile) -> Fits:
    """Judge the presets, and ``current`` among them, by these articles."""
    return judged(list(samples(articles, suggester=suggester, current=current)), current=current)


def profiles_tried(current: Profile) -> dict[str, Profile]:
    """By name: ``current`` and the presets, then plain speech with joined parts and without, alone and with each kind.

    ``current`` comes first, so that it wins over presets that fit as well.
    """
    tried = {current.key: current, **PRESETS}
    for parts, plain in PLAIN.items():
        tried[parts] = plain
        tried |= {f"{parts}+{kind}": replace(plain, kinds=frozenset({kind})) for kind in KINDS}
    return tried


def way_of(profile: Profile) -> Parts:
    """“joined” or “apart”. Parts of unquoted clauses that are joined leave quotations apart."""
    return "joined" if profile.parts == "joined" else "apart"


def samples(articles: Iterable[Checked], *, suggester: Suggester, current: Profile) -> Iterator[Sample]:
    tried = profiles_tried(current)
    sure = Suggester(suggester.nlp, least_score=LEAST_SURE, profile=current, seconds=suggester.seconds)
    sure = sure.keeping(suggester.parses)
    for article in articles:
        found = sure.quotes_by(article.source, tried.values())
        proposed = {name: [scored(quote) for quote in quotes] for name, quotes in zip(tried, found, strict=True)}
        yield Sample(article.source.text, article.quotes, proposed)


def judged(checked: list[Sample], *, current: Profile) -> Fits:
    """What the samples say."""
    tried = profiles_tried(current)
    scores = scores_by(checked, list(tried))
    rows = ranked({name: scores[name] for name in {current.key: None, **PRESETS}})
    by_parts: dict[str, list[Fit]] = {
        way: [row for row in rows if row.name in PRESETS and way_of(tried[row.name]) == way] for way in PLAIN
    }
    f1 = {f"best_{way}": found[0].all for way, found in by_parts.items()}
    parts = parts_of(checked, joined="joined", apart="apart", **f1)
    plain = parts or way_of(current)
    kinds = (kind_fit(kind, without=scores[plain], with_it=scores[f"{plain}+{kind}"]) for kind in KINDS)
    return Fits(
        articles=len(checked),
        quotes=scores[current.key].counts["gold"],
        rows=tuple(rows),
        parts=parts,
        kinds=tuple(found for found in kinds if found.proposed),
        best=best_of(by_parts[plain], rows, current=current, parts=parts),
    )


def best_of(candidates: list[Fit], rows: list[Fit], *, current: Profile, parts: str) -> str | None:
    """The best preset of the right parts, if its F1 is clearly higher or ``current`` has the wrong parts."""
    best, now = candidates[0], next(row for row in rows if row.name == current.key)
    is_clear = best.all - now.all >= CLEARLY_BETTER or (parts not in ("", way_of(current)) and best.all >= now.all)
    return best.name if is_clear and best.name != current.key else None
