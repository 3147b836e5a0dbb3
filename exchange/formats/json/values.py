"""Values of JSON from elsewhere, checked and typed. Each function raises ReadError that names the key."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from articles.readers.storable import first_unstorable
from articles.readers.types import ReadError, Span

DEEPEST = 40
"""No article’s JSON is nested deeper; parsers and databases have different limits."""
CONTAINERS = frozenset({dict, list})
"""JSON’s own, by their exact types: every value that comes in is looked at, and this is the quickest look."""


def shown(value: Any) -> str:
    """The value for a message, shortened."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def text_at(values: Mapping[str, Any], key: str, *, where: str = "", longest: int | None = None) -> str:
    """A text; empty where the key is missing or null."""
    value = values.get(key)
    if type(value) is str and (longest is None or len(value) <= longest):
        return value
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ReadError(f"{where}{key} is a text, not {shown(value)}")
    if longest is not None and len(value) > longest:
        raise ReadError(f"{where}{key} has {len(value)} characters; {longest} are the most that fit")
    return value


def choice_at(values: Mapping[str, Any], key: str, choices: list[str], *, where: str = "") -> str:
    """One of the choices; empty where the key is missing or null."""
    value = values.get(key)
    if value in choices:
        return str(value)
    value = text_at(values, key, where=where)
    if value:
        raise ReadError(f"{where}{key} is one of {', '.join(choices)}, not “{value[:60]}”")
    return value


def list_at(values: Mapping[str, Any], key: str, *, where: str = "") -> list[Any]:
    """A list; empty where the key is missing or null."""
    value = values.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ReadError(f"{where}{key} is a list, not {shown(value)}")
    return value


def is_offset(value: Any) -> bool:
    """Whether the value is a whole number, of a size that a text can have. True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31


def span_of(value: Any, *, where: str) -> Span:
    """``[start, end]``; whether it lies within the text is checked when it is stored."""
    if not (isinstance(value, list) and len(value) == 2 and is_offset(value[0]) and is_offset(value[1])):
        raise ReadError(f"{where} is [start, end] in code points, not {shown(value)}")
    return value[0], value[1]


def spans_at(values: Mapping[str, Any], key: str, *, where: str = "") -> list[Span]:
    found = values.get(key)
    if not found and (found is None or found == []):
        return []
    return [
        (value[0], value[1])
        if type(value) is list
        and len(value) == 2
        and type(value[0]) is type(value[1]) is int
        and 0 <= value[0] < value[1] < 2**31
        else span_of(value, where=f"{where}{key}[{number}]")
        for number, value in enumerate(list_at(values, key, where=where))
    ]


def optional_span_at(values: Mapping[str, Any], key: str, *, where: str = "") -> Span | None:
    value = values.get(key)
    return None if value is None else span_of(value, where=f"{where}{key}")


def start_and_end(values: Mapping[str, Any], *, where: str) -> Span:
    """The keys ``start`` and ``end``."""
    start, end = values.get("start"), values.get("end")
    if type(start) is int and type(end) is int and 0 <= start < end < 2**31:
        return start, end
    return span_of([start, end], where=f"{where}start, end")


def score_at(values: Mapping[str, Any], key: str, *, where: str = "") -> float | None:
    """A number from 0 to 1, None where the key is missing or null."""
    value = values.get(key)
    if value is None or (type(value) is float and 0 <= value <= 1):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ReadError(f"{where}{key} is a number from 0 to 1, not {shown(value)}")
    return float(value)


def date_at(values: Mapping[str, Any], key: str, *, where: str = "") -> datetime.date | None:
    """An ISO date, with or without a time after it; None where the key is missing, null or empty."""
    value = text_at(values, key, where=where).strip()
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError as error:
        raise ReadError(f"{where}{key} is a date such as 2026-10-20, not “{value[:60]}”") from error


def refuse_unstorable_values(value: Any) -> None:
    """Raise ReadError for what no database holds: NUL characters, lone surrogates, endless numbers, deep nesting."""
    refuse_deep_nesting(value)
    try:
        storable = "\\u0000" not in encoded(value)
    except ValueError:  # an endless number, or a lone surrogate
        storable = False
    if not storable:  # or perhaps it is, with the words “\\u0000” in a text: each value is looked at, and named
        refuse_unstorable_parts(value)


def encoded(value: Any) -> str:
    """The value as JSON, in which NUL is ``\\u0000``. Raises ValueError for endless numbers and lone surrogates."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    written.encode("utf-8")
    return written


def refuse_deep_nesting(value: Any) -> None:
    level = [value] if type(value) in CONTAINERS else []
    for _ in range(DEEPEST):
        level = [
            item
            for container in level
            for item in (container.values() if type(container) is dict else container)
            if type(item) in CONTAINERS
        ]
        if not level:
            return
    raise ReadError(f"the JSON is nested deeper than {DEEPEST} levels")


def parts_of(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def refuse_unstorable_parts(value: Any) -> None:
    if isinstance(value, str):
        refuse_unstorable_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ReadError(f"{value} is no number of JSON; leave it out or write null")
    elif isinstance(value, dict):
        for key in value:
            refuse_unstorable_parts(key)
    for part in parts_of(value):
        refuse_unstorable_parts(part)


def refuse_unstorable_text(text: str) -> None:
    found = first_unstorable(text)
    if found is not None:
        position, name = found
        raise ReadError(f"{name} cannot be stored: {shown(text[max(position - 20, 0) :])}; remove it")


def object_in_json(text: Any, *, where: str) -> dict[str, Any]:
    """The object that a text holds as JSON; empty where there is no text."""
    if text in (None, ""):
        return {}
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{where} is a JSON object, not {shown(text)}") from error
    if not isinstance(value, dict):
        raise ReadError(f"{where} is a JSON object, not {shown(text)}")
    return value
