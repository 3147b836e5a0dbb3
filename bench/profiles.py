"""How often the right guideline profile is chosen from three checked articles.

usage: profiles.py GOLD [--draws N] [--seed N] [--articles N]

GOLD is a folder with ``polnear*.jsonl``, ``ggt*.jsonl`` and ``gum*.jsonl``: articles with their quotes in the native
format. Each article is parsed once; then three are drawn N times from each corpus, as if a newsroom had checked them.
Printed is how often the parts (joined or apart) and the preset were chosen rightly by a project that follows another
preset than the right one, and one that follows the right one already. The gold is not part of the project.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # reading records needs the models' vocabulary

import django

django.setup()

from bench.suggestions import read, scored  # noqa: E402
from suggesters.evaluation.fits import Sample  # noqa: E402
from suggesters.fitting import Checked, judged, samples, way_of  # noqa: E402
from suggesters.pipeline import Source, Suggester, load  # noqa: E402
from suggesters.profiles import PRESETS  # noqa: E402

RIGHT = {"polnear": ("polnear", "wide"), "ggt": ("newsroom", "ggt"), "gum": ("gum", "newsroom", "ggt")}
"""The presets that fit each corpus; those of one line differ in what its gold does not mark."""
ARTICLES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, metavar="GOLD")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, help="of each corpus, the first so many alone")
    options = parser.parse_args()
    suggester = load()
    print("| corpus | articles | draws | follows | parts right | not shown | wrong | preset right |")
    print("|" + " --- |" * 8)
    for corpus in RIGHT:
        for path in sorted(options.gold.glob(f"{corpus}*.jsonl")):
            found = checked(path, options.articles, suggester)
            for follows in ("newsroom", "polnear"):
                print(row(corpus, found, follows, draws=options.draws, seed=options.seed), flush=True)


def checked(path: Path, most: int | None, suggester: Suggester) -> list[Sample]:
    articles = (
        Checked(Source(record["text"], language="en"), tuple(scored(record["quotes"]))) for record in read(path, most)
    )
    return list(samples(articles, suggester=suggester, current=PRESETS["newsroom"]))


def row(corpus: str, found: list[Sample], follows: str, *, draws: int, seed: int) -> str:
    """What is chosen in each draw. A project keeps what it follows where nothing is clearly better."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    right_parts = way_of(PRESETS[RIGHT[corpus][0]])
    parts = presets = unshown = wrong = 0
    for _ in range(draws):
        fit = judged(chance.sample(found, ARTICLES), current=PRESETS[follows])
        chosen = fit.best or follows
        parts += fit.parts == right_parts
        unshown += not fit.parts
        wrong += way_of(PRESETS[chosen]) != right_parts
        presets += chosen in RIGHT[corpus]
    cells = [corpus, len(found), draws, follows, parts, unshown, wrong, presets]
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
