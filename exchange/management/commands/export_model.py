"""``export_model --project SLUG --output FILE``: what a project has learned, for another one or ``suggest_file``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.management.projects import project_named
from annotator.models import LearnedModel
from annotator.services.learning import version_in_use
from annotator.services.portable import portable
from articles.models import Project
from exchange.management.files import write_whole


class Command(BaseCommand):
    help = "Writes the file of a learned version: numbers and names of features, with a card, nothing of any article."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--number", type=int, metavar="N", help="the version; without it, the one in use")
        parser.add_argument("--output", default="-", metavar="FILE", help="- or nothing writes to the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        content = portable(version_of(project_named(options["project"]), options["number"])).as_bytes()
        if options["output"] == "-":
            sys.stdout.buffer.write(content)
        else:
            write_whole(Path(options["output"]), content)


def version_of(project: Project, number: int | None) -> LearnedModel:
    if number is None:
        used = version_in_use(project)
        if used is None:
            raise CommandError(f"{project.slug} uses no learned version: name one with --number.")
        number = used.number
    found = LearnedModel.objects.filter(project=project, number=number).select_related("project").first()
    if found is None:
        raise CommandError(f"{project.slug} has no version {number}.")
    return found
