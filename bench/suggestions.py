"""How good the suggestions are against a folder of gold, and how fast beside the bare parse.

usage: suggestions.py [--gold FOLDER] [--articles N] [--profile NAME]

FOLDER holds ``quotes/*.jsonl`` (articles with their quotes in the native format) and, if there, ``captions/*.jsonl``
and ``glued/glued_*.jsonl`` with ``glued/clean_*.jsonl``. Printed is the table of ``docs/suggestions.md``. Without the
folder nothing is measured and the exit is 0: the gold is not part of the project.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # reading records needs the models' vocabulary

import django

django.setup()

from exchange.incoming.scoring import scored_quote  # noqa: E402
from suggesters.evaluation.matching import Letters, ScoredQuote  # noqa: E402
from suggesters.evaluation.reliability import calibration_error  # noqa: E402
from suggesters.evaluation.scores import Scores, match, units  # noqa: E402
from suggesters.pipeline import Source, Suggester, load  # noqa: E402
from suggesters.profiles import DEFAULT, profile_at  # noqa: E402
from suggesters.suggestions import LEAST_SURE, Repair, Suggestions  # noqa: E402

OWN_PROFILES = {"polnear": ("polnear", "wide"), "ggt": ("ggt",), "gum": ("gum",), "seed": ("polnear",)}
OTHER_LANGUAGES = ("german",)
ROOT = Path(__file__).resolve().parent.parent
Record = dict[str, Any]
ROLES = ("content", "speaker", "cue")
HEADS = (
    "articles",
    "F1",
    "P",
    "R",
    "direct F1",
    "parts F1",
    "speaker",
    "end-to-end",
    "cue",
    "names",
    "hard names",
    "names unstated",
    "ECE",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold")
    parser.add_argument("--profile", help="for all files, instead of each one's own and the default")
    parser.add_argument("--articles", type=int, help="of each file, the first so many alone")
    options = parser.parse_args()
    if not (options.gold / "quotes").is_dir():
        print(f"skipped: {options.gold} has no folder “quotes”; name a folder of gold with --gold")
        return
    suggester = load(least_score=LEAST_SURE)
    print(f"{suggester.name} {suggester.version}\n")
    print("| quotes | profile | " + " | ".join(HEADS) + " |\n|" + " --- |" * (len(HEADS) + 2))
    texts: list[str] = []
    spans: list[str] = []
    for path in sorted((options.gold / "quotes").glob("*.dev.jsonl")):
        name = path.name.split(".")[0]
        if name in OTHER_LANGUAGES:
            continue
        records = read(path, options.articles)
        for profile in [options.profile] if options.profile else profiles_for(name):
            measured = measure_quotes(suggester.following(profile_at(profile)), records)
            print("| " + " | ".join([name, profile, *measured.row()]) + " |", flush=True)
            spans += [f"{name}, {profile}: {measured.exact_spans()}"]
        texts += [record["text"] for record in records]
    print("\nExact spans, beliefs, plans and polls counted (F1):", *spans, sep="\n")
    print()
    for path in sorted((options.gold / "captions").glob("*.jsonl")):
        print(measure_captions(suggester, read(path, options.articles)), flush=True)
    for path in sorted((options.gold / "glued").glob("glued_*.jsonl")):
        clean = path.with_name(path.name.replace("glued_", "clean_"))
        print(measure_repairs(read(path, options.articles), read(clean, options.articles)), flush=True)
    print(measure_speed(suggester, every_nth(texts, 64)))


def profiles_for(name: str) -> list[str]:
    """What the readers of this corpus were asked for, and what a new project has."""
    return list(dict.fromkeys([*OWN_PROFILES.get(name, ()), DEFAULT.name]))


def every_nth(texts: Sequence[str], wanted: int) -> Sequence[str]:
    """About so many of the texts, from all files alike."""
    return texts[:: max(1, len(texts) // wanted)]


def read(path: Path, most: int | None) -> list[Record]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()][:most]


@dataclass(slots=True)
class Measured:
    """The scores of one file, and how its quotes' confidence compares with what was right."""

    scores: Scores = field(default_factory=Scores)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    spans: dict[str, Counter[str]] = field(default_factory=lambda: {role: Counter() for role in ROLES})

    def add(self, record: Record, suggestions: Suggestions) -> None:
        """Count one article in. A proposal that fits optional gold is neither right nor wrong."""
        text = record["text"]
        gold = scored(record["quotes"])
        found = scored(suggestions.record()["quotes"])
        self.scores.add(text, gold, found)
        letters = Letters(text)
        matched = match("overlap", letters, units("overlap", letters, gold), units("overlap", letters, found))
        by_proposal = {proposal: number for number, proposal in matched.items()}
        for number, quote in enumerate(suggestions.quotes):
            fitting = by_proposal.get(number)
            if fitting is None or not gold[fitting].optional:
                self.judged.append((quote.score, fitting is not None))
        for role, count in self.spans.items():
            wanted = {span for quote in gold for span in getattr(quote, role)}
            proposed = {span for quote in found for span in getattr(quote, role)}
            count.update(right=len(wanted & proposed), wanted=len(wanted), proposed=len(proposed))

    def exact_spans(self) -> str:
        """F1 of each role's spans as single stretches with exact edges, the metric of CofeNet (COLING 2022)."""
        return ", ".join(
            f"{role} {200 * count['right'] / max(1, count['wanted'] + count['proposed']):.1f}"
            for role, count in self.spans.items()
        )

    def row(self) -> list[str]:
        values, overlap = self.scores.as_json(), self.scores.all["overlap"]
        shares = [overlap.f1, overlap.precision, overlap.recall, self.scores.direct["overlap"].f1]
        shares += [self.scores.direct["part_overlap"].f1, values["speaker_acc"], values["speaker_end_to_end"]]
        shares += [values["cue_acc"]]
        kinds = ("name", "name_hard", "name_unstated")
        names = [f"{100 * values[f'{kind}_acc']:.0f} of {values[f'{kind}_n']}" for kind in kinds]
        return [
            str(values["articles"]),
            *(f"{100 * share:.1f}" for share in shares),
            *names,
            f"{calibration_error(self.judged):.3f}",
        ]


