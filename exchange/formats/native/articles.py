"""The native format, ``quotemark/1``: JSON Lines, one article a line, with nothing lost (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, get_args

from annotator.vocabulary import Source
from articles.readers.text import read_text
from articles.readers.types import Block, BlockKind, FigureData, ReadError
from config.outside import LARGEST_NUMBER
from exchange.formats.columns import held_columns, key_of
from exchange.formats.json.lines import ENCODER, canonical, line_with_end, written
from exchange.formats.json.stream import read_each
from exchange.formats.json.values import (
    date_at,
    list_at,
    optional_span_at,
    refuse_unstorable_values,
    score_at,
    shown,
    span_of,
    text_at,
)
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import Mapping as NameMapping
from exchange.formats.native.annotations import (
    OWNER_KEYS,
    annotation_values,
    annotations_of,
    in_lists,
    owner_of,
    owner_values,
)
from exchange.formats.native.lines import annotation_text
from exchange.formats.source import SourceFile
from exchange.records.article import LISTS, ArticleRecord, Failure, FilePlace, Note, SetRecord
from exchange.records.line_ends import with_plain_line_ends
from exchange.records.loss import LossReport

LONGEST = {"title": 1000, "url": 2000, "publisher": 300, "byline": 500, "language": 20}
ARTICLE_KEYS = {"id", "text", "published", "sha256", "blocks", "figures", "sets", *LONGEST, *LISTS}
WRITTEN_KEYS = ARTICLE_KEYS | {"stand_off"}
BLOCK_KINDS = get_args(BlockKind)
DERIVED = frozenset({"title", "byline", "published", "blocks"})
KEYS_WITHIN = {
    "figures": {"image_url", "alt", "caption", "credit"},
    "sets": {*OWNER_KEYS, "state", "notes", "imported_by", "seconds"},
}
"""The keys of each object in these lists. Others are left out; those of the record and of annotations are kept."""


def read(source: SourceFile) -> Iterator[ArticleRecord | Failure | Note]:
    """The records of a file, and a failure for each line that is none. Lines without an id are named by the file.

    One JSON array is read as lines are. Keys of other programs, such as “author” and “date”, are taken by the mapping
    where our own are missing. Raises ReadError where the file holds nothing.
    """
    left_out = LeftOut()

    def record(values: dict[str, Any], place: FilePlace) -> ArticleRecord:
        named = with_named_keys(values, source.mapping)
        found = record_of(named, place=place, default_id=source.id_of(place), is_storable=True)
        count_unread(named, left_out)
        return found

    return left_out.noted(read_each(source.file, record, name=source.name), file=source.name)


def count_unread(values: Mapping[str, Any], left_out: LeftOut) -> None:
    """Count the keys of a record that ``record_of`` has read and whose values no article keeps."""
    if values.get("stand_off") is True:
        left_out.add(values, known=WRITTEN_KEYS)
    for name, known in KEYS_WITHIN.items():
        for item in values.get(name) or ():
            left_out.add(item, known=known, where=f"{name}.")


def with_named_keys(values: dict[str, Any], mapping: NameMapping) -> dict[str, Any]:
    """The values, with our keys in the place of others’ where they are missing or null."""
    others = {key: value for key, value in values.items() if key not in ARTICLE_KEYS}
    if not others or values.get("stand_off") is True:
        return values
    moved = {
        item.key: (column, item.value)
        for column, item in held_columns(others, mapping, longest=LONGEST, of_articles=True).items()
        if values.get(column) is None
    }
    for column in ("text", "id"):
        key = key_of(column, others, mapping)
        if key and values.get(column) is None and isinstance(others[key], str | int):
            moved[key] = (column, others[key])
    kept = {key: value for key, value in values.items() if key not in moved}
    return {**kept, **dict(moved.values())} if moved else values


def record_of(
    values: Mapping[str, Any], *, place: FilePlace, default_id: str = "", is_storable: bool = False
) -> ArticleRecord:
    """The article of one record. Raises ReadError that names the key which cannot be read.

    Of title, byline, date and blocks, what the record leaves out is read from the text, as from a plain text file; null
    and "" are taken as given. Line ends of the text become ``\\n``, and every offset moves along. ``is_storable``: the
    values were checked for what no database holds when their line was read.
    """
    if not is_storable:
        refuse_unstorable_values(dict(values))
    if values.get("stand_off") is True:
        return stand_off_record(values, place=place)
    text = text_at(values, "text")
    if not text.strip():
        raise ReadError("text is missing or empty; an article needs at least one word")
    check_digest(values, text)
    given_id = id_of(values)
    record = ArticleRecord(
        id=given_id or default_id,
        id_given=bool(given_id),
        text=text,
        published=date_at(values, "published"),
        blocks=tuple(block_of(value, number) for number, value in enumerate(list_at(values, "blocks"))),
        figures=tuple(figure_of(value, number) for number, value in enumerate(list_at(values, "figures"))),
        annotations=annotations_of(values),
        sets=tuple(set_of(value, number) for number, value in enumerate(list_at(values, "sets"))),
        extra={key: value for key, value in values.items() if key not in ARTICLE_KEYS},
        place=place,
        derived=DERIVED - values.keys(),
        **{key: text_at(values, key, longest=longest) for key, longest in LONGEST.items()},
    )
    return with_derived(with_plain_line_ends(record))


def stand_off_record(values: Mapping[str, Any], *, place: FilePlace) -> ArticleRecord:
    """The annotations of a record that names its text by ``sha256`` alone; the article must be in the project."""
    text_sha256 = text_at(values, "sha256")
    if not text_sha256:
        raise ReadError("sha256 is missing; a stand-off record names its text by it")
    given_id = id_of(values)
    return ArticleRecord(
        id=given_id,
        id_given=bool(given_id),
        text="",
        text_sha256=text_sha256,
        annotations=annotations_of({**values, "text": ""}),
        sets=tuple(set_of(value, number) for number, value in enumerate(list_at(values, "sets"))),
        place=place,
    )


def id_of(values: Mapping[str, Any]) -> str:
    """The record’s own id, empty where it has none; a number is taken as its digits."""
    value = values.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)[:400]
    found = text_at(values, "id", longest=400).strip()
    if value is not None and not found:
        raise ReadError("id is empty; write the article’s id, or leave the key out")
    return found


def check_digest(values: Mapping[str, Any], text: str) -> None:
    """Raise ReadError if the record names the SHA-256 of another text: its offsets would miss the words."""
    told = text_at(values, "sha256")
    if told and told not in {digest(text), digest(text.replace("\r\n", "\n"))}:
        raise ReadError("sha256 is not that of the text, so the text was changed; if that was meant, leave sha256 out")


def digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def with_derived(record: ArticleRecord) -> ArticleRecord:
    """The record with what its keys leave out, read from its text."""
    if not record.derived:
        return record
    article = read_text(record.text, title=record.title)
    for key in record.derived:  # nobody else has this record yet
        setattr(record, key, getattr(article, key))
    return record


def block_of(value: Any, number: int) -> Block:
    if not (isinstance(value, list) and len(value) == 3 and value[2] in BLOCK_KINDS):
        kinds = ", ".join(BLOCK_KINDS)
        raise ReadError(f"blocks[{number}] is [start, end, kind], the kind one of {kinds}, not {shown(value)}")
    start, end = span_of(value[:2], where=f"blocks[{number}]")
    return Block(start, end, value[2])


def figure_of(value: Any, number: int) -> FigureData:
    if not isinstance(value, dict):
        raise ReadError(
            f"figures[{number}] is an object with image_url, alt, caption, credit and score, not {shown(value)}"
        )
    where = f"figures[{number}]."
    return FigureData(
        image_url=text_at(value, "image_url", where=where, longest=2000),
        alt=text_at(value, "alt", where=where),
        caption=optional_span_at(value, "caption", where=where),
        credit=optional_span_at(value, "credit", where=where),
        score=1.0 if (score := score_at(value, "score", where=where)) is None else score,
    )


def set_of(value: Any, number: int) -> SetRecord:
    owner = owner_of(value, where=f"sets[{number}].") if isinstance(value, dict) else None
    if owner is None:
        raise ReadError(
            f"sets[{number}] names a suggester with its version, an annotator, or gold: true, or certified: true; "
            f"it is {shown(value)}"
        )
    notes = tuple(str(note) for note in list_at(value, "notes", where=f"sets[{number}]."))
    imported_by = text_at(value, "imported_by", where=f"sets[{number}].", longest=150)
    return SetRecord(
        owner,
        finished=value.get("state") == "finished",
        notes=notes,
        imported_by=imported_by,
        seconds=seconds_at(value, number),
    )


def seconds_at(value: dict[str, Any], number: int) -> int | None:
    seconds = value.get("seconds")
    if seconds is not None and (type(seconds) is not int or not 0 <= seconds <= LARGEST_NUMBER):
        raise ReadError(f"sets[{number}].seconds is a whole number of seconds, not {shown(seconds)}")
    return seconds


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """One line a record, keys in a fixed order, annotations by place and statement."""
    for record in records:
        report.written.update(item.frame.kind for item in record.annotations)
        yield line_of(record)


def line_of(record: ArticleRecord) -> str:
    """``written(values_of(record))``, to the byte, in less time."""
    if not WRITTEN_KEYS.isdisjoint(record.extra):  # a further key of the record would replace one of ours
        return written(values_of(record))
    parts = [ENCODER.encode(article_values(record))[1:-1]]
    for name, items in in_lists(record.annotations).items():
        parts.append(f'"{name}":[{",".join(map(annotation_text, items))}]')
    if record.extra:
        parts.append(ENCODER.encode(canonical(record.extra))[1:-1])
    return line_with_end(f"{{{','.join(parts)}}}")


def values_of(record: ArticleRecord) -> dict[str, Any]:
    """The record as plain JSON values."""
    annotations = in_lists(record.annotations)
    return {
        **article_values(record),
        **{name: [annotation_values(item) for item in items] for name, items in annotations.items()},
        **canonical(record.extra),
    }


def article_values(record: ArticleRecord) -> dict[str, Any]:
    """The article itself, without its annotations and further keys."""
    return {
        "id": record.id,
        "title": record.title,
        "url": record.url,
        "publisher": record.publisher,
        "byline": record.byline,
        "published": record.published.isoformat() if record.published else None,
        "language": record.language,
        "sha256": record.text_sha256 or digest(record.text),
        **({"stand_off": True} if record.text_sha256 else {"text": record.text}),
        "blocks": [[block.start, block.end, block.kind] for block in record.blocks],
        "figures": [figure_values(figure) for figure in record.figures],
        "sets": [set_values(item) for item in record.sets],
    }


def figure_values(figure: FigureData) -> dict[str, Any]:
    return {
        "image_url": figure.image_url,
        "alt": figure.alt,
        "caption": list(figure.caption) if figure.caption else None,
        "credit": list(figure.credit) if figure.credit else None,
        **({} if figure.found_by == "markup" else {"score": figure.score}),
    }


def set_values(item: SetRecord) -> dict[str, Any]:
    values = owner_values(item.owner)
    if item.owner.kind != Source.SUGGESTER:
        values["state"] = "finished" if item.finished else "open"
    if item.imported_by:
        values["imported_by"] = item.imported_by
    if item.seconds is not None:
        values["seconds"] = item.seconds
    return {**values, "notes": list(item.notes)} if item.notes else values
