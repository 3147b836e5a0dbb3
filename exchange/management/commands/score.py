"""``score GOLD.jsonl PREDICTIONS.jsonl``: how good predicted quotes are."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.readers.types import ReadError
from exchange.incoming.scoring import score_files, table


class Command(BaseCommand):
    help = "Scores predicted quotes, speakers and cues against gold ones; both files are native JSON Lines."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("gold", type=Path, metavar="GOLD.jsonl")
        parser.add_argument("predictions", type=Path, metavar="PREDICTIONS.jsonl")
        parser.add_argument("--json", action="store_true", help="print the measures as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scores = score_files(options["gold"], options["predictions"])
        except (ReadError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(scores.as_json()))
        else:
            self.stdout.write("\n".join(table(scores)))
