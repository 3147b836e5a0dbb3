"""What learning gives: the suggestions of a project after so many checked articles, on articles of other publishers.

usage: learning.py --gold FOLDER [--corpora ggt,polnear] [--draws N] [--parses FOLDER] [--svg FILE] [--quick]

FOLDER holds ``ggt.dev.jsonl`` and ``polnear.dev.jsonl``: articles with their quotes in the native format, or has a
folder ``quotes`` with them. Articles are drawn at random and learned from as a project learns from finished sets, which
know no optional quotes. Each row says on what was measured:

- ``crossed``: the file is divided by publisher; each part is suggested for by what was learned from the other parts;
- ``aside``: a third of the publishers, after learning from the rest (of PolNeAR hardly looked at while the learner was
  made; of GGT it was, in cross-validation over the whole file);
- ``in use``: the same, as a project has it: where its gate keeps what was in use before, that counts.

Cells are means over the draws with their standard deviation: F1 of 100, and expected calibration error. Then the
seconds, memory and size of a training at 250 articles, whose parses are kept, and the speed of what it learned.
``--svg`` draws the curves of ``crossed``. The gold is not part of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, stdev
from time import perf_counter
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # reading records needs the models' vocabulary

import django

django.setup()

from bench.learning_chart import Point, drawn  # noqa: E402
from bench.suggestions import Measured, Record, measure_speed, read, scored  # noqa: E402
from suggesters.evaluation.reliability import calibration_error  # noqa: E402
from suggesters.fitting import Checked  # noqa: E402
from suggesters.learned.parses import Parses  # noqa: E402
from suggesters.learning.study import Learned, Rules, Study  # noqa: E402
from suggesters.learning.training import learn  # noqa: E402
from suggesters.learning.ways import Predictor, Way  # noqa: E402
from suggesters.pipeline import Source, Suggester, load  # noqa: E402
from suggesters.profiles import PRESETS, Profile  # noqa: E402
from suggesters.suggestions import LEAST_SURE, Suggestions  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
ASIDE = {"ggt": {"CTVNews", "Global News", "The Globe And Mail"}}  # 17 of 49 articles; elsewhere by a hash
FOLDS = {"ggt": 7, "polnear": 3}
MEMORY = "--memory"
TIMED = 48
"""Articles that are suggested for to see how fast it is."""


class Start(NamedTuple):
    """A corpus with the guideline that its project follows before it learns, and the sizes of the issue's table."""

    corpus: str
    title: str
    profile: Profile
    sizes: tuple[int, ...]


STARTS = (
    Start("ggt", "GGT, from the default preset", PRESETS["newsroom"], (0, 5, 10, 25, 50)),
    Start("ggt", "GGT, from the wrong preset", PRESETS["polnear"], (0, 5, 10, 25, 50)),
    Start("polnear", "PolNeAR", PRESETS["polnear"], (0, 10, 25, 50, 100, 250)),
)


class Article(NamedTuple):
    record: Record
    publisher: str
    checked: Checked


