"""Label Studio’s JSON: reading tasks with annotations and predictions. ``writing`` is the other direction.

Source: Label Studio’s documentation of its export, and label-studio-sdk’s converter. An annotation’s ``result`` is a
list: a region ``{"id", "from_name", "to_name", "type": "labels", "value": {"start", "end", "text", "labels"}}``, more
results with the same ``id`` for what is said of it (choices, text areas, ratings), and relations ``{"type": "relation",
"from_id", "to_id", "labels"}``. Offsets are code points, in old exports UTF-16 code units. JSON_MIN is read too,
and CSV, which is the same in cells.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.vocabulary import Source
from articles.readers.types import ReadError
from exchange.formats.csv.rows import CHUNK, delimiter_of, encoding_of, named_rows, rows_of
from exchange.formats.foreign.articles import article_keys, articles_from, carried, id_from
from exchange.formats.foreign.flat import CARRY, FlatRecord, FlatRelation, FlatSpan
from exchange.formats.json.stream import Buffered, read_each
from exchange.formats.json.values import is_offset, list_at, refuse_unstorable_values, shown
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import user_name
from exchange.formats.native.annotations import owner_values
from exchange.formats.source import Head, SourceFile
from exchange.records.article import CERTIFIED, GOLD, Failure, FilePlace, Incoming, Owner, counted_note

RESULTS = ("annotations", "completions", "predictions")
SAID_OF_REGIONS = ("choices", "textarea", "rating", "number", "taxonomy", "datetime", "pairwise", "ranker")
MOST_DIGITS = 18
UNKNOWN_VERSION = "unknown"
MIN_KEYS = {"annotation_id", "annotator", "created_at", "updated_at", "lead_time"}


TIMES = {"created_at", "updated_at", "lead_time"}
TASK_KEYS = {"id", "data", "meta", "drafts", *RESULTS}
RESULT_KEYS = {"id", "result", "completed_by", "was_cancelled", "ground_truth", "model_version", CARRY}


def looks_like(head: Head) -> bool:
    keys = head.keys
    if head.start.removeprefix(codecs.BOM_UTF8)[:1] not in (b"{", b"["):
        return set(re.split(r"[,\t\"]+", head.start.partition(b"\n")[0].decode("utf-8", "replace").strip())) >= MIN_KEYS
    return ("data" in keys and bool({*RESULTS} & keys)) or {"annotation_id", "annotator"} <= keys


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of a file of tasks, as one array or one a line."""
    notes = Notes()
    yield from articles_from(notes.left_out.noted(flat_records(source, notes), file=source.name), source)
    for words, count in notes.counts.items():
        yield counted_note(source.name, words, count)


@dataclass(slots=True)
class Notes:
    """What of a file’s tasks was left out, counted."""

    counts: dict[str, int] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=LeftOut)

    def add(self, words: str) -> None:
        self.counts[words] = self.counts.get(words, 0) + 1


def flat_records(source: SourceFile, notes: Notes) -> Iterator[FlatRecord | Failure]:
    file = Buffered(source.file)
    if file.peek(CHUNK).removeprefix(codecs.BOM_UTF8).lstrip()[:1] not in (b"{", b"["):
        yield from records_of_table(file, source, notes)
        return
    yield from read_each(file, lambda values, place: flat_record(values, source, notes, place=place), name=source.name)


def records_of_table(file: Buffered, source: SourceFile, notes: Notes) -> Iterator[FlatRecord | Failure]:
    """The records of Label Studio’s own CSV or TSV: JSON_MIN in cells, lists as JSON."""
    start = file.peek(CHUNK)
    encoding, _ = encoding_of(start)
    rows = rows_of(file, encoding, delimiter_of(start.decode(encoding, errors="replace"), source), source)
    first = next(rows, None)
    if first is None or isinstance(first, Failure):
        raise ReadError("the table has no line of column names")
    for row in named_rows(rows, [name.strip() for name in first[1]], source):
        if isinstance(row, Failure):
            yield row
            continue
        try:
            values = {name: value_of_cell(cell, where=name) for name, cell in row.cells.items() if name and cell}
            yield flat_record(values, source, notes, place=row.place)
        except ReadError as error:
            yield Failure(row.place, str(error))


def value_of_cell(cell: str, *, where: str) -> Any:
    """The list of regions that the cell holds as JSON, a user’s number as one, else the cell as it stands."""
    if where == "annotator" and cell.isdecimal() and len(cell) < MOST_DIGITS:
        return int(cell)
    if not cell.startswith("["):
        return cell
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        refuse_unstorable_values({where: value})
        return value
    return cell


