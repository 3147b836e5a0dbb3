"""Whether certificates keep what they promise, and how many checks they take: gold as the checker.

usage: certificates.py --gold FOLDER [--simulations 200] [--only CORPUS …] [--types direct …] [--parses FOLDER]

For each corpus of FOLDER (it is not part of the project) the suggestions of today's rules, by its own profile and by
newsroom's, and those of models that learned from one half of its articles and suggest for the other, and the other way
round. A suggestion is right where gold has it in at least four fifths of its letters. For each the test is carried out
as many times, in another random order each time, at 5 %, 90 % and 150 checks: how often the certified suggestions
truly hold more wrong ones, what share of all suggestions of the type is certified, and after how many checks.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # reading records needs the models' vocabulary

import django

django.setup()

from bench.gate_corpora import CASES, Corpus, corpora  # noqa: E402
from suggesters.evaluation.certificate import Line, Promise, candidate_lines, drawn, progress  # noqa: E402
from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs  # noqa: E402
from suggesters.learning.study import Learned, Rules  # noqa: E402
from suggesters.learning.ways import Predictor  # noqa: E402
from suggesters.profiles import PRESETS  # noqa: E402
from suggesters.suggestions import LEAST_SURE, Quote  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PROMISE = Promise()
RIGHT = 0.8
FEWEST = 20
"""A type of which a corpus has fewer suggestions is left out."""
HEADS = (
    "corpus",
    "suggested by",
    "type",
    "suggestions",
    "wrong of all",
    "broken",
    "certified",
    "checks",
    "none certified",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: what part of all suggestions it certified, whether the promise is broken, and its checks."""

    share: float
    broken: bool
    checks: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--only", nargs="+", choices=sorted({corpus for corpus, _ in CASES}))
    parser.add_argument("--types", nargs="+", default=["direct", "mixed", "indirect"])
    parser.add_argument("--parses", type=Path, default=ROOT / "var" / "bench-parses", help="where parses are kept")
    options = parser.parse_args()
    print("| " + " | ".join(HEADS) + " |\n|" + " --- |" * len(HEADS))
    done: set[str] = set()
    for corpus in corpora(options.gold, options.only, options.parses):
        name = corpus.name.split(",")[0]
        for way, found in ways(corpus, is_known=name in done):
            for kind in options.types:
                rows = sorted((row for row in found if row[0] == kind), key=lambda row: -row[1])
                if len(rows) >= FEWEST:
                    print("| " + " | ".join(cells(name, way, kind, rows, options.simulations)) + " |", flush=True)
        done.add(name)


Rated = tuple[str, float, bool]
"""A suggestion: its type, its score, and whether it is right."""


def ways(corpus: Corpus, *, is_known: bool) -> Iterator[tuple[str, list[Rated]]]:
    """Who suggests, with what is suggested."""
    everything = range(len(corpus.study.articles))
    yield f"rules, {corpus.profile.key}", rated(corpus, Rules(corpus.study, corpus.profile).fit([]), everything)
    if is_known:
        return
    if corpus.profile != PRESETS["newsroom"]:
        yield "rules, newsroom", rated(corpus, Rules(corpus.study, PRESETS["newsroom"]).fit([]), everything)
    yield "models of the other half", halves(corpus)


def halves(corpus: Corpus) -> list[Rated]:
    """What models suggest that have not seen the article: each learned from half of the stories."""
    stories = sorted(set(corpus.stories))
    first = set(random.Random(1).sample(stories, len(stories) // 2))
    sides = [
        [number for number, story in enumerate(corpus.stories) if (story in first) is side] for side in (True, False)
    ]
    found: list[Rated] = []
    for learned, others in (sides, sides[::-1]):
        found += rated(corpus, Learned(corpus.study).fit(learned), others)
    return found


def rated(corpus: Corpus, predict: Predictor, numbers: Sequence[int]) -> list[Rated]:
    found: list[Rated] = []
    for number in numbers:
        article = corpus.study.articles[number]
        found += judged(article.source.text, article.quotes, predict(number))
    return found


def judged(text: str, gold: Sequence[ScoredQuote], quotes: Sequence[Quote]) -> Iterator[Rated]:
    """Each likely suggestion, and whether gold has it, also where gold calls it optional."""
    letters = Letters(text)
    likely = [quote for quote in quotes if quote.score >= LEAST_SURE]
    suggested = [Unit(letters.trimmed(quote.content), ScoredQuote(quote.type, quote.content)) for quote in likely]
    wanted = [Unit(letters.trimmed(quote.content), quote) for quote in gold]
    right = set(pairs(wanted, suggested, likeness=letters.likeness, least=RIGHT).values())
    for number, quote in enumerate(likely):
        yield quote.type, round(quote.score, 4), number in right


def cells(name: str, way: str, kind: str, rows: Sequence[Rated], simulations: int) -> list[str]:
    scores, right = [row[1] for row in rows], [row[2] for row in rows]
    lines = candidate_lines(scores, PROMISE)
    found = [tested(scores, right, lines, seed=seed) for seed in range(simulations)]
    return [
        *(name, way, kind, f"{len(rows):,}", f"{right.count(False) / len(rows):.1%}"),
        *(f"{fmean(one.broken for one in found):.1%}", f"{fmean(one.share for one in found):.0%}"),
        *(f"{fmean(one.checks for one in found):.0f}", f"{fmean(one.share == 0 for one in found):.0%}"),
    ]


def tested(scores: Sequence[float], right: Sequence[bool], lines: Sequence[Line], *, seed: int) -> Outcome:
    order = drawn(scores, lines, PROMISE, seed=seed)
    answers: list[bool | None] = [None] * len(order)
    while True:
        told = [(scores[number], given) for number, given in zip(order, answers, strict=True)]
        now = progress(lines, told, PROMISE)
        if now.is_over:
            break
        for ask in now.asks:
            answers[ask] = right[order[ask]]
            if not answers[ask]:
                break
    number = now.certified.number if now.certified else 0
    broken = number > 0 and right[:number].count(False) > PROMISE.most_wrong * number
    return Outcome(number / len(scores), broken, sum(given is not None for given in answers))


if __name__ == "__main__":
    main()
