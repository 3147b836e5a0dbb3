"""``suggest --project SLUG``: machine sets for the articles that lack one from this version of the suggester."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from annotator.errors import Refused
from annotator.services.suggest import lacking, suggest_articles, suggester_named
from annotator.tasks import suggest_in_background
from articles.models import Project
from suggesters.registry import OURS


class Command(BaseCommand):
    help = "Suggests quotes, entities, captions and repairs. What people decided is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--article", nargs="+", default=[], metavar="KEY", help="external ids; all without")
        parser.add_argument("--suggester", default=OURS, metavar="NAME", help="ours without")
        parser.add_argument("--background", action="store_true", help="leave the work to a worker (manage.py worker)")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        keys: list[str] = options["article"]
        unknown = set(keys) - set(project.articles.filter(external_id__in=keys).values_list("external_id", flat=True))
        if unknown:
            raise CommandError(f"The project has no article {', '.join(sorted(unknown))}.")
        if options["background"]:
            suggest_in_background.enqueue(project.pk, keys, options["suggester"])
            self.stdout.write("left to a worker: manage.py worker does the work")
            return
        try:
            suggester = suggester_named(options["suggester"])
        except Refused as error:
            raise CommandError(str(error)) from error
        waiting = lacking(project, suggester, keys=keys).count()
        sets = suggest_articles(project, suggester, keys=keys)
        done = sum(1 for _ in tqdm(sets, total=waiting, unit=" articles", disable=None, leave=False))
        self.stdout.write(f"suggested for {done} articles by {suggester.name} {suggester.version}")
