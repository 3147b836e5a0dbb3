"""``withdraw --project SLUG --article KEY… --reason WHY``: articles out of use, and back with ``--bring-back``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotator.errors import Refused
from annotator.management.projects import project_to_change
from annotator.services.withdraw import bring_back, withdraw


class Command(BaseCommand):
    help = "Withdraws articles: queues, later exports and later releases leave them out. Nothing is deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--article", nargs="+", required=True, metavar="KEY", help="external ids")
        parser.add_argument("--reason", default="", metavar="WHY", help="kept, and shown with later releases")
        parser.add_argument("--bring-back", action="store_true", help="undo the withdrawal")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        project = project_to_change(options["project"])
        keys: list[str] = options["article"]
        articles = {article.external_id: article for article in project.articles.filter(external_id__in=keys)}
        unknown = set(keys) - articles.keys()
        if unknown:
            raise CommandError(f"The project has no article {', '.join(sorted(unknown))}.")
        try:
            changed = sum(
                bring_back(article, user=None)
                if options["bring_back"]
                else withdraw(article, user=None, reason=options["reason"])
                for article in articles.values()
            )
        except Refused as error:
            raise CommandError(f"{error} Add --reason.") from error
        self.stdout.write(f"{'brought back' if options['bring_back'] else 'withdrawn'}: {changed} of {len(articles)}")
