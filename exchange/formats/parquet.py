"""Parquet: one row an article, annotations as lists of structs. ``datasets`` of Hugging Face and pyarrow read it.

Everything that the native format holds is there. Offsets are code points (int64), half-open, each beside its words;
keys that have no column are JSON in ``extra``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import IO, Any

from annotator.vocabulary import Kind, SpanRole
from articles.readers.types import ReadError, Span
from exchange.formats.json.lines import json_text
from exchange.formats.json.values import list_at, object_in_json
from exchange.formats.left_out import LeftOut
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import QUOTE_SPANS, beside, flat_values, in_lists
from exchange.formats.sink import Sink
from exchange.formats.source import Head, SourceFile
from exchange.records.article import LISTS, AnnotationRecord, ArticleRecord, Failure, FilePlace, Incoming
from exchange.records.loss import LossReport

GROUP_BYTES = 8_000_000
"""A row group ends after about this much text, or after ``GROUP_ROWS``: what writing and reading hold in memory."""

GROUP_ROWS = 500
ROWS_AT_ONCE = 20
LARGEST_GROUP = 1_000_000_000
"""Bytes of an unpacked row group that are still read."""

OWN_COLUMNS = {
    *("id", "title", "url", "publisher", "byline", "published", "language", "sha256", "text", "blocks", "figures"),
    *("sets", "extra", *LISTS),
}
DERIVED = {"text", "wikidata_id", "block_kind"}
"""Columns of annotations that only repeat other columns, or the registry, for the reader’s sake."""


PLACE_FIELDS = {"start", "end", "text"}
STRUCT_FIELDS = {
    "blocks": {"start", "end", "kind"},
    "figures": {"image_url", "alt", "caption", "credit"},
    "sets": {"suggester", "version", "annotator", "gold", "certified", "state", "imported_by", "seconds", "notes"},
}


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[bytes]:
    """A Parquet file in row groups of bounded size; its bytes come as each group is full."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(pa)
    sink = Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for rows in groups(records, report):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            yield sink.taken()
    yield sink.taken()


def groups(records: Iterable[ArticleRecord], report: LossReport) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for record in records:
        report.written.update(item.frame.kind for item in record.annotations)
        rows.append(row_of(record))
        size += len(record.text)
        if size >= GROUP_BYTES or len(rows) >= GROUP_ROWS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def schema_of(pa: Any) -> Any:
    """The columns. Lists are never null where this module wrote them; texts that are not known are empty."""
    span = [("start", pa.int64()), ("end", pa.int64())]
    worded = pa.struct([*span, ("text", pa.string())])
    told_by = [(name, pa.string()) for name in ("suggester", "version", "annotator")]
    told_by += [(name, pa.bool_()) for name in ("gold", "certified")]
    first = [("id", pa.string())]
    last = [
        *[("score", pa.float64()), ("reason", pa.string()), *told_by, ("verdict", pa.string())],
        *[(name, pa.string()) for name in ("origin", "created", "updated", "block_kind", "extra")],
    ]
    candidate = pa.struct([("name", pa.string()), ("score", pa.float64())])
    quote = [
        *[("type", pa.string()), *((role, pa.list_(worded)) for role in QUOTE_SPANS)],
        *[(name, pa.string()) for name in ("speaker_name", "speaker_kind", "wikidata_id")],
        ("candidates", pa.list_(candidate)),
    ]
    words = [*span, ("text", pa.string())]
    kinds = {
        "quotes": quote,
        "entities": [*words, *[(name, pa.string()) for name in ("type", "name", "wikidata_id")]],
        "captions": [*words, ("credit", worded)],
        "repairs": [*words, ("replacement", pa.string())],
    }
    place = pa.struct(span)
    figure = [
        ("image_url", pa.string()),
        ("alt", pa.string()),
        ("caption", place),
        ("credit", place),
        ("score", pa.float64()),
    ]
    texts = [(name, pa.string()) for name in ("id", "title", "url", "publisher", "byline")]
    state = [("state", pa.string()), ("imported_by", pa.string()), ("seconds", pa.int64())]
    fields = [
        *[
            *texts,
            ("published", pa.date32()),
            ("language", pa.string()),
            ("sha256", pa.string()),
            ("text", pa.string()),
        ],
        ("blocks", pa.list_(pa.struct([*span, ("kind", pa.string())]))),
        ("figures", pa.list_(pa.struct(figure))),
        ("sets", pa.list_(pa.struct([*told_by, *state, ("notes", pa.list_(pa.string()))]))),
        *[(name, pa.list_(pa.struct([*first, *columns, *last]))) for name, columns in kinds.items()],
        ("extra", pa.string()),
    ]
    return pa.schema(fields, metadata={"schema": "quotemark/1"})


