"""Which articles should be checked first: those of which the machine is least certain, or any.

usage: order.py --gold FOLDER [--corpora ggt,polnear] [--draws N] [--parses FOLDER]

A third of the articles, drawn at random, is tested on; people check the others, ten after the other, in three orders:
at random; those first whose suggestions are least certain on average (as the queue's “least certain”, by what was
learned so far); those first that hold most suggestions. After each ten the learner learns from all that is checked.
Cells are F1 of 100 on the tested articles, means over the draws, with the difference to random order and its standard
error. The gold is not part of the project.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, stdev

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.learning import ROOT, STARTS, Article, articles_of  # noqa: E402
from suggesters.evaluation.matching import Letters  # noqa: E402
from suggesters.learned.model import Model  # noqa: E402
from suggesters.learned.parses import Parses  # noqa: E402
from suggesters.learning.study import Study  # noqa: E402
from suggesters.learning.trial import MEASURES, f1_of, side_of  # noqa: E402
from suggesters.pipeline import load  # noqa: E402
from suggesters.suggestions import LEAST_SURE  # noqa: E402

STEP, STEPS = 10, 3
MOST = 120  # articles of a corpus: enough to choose from

Order = Callable[[Study, Model, int], float]
"""How late an article comes: the lowest first."""

ORDERS: dict[str, Order] = {
    "least certain": lambda study, model, number: mean_score(study, model, number),
    "most suggestions": lambda study, model, number: -len(study.quotes(number, model)),
}


def mean_score(study: Study, model: Model, number: int) -> float:
    """The mean score of an article's suggestions; one without any is certain."""
    scores = [quote.score for quote in study.quotes(number, model)]
    return mean(scores) if scores else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold")
    parser.add_argument("--corpora", default="ggt,polnear")
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--parses", type=Path, default=Path(tempfile.gettempdir()) / "quotemark-bench-parses")
    options = parser.parse_args()
    folder = options.gold / "quotes" if (options.gold / "quotes").is_dir() else options.gold
    suggester = load(least_score=LEAST_SURE).keeping(Parses(options.parses, most_bytes=2_000_000_000))
    for name in options.corpora.split(","):
        profile = next(start.profile for start in STARTS if start.corpus == name)
        articles = random.Random(1).sample(found := articles_of(name, folder), min(MOST, len(found)))  # noqa: S311
        study = Study([article.checked for article in articles], suggester=suggester, current=profile)
        print(f"{name}: {len(articles)} articles, {options.draws} draws")
        table(study, articles, options.draws)


def table(study: Study, articles: Sequence[Article], draws: int) -> None:
    rows: dict[str, list[list[float]]] = {name: [] for name in ("random", *ORDERS)}
    for draw in range(draws):
        chance = random.Random(draw)  # noqa: S311 - no secret
        order = chance.sample(range(len(articles)), len(articles))
        tested, pool = order[: len(order) // 3], order[len(order) // 3 :]
        for name, row in rows.items():
            row.append(figures(study, articles, tested, pool, ORDERS.get(name)))
    print(f"{'':18}" + "".join(f"{STEP * (step + 1):>22}" for step in range(STEPS)))
    for name, found in rows.items():
        cells = []
        for step in range(STEPS):
            gains = [one[step] - other[step] for one, other in zip(found, rows["random"], strict=True)]
            error = stdev(gains) / len(gains) ** 0.5 if len(gains) > 1 else 0.0
            cells.append(f"{mean(one[step] for one in found):.1f} ({mean(gains):+.2f} ± {error:.2f})")
        print(f"{name:18}" + "".join(f"{cell:>22}" for cell in cells))


def figures(
    study: Study, articles: Sequence[Article], tested: Sequence[int], pool: Sequence[int], order: Order | None
) -> list[float]:
    """F1 after each step. The first ten are the same in every order: nothing was learned before."""
    checked, left = sorted(pool[:STEP]), list(pool[STEP:])
    found = []
    for _ in range(STEPS):
        model = study.learn(checked)
        found.append(f1_on(study, articles, tested, model))
        if order is not None:
            left.sort(key=lambda number: order(study, model, number))
        checked, left = sorted([*checked, *left[:STEP]]), left[STEP:]
    return found


def f1_on(study: Study, articles: Sequence[Article], tested: Sequence[int], model: Model) -> float:
    sides = [
        side_of(Letters(article.source.text), article.quotes, study.quotes(number, model))
        for number in tested
        for article in [articles[number].checked]
    ]
    counts = np.sum([side.counts for side in sides], axis=0)
    return 100 * float(f1_of(counts)[MEASURES.index("all")])


if __name__ == "__main__":
    main()
