"""``import_articles PATH… --project SLUG``: files and folders into a project."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from tqdm import tqdm

from annotator.management.projects import opened
from annotator.services.projects import begin, free_slug
from articles.models import Project
from articles.readers.types import ReadError
from exchange.formats.mapping import Mapping, mapping_from_json
from exchange.incoming.ahead import read_ahead
from exchange.incoming.files import FORMATS, records_of_paths
from exchange.incoming.importing import import_records, keep_mapping
from exchange.records.article import Failure

READER_ENDED = (
    "The process that reads the files has ended before its time, perhaps for want of memory. What was stored stands: "
    "run the same command again."
)


class Command(BaseCommand):
    help = "Imports articles and annotations. The same import twice changes nothing."
    requires_system_checks = ()  # they load every page, which takes longer than a small import

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder to walk")
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--format", choices=FORMATS, default="auto")
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE.json",
            help="what other tools’ labels, relations and columns stand for; the project keeps it",
        )
        parser.add_argument("--create-project", action="store_true", help="make the project where it does not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        mapping = mapping_of_file(options["mapping"]) if options["mapping"] else None
        project = project_named(options["project"], create=options["create_project"])
        if mapping is not None:
            keep_mapping(project, mapping)
        known = mapping or mapping_from_json(project.import_mapping)
        records = read_ahead(
            records_of_paths(options["paths"], format=options["format"], mapping=known), options["paths"]
        )
        # disable=None: a bar on a terminal, nothing in a log file
        bar = tqdm(records, unit=" records", disable=None, leave=False)
        try:
            report = import_records(project, bar, on_failure=self.tell)
        except EOFError as error:
            raise CommandError(READER_ENDED) from error
        for note in report.notes:
            self.stdout.write(str(note))
        if report.sets_added:
            self.stdout.write(f"annotation sets added to known articles: {report.sets_added}")
        self.stdout.write(report.summary())
        if report.failed:
            raise SystemExit(1)

    def tell(self, failure: Failure) -> None:
        with tqdm.external_write_mode():  # the bar makes room for the line
            self.stderr.write(str(failure))


def mapping_of_file(path: Path) -> Mapping:
    """The mapping of a JSON file. Raises CommandError that names what can’t be read in it."""
    try:
        return mapping_from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{path} cannot be opened: {error.strerror}") from error
    except (ReadError, ValueError, RecursionError) as error:
        raise CommandError(f"{path}: {error}") from error


def project_named(slug: str, *, create: bool) -> Project:
    """The project of this slug, made if ``create`` is set. Raises CommandError with the remedy."""
    project = Project.objects.standing().filter(slug=slug).first()
    if project is not None:
        return opened(project)
    if not create:
        raise CommandError(f"There is no project “{slug}”: add --create-project to make it.")
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise CommandError(f"“{slug}” is not a slug: write letters, digits, - and _.") from error
    if free_slug(slug) != slug:
        raise CommandError(f"The slug “{slug}” is taken by a project that was deleted: choose another.")
    project = Project.objects.create(slug=slug, name=slug.replace("-", " ").capitalize())
    begin(project, user=None)
    return project
