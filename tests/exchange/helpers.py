"""What the tests of import and export share."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from articles.models import Project
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.incoming.importing import ImportReport, import_records
from exchange.outgoing.exporting import ExportOptions, open_export

TEXT = "The pier is shut.\n\n“We wait,” said Ann Lee, “but not for ever.” She saidthat repairs are dear."


def span_in(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def spans_of(*words: str) -> list[list[int]]:
    """Where the words stand in ``TEXT``."""
    return [span_in(TEXT, part) for part in words]


def quote(**values: Any) -> dict[str, Any]:
    """The split quote of ``TEXT``."""
    return {
        "type": "direct",
        "content": spans_of("“We wait,”", "“but not for ever.”"),
        "cue": spans_of("said"),
        "speaker": spans_of("Ann Lee"),
        "speaker_name": "Ann Lee",
        "speaker_kind": "named",
        **values,
    }


def repair(**values: Any) -> dict[str, Any]:
    start, end = span_in(TEXT, "saidthat")
    return {"start": start, "end": end, "replacement": "said that", **values}


def article(key: str = "pier", **values: Any) -> dict[str, Any]:
    return {"id": key, "text": TEXT, **values}


def as_lines(*records: dict[str, Any]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("utf-8")


def import_bytes(project: Project, data: bytes, *, name: str = "in.jsonl", user: Any = None) -> ImportReport:
    return import_records(project, records_of_upload(Upload(name, BytesIO(data))), user=user)


def bring_in(project: Project, *records: dict[str, Any]) -> ImportReport:
    """Import records that must all go in, or be there."""
    report = import_bytes(project, as_lines(*records))
    assert report.failures == []
    return report


def export_bytes(project: Project, **options: Any) -> bytes:
    return b"".join(open_export(project, ExportOptions(**options)).chunks())


def exported(project: Project, **options: Any) -> list[dict[str, Any]]:
    """The native export’s records."""
    return [json.loads(line) for line in export_bytes(project, **options).decode("utf-8").split("\n") if line]


def without_ids_and_times(lines: bytes) -> list[str]:
    """The lines with what an import gives anew taken out; the order of keys is kept."""
    records = [json.loads(line) for line in lines.decode("utf-8").split("\n") if line]
    return [json.dumps(without_ids(record), ensure_ascii=False) for record in records]


def without_ids(record: dict[str, Any]) -> dict[str, Any]:
    for name in ("quotes", "entities", "captions", "repairs"):
        record[name] = [dropped(item, "id", "created", "updated", "origin") for item in record[name]]
    return record


def dropped(item: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key not in keys}