def row_of(record: ArticleRecord) -> dict[str, Any]:
    return {
        **native.article_values(record),
        "published": record.published,
        "blocks": [{"start": block.start, "end": block.end, "kind": block.kind} for block in record.blocks],
        "figures": [
            {
                "image_url": figure.image_url,
                "alt": figure.alt,
                "caption": place_struct(figure.caption),
                "credit": place_struct(figure.credit),
                "score": figure.score,
            }
            for figure in record.figures
        ],
        **{
            name: [annotation_struct(item, record=record) for item in items]
            for name, items in in_lists(record.annotations).items()
        },
        "extra": json_text({**record.extra, "stand_off": True} if record.text_sha256 else record.extra),
    }


def annotation_struct(annotation: AnnotationRecord, *, record: ArticleRecord) -> dict[str, Any]:
    """The annotation with the words of its spans; of a stand-off record with their hashes, in ``extra`` as well."""
    frame, values = annotation.frame, flat_values(annotation)
    if annotation.hashes:
        hashes = {role: list(told) for role, told in values.pop("hashes").items()}
        values["extra"] = json_text({**beside(frame), "hashes": hashes})
    if frame.kind == Kind.QUOTE:
        for role in QUOTE_SPANS:
            values[role] = worded_structs(annotation, role, record)
        values["candidates"] = [{"name": name, "score": score} for name, score in frame.candidates]
    else:
        values["text"] = record.surfaces(annotation, frame.spans[0][0])[0]
        values["credit"] = next(iter(worded_structs(annotation, SpanRole.CREDIT, record)), None)
    return {
        **values,
        "wikidata_id": annotation.wikidata_id or None,
        "block_kind": annotation.block_kind or None,
    }


def worded_structs(annotation: AnnotationRecord, role: str, record: ArticleRecord) -> list[dict[str, Any]]:
    spans, words = annotation.frame.by_role(role), record.surfaces(annotation, role)
    return [{"start": start, "end": end, "text": told} for (start, end), told in zip(spans, words, strict=True)]


def place_struct(span: Span | None) -> dict[str, int] | None:
    return {"start": span[0], "end": span[1]} if span else None


def is_parquet(head: Head) -> bool:
    return head.start.startswith(b"PAR1")


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of the rows, those of other programs too: a column ``text`` is all that is needed, columns that
    this module does not know are kept beside the article. A few rows are in memory at a time.

    Raises ReadError for a file that is not Parquet, has no texts, or unpacks to more than ``LARGEST_GROUP``.
    """
    number = 0
    left_out = LeftOut()
    for rows in batches(source.file):
        for row in rows:
            number += 1
            place = FilePlace(source.name, number)
            try:
                values = values_of_row(row)
                yield native.record_of(values, place=place, default_id=source.id_of(place))
                count_left_out(row, left_out)
            except ReadError as error:
                yield Failure(place, f"row {number}: {error}")
    yield from left_out.notes(source.name)


def count_left_out(row: Mapping[str, Any], left_out: LeftOut) -> None:
    """Count the fields of structs that nothing reads. Further columns, and fields of annotations, are kept."""
    for key, known in STRUCT_FIELDS.items():
        for item in row.get(key) or ():
            left_out.add(item, known=known, where=f"{key}.")
    for name in LISTS:
        for item in row.get(name) or ():
            for role in (*QUOTE_SPANS, SpanRole.CREDIT):
                places = item.get(role) or ()
                for place in [places] if isinstance(places, dict) else places:
                    if isinstance(place, dict):
                        left_out.add(place, known=PLACE_FIELDS, where=f"{name}.{role}.")


def batches(file: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    """Some rows at a time, of a copy where the file can only be read from its beginning to its end."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with nullcontext(file) if file.seekable() else copied(file) as whole:
            parquet = pq.ParquetFile(whole)
            check_columns(parquet, pa)
            for batch in parquet.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
                yield batch.to_pylist()
    except ReadError:
        raise
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        raise ReadError(f"not a Parquet file that can be read: {first_line(error)}") from error


