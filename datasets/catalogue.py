"""The formats by name: a module each under ``formats/``, and here what people and pages are told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from datasets.formats import cas, citron, conll, csv, docbin, native, parquet, w3c


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is written: its name for people, the file’s extension and type, and its writer.

    ``write(records, *, report)`` gives the file’s parts in order, text (sent as UTF-8) or bytes, while it reads the
    records; what it cannot hold it counts in the report.
    """

    label: str
    extension: str
    content_type: str
    write: Callable[..., Iterator[str] | Iterator[bytes]]

    @property
    def is_text(self) -> bool:
        """Whether the file is UTF-8 text rather than bytes of its own kind."""
        return "charset=utf-8" in self.content_type


WRITTEN = {
    "jsonl": Format("Native JSON Lines: everything", "jsonl", "application/x-ndjson; charset=utf-8", native.write),
    "csv": Format("CSV: one row a quote", "csv", "text/csv; charset=utf-8", csv.write),
    "parquet": Format(
        "Parquet: everything, for data frames and Hugging Face datasets",
        "parquet",
        "application/vnd.apache.parquet",
        parquet.write,
    ),
    "docbin": Format("spaCy DocBin: spans and frames", "spacy", "application/octet-stream", docbin.write),
    "conll": Format("CoNLL-U Plus: a line a word, BIO columns", "conllup", "text/plain; charset=utf-8", conll.write),
    "w3c": Format(
        "W3C Web Annotation: a JSON-LD page a line", "w3c.jsonl", "application/x-ndjson; charset=utf-8", w3c.write
    ),
    "cas": Format("UIMA CAS: a ZIP of XMI files", "cas.zip", "application/zip", cas.write),
    "citron": Format("Citron JSON: a ZIP of JSON files", "citron.zip", "application/zip", citron.write),
}