def flat_record(values: Mapping[str, Any], source: SourceFile, notes: Notes, *, place: FilePlace) -> FlatRecord:
    """Raises ReadError that names the key which can’t be read."""
    task = task_of_min(values) if "data" not in values and "annotation_id" in values else values
    data = task.get("data")
    if not isinstance(data, dict):
        raise ReadError("this is no task of Label Studio: it has no “data” object; export as JSON, or choose a format")
    key = text_key(data, source)
    notes.left_out.add(values, known=TASK_KEYS if task is values else values.keys() - TIMES)
    meta = task.get("meta")
    carry = carried(meta)
    article = {
        **article_keys({name: value for name, value in data.items() if name != "id"}, source.mapping, without=(key,)),
        **carry,
        "text": data[key],
    }
    article_id = id_from(carry.get("id"), data.get("id"), named_id(data, source), task.get("id"))
    regions = Regions()
    for number, result in enumerate(results_of(task, notes)):
        regions.add(result, number, notes)
    if not carry.get("sets"):
        article["sets"] = [owner_values(owner) | {"state": "finished"} for owner in regions.owners]
    return FlatRecord(
        values={**article, **regions.of_the_article, **({"id": article_id} if article_id else {})},
        place=place,
        default_id=source.id_of(place),
        spans=tuple(regions.spans.values()),
        relations=tuple(regions.relations),
    )


def text_key(data: Mapping[str, Any], source: SourceFile) -> str:
    """The key of the task’s data that holds the text: named so, else the longest text. Raises ReadError."""
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    named = [name for name in texts if source.mapping.column(name) == "text"]
    key = named[0] if named else max(texts, key=lambda name: len(texts[name]), default="")
    if not key:
        raise ReadError("the task’s data holds no text; name its column in the mapping (“columns”: {“…”: “text”})")
    if texts[key].startswith(("http://", "https://", "/data/", "s3://", "gs://")) and not texts[key].split()[1:]:
        raise ReadError(f"the task’s {key} is an address, {shown(texts[key])}, not the text; export with the texts")
    return key


def named_id(data: Mapping[str, Any], source: SourceFile) -> Any:
    return next((value for name, value in data.items() if source.mapping.column(name) == "id"), None)


def task_of_min(values: Mapping[str, Any]) -> dict[str, Any]:
    """A record of JSON_MIN as a task: there, the results stand among the data under the names of their controls."""
    result: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for name, value in values.items():
        regions = value if isinstance(value, list) and value and all(isinstance(item, dict) for item in value) else []
        if regions and all("start" in item and "end" in item for item in regions):
            kind = next((key for key, item in regions[0].items() if isinstance(item, list)), "labels")
            result += [
                {"id": f"{name}-{number}", "from_name": name, "type": kind, "value": item}
                for number, item in enumerate(regions)
            ]
        elif name not in MIN_KEYS:
            data[name] = value
    annotation = {"id": values.get("annotation_id"), "completed_by": values.get("annotator"), "result": result}
    return {"id": values.get("id"), "data": data, "annotations": [annotation]}


@dataclass(frozen=True, slots=True)
class Result:
    """What one person or one model said of a task."""

    owner: Owner | None
    items: list[Any]


def results_of(task: Mapping[str, Any], notes: Notes) -> Iterator[Result]:
    """Raises ReadError."""
    has_gold = False
    for name in RESULTS:
        for number, item in enumerate(list_at(task, name)):
            if not isinstance(item, dict):
                if name == "predictions":  # exports without their predictions hold the numbers of these
                    notes.add("predictions were named by number only; export them with the option for predictions")
                    continue
                raise ReadError(f"{name}[{number}] is an object, not {shown(item)}")
            if item.get("was_cancelled") is True or item.get("was_cancelled") == 1:
                notes.add("annotations were skipped (cancelled) in Label Studio and left out")
                continue
            notes.left_out.add(item, known=RESULT_KEYS, where=f"{name}.")
            owner = model_of(item) if name == "predictions" else person_of(item, is_first_gold=not has_gold)
            has_gold = has_gold or owner == GOLD
            yield Result(owner, list_at(item, "result", where=f"{name}[{number}]."))
    if task.get("drafts"):
        notes.add("tasks have drafts, which nobody submitted; they were left out")


def model_of(prediction: Mapping[str, Any]) -> Owner:
    """The suggester that a model’s version names: “rules 1.2” is version 1.2 of rules."""
    told = id_from(carried(prediction).get("model_version"), prediction.get("model_version")) or "labelstudio"
    name, space, version = told.rpartition(" ")
    return Owner(Source.SUGGESTER.value, (name if space else told)[:100], (version if space else UNKNOWN_VERSION)[:200])


