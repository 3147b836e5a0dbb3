"""The run of an import: kept uploads into the project, and the report that the page shows and keeps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from annotator.errors import Refused
from exchange.formats.mapping import mapping_from_json
from exchange.incoming.files import records_of_uploads
from exchange.incoming.importing import ImportReport, import_records
from exchange.models import Run
from exchange.records.article import Note
from exchange.runs.handler import Handler
from exchange.runs.progress import Progress
from exchange.runs.storage import has_uploads, opened_uploads, remove_files
from exchange.runs.suggesting import suggest_for

SMALL_BYTES = 1_500_000
NOT_KEPT = gettext_noop("The uploaded files are not kept any more: upload them once more.")


def import_uploads(run: Run, progress: Progress) -> dict[str, Any]:
    """Import the run’s uploads as its options say; the report as plain JSON values."""
    check(run)
    with opened_uploads(run) as kept:

        def on_batch(report: ImportReport) -> None:
            progress.tell(records=report.read, bytes_read=kept.bytes_read)

        records = records_of_uploads(
            kept.uploads,
            format=run.options.get("format", "auto"),
            mapping=mapping_from_json(run.project.import_mapping),
        )
        report = import_records(run.project, records, user=run.user, on_batch=on_batch)
        progress.tell(records=report.read, bytes_read=run.bytes_total, at_once=True)
    keys = report.imported_ids if run.options.get("suggest") else []
    return {**values_of(report), "suggestions": values_of_note(suggest_for(run.project, keys, user=run.user))}


def check(run: Run) -> None:
    """Raise Refused where the uploads are gone."""
    if not has_uploads(run):
        raise Refused(NOT_KEPT)


def is_small(run: Run) -> bool:
    return run.bytes_total <= SMALL_BYTES


def follow(run: Run) -> None:
    """The uploads go once the import has finished."""
    if run.state == Run.State.FINISHED:
        remove_files(run)
        Run.objects.filter(pk=run.pk).update(expires_at=None)


def values_of(report: ImportReport) -> dict[str, Any]:
    return {
        "summary": report.summary(),
        "imported": report.imported,
        "unchanged": report.unchanged,
        "joined": report.joined,
        "sets_added": report.sets_added,
        "failed": report.failed,
        "failures": [
            {"file": item.place.file, "line": item.place.line, "reason": item.reason} for item in report.failures
        ],
        "notes": [values_of_note(note) for note in report.notes],
    }


def values_of_note(note: Note) -> dict[str, Any]:
    """Its English words, and what ``wording`` makes other languages of."""
    said = {"file": note.place, "words": note.words}
    return {**said, "text": note.text, "counts": list(note.counts), "example": note.example}


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report for people, a line each."""
    lines = [report["summary"]]
    if report["sets_added"]:
        lines.append(f"annotation sets added to known articles: {report['sets_added']}")
    lines += [f"{note['file']}: {note['words']}" for note in report["notes"]]
    lines += [f"{item['file']}:{item['line']}: {item['reason']}" for item in report["failures"]]
    if report["failed"] > len(report["failures"]):
        lines.append(f"… and {report['failed'] - len(report['failures'])} more that failed")
    return lines


HANDLER = Handler(
    do=import_uploads,
    is_small=is_small,
    running=_("Coming in"),
    finished=_("What came in"),
    resume=_("Go on"),
    lines=lines_of,
    check=check,
    follow=follow,
    keeps_files=True,
    stays=True,
)
