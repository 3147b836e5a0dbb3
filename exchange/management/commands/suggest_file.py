"""``suggest_file --input IN.jsonl --output OUT.jsonl``: suggestions with no database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.forked import can_fork
from exchange.formats.json.lines import ByteLines, written
from exchange.formats.native.texts import read_texts
from exchange.incoming.files import unpacked
from exchange.records.article import Failure
from suggesters.learned.model import Model, ModelError, model_at
from suggesters.profiles import DEFAULT, PRESETS, Profile, ProfileError, profile_at
from suggesters.suggestions import LEAST_SURE


class Command(BaseCommand):
    help = "Reads records with id and text, and writes what the suggester proposes, a line each, in the same order."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--input", default="-", metavar="IN.jsonl", help="- is the standard input")
        parser.add_argument("--output", default="-", metavar="OUT.jsonl", help="- is the standard output")
        parser.add_argument("--processes", type=int, default=1, metavar="N")
        parser.add_argument(
            "--profile",
            metavar="NAME|FILE.json",
            help=f"the guideline: {', '.join(PRESETS)} ({DEFAULT.name}), or a file as a project exports it",
        )
        parser.add_argument(
            "--model",
            metavar="FILE",
            help="what a project has learned, as the page of a version or train --output writes it, with its guideline",
        )
        parser.add_argument("--apart", action="store_true", help="the profile, with the parts around “she said” apart")
        parser.add_argument(
            "--language", metavar="xx", help="the ISO code where a record has none; without it, by the words"
        )
        parser.add_argument(
            "--least-score",
            type=float,
            default=LEAST_SURE,
            metavar="SCORE",
            help=f"leave out quotes and captions below it ({LEAST_SURE}; 0 writes scare quotes and the like too)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from suggesters import pipeline, stream  # bring spaCy, which other commands do without

        failures: list[Failure] = []
        processes = max(1, options["processes"])
        wanted: dict[str, Any] = {"least_score": options["least_score"]}
        learned = learned_of(options)
        if learned is None:
            wanted["profile"] = profile_of(options)
        else:
            wanted["learned"] = learned
            self.note_on_rules(learned, ours=pipeline.RULES_VERSION)
        is_shared = processes == 1 or can_fork()  # with the processes that are forked with it
        suggester = pipeline.load(settings.SPACY_MODEL, **wanted) if is_shared else None
        speed = stream.Speed()
        with opened(options["input"], options["output"]) as (lines, target):
            texts = read_texts(lines, name=options["input"], on_failure=lambda failure: self.tell(failure, failures))
            records = stream.suggest_records(
                in_language(texts, options["language"]),
                model=settings.SPACY_MODEL,
                suggester=suggester,
                processes=processes,
                speed=speed,
                **wanted,
            )
            try:
                target.writelines(written(record).encode("utf-8") for record in records)
            except stream.ProcessEnded as error:
                raise CommandError(str(error)) from error
        self.stderr.write(f"{speed.records} articles, {speed.words} words, {speed.words_per_second:,.0f} words/s")
        if failures:
            raise SystemExit(1)

    def tell(self, failure: Failure, failures: list[Failure]) -> None:
        failures.append(failure)
        self.stderr.write(str(failure))

    def note_on_rules(self, model: Model, *, ours: str) -> None:
        if model.rules != ours:
            self.stderr.write(
                f"The model was learned with version {model.rules} of the rules, and these are version {ours}: it is "
                "used as it is; trained again, it may be better."
            )


def in_language(records: Iterable[dict[str, Any]], language: str | None) -> Iterator[dict[str, Any]]:
    """The records, in this language where they state none."""
    return ({**record, "language": record["language"] or language} for record in records)


def learned_of(options: dict[str, Any]) -> Model | None:
    """The learned model that was asked for. It brings its guideline, so that none can be asked for besides."""
    if not options["model"]:
        return None
    named = next((name for name in ("profile", "apart") if options[name]), None)
    if named:
        raise CommandError(f"A model brings the guideline that it was learned with: leave out --{named} or --model.")
    try:
        return model_at(options["model"])
    except ModelError as error:
        raise CommandError(str(error)) from error


def profile_of(options: dict[str, Any]) -> Profile:
    try:
        profile = profile_at(options["profile"] or DEFAULT.name)
    except ProfileError as error:
        raise CommandError(str(error)) from error
    return replace(profile, parts="apart") if options["apart"] else profile


@contextmanager
def opened(source: str, target: str) -> Iterator[tuple[ByteLines, IO[bytes]]]:
    """Input and output, closed at the end if they are files."""
    try:
        reading, writing = input_of(source), output_of(target)
    except OSError as error:
        raise CommandError(f"{error.filename} cannot be opened: {error.strerror}") from error
    with reading as lines, writing as file:
        yield (lines if source == "-" else unpacked(lines)), file


def input_of(name: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


def output_of(name: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdout.buffer) if name == "-" else Path(name).open("wb")
