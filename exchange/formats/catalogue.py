"""The formats by name, with what people and pages need to know of each; each has a module or a folder of its own.

A format that is read is one entry of ``READ``, one that is written one of ``WRITTEN``; nothing else needs to know it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from exchange.formats import archives, citron, conll, doccano, parquet, prodigy, spacy_json
from exchange.formats import plain as documents
from exchange.formats.brat import reading as brat
from exchange.formats.brat import writing as brat_writing
from exchange.formats.cas import reading as cas_reading
from exchange.formats.cas import writing as cas
from exchange.formats.cas.types import TYPE_SYSTEM
from exchange.formats.csv import reading as csv_reading
from exchange.formats.csv import writing as csv
from exchange.formats.docbin import reading as docbin_reading
from exchange.formats.docbin import writing as docbin
from exchange.formats.labelstudio import configuration as labelstudio_configuration
from exchange.formats.labelstudio import reading as labelstudio
from exchange.formats.labelstudio import writing as labelstudio_writing
from exchange.formats.native import articles as native
from exchange.formats.source import Head, SourceFile
from exchange.formats.w3c import reading as w3c_reading
from exchange.formats.w3c import writing as w3c
from exchange.records.article import Incoming


@dataclass(frozen=True, slots=True)
class ReadFormat:
    """A format that is read: its name for people, its file extensions, its reader, and its signs.

    ``read(source)`` gives the file’s records, failures and notes while it reads, and raises ReadError where the whole
    file can’t be read. ``looks_like(head)`` says whether a file is surely in this format; without it, and where no
    format is sure, the extension decides. ``companions`` are extensions of files that belong to one of this format
    (the text of annotations) and are not articles themselves; ``settings`` are names of files in which the tool keeps
    its settings. ``shares_extension``: files of other formats have the same extensions, so that a folder’s files are
    opened to find out.
    """

    label: str
    extensions: tuple[str, ...]
    read: Callable[[SourceFile], Iterator[Incoming]]
    looks_like: Callable[[Head], bool] | None = None
    companions: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    shares_extension: bool = False


Make = Callable[..., Iterator[Any]]
"""``make(records, *, report)`` gives a piece for each record."""


class Pieces(NamedTuple):
    """How a file is put together of a piece for each article, by any number of processes.

    ``maker()`` gives a ``Make``, one for each process. No other record changes the piece of a record, and pieces can be
    sent to another process. ``joined(pieces)`` gives the parts of the file from those of all records in their order.
    """

    maker: Callable[[], Make]
    joined: Callable[[Iterable[Any]], Iterator[str] | Iterator[bytes]] = iter


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is written: its name for people, the file’s extension and type, and its writer.

    ``write(records, *, report)`` gives the file’s parts in order, text (sent as UTF-8) or bytes, while it reads the
    records; what it cannot hold it counts in the report. ``many_sets``: it says whose each annotation is, so
    that all sets of an article fit. ``stand_off``: it takes records without words (``ArticleRecord.text_sha256``).
    ``configuration`` writes, as XML, what the tool has to know before it takes a file with these labels. ``pieces``
    make the same file as ``write``.
    """

    label: str
    extension: str
    content_type: str
    write: Callable[..., Iterator[str] | Iterator[bytes]]
    many_sets: bool = False
    stand_off: bool = False
    configuration: Callable[[Iterable[str]], str] | None = None
    pieces: Pieces | None = None

    @property
    def is_text(self) -> bool:
        """Whether the file is UTF-8 text rather than bytes of its own kind."""
        return "charset=utf-8" in self.content_type


