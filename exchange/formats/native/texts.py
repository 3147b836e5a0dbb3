"""Records for ``suggest_file``: they need only an id and a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from articles.readers.types import ReadError
from exchange.formats.json.lines import ByteLines, read_objects
from exchange.formats.json.values import refuse_unstorable_text, shown, text_at
from exchange.records.article import Failure


def read_texts(file: ByteLines, *, name: str, on_failure: Callable[[Failure], None]) -> Iterator[dict[str, Any]]:
    """``{"id", "text", "language"}`` of each line; ``on_failure`` gets those that are not such a record."""
    for item in read_objects(file, name=name):
        if isinstance(item, Failure):
            on_failure(item)
            continue
        place, values = item
        try:
            yield text_record(values)
        except ReadError as error:
            on_failure(Failure(place, str(error)))


def text_record(values: dict[str, Any]) -> dict[str, Any]:
    key, text = values.get("id"), values.get("text")
    if isinstance(key, bool) or not isinstance(key, str | int) or key == "":
        raise ReadError(f"id is a text or a number, not {shown(key)}")
    if not isinstance(text, str):
        raise ReadError(f"text is the article’s text, not {shown(text)}")
    refuse_unstorable_text(text)
    return {"id": key, "text": text, "language": text_at(values, "language") or None}
