"""Training: from checked articles to a model and a report of whether, and how, it is better than what was before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from suggesters.fitting import Checked
from suggesters.learned.model import Model
from suggesters.learning.captions import learn_captions
from suggesters.learning.changes import calibration, changes
from suggesters.learning.curve import curve
from suggesters.learning.effort import effort
from suggesters.learning.gate import verdict
from suggesters.learning.names import learn_names
from suggesters.learning.study import Fixed, Learned, Rules, Study
from suggesters.learning.trial import Trial, trial
from suggesters.learning.ways import Way
from suggesters.pipeline import Suggester
from suggesters.profiles import Profile

if TYPE_CHECKING:
    from suggesters.learned.parses import Parses

LEAST_ARTICLES = 3
FITS_OF_MANY = ((40, 30), (100, 20), (10_000, 10))
"""Up to this many articles, so many fits to compare the two: many are compared well by few."""
FITS_OF_CURVE = ((100, 20), (10_000, 10))
"""The same for the learning curve."""

Told = Callable[[str, float], None]
"""Is called with what is being done (reading, comparing, measuring, learning) and the share of it that is done."""


@dataclass(frozen=True, slots=True)
class Former:
    """The model in use now, and the numbers of the articles that it learned from; empty: from none of these."""

    model: Model
    articles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Trained:
    """``model``: None for fewer than ``LEAST_ARTICLES`` articles that can be read. ``report``: plain JSON values."""

    model: Model | None
    report: dict[str, Any]


def learn(
    articles: Sequence[Checked],
    *,
    suggester: Suggester,
    current: Profile,
    former: Former | None = None,
    parses: Parses | None = None,
    tell: Told = lambda what, share: None,
) -> Trained:
    """Learn from the articles, oldest first, and compare with what is in use: ``former``, else the rules.

    The comparison is on articles that neither had learned from; a former model is learned anew from those of its own
    articles that are not tested on. ``parses`` keeps parses for the next time.
    """
    begun = monotonic()
    reader = suggester.keeping(parses) if parses is not None else suggester
    study = Study(articles, suggester=reader, current=current, told=lambda share: tell("reading", share))
    read = [number for number, reading in enumerate(study.readings) if reading.doc is not None]
    if len(read) < len(articles):
        study = study.of(read)
    rules, learner = Rules(study, current), Learned(study)
    in_use = way_of(former, study, rules, read)
    tried = compared(study, in_use, learner, told=lambda share: tell("comparing", share))
    fits = fits_for(len(read), FITS_OF_CURVE)
    points = curve(tried, rules, learner, fits=fits, told=lambda share: tell("measuring", share))
    tell("learning", 0)
    model, extras = learned(study, stories=tried.stories)
    report = {
        "articles": len(read),
        "left_out": len(articles) - len(read),
        "quotes": sum(not quote.optional for quotes in tried.gold for quote in quotes),
        "seconds": round(monotonic() - begun, 1),
        "key": model.key if model is not None else None,
        "profile": (model.profile if model is not None else current).as_json(),
        "former_profile": (former.model.profile if former is not None else current).as_json(),
        "gate": verdict(tried).as_json(),
        "curve": [point.as_json() for point in points],
        "calibration": calibration(tried),
        "changes": numbered(changes(tried), read),
        "effort": effort(tried),
        **extras,
    }
    return Trained(model, report)


def compared(study: Study, old: Way, new: Way, *, told: Callable[[float], None]) -> Trial:
    texts = [article.source.text for article in study.articles]
    gold = [article.quotes for article in study.articles]
    fits = fits_for(len(texts), FITS_OF_MANY)
    return trial(texts, gold, old, new, most_fits=fits, told=told)


def learned(study: Study, *, stories: Sequence[int]) -> tuple[Model | None, dict[str, Any]]:
    """The model of all articles, None of too few, and the reports on captions and on persons."""
    captions = learn_captions(study.articles, study.readings, stories=stories)
    persons = learn_names(study.articles, study.readings, stories=stories)
    reports = {"captions": captions.report, "persons": persons.report}
    if len(study.articles) < LEAST_ARTICLES:
        return None, reports
    model = study.learn(range(len(study.articles)))
    return replace(model, captions=captions.values, names=persons.values), reports


def fits_for(articles: int, table: Sequence[tuple[int, int]]) -> int:
    return next(fits for most, fits in table if articles <= most)


def way_of(former: Former | None, study: Study, rules: Way, read: Sequence[int]) -> Way:
    """What is in use, as a way that can be tested on these articles."""
    if former is None:
        return rules
    own = frozenset(place for place, number in enumerate(read) if number in former.articles)
    return Learned(study.starting(former.model.profile), only=own) if own else Fixed(study, former.model)


def numbered(found: dict[str, list[dict[str, Any]]], read: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """The changes with the articles' numbers as they were given."""
    return {side: [{**one, "article": read[one["article"]]} for one in rows] for side, rows in found.items()}
