"""Flat records of other tools as articles: the readers’ last step, the same for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from articles.readers.types import ReadError
from datasets.flat import CARRY, FlatRecord
from datasets.formats.native import record_of
from datasets.formats.values import refuse_unstorable_values
from datasets.frames import frames_from
from datasets.inputs import Source
from datasets.mapping import Mapping
from datasets.offset_units import OffsetFinder, settled
from datasets.records import ArticleRecord, Failure, Incoming, Note


def articles_from(items: Iterator[FlatRecord | Failure | Note], source: Source) -> Iterator[Incoming]:
    """The articles of another tool’s records: offsets in code points, spans as frames. Failures and notes pass
    through; at the end come notes on the unit of the offsets, and on what could not be taken as it was.
    """
    finder = OffsetFinder()
    left: Counter[str] = Counter()
    for item in settled(items, finder):
        if not isinstance(item, FlatRecord):
            yield item
            continue
        try:
            yield article_from(item, source.mapping, finder, left)
        except ReadError as error:
            yield Failure(item.place, str(error))
    for words in finder.notes():
        yield Note(source.name, words)
    for words, count in left.items():
        yield Note(source.name, f"{count} {words}")


def article_from(record: FlatRecord, mapping: Mapping, finder: OffsetFinder, left: Counter[str]) -> ArticleRecord:
    """The article with its frames. Raises ReadError where it can’t be taken."""
    refuse_unstorable_values([record.values, *([span.label, span.carry, span.attributes] for span in record.spans)])
    record = finder.in_code_points(record)
    frames = frames_from(str(record.values["text"]), record.spans, record.relations, mapping)
    article = record_of({**record.values, **frames.lists}, place=record.place, default_id=record.default_id)
    left.update(frames.left)
    return article


def carried(values: Any) -> dict[str, Any]:
    """What Quotemark wrote under its own key of another tool’s object; empty where it wrote nothing."""
    found = values.get(CARRY) if isinstance(values, dict) else None
    return dict(found) if isinstance(found, dict) else {}