def scored(quotes: Iterable[Record]) -> list[ScoredQuote]:
    return [scored_quote(quote, where="") for quote in quotes]


def measure_quotes(suggester: Suggester, records: Sequence[Record]) -> Measured:
    measured = Measured()
    sources = [Source(record["text"], language="en") for record in records]
    for record, suggestions in zip(records, suggester.pipe(sources), strict=True):
        measured.add(record, suggestions)
    return measured


def measure_captions(suggester: Suggester, records: Sequence[Record]) -> str:
    found = wrong = known = credits_right = 0
    for record, suggestions in zip(records, suggester.pipe([Source(r["text"]) for r in records]), strict=True):
        gold = {(caption["start"], caption["end"]): caption["credit"] for caption in record["captions"]}
        known += len(gold)
        for caption in suggestions.captions:
            place = (caption.start, caption.end)
            found += place in gold
            wrong += place not in gold
            credits_right += place in gold and gold[place] == (list(caption.credit) if caption.credit else None)
    f1 = 2 * found / max(1, found + wrong + known)
    return f"captions: F1 {100 * f1:.1f}, credit exact on found {100 * credits_right / max(1, found):.1f}"


def measure_repairs(glued: Sequence[Record], clean: Sequence[Record]) -> str:
    from suggesters.repairs import find_repairs

    places = right = proposed = 0
    for record in glued:
        gold = {(place["start"], place["split_at"]) for place in record["splits"]}
        found = {split_of(repair) for repair in find_repairs(record["text"])}
        places, right, proposed = places + len(gold), right + len(gold & found), proposed + len(found)
    alarms = sum(len(find_repairs(record["text"])) for record in clean)
    words = sum(len(record["text"].split()) for record in clean)
    return (
        f"glued words: recall {right / max(1, places):.2f}, precision {right / max(1, proposed):.2f}, "
        f"false alarms {1000 * alarms / max(1, words):.2f} per 1,000 clean words"
    )


def split_of(repair: Repair) -> tuple[int, int]:
    """Where a repair starts and puts its space."""
    return repair.start, repair.start + repair.replacement.find(" ")


def measure_speed(suggester: Suggester, texts: Sequence[str], rounds: int = 3) -> str:
    """Words a second of processor time: all that ``suggest_file`` does, and spaCy's own steps alone.

    Both take turns on the same few texts, each once first, so that what else the machine does meets both alike.
    """
    from exchange.formats.json.lines import written
    from suggesters.components import OWN_STEPS
    from suggesters.stream import suggest_records

    def bare(part: Sequence[str]) -> None:
        for _ in suggester.nlp.pipe(part, disable=OWN_STEPS):
            pass

    def whole(part: Sequence[str]) -> None:
        for record in suggest_records(({"id": "", "text": text} for text in part), suggester=suggester):
            written(record)

    spent = {bare: 0.0, whole: 0.0}
    parts = [texts[start : start + 16] for start in range(0, len(texts), 16)]
    whole(parts[0])
    for number, part in enumerate(parts * rounds):
        for work in (bare, whole) if number % 2 else (whole, bare):
            begin = process_time()
            work(part)
            spent[work] += process_time() - begin
    words = rounds * sum(len(text.split()) for text in texts)
    ratio = spent[bare] / spent[whole]
    return (
        f"speed: {words / spent[whole]:,.0f} words/s, bare parse {words / spent[bare]:,.0f} words/s, ratio {ratio:.2f}"
    )


if __name__ == "__main__":
    main()