@contextmanager
def copied(file: IO[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield copy


def check_columns(parquet: Any, pa: Any) -> None:
    schema = parquet.schema_arrow
    if "text" not in schema.names or not is_text(schema.field("text").type, pa):
        raise ReadError(f"no column “text” of strings among {', '.join(schema.names)[:200]}")
    for number in range(parquet.num_row_groups):
        size = parquet.metadata.row_group(number).total_byte_size
        if size > LARGEST_GROUP:
            raise ReadError(f"row group {number} unpacks to {size:,} bytes; write row groups of fewer rows")


def is_text(kind: Any, pa: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]


def values_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row in the shape of the native format. Raises ReadError that names the column."""
    values = {key: json_value(value, key) for key, value in row.items() if key not in OWN_COLUMNS}
    values |= object_in_json(row.get("extra"), where="extra")
    values |= {key: json_value(row[key], key) for key in OWN_COLUMNS - {"extra"} if key in row}
    for key, convert in CONVERTERS.items():
        items = values.get(key)
        if items is not None:
            if not (isinstance(items, list) and all(isinstance(item, dict) for item in items)):
                raise ReadError(f"{key} is a list of structs")
            values[key] = [convert(item, f"{key}[{number}].") for number, item in enumerate(items)]
    return values


def json_value(value: Any, key: str) -> Any:
    """What JSON can hold of a cell: dates and numbers of other kinds become texts. Raises ReadError for bytes."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [json_value(item, key) for item in value]
    if isinstance(value, dict):
        return {str(name): json_value(item, key) for name, item in value.items()}
    if isinstance(value, bytes):
        raise ReadError(f"the column {key} holds bytes, not text; leave it out")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def block_from(value: dict[str, Any], where: str) -> list[Any]:
    return [value.get("start"), value.get("end"), value.get("kind")]


def figure_from(value: dict[str, Any], where: str) -> dict[str, Any]:
    return {**value, "caption": place_from(value.get("caption")), "credit": place_from(value.get("credit"))}


def set_from(value: dict[str, Any], where: str) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item is not None}


def annotation_from(value: dict[str, Any], where: str) -> dict[str, Any]:
    """The annotation in the shape of the native format: offsets as pairs, empty keys left out."""
    values = {key: item for key, item in value.items() if item is not None and key not in DERIVED | {"extra"}}
    for role in QUOTE_SPANS:
        if role in values:
            values[role] = [place_from(item) for item in list_at(values, role, where=where)]
    if "candidates" in values:
        candidates = list_at(values, "candidates", where=where)
        values["candidates"] = [
            [item.get("name"), item.get("score")] if isinstance(item, dict) else item for item in candidates
        ]
    if "credit" in values:
        values["credit"] = place_from(values["credit"])
    return {**values, **object_in_json(value.get("extra"), where=f"{where}extra")}


def place_from(value: Any) -> list[Any] | None:
    return [value.get("start"), value.get("end")] if isinstance(value, dict) else None


CONVERTERS = {
    "blocks": block_from,
    "figures": figure_from,
    "sets": set_from,
    **dict.fromkeys(LISTS, annotation_from),
}
