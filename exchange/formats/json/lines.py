"""JSON Lines: one JSON object a line, each read on its own and within limits."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, Protocol

from articles.readers.types import ReadError
from exchange.formats.json.values import refuse_deep_nesting, refuse_unstorable_values, shown
from exchange.records.article import Failure, FilePlace

LINE_BYTES = 50_000_000
# JSON allows these in strings as they are, but many programs split lines at them.
OTHER_LINE_ENDS = {"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class ByteLines(Protocol):
    """A file of bytes, as far as lines are read from it."""

    def readline(self, size: int, /) -> bytes: ...


def read_objects(file: ByteLines, *, name: str) -> Iterator[tuple[FilePlace, dict[str, Any]] | Failure]:
    """Each line’s object with its place, or why there is none. Blank lines are skipped."""
    number = 0
    while line := file.readline(LINE_BYTES + 1):
        number += 1
        place = FilePlace(name, number)
        if len(line) > LINE_BYTES:
            skip_line(file)
            yield Failure(place, f"the line has more than {LINE_BYTES:,} bytes: write one article a line")
            continue
        line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if not line.strip():
            continue
        try:
            yield place, object_of(line)
        except ReadError as error:
            yield Failure(place, str(error))


def skip_line(file: ByteLines) -> None:
    """Read on to the end of the line, a piece at a time."""
    while (piece := file.readline(LINE_BYTES)) and not piece.endswith(b"\n"):
        pass


def object_of(line: bytes) -> dict[str, Any]:
    """The object of one line. Raises ReadError for bytes that are not UTF-8, for other JSON, and for values that no
    database holds.
    """
    try:
        value = DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ReadError(
            f"byte {error.start}: 0x{line[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from error
    except RecursionError as error:
        raise ReadError("the JSON is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ReadError(f"not JSON at character {error.pos}: {error.msg}") from error
    except ValueError as error:
        raise ReadError(f"not JSON: {error}") from error
    value = of_pair(value)
    if not isinstance(value, dict):
        raise ReadError(f"a line is one JSON object with id and text, not {shown(value)}")
    refuse_deep_nesting(value)
    if b"\\u" in line:  # UTF-8 itself has no lone surrogates, and JSON no NUL: only escapes bring them
        refuse_unstorable_values(value)
    return value


def of_pair(value: Any) -> Any:
    """The object of a text and an object with what is said of it, as training data has them; else the value."""
    is_pair = isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)
    return {"text": value[0], **value[1]} if is_pair else value


def refuse_constant(name: str) -> NoReturn:
    raise ReadError(f"{name} is no number of JSON; leave it out or write null")


def finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else refuse_constant(digits)


ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
DECODER = json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite)


def written(values: dict[str, Any]) -> str:
    """The object as one line with its line end. Code points are written as they are."""
    return line_with_end(ENCODER.encode(values))


def line_with_end(line: str) -> str:
    """The JSON as a line that no program splits."""
    for character, escape in OTHER_LINE_ENDS.items():
        if character in line:
            line = line.replace(character, escape)
    return line + "\n"


def canonical(value: Any) -> Any:
    """The value with the keys of its objects in order: databases differ in how they keep them."""
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    return [canonical(item) for item in value] if isinstance(value, list) else value


def json_text(values: Mapping[str, Any]) -> str | None:
    """The object as JSON, its keys in order; None where it is empty."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, sort_keys=True) if values else None
