"""Characters that cannot be stored: NUL, which PostgreSQL refuses, and lone surrogates, which no UTF-8 file can hold.

Every text from outside is checked here, whichever way it comes in: a file’s, a request’s, a suggester’s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MARK = "\ufffd"
"""Stands in an export, and after mending, for each such character that an older version let in."""


def is_storable(text: str) -> bool:
    return "\0" not in text and is_encodable(text)


def is_encodable(text: str) -> bool:
    """Whether the text can be written as UTF-8, which lone surrogates prevent."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def first_unstorable(text: str) -> tuple[int, str] | None:
    """Where the first such character is, and its name for a message; None in nearly every text."""
    found = None if is_storable(text) else UNSTORABLE.search(text)
    if found is None:
        return None
    return found.start(), "a NUL character" if found[0] == "\0" else f"the lone surrogate U+{ord(found[0]):04X}"


def texts_in(value: Any) -> Iterator[str]:
    """All texts of a value of JSON, the keys of its objects as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield str(key)
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)


def marked(value: Any) -> Any:
    """The value of JSON with ``MARK`` in the place of each such character, so that every length stays."""
    if isinstance(value, str):
        return value if is_storable(value) else UNSTORABLE.sub(MARK, value)
    if isinstance(value, dict):
        return {marked(key): marked(part) for key, part in value.items()}
    return [marked(part) for part in value] if isinstance(value, list | tuple) else value
