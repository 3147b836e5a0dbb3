"""``train --project SLUG``: learns from the project's checked articles, and uses what was learned if it is better."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import Refused
from annotator.management.projects import project_to_change
from annotator.models import LearnedModel
from annotator.services.portable import portable
from articles.models import Project
from exchange.management.files import write_whole
from exchange.models import Run
from exchange.runs.services import do_here
from exchange.runs.training import ask_training
from exchange.runs.training_report import lines_of

NOT_BETTER = 3
"""What the command exits with when what was learned is not better."""
LOOK_EVERY = 1.0  # seconds, while a worker does the same training


class Command(BaseCommand):
    help = (
        "Learns from the project's fully checked articles and compares on articles not learned from. A better version "
        "is used from then on (exit 0); one that is not better is kept and not used (exit 3)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--output", metavar="FILE", help="also write the model that is used, for suggest_file")
        parser.add_argument("--force", action="store_true", help="use what was learned though it is not better")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_to_change(options["project"])
        run = trained(project, force=options["force"])
        if run.state != Run.State.FINISHED or run.report is None:
            raise CommandError(run.reason or f"The training is {run.get_state_display()}.")
        lines = lines_of(run.report)
        for line in lines:
            self.stdout.write(line)
        if run.report["state"] == LearnedModel.State.REFUSED:
            raise CommandError("Nothing was changed: --force uses it all the same.", returncode=NOT_BETTER)
        if options["output"]:
            row = LearnedModel.objects.get(project=project, run=run.pk)
            write_whole(Path(options["output"]), portable(row).as_bytes())


def trained(project: Project, *, force: bool) -> Run:
    """The training, ended: done here, or by a worker that was at it already. Raises CommandError where it cannot be."""
    try:
        run = ask_training(project, user=None, force=force)
    except Refused as error:
        raise CommandError(str(error)) from error
    do_here(run)
    run.refresh_from_db()
    while run.is_under_way:
        time.sleep(LOOK_EVERY)
        do_here(run)
        run.refresh_from_db()
    return run
