"""The run of an export: the file, written beside its place and put there whole, and its loss report."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotator.errors import Refused
from exchange.forms.exporting import ExportForm
from exchange.models import Run
from exchange.outgoing.exporting import Export, open_export
from exchange.outgoing.selection import choices_for
from exchange.runs.handler import Handler
from exchange.runs.progress import Progress
from exchange.runs.storage import export_path

SMALL_ARTICLES = 500


def export_into_file(run: Run, progress: Progress) -> dict[str, Any]:
    """Write the export; its loss report with the file’s name, size, type and SHA-256."""
    export = export_of(run)
    Run.objects.filter(pk=run.pk).update(records_total=run.project.articles.count())
    path = export_path(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name("export.part")
    digest, size = sha256(), 0
    name, chunks = export.named_chunks()
    with part.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            progress.tell(records=export.report.articles)
    part.replace(path)
    progress.tell(records=export.report.articles, at_once=True)
    about = {"name": name, "type": export.format.content_type, "size": size, "sha256": digest.hexdigest()}
    return {
        "file": about,
        "loss": export.report.as_json(),
        "lines": export.report.lines(),
        "configuration": export.configuration,
    }


def export_of(run: Run) -> Export:
    """The export that the run’s form asked for, as what its user may read now. Raises Refused where it may not be."""
    form = ExportForm(QueryDict(run.options["query"]), sets=choices_for(run.project, run.user))
    if not form.is_valid():
        raise Refused(" ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return open_export(run.project, form.options, reader=run.user)


def is_small(run: Run) -> bool:
    return run.project.articles.count() <= SMALL_ARTICLES


HANDLER = Handler(
    do=export_into_file,
    is_small=is_small,
    running=_("Being written"),
    finished=_("The file is ready"),
    resume=_("Begin again"),
    lines=lambda report: list(report["lines"]),
    values=lambda report: dict(report["loss"]),
    changes_project=False,
    keeps_files=True,
    is_personal=True,
)