def person_of(annotation: Mapping[str, Any], *, is_first_gold: bool) -> Owner | None:
    """Whose annotation it is. Label Studio’s ground truth is gold; None if nobody is named."""
    told = carried(annotation)
    if told.get("gold") is True or (annotation.get("ground_truth") is True and is_first_gold):
        return GOLD
    if told.get("certified") is True:
        return CERTIFIED
    by = told.get("annotator") or annotation.get("completed_by")
    if isinstance(by, dict):
        by = id_from(by.get("username"), by.get("email"), by.get("id"))
    if isinstance(by, int) and not isinstance(by, bool):
        by = f"labelstudio-{by}"
    name = user_name(by) if isinstance(by, str) else ""
    return Owner(Source.ANNOTATOR.value, name) if name else None


@dataclass(slots=True)
class Regions:
    """The spans and relations of all results of one task, their ids made unique by the result’s number."""

    spans: dict[str, FlatSpan] = field(default_factory=dict)
    relations: list[FlatRelation] = field(default_factory=list)
    of_the_article: dict[str, Any] = field(default_factory=dict)
    owners: dict[Owner, None] = field(default_factory=dict)

    def add(self, result: Result, number: int, notes: Notes) -> None:
        """Raises ReadError."""
        if result.owner:
            self.owners[result.owner] = None
        said: list[tuple[str, str, Any]] = []
        for place, item in enumerate(result.items):
            where = f"result[{place}]"
            if not isinstance(item, dict):
                raise ReadError(f"{where} is an object, not {shown(item)}")
            kind = str(item.get("type"))
            if kind == "relation":
                self.add_relation(item, number)
            elif kind in SAID_OF_REGIONS:
                said.append((f"{number}:{id_from(item.get('id'))}", str(item.get("from_name")), said_value(item, kind)))
            elif is_region(item):
                self.add_region(item, kind, number, place, result.owner, where=where)
            else:
                notes.add(f"results of the type “{kind[:40]}” are no spans of a text and were left out")
        for key, name, value in said:
            self.say(key, name, value)

    def add_relation(self, item: Mapping[str, Any], number: int) -> None:
        ends = [f"{number}:{id_from(item.get(name))}" for name in ("from_id", "to_id")]
        if item.get("direction") == "left":
            ends.reverse()
        labels = item.get("labels")
        told = [str(label) for label in labels] if isinstance(labels, list) else []
        self.relations += [FlatRelation(label, *ends) for label in told or [""]]

    def add_region(
        self, item: Mapping[str, Any], kind: str, number: int, place: int, owner: Owner | None, *, where: str
    ) -> None:
        value = item["value"]
        start, end = offsets_of(value, where=where)
        told = list_at(value, kind if value.get(kind) else "labels", where=f"{where}.value.")
        labels = [str(label) for label in told] or [str(item.get("from_name"))]
        surface = value.get("text")
        meta = item.get("meta")
        attributes = {"score": item["score"]} if item.get("score") is not None else {}
        if isinstance(meta, dict) and meta.get("text"):
            attributes["note"] = meta["text"]
        first = f"{number}:{id_from(item.get('id')) or f'#{place}'}"
        for count, label in enumerate(labels):
            key = first if count == 0 else f"{first}/{count}"
            self.spans[key] = FlatSpan(
                id=key,
                label=label,
                pieces=((start, end),),
                surface=surface if isinstance(surface, str) else None,
                owner=owner,
                carry=carried(meta) if count == 0 else {},
                attributes=dict(attributes),
            )

    def say(self, key: str, name: str, value: Any) -> None:
        """Take what was said of a region as its attribute, or of the whole text as a key of the article."""
        span = self.spans.get(key)
        if span is None:
            self.of_the_article[f"labelstudio_{name}"] = value
            return
        self.spans[key] = replace(span, attributes={**span.attributes, name: value})


def is_region(item: Mapping[str, Any]) -> bool:
    value = item.get("value")
    return isinstance(value, dict) and "start" in value and "end" in value


def offsets_of(value: Mapping[str, Any], *, where: str) -> tuple[int, int]:
    """The offsets into the text; of a region in HTML, those into the text of the page."""
    start, end = value.get("start"), value.get("end")
    if isinstance(value.get("globalOffsets"), dict):
        start, end = value["globalOffsets"].get("start"), value["globalOffsets"].get("end")
    if not (is_offset(start) and is_offset(end)):
        raise ReadError(f"{where} has no offsets into the text, but {shown(start)} and {shown(end)}")
    return int(str(start)), int(str(end))


def said_value(item: Mapping[str, Any], kind: str) -> Any:
    """The one value that was given, or the list of all."""
    value = item.get("value")
    told = value.get("text" if kind == "textarea" else kind) if isinstance(value, dict) else value
    return told[0] if isinstance(told, list) and len(told) == 1 else told
