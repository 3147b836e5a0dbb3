"""``suggest --project SLUG``: machine sets for the articles that lack one from this version of the suggester."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from annotator.errors import Refused
from annotator.management.projects import project_to_change
from annotator.services.suggest import Trouble, lacking, suggest_articles, suggester_for
from exchange.runs.suggesting import ask_suggestions
from suggesters.registry import OURS


class Command(BaseCommand):
    help = (
        "Suggests quotes, entities, captions and repairs by the project's guideline profile. "
        "What people decided, and what they decided on, is never touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--article", nargs="+", default=[], metavar="KEY", help="external ids; all without")
        parser.add_argument("--suggester", default=OURS, metavar="NAME", help="ours without")
        parser.add_argument("--background", action="store_true", help="leave the work to a worker (manage.py worker)")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_to_change(options["project"])
        keys: list[str] = options["article"]
        unknown = set(keys) - set(project.articles.filter(external_id__in=keys).values_list("external_id", flat=True))
        if unknown:
            raise CommandError(f"The project has no article {', '.join(sorted(unknown))}.")
        if options["background"]:
            run = ask_suggestions(project, user=None, keys=keys, suggester=options["suggester"])
            self.stdout.write(f"left to a worker (manage.py worker): {run.get_absolute_url()}")
            return
        try:
            suggester = suggester_for(project, options["suggester"])
        except Refused as error:
            raise CommandError(str(error)) from error
        waiting = lacking(project, suggester, keys=keys).count()
        found = tqdm(
            suggest_articles(project, suggester, keys=keys), total=waiting, unit=" articles", disable=None, leave=False
        )
        done, failed = 0, 0
        for item in found:
            if isinstance(item, Trouble):
                failed += item.is_whole
                self.tell(item)
            else:
                done += 1
        self.stdout.write(f"suggested for {done} articles by {suggester.name} {suggester.version}")
        if failed:
            raise CommandError(f"The suggester failed on {failed} articles.")

    def tell(self, trouble: Trouble) -> None:
        with tqdm.external_write_mode():  # the bar makes room for the line
            self.stderr.write(f"{trouble.article}: {trouble.reason}")
