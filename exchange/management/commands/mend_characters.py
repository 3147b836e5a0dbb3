"""``mend_characters``: what an older version stored and no export can hold becomes U+FFFD."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from exchange.incoming.mending import mend_characters


class Command(BaseCommand):
    help = "Replaces NUL characters and lone surrogates in all stored texts by U+FFFD. Make a backup first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        mended = mend_characters(dry_run=options["dry_run"])
        for column, number in sorted(mended.items()):
            self.stdout.write(f"{column}: {number}")
        done = "would be mended" if options["dry_run"] else "mended"
        self.stdout.write(f"{mended.total()} values {done}")