@dataclass(slots=True)
class Cell:
    """What the draws of one size gave: how many articles were learned from on average, F1 and calibration error."""

    articles: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    direct: list[float] = field(default_factory=list)
    ece: list[float] = field(default_factory=list)

    def add(self, articles: float, measured: Measured) -> None:
        self.articles.append(articles)
        self.f1.append(100 * measured.scores.all["overlap"].f1)
        self.direct.append(100 * measured.scores.direct["overlap"].f1)
        self.ece.append(calibration_error(measured.judged))

    @property
    def words(self) -> str:
        return f"{with_spread(self.f1)} ({with_spread(self.direct)}, {mean(self.ece):.3f})"

    @property
    def point(self) -> Point:
        middle, spread = mean(self.f1), 1.96 * spread_of(self.f1)
        return Point(mean(self.articles), middle, middle - spread, middle + spread)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold")
    parser.add_argument("--corpora", default="ggt,polnear")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parses", type=Path, default=Path(tempfile.gettempdir()) / "quotemark-bench-parses")
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--quick", action="store_true", help="without the rows “in use” and the training's cost")
    parser.add_argument(MEMORY, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.gold / "quotes" if (options.gold / "quotes").is_dir() else options.gold
    suggester = load(least_score=LEAST_SURE).keeping(Parses(options.parses, most_bytes=2_000_000_000))
    corpora = {name: articles_of(name, folder) for name in options.corpora.split(",")}
    if options.memory:
        (name,) = corpora
        start = next(start for start in STARTS if start.corpus == name)
        print(cost(corpora[name], options.memory, suggester.following(start.profile)))
        return
    curves = []
    for start in (start for start in STARTS if start.corpus in corpora):
        crossed = rows_of(start, corpora[start.corpus], suggester, options)
        curves.append((start.title, [cell.point for cell in crossed]))
    if options.svg:
        options.svg.write_text(drawn(curves, title="F1 of quotes over checked articles"), encoding="utf-8")
    if not options.quick:
        command = [sys.executable, __file__, "--gold", str(options.gold), "--parses", str(options.parses)]
        for name, articles in corpora.items():
            size = str(min(250, len(articles)))
            print(subprocess.run([*command, "--corpora", name, MEMORY, size], check=True, text=True, stdout=-1).stdout)


def articles_of(name: str, folder: Path) -> list[Article]:
    """The articles of a file, each as a project has it that a person finished: without the optional quotes."""
    found = []
    for record in read(folder / f"{name}.dev.jsonl", None):
        quotes = tuple(quote for quote in scored(record["quotes"]) if not quote.optional)
        publisher = record.get("publisher") or (record["source"] if name == "ggt" else record["id"])
        found.append(Article(record, publisher, Checked(Source(record["text"], language="en"), quotes)))
    return found


def rows_of(start: Start, articles: Sequence[Article], suggester: Suggester, options: argparse.Namespace) -> list[Cell]:
    """Print the rows of a start; the cells of the first one."""
    checked = [article.checked for article in articles]
    following = suggester.following(start.profile)
    study = Study(checked, suggester=following, current=start.profile)
    rules, learning = Rules(study, start.profile), Learned(study)
    test = [number for number, article in enumerate(articles) if is_aside(start.corpus, article.publisher)]
    folds = folds_of(articles, FOLDS[start.corpus])
    print(f"\n{start.title}: F1 of all quotes (of direct ones, calibration error)")
    print(f"| measured on | {' | '.join(map(str, start.sizes))} |\n|{' --- |' * (len(start.sizes) + 1)}")

    def row(name: str, parts: Sequence[Sequence[int]], fitted: Fitted) -> list[Cell]:
        cells = []
        for cell in cells_of(start.sizes, articles, parts, fitted, draws=options.draws, seed=options.seed):
            cells.append(cell)
            print(f"{start.title}, {name}, from {mean(cell.articles):.0f}: {cell.words}", file=sys.stderr, flush=True)
        print(f"| {name} | {' | '.join(cell.words for cell in cells)} |", flush=True)
        return cells

    def plain(numbers: Sequence[int]) -> Predictor:
        return (learning if numbers else rules).fit(sorted(numbers))

    crossed = row(f"crossed ({len(articles)})", folds, plain)
    row(f"aside ({len(test)})", [test], plain)
    if not options.quick:
        row(f"aside ({len(test)}), in use", [test], Gated(checked, following, start.profile, rules))
    return crossed


Fitted = Callable[[Sequence[int]], Predictor]
"""What suggests after learning from the articles with these numbers."""


@dataclass(frozen=True, slots=True)
class Gated:
    """As a project has it: what was learned is used where the gate takes it."""

    checked: Sequence[Checked]
    suggester: Suggester
    current: Profile
    rules: Way

    def __call__(self, numbers: Sequence[int]) -> Predictor:
        if not numbers:
            return self.rules.fit([])
        parses = self.suggester.parses
        articles = [self.checked[number] for number in numbers]
        trained = learn(articles, suggester=self.suggester, current=self.current, parses=parses)
        if trained.model is None or not trained.report["gate"]["accepted"]:
            return self.rules.fit([])
        learned = self.suggester.learned(trained.model)
        return lambda number: next(learned.pipe([self.checked[number].source])).quotes


def cells_of(
    sizes: Sequence[int],
    articles: Sequence[Article],
    parts: Sequence[Sequence[int]],
    fitted: Fitted,
    *,
    draws: int,
    seed: int,
) -> Iterator[Cell]:
    """For each size: each part suggested for after learning from so many articles outside of it, drawn anew each time.

    Where there are not so many, from all of them. Nothing is drawn where there is no choice.
    """
    for size in sizes:
        cell = Cell()
        pools = [sorted(set(range(len(articles))) - withheld(part, articles)) for part in parts]
        is_drawn = 0 < size < max(map(len, pools))
        for draw in range(draws if is_drawn else 1):
            chance = random.Random(f"{seed} {draw} {size}")  # noqa: S311 - no secret
            measured, learned = Measured(), 0
            for part, pool in zip(parts, pools, strict=True):
                numbers = chance.sample(pool, min(size, len(pool)))
                learned += len(numbers)
                suggest = fitted(numbers)
                for number in part:
                    sure = tuple(quote for quote in suggest(number) if quote.score >= LEAST_SURE)
                    measured.add(articles[number].record, Suggestions(quotes=sure))
            cell.add(learned / len(parts), measured)
        yield cell


def withheld(part: Sequence[int], articles: Sequence[Article]) -> set[int]:
    """What is not learned from when this part is suggested for: whatever its publishers printed."""
    publishers = {articles[number].publisher for number in part}
    return {number for number, article in enumerate(articles) if article.publisher in publishers}


def is_aside(corpus: str, publisher: str) -> bool:
    if corpus in ASIDE:
        return publisher in ASIDE[corpus]
    return int(hashlib.md5(publisher.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def folds_of(articles: Sequence[Article], most: int) -> list[list[int]]:
    """The articles in parts of about the same size, no publisher in two of them."""
    by_publisher: dict[str, list[int]] = defaultdict(list)
    for number, article in enumerate(articles):
        by_publisher[article.publisher].append(number)
    folds: list[list[int]] = [[] for _ in range(min(most, len(by_publisher)))]
    for numbers in sorted(by_publisher.values(), key=len, reverse=True):
        min(folds, key=len).extend(numbers)
    return folds


def cost(articles: Sequence[Article], size: int, suggester: Suggester) -> str:
    """What a training costs in a process of its own, once the parses are kept."""
    import resource

    checked = [article.checked for article in articles][:size]
    for _ in suggester.pipe(article.source for article in checked):
        pass
    begin = perf_counter()
    trained = learn(checked, suggester=suggester, current=suggester.profile, parses=suggester.parses)
    seconds = perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert trained.model is not None, "too few articles"
    kilobytes = len(trained.model.as_bytes()) / 1000
    learned = suggester.learned(trained.model).keeping(None)
    return (
        f"training on {size} articles: {seconds:.0f} s, {peak:,.0f} MB at most, model {kilobytes:,.0f} kB\n"
        f"suggesting by it: {measure_speed(learned, [article.source.text for article in checked[:TIMED]])}"
    )


def spread_of(values: Sequence[float]) -> float:
    return stdev(values) if len(values) > 1 else 0.0


def with_spread(values: Sequence[float]) -> str:
    return f"{mean(values):.1f} ± {spread_of(values):.1f}" if len(values) > 1 else f"{mean(values):.1f}"


if __name__ == "__main__":
    main()
