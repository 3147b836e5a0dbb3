"""``release --project SLUG``: a frozen, numbered export, made at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import Refused
from annotator.management.projects import project_to_change
from annotator.vocabulary import Verdict
from articles.models import Project
from exchange.formats.catalogue import WRITTEN
from exchange.models import Release
from exchange.outgoing.exporting import STANDING
from exchange.releases.options import METHODS, ReleaseOptions, SplitOptions, shares_of
from exchange.releases.services import ask_release
from exchange.releases.storage import folder_of
from exchange.runs.services import do_here


class Command(BaseCommand):
    help = "Makes a release: files, manifest and data card, frozen under the project’s next number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--number", type=int, metavar="N", help="make this one, which waits or has failed")
        parser.add_argument(
            "--format", nargs="+", default=["jsonl"], metavar="NAME", help=f"one or more of {', '.join(WRITTEN)}"
        )
        parser.add_argument(
            "--set", default="", metavar="SET", help="as for export: gold, machine, all, mixed or a user name"
        )
        parser.add_argument("--verdicts", metavar="LIST", help=f"with commas, from {', '.join(Verdict.values)}")
        parser.add_argument("--apply-repairs", action="store_true", help="repair the text and move every offset along")
        parser.add_argument("--stand-off", action="store_true", help="no words of the text: offsets and hashes")
        parser.add_argument("--anonymise", action="store_true", help="pseudonyms for annotators, new ids, no times")
        parser.add_argument("--split", choices=list(METHODS), default="none", help="how to divide the articles")
        parser.add_argument("--shares", default="80/10/10", metavar="T/D/T", help="train, dev and test in per cent")
        parser.add_argument("--salt", default="quotemark", help="another one divides anew")
        parser.add_argument("--licence", default="", help="for the data card")
        parser.add_argument("--note", default="", help="for the data card")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_to_change(options["project"])
        release = known(project, options["number"]) if options["number"] else asked(project, options)
        do_here(release.run)
        release.refresh_from_db()
        if release.state != Release.State.READY:
            told = release.reason or f"it is {release.get_state_display()}, by somebody else"
            raise CommandError(f"Release {release.number} was not made: {told}")
        counts = release.manifest["counts"] if release.manifest else {}
        self.stdout.write(f"release {release.number}: {counts['articles']} articles in {folder_of(release)}")


def known(project: Project, number: int) -> Release:
    release = project.releases.filter(number=number).first()
    if release is None:
        raise CommandError(f"The project has no release {number}.")
    release.project = project
    return release


def asked(project: Project, options: dict[str, Any]) -> Release:
    try:
        wanted = ReleaseOptions(
            formats=tuple(options["format"]),
            chosen=options["set"],
            verdicts=tuple(options["verdicts"].split(",")) if options["verdicts"] else STANDING,
            apply_repairs=options["apply_repairs"],
            stand_off=options["stand_off"],
            anonymise=options["anonymise"],
            split=SplitOptions(method=options["split"], shares=shares_of(options["shares"]), salt=options["salt"]),
            licence=options["licence"],
            note=options["note"],
        )
        return ask_release(project, user=None, client_id=uuid4(), options=wanted)[0]
    except Refused as error:
        raise CommandError(str(error)) from error
