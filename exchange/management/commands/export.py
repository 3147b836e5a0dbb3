"""``export --project SLUG --format NAME``: a project as a stream, with its loss report."""

from __future__ import annotations

import sys
import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import Refused
from annotator.management.projects import project_named
from annotator.vocabulary import Verdict
from exchange.formats.catalogue import WRITTEN
from exchange.outgoing.exporting import STANDING, Export, ExportOptions, open_export
from exchange.outgoing.side_by_side import chunks_of


class Command(BaseCommand):
    help = "Exports a project’s articles with one set of annotations each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", default="jsonl", metavar="NAME", help=f"one of {', '.join(WRITTEN)}")
        parser.add_argument(
            "--set",
            default="",
            metavar="SET",
            help="gold, machine, all, mixed or a user name; else gold and finished sets, else the machine’s",
        )
        parser.add_argument("--output", default="-", metavar="FILE", help="- or nothing writes to the standard output")
        parser.add_argument("--apply-repairs", action="store_true", help="repair the text and move every offset along")
        parser.add_argument("--since", type=int, metavar="EVENT_ID", help="only articles that changed after this event")
        parser.add_argument("--verdicts", metavar="LIST", help=f"with commas, from {', '.join(Verdict.values)}")
        parser.add_argument("--stand-off", action="store_true", help="no words of the text: offsets and hashes")
        parser.add_argument("--anonymise", action="store_true", help="pseudonyms for annotators, new ids, no times")
        parser.add_argument("--bom", action="store_true", help="begin with a byte order mark, for spreadsheets")

    def handle(self, *args: Any, **options: Any) -> None:
        export = opened(options)
        try:
            self.write(export, options["output"])
        except EOFError as error:  # one of the processes that write was killed
            raise CommandError(str(error)) from error
        for line in export.report.lines():
            self.stderr.write(line)

    def write(self, export: Export, target: str) -> None:
        if target == "-":
            write_to_standard_output(export)
        else:
            path = Path(target)
            write_to_file(export, path)
            if zipfile.is_zipfile(path) and path.suffix.lower() != ".zip":
                self.stderr.write(f"{path} is a ZIP of several files, since the export is large: unpack it to use it")


def opened(options: dict[str, Any]) -> Export:
    project = project_named(options["project"])
    verdicts = tuple(options["verdicts"].split(",")) if options["verdicts"] else STANDING
    wanted = ExportOptions(
        format=options["format"],
        chosen=options["set"],
        verdicts=verdicts,
        apply_repairs=options["apply_repairs"],
        since=options["since"],
        byte_order_mark=options["bom"],
        stand_off=options["stand_off"],
        anonymise=options["anonymise"],
    )
    try:
        return open_export(project, wanted)
    except Refused as error:
        raise CommandError(str(error)) from error


def write_to_standard_output(export: Export) -> None:
    for chunk in chunks_of(export):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def write_to_file(export: Export, path: Path) -> None:
    """Write to a temporary file and rename it at the end, so that half an export never looks whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            for chunk in chunks_of(export):
                file.write(chunk)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    part.replace(path)
    path.with_name(f"{path.name}.loss.json").write_text(export.report.as_json_text(), encoding="utf-8")
    if export.configuration:
        path.with_name(f"{path.name}.config.xml").write_text(export.configuration, encoding="utf-8")
