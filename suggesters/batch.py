"""Suggestions for corpora beyond one machine: Parquet in, Parquet out, over Dask.

usage: python -m suggesters.batch --input FILE|FOLDER --output FOLDER [--workers N | --scheduler ADDRESS]

Each part of the input becomes one file of the output folder. A part that is there is not done again, so that the same
command goes on where another one was ended. The folders lie where every worker reaches them.
"""

from __future__ import annotations

import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from suggesters.learned.model import Model, ModelError, model_at
from suggesters.parquet_parts import Bad, BatchError, Part, about, fingerprint, input_files, is_done, planned, suggested
from suggesters.profiles import DEFAULT, PRESETS, Profile, ProfileError, profile_at
from suggesters.suggestions import LEAST_SURE

if TYPE_CHECKING:
    from suggesters.pipeline import Suggester

ROWS = 1000
AHEAD = 4
"""Parts in the works for each worker: all are busy, and few are lost with a scheduler."""


@dataclass(frozen=True)
class Wanted:
    """By what is suggested, for workers on any machine."""

    pipeline: str | None
    least_score: float
    profile: Profile
    learned: Model | None
    language: str | None

    @property
    def named(self) -> tuple[str | None, float, str, str]:
        return self.pipeline, self.least_score, self.profile.key, self.learned.key if self.learned else ""


class Kept:
    """One suggester, loaded at the first part of a process."""

    named: tuple[str | None, float, str, str] | None = None
    suggester: Suggester

    @classmethod
    def suggester_for(cls, wanted: Wanted) -> Suggester:
        if cls.named != wanted.named:
            from suggesters.pipeline import load

            how: dict[str, Any] = {"learned": wanted.learned} if wanted.learned else {"profile": wanted.profile}
            cls.suggester = load(wanted.pipeline, least_score=wanted.least_score, **how)
            cls.named = wanted.named
        return cls.suggester


def do_part(part: Part, wanted: Wanted, target: str, key: dict[str, Any]) -> list[Bad]:
    """What a worker does. Raises BatchError where its suggester is another version than that of whoever asks."""
    suggester = Kept.suggester_for(wanted)
    if suggester.version != key["version"]:
        raise BatchError(
            f"a worker has version {suggester.version} of the suggester, and {key['version']} is asked for"
        )
    return suggested(part, suggester, language=wanted.language, target=Path(target), key=key)


def run(options: Namespace) -> tuple[int, int]:
    """Do what is left of the input; how many articles the whole output has, and how many rows were left out."""
    wanted = wanted_of(options)
    files = input_files(options.input)
    options.output.mkdir(parents=True, exist_ok=True)
    key = {
        "version": Kept.suggester_for(wanted).version,
        "least_score": wanted.least_score,
        "language": wanted.language,
        "rows_a_part": options.rows,
        "input": fingerprint(files),
    }
    parts = planned(files, rows=options.rows)
    left = [part for part in parts if not is_done(part, target=options.output, key=key)]
    note(f"{len(parts)} parts, {len(parts) - len(left)} of them done before")
    if left:
        with client_of(options) as client:
            for bad in results(client, left, wanted, options, key):
                for item in bad:
                    note(str(item))
    return counted(parts, options.output)


def results(
    client: Any, parts: Sequence[Part], wanted: Wanted, options: Namespace, key: dict[str, Any]
) -> Iterator[list[Bad]]:
    """Each part's rows that were left out, as the parts are done."""
    from distributed import as_completed

    waiting = iter(parts)
    shared = client.scatter(wanted, broadcast=True, hash=False)

    def begun(number: int) -> list[Any]:
        some = islice(waiting, number)
        return [client.submit(do_part, part, shared, str(options.output), key, pure=False) for part in some]

    ahead = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    done = as_completed(begun(ahead))
    for number, future in enumerate(done, start=1):
        yield future.result()
        note(f"{number} of {len(parts)} parts")
        done.update(begun(1))


def counted(parts: Sequence[Part], target: Path) -> tuple[int, int]:
    articles = failed = 0
    for part in parts:
        found = about(target / part.name) or {}
        articles, failed = articles + found["rows"], failed + len(found["bad"])
    return articles, failed


@contextmanager
def client_of(options: Namespace) -> Iterator[Any]:
    """A running scheduler, or workers of this machine."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise BatchError("Dask is not installed: install quotemark[batch].") from error
    if options.scheduler:
        try:
            client = Client(options.scheduler, timeout=10)
        except (OSError, ValueError) as error:
            raise BatchError(f"no Dask scheduler answers at {options.scheduler}: {error}") from error
        with client:
            yield client
        return
    cluster = LocalCluster(
        n_workers=options.workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
    )
    with cluster, Client(cluster) as client:
        yield client


def wanted_of(options: Namespace) -> Wanted:
    """Raises BatchError where a profile or model cannot be read."""
    if options.model and (options.profile or options.apart):
        raise BatchError("A model brings the guideline that it was learned with: leave out --profile and --apart.")
    try:
        learned = model_at(options.model) if options.model else None
        profile = learned.profile if learned else profile_at(options.profile or DEFAULT.name)
    except (ModelError, ProfileError) as error:
        raise BatchError(str(error)) from error
    if options.apart:
        profile = replace(profile, parts="apart")
    return Wanted(os.environ.get("SPACY_MODEL") or None, options.least_score, profile, learned, options.language)


def parser() -> ArgumentParser:
    found = ArgumentParser(prog="python -m suggesters.batch", description=(__doc__ or "").split("\n", 1)[0])
    found.add_argument(
        "--input", type=Path, required=True, help="a Parquet file or a folder of them: id, text, language"
    )
    found.add_argument("--output", type=Path, required=True, help="a folder, one file a part")
    found.add_argument("--workers", type=at_least_one, default=os.cpu_count() or 1, metavar="N", help="of this machine")
    found.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask scheduler: tcp://10.0.0.7:8786")
    found.add_argument("--rows", type=at_least_one, default=ROWS, metavar="N", help=f"in one part ({ROWS})")
    found.add_argument("--profile", metavar="NAME|FILE.json", help=f"the guideline: {', '.join(PRESETS)}, or a file")
    found.add_argument("--model", metavar="FILE", help="what a project has learned, with its guideline")
    found.add_argument("--apart", action="store_true", help="the profile, with the parts around “she said” apart")
    found.add_argument("--language", metavar="xx", help="the ISO code where a row has none")
    found.add_argument(
        "--least-score", type=float, default=LEAST_SURE, metavar="SCORE",
        help=f"leave out quotes and captions below it ({LEAST_SURE})",
    )  # fmt: skip
    return found


def at_least_one(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError(value)
    return number


def note(words: str) -> None:
    sys.stderr.write(words + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    begin = perf_counter()
    try:
        articles, failed = run(parser().parse_args(arguments))
    except BatchError as error:
        note(str(error))
        return 2
    note(f"{articles} articles, {failed} rows left out, {perf_counter() - begin:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    from suggesters.batch import main as main_of_module  # so that workers find its functions by name

    sys.exit(main_of_module())
