"""``import_model FILE --project SLUG``: what another project has learned becomes a version of this one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import Refused
from annotator.management.projects import project_to_change
from annotator.services.portable import import_model
from exchange.runs.measuring import ask_measuring
from suggesters.learned.model import ModelError, model_at


class Command(BaseCommand):
    help = (
        "Keeps a model's file as a version of the project's suggestions. It is not used before a manager says so on "
        "the page of versions; a worker measures it on the project's own checked articles, if there are three."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--project", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_to_change(options["project"])
        try:
            version, is_new = import_model(project, model_at(options["file"]), user=None)
        except (ModelError, Refused) as error:
            raise CommandError(str(error)) from error
        if not is_new:
            self.stdout.write(f"version {version.number} has the same model: nothing was changed")
            return
        run = ask_measuring(version, user=None)
        measured = "a worker measures it" if run else "too few articles are checked to measure it here"
        self.stdout.write(f"version {version.number} of {project.slug}, not in use; {measured}")
