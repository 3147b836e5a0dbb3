"""brat standoff: writing a ZIP of ``NAME.txt``, ``NAME.ann`` and ``NAME.quotemark.json``, with ``annotation.conf``.

A quote’s fragments are pieces of one span, to which relations link its speakers and cues; type, kind of speaker and
verdict are attributes, which people see and change in brat. A note on each main span holds the rest as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from annotator.vocabulary import Kind, QuoteType, SpanRole, SpeakerKind, Verdict
from exchange.formats.brat.reading import CARRY_EXTENSION, NOTE_OF_OURS
from exchange.formats.foreign.flat import CARRY, LABEL_OF_ROLE, FlatSpan, article_values, flattened
from exchange.formats.foreign.frame_values import carried_values
from exchange.formats.foreign.joining import MAIN_OF
from exchange.formats.json.lines import written
from exchange.formats.zipped import zipped
from exchange.records.article import ArticleRecord
from exchange.records.line_ends import joined_lines, split_at_lines
from exchange.records.loss import LossReport

ROLES = tuple(label for role, label in LABEL_OF_ROLE.items() if role != SpanRole.MENTION)
RELATIONS = tuple(LABEL_OF_ROLE[role] for role in MAIN_OF)
ATTRIBUTES = {"type": ("QuoteType", sorted(QuoteType.values)), "speaker_kind": ("SpeakerKind", SpeakerKind.values)}
LONGEST_NAME = 120


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """The archive’s parts, an article at a time. Nothing is lost."""
    yield from zipped(files(records, report))


def files(records: Iterable[ArticleRecord], report: LossReport) -> Iterator[tuple[str, bytes]]:
    types: dict[str, None] = {}
    for record in records:
        report.written.update(item.frame.kind for item in record.annotations)
        name = file_name(record.id)
        yield f"{name}.txt", record.text.encode("utf-8")
        yield f"{name}.ann", "".join(annotation_lines(record, types)).encode("utf-8")
        yield f"{name}{CARRY_EXTENSION}", written({CARRY: article_values(record)}).encode("utf-8")
    yield "annotation.conf", configuration(types).encode("utf-8")


def file_name(key: str) -> str:
    """The article’s id as a file name for any system. A changed id gets a digest, so that no two names are the same.
    The id itself is in the JSON beside it."""
    safe = re.sub(r"%..", "_", quote(key, safe=" @+,=")).strip(" .")[:LONGEST_NAME]
    return safe if safe == key else f"{safe}-{sha256(key.encode('utf-8')).hexdigest()[:12]}"


def annotation_lines(record: ArticleRecord, types: dict[str, None]) -> Iterator[str]:
    """The lines of the annotation file. The types met are added to ``types``."""
    flat = flattened(record, in_pieces=True)
    attributes = 0
    for number, span in enumerate(flat.spans, start=1):
        label = type_name(span.label)
        types[label] = None
        yield span_line(span, label, record.text)
        for name, value in told_attributes(span):
            attributes += 1
            yield f"A{attributes}\t{name} {span.id} {value}\n"
        if carry := carry_of(span, label, record.text):
            yield f"#{number}\tAnnotatorNotes {span.id}\t{NOTE_OF_OURS}{written(carry)}"
    for number, relation in enumerate(flat.relations, start=1):
        yield f"R{number}\t{relation.label} Arg1:{relation.head} Arg2:{relation.child}\n"


def type_name(label: str) -> str:
    """The label as brat allows types: letters and digits of ASCII, - and _."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", label)


def span_line(span: FlatSpan, label: str, text: str) -> str:
    pieces = split_at_lines(span.pieces, text)
    words = " ".join(re.sub(r"[\n\t]", " ", text[start:end]) for start, end in pieces)
    places = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{span.id}\t{label} {places}\t{words}\n"


def told_attributes(span: FlatSpan) -> Iterator[tuple[str, str]]:
    told = carried_values(span)
    if span.carry.get("kind") == Kind.QUOTE:
        for key, (name, _) in ATTRIBUTES.items():
            yield name, str(told[key])
    if told.get("verdict"):
        yield "Verdict", str(told["verdict"])


def carry_of(span: FlatSpan, label: str, text: str) -> dict[str, Any]:
    """The span’s carry with the label as it is written, and with the pieces if line ends would change them."""
    carry = {**span.carry, "label": label} if span.carry else {}
    if joined_lines(split_at_lines(span.pieces, text), text) != span.pieces:
        carry["pieces"] = [list(piece) for piece in span.pieces]
    return carry


def configuration(types: Iterable[str]) -> str:
    """brat’s annotation.conf: the types that were written, overlaps allowed."""
    entities = dict.fromkeys([*ROLES, *types])
    attributes = [*ATTRIBUTES.values()]
    return "\n".join(
        [
            "[entities]",
            *entities,
            "",
            "[relations]",
            *(f"{name} Arg1:<ENTITY>, Arg2:<ENTITY>" for name in RELATIONS),
            "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            "",
            "[events]",
            "",
            "[attributes]",
            *(f"{name} Arg:Content, Value:{'|'.join(values)}" for name, values in attributes),
            f"Verdict Arg:<ENTITY>, Value:{'|'.join(Verdict.values)}",
            "",
        ]
    )
