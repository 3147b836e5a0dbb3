"""The formats by name: a module each under ``formats/``, and here what people and pages are told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from datasets.formats import csv, native


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is written: its name for people, the file’s extension and type, and its writer.

    ``write(records, *, report)`` gives the file’s parts in order, text (sent as UTF-8) or bytes, while it reads the
    records; what it cannot hold it counts in the report. ``many_sets``: it tells of each annotation whose it is, so
    that all sets of an article fit. ``stand_off``: it takes records without words (``ArticleRecord.text_sha256``).
    """

    label: str
    extension: str
    content_type: str
    write: Callable[..., Iterator[str] | Iterator[bytes]]
    many_sets: bool = False
    stand_off: bool = False


WRITTEN = {
    "jsonl": Format(
        "Native JSON Lines: everything",
        "jsonl",
        "application/x-ndjson; charset=utf-8",
        native.write,
        many_sets=True,
        stand_off=True,
    ),
    "csv": Format("CSV: one row a quote", "csv", "text/csv; charset=utf-8", csv.write, many_sets=True, stand_off=True),
}