READ = {
    "zip": ReadFormat(_("ZIP of any of these"), (".zip",), archives.read, archives.looks_like),
    "text": ReadFormat(_("Plain text"), (".txt", ".text"), documents.read_text_file),
    "html": ReadFormat(_("HTML page"), (".html", ".htm", ".xhtml"), documents.read_html_file, documents.is_html),
    "parquet": ReadFormat(_("Parquet with a column “text”"), (".parquet",), parquet.read, parquet.is_parquet),
    "docbin": ReadFormat(_("spaCy DocBin"), (".spacy",), docbin_reading.read, docbin_reading.is_docbin),
    "cas": ReadFormat(_("UIMA CAS (XMI)"), (".xmi",), cas_reading.read, cas_reading.is_xmi, settings=(TYPE_SYSTEM,)),
    "w3c": ReadFormat(_("W3C Web Annotation"), (".jsonld",), w3c_reading.read, w3c_reading.is_web_annotation),
    "citron": ReadFormat(_("Citron JSON"), (), citron.read, citron.is_citron),
    "brat": ReadFormat(
        _("brat standoff"),
        (".ann",),
        brat.read,
        brat.looks_like,
        companions=(".txt", brat.CARRY_EXTENSION),
        settings=("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf"),
    ),
    "csv": ReadFormat(_("CSV or TSV"), (".csv", ".tsv"), csv_reading.read, csv_reading.looks_like),
    "labelstudio": ReadFormat(_("Label Studio JSON"), (), labelstudio.read, labelstudio.looks_like),
    "spacy": ReadFormat(_("spaCy JSON"), (), spacy_json.read, spacy_json.looks_like),
    "prodigy": ReadFormat(_("Prodigy JSON Lines"), (), prodigy.read, prodigy.looks_like),
    "doccano": ReadFormat(_("doccano JSON Lines"), (), doccano.read, doccano.looks_like),
    "jsonl": ReadFormat(_("Native JSON Lines"), (".jsonl", ".ndjson", ".json"), native.read, shares_extension=True),
}
"""In the order in which their signs are looked for."""

NDJSON = "application/x-ndjson; charset=utf-8"
WRITTEN = {
    "jsonl": Format(
        _("Native JSON Lines: everything"),
        "jsonl",
        NDJSON,
        native.write,
        many_sets=True,
        stand_off=True,
        pieces=Pieces(lambda: native.write),
    ),
    "prodigy": Format(
        _("Prodigy: one task an article"), "jsonl", NDJSON, prodigy.write, pieces=Pieces(lambda: prodigy.write)
    ),
    "labelstudio": Format(
        _("Label Studio JSON"),
        "json",
        "application/json; charset=utf-8",
        labelstudio_writing.write,
        many_sets=True,
        configuration=labelstudio_configuration.configuration,
    ),
    "doccano": Format(
        _("doccano JSON Lines: spans and relations"),
        "jsonl",
        NDJSON,
        doccano.write,
        many_sets=True,
        pieces=Pieces(lambda: doccano.write),
    ),
    "brat": Format(_("brat standoff, a ZIP of texts and annotations"), "zip", "application/zip", brat_writing.write),
    "csv": Format(
        _("CSV: one row a quote"), "csv", "text/csv; charset=utf-8", csv.write, many_sets=True, stand_off=True
    ),
    "parquet": Format(
        _("Parquet: everything, for data frames and Hugging Face datasets"),
        "parquet",
        "application/vnd.apache.parquet",
        parquet.write,
        many_sets=True,
        stand_off=True,
    ),
    "docbin": Format(
        _("spaCy DocBin: spans and frames"),
        "spacy",
        "application/octet-stream",
        docbin.write,
        many_sets=True,
        pieces=Pieces(docbin.Documents, docbin.joined),
    ),
    "conll": Format(
        _("CoNLL-U Plus: a line a word, BIO columns"),
        "conllup",
        "text/plain; charset=utf-8",
        conll.write,
        pieces=Pieces(conll.ConllWriter, conll.joined),
    ),
    "w3c": Format(
        _("W3C Web Annotation: a JSON-LD page a line"),
        "w3c.jsonl",
        NDJSON,
        w3c.write,
        many_sets=True,
        stand_off=True,
        pieces=Pieces(lambda: w3c.write),
    ),
    "cas": Format(
        _("UIMA CAS: a ZIP of XMI files"),
        "cas.zip",
        "application/zip",
        cas.write,
        many_sets=True,
        pieces=Pieces(cas.XmiWriter, cas.joined),
    ),
    "citron": Format(_("Citron JSON: a ZIP of JSON files"), "citron.zip", "application/zip", citron.write),
}
