"""How often the gate is wrong: a worse way to suggest taken, or a better one refused.

usage: gate.py [--gold FOLDER] [--draws N] [--sizes N …] [--only CORPUS …] [--fits N] [--save FILE] [--parses FOLDER]

Without ``--gold`` on made-up articles and ways of which it is known how good they are. With it, so many articles are
drawn N times from each corpus of FOLDER (it is not part of the project), as if a newsroom had checked them. The learner
learns from them, and the gate says whether what it learned would be taken; the truth is the difference on articles that
were not drawn. Beside it stands a plain 5-fold cross-validation that takes whatever has the higher mean.

``--save`` keeps each draw as a line of JSON; the next run with the same file goes on where this one stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from math import sqrt
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # reading records needs the models' vocabulary

import django

django.setup()

import numpy as np  # noqa: E402

from bench.gate_corpora import CASES, Corpus, Part, corpora  # noqa: E402
from suggesters.evaluation.matching import Letters  # noqa: E402
from suggesters.learning.folds import divided  # noqa: E402
from suggesters.learning.gate import WORST, difference_of, error_of, stories_with_counts, verdict  # noqa: E402
from suggesters.learning.training import FITS_OF_MANY  # noqa: E402
from suggesters.learning.trial import Counts, side_of, trial  # noqa: E402
from suggesters.learning.ways import Predictor  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
SIZES = (5, 10, 25, 50, 100)
MADE_UP = "made up"
PLAIN_FOLDS = 5
LEAST_LEFT = 9
"""Articles that say what is true; fewer say nothing."""
OTHERS = 150
CLEARLY_BETTER = 1.0
HEADS = (
    *("", "articles", "draws", "truth", "off by", "taken", "worse taken", "better refused"),
    *("plain 5-fold: off by", "worse taken", "better refused"),
)


@dataclass(frozen=True, slots=True)
class Draw:
    """Differences in points of 100 of F1: what is true, what the gate measured, what plain 5-fold did."""

    corpus: str
    articles: int
    number: int
    truth: float
    difference: float
    error: float
    freedom: float
    accepted: bool
    plain: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, metavar="FOLDER")
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", nargs="+", choices=sorted({corpus for corpus, _ in CASES}))
    parser.add_argument("--fits", type=int, help="of the gate, at most; training decides without it")
    parser.add_argument("--others", type=int, default=OTHERS, help="articles that say what is true, at most")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--parses", type=Path, default=ROOT / "var" / "bench-parses", help="where parses are kept")
    options = parser.parse_args()
    draws = kept(options.save)
    done = {(draw.corpus, draw.articles, draw.number) for draw in draws}
    for draw in made(options, done):
        draws.append(draw)
        if options.save:
            with options.save.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(draw)) + "\n")
    print("| " + " | ".join(HEADS) + " |\n|" + " --- |" * len(HEADS))
    for corpus in dict.fromkeys(draw.corpus for draw in draws):
        for size in sorted({draw.articles for draw in draws if draw.corpus == corpus}):
            of_size = [draw for draw in draws if (draw.corpus, draw.articles) == (corpus, size)]
            print("| " + " | ".join(cells(of_size)) + " |")


def kept(save: Path | None) -> list[Draw]:
    """The draws of runs before."""
    if save is None or not save.exists():
        return []
    with save.open(encoding="utf-8") as lines:
        return [Draw(**json.loads(line)) for line in lines]


def made(options: argparse.Namespace, done: set[tuple[str, int, int]]) -> Iterator[Draw]:
    """The draws that are not done yet, of all sizes in turn."""
    if options.gold is None:
        for number, size in product(range(options.draws), options.sizes):
            if (MADE_UP, size, number) not in done:
                yield made_up(size, number)
        return
    for corpus in corpora(options.gold, options.only, options.parses):
        for number, size in product(range(options.draws), options.sizes):
            if (corpus.name, size, number) not in done and len(corpus.stories) - size >= LEAST_LEFT:
                yield draw_of(corpus, size, number, options)


def draw_of(corpus: Corpus, size: int, number: int, options: argparse.Namespace) -> Draw:
    """Articles at random, and what the gate says of them. Copies of what was drawn do not tell what is true."""
    chance = random.Random(f"{corpus.name} {size} {number}")  # noqa: S311 - no secret
    articles = range(len(corpus.stories))
    drawn = sorted(chance.sample(articles, size))
    seen = {corpus.stories[article] for article in drawn}
    others = [article for article in articles if corpus.stories[article] not in seen]
    others = chance.sample(others, min(len(others), options.others))
    whole, learned = corpus.part(drawn + others), range(size)
    truth = difference(whole, range(size, size + len(others)), whole.old.fit(learned), whole.new.fit(learned))
    return judged((corpus.name, size, number), corpus.part(drawn), truth, options.fits)


def judged(key: tuple[str, int, int], part: Part, truth: float, fits: int | None = None) -> Draw:
    _, size, number = key
    wanted = fits or next(fits for most, fits in FITS_OF_MANY if size <= most)
    tried = trial(part.texts, part.gold, part.old, part.new, most_fits=wanted, seed=number)
    found = verdict(tried)
    error, freedom = error_of(tried, stories_with_counts(tried))
    chance = random.Random(number)  # noqa: S311 - no secret
    plain = plain_difference(part, chance) if size > PLAIN_FOLDS else found.difference
    return Draw(*key, truth, found.difference, error, freedom, found.accepted, plain)


def plain_difference(part: Part, chance: random.Random) -> float:
    """By one 5-fold cross-validation of the articles as they are."""
    sums = np.zeros((2, 3))
    for split in divided(range(len(part.texts)), PLAIN_FOLDS, chance):
        sums += counts_of(part, split.tested, part.old.fit(split.learned), part.new.fit(split.learned))
    return float(difference_of(sums))


def difference(part: Part, articles: Sequence[int], old: Predictor, new: Predictor) -> float:
    return float(difference_of(counts_of(part, articles, old, new)))


def counts_of(part: Part, articles: Sequence[int], old: Predictor, new: Predictor) -> Counts:
    """Found, proposed and asked of all quotes of these articles, for the old way and the new one."""
    sums = np.zeros((2, 3))
    for number in articles:
        letters, gold = Letters(part.texts[number]), part.gold[number]
        sums += [side_of(letters, gold, way(number)).counts[0] for way in (old, new)]
    return sums


def made_up(size: int, number: int) -> Draw:
    """A draw of a world in which learning helps, harms or does neither."""
    from tests.suggesters.learning.worlds import World, material, truth

    chance = random.Random(number)  # noqa: S311 - no secret
    world = World(size + OTHERS, seed=number + 1, gained=chance.uniform(0.02, 0.2), lost=chance.uniform(0, 0.06))
    world.by_training = 0.2
    real = truth(world, range(size), range(size, size + OTHERS))
    return judged((MADE_UP, size, number), Part(*material(world, range(size))), real)


def cells(draws: Sequence[Draw]) -> Iterator[str]:
    truths = [draw.truth for draw in draws]
    yield from (draws[0].corpus, str(draws[0].articles), str(len(draws)))
    yield f"{min(truths):+.1f} to {max(truths):+.1f}, mean {fmean(truths):+.1f}"
    yield f"{off_by([draw.difference for draw in draws], truths):.1f}"
    yield str(sum(draw.accepted for draw in draws))
    yield from wrong([(draw.accepted, draw.truth) for draw in draws])
    yield f"{off_by([draw.plain for draw in draws], truths):.1f}"
    yield from wrong([(draw.plain > 0, draw.truth) for draw in draws])


def off_by(measured: Sequence[float], truths: Sequence[float]) -> float:
    """The root of the mean square, in points."""
    return sqrt(fmean((one - truth) ** 2 for one, truth in zip(measured, truths, strict=True)))


def wrong(taken: Sequence[tuple[bool, float]]) -> Iterator[str]:
    """How many that are worse by more than half a point were taken, how many that are better by a point refused."""
    worse = [accepted for accepted, truth in taken if truth < WORST]
    better = [accepted for accepted, truth in taken if truth > CLEARLY_BETTER]
    yield f"{sum(worse)} of {len(worse)}"
    yield f"{len(better) - sum(better)} of {len(better)}"


if __name__ == "__main__":
    main()
