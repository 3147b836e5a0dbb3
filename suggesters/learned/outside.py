"""JSON from outside, however hostile: read, or refused with a reason that can be shown."""

from __future__ import annotations

import json
import re
from collections import Counter
from math import isfinite
from typing import Any

MOST_DEPTH = 20
MOST_SHOWN = 60
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_COMPRESSED = {b"PK\x03\x04": "a ZIP file", b"\x1f\x8b": "compressed by gzip", b"\x80": "a pickle"}


class OutsideError(ValueError):
    """JSON that is not taken; the message says why."""


def parsed(content: bytes) -> Any:
    """What the bytes hold. Raises OutsideError for what is no JSON, and for JSON that could not be written again.

    The latter are infinite numbers, keys that an object has twice, NUL and halves of characters, and objects and
    lists inside of each other more than ``MOST_DEPTH`` deep.
    """
    for beginning, words in _COMPRESSED.items():
        if content.startswith(beginning):
            raise OutsideError(f"The file is {words}, not JSON.")
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except OutsideError:
        raise
    except RecursionError as error:
        raise OutsideError(f"The file nests objects and lists more than {MOST_DEPTH} deep.") from error
    except ValueError as error:
        raise OutsideError("The file is not JSON.") from error
    _check(data)
    return data


def shown(words: object, *, most: int = MOST_SHOWN) -> str:
    """The beginning of what a file says, without any character that could do something where it is shown."""
    text = str(words)
    cut = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[:most])
    return cut + ("…" if len(text) > most else "")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise OutsideError(f"“{shown(names.most_common(1)[0][0])}” stands more than once in an object.")
    return found


def _constant(name: str) -> float:
    raise OutsideError(f"{name} is not a number.")


def _float(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise OutsideError(f"{shown(digits)} is too large a number.")
    return number


def _int(digits: str) -> int:
    if len(digits) > 18:
        raise OutsideError(f"{shown(digits)} is too large a number.")
    return int(digits)


def _check(data: Any) -> None:
    """Level by level, so that no depth is too much for it."""
    level, depth = [data], 0
    while level:
        if depth > MOST_DEPTH:
            raise OutsideError(f"The file nests objects and lists more than {MOST_DEPTH} deep.")
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += [*value, *value.values()]
            elif isinstance(value, list):
                below += value
            elif isinstance(value, str) and _UNSTORABLE.search(value):
                raise OutsideError("The file has NUL characters or halves of characters (lone surrogates).")
        level, depth = below, depth + 1
