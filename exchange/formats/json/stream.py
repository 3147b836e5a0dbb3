"""JSON of other tools: lines, one array, or objects one after another; read a value at a time, whatever the size."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeVar

from articles.readers.types import ReadError
from exchange.formats.json.lines import LINE_BYTES, of_pair, read_objects, refuse_constant
from exchange.formats.json.values import shown
from exchange.records.article import Failure, FilePlace

T = TypeVar("T")

CHUNK = 65_536
LONGEST = LINE_BYTES
"""The limit of characters for a value of an array, as there is a limit of bytes for a line."""
BETWEEN = " \t\r\n,"
DECODER = json.JSONDecoder(parse_constant=refuse_constant)
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"(?P<key>\s*:)?|\\?\Z)|[{}\[\]]', re.DOTALL)
"""A string or a bracket. A string that is cut off reaches to the end, so that no part of it is tried again."""
PAIR = re.compile(rb'\[\s*"')
"""The beginning of pairs of a text and an object that stand one after another, in no array."""

DEEPEST_SIGN = 12
"""No format’s signs lie deeper, so that nothing below is looked at."""


def read_values(file: IO[bytes] | Buffered, *, name: str) -> Iterator[tuple[FilePlace, dict[str, Any]] | Failure]:
    """The objects of a file of JSON Lines, of one JSON array, or of objects one after another.

    Outside of lines, an object’s place is its number. A line that can’t be read is a failure, and the next is read;
    where an array breaks off or is not JSON, the failure is the last item. Raises ReadError for an empty file.
    """
    buffered = file if isinstance(file, Buffered) else Buffered(file)
    peeked = buffered.peek(CHUNK)
    start = peeked.removeprefix(codecs.BOM_UTF8).lstrip()
    if len(peeked) < CHUNK and not start:
        raise ReadError("the file is empty; write one JSON object a line")
    first_line = start.split(b"\n", 1)[0].strip()
    if start.startswith(b"[") or first_line == b"{":
        yield from objects_of_array(buffered, name=name, in_array=not PAIR.match(start))
    else:
        yield from read_objects(buffered, name=name)


def read_each(
    file: IO[bytes] | Buffered, record: Callable[[dict[str, Any], FilePlace], T], *, name: str
) -> Iterator[T | Failure]:
    """What ``record`` makes of each object of a file, as ``read_values`` finds them; where it raises ReadError, a
    failure that names the object’s place.
    """
    for item in read_values(file, name=name):
        if isinstance(item, Failure):
            yield item
            continue
        place, values = item
        try:
            yield record(values, place)
        except ReadError as error:
            yield Failure(place, str(error))


class Buffered:
    """A file of bytes whose beginning can be looked at first."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.waiting = b""

    def peek(self, size: int) -> bytes:
        self.waiting = self.waiting or self.file.read(size)
        return self.waiting

    def read(self, size: int) -> bytes:
        if self.waiting:
            found, self.waiting = self.waiting[:size], self.waiting[size:]
            return found
        return self.file.read(size)

    def readline(self, size: int, /) -> bytes:
        if not self.waiting:
            return self.file.readline(size)
        end = self.waiting.find(b"\n", 0, size) + 1
        if end or len(self.waiting) >= size:
            return self.read(end or size)
        found, self.waiting = self.waiting, b""
        return found + self.file.readline(size - len(found))


def objects_of_array(
    file: Buffered, *, name: str, in_array: bool = True
) -> Iterator[tuple[FilePlace, dict[str, Any]] | Failure]:
    values = Values(file, in_array=None if in_array else False)
    while True:
        place = FilePlace(name, values.number + 1)
        try:
            value = values.next()
        except ReadError as error:
            yield Failure(place, str(error))
            return
        if value is END:
            return
        value = of_pair(value)
        if isinstance(value, dict):
            yield place, value
        else:
            yield Failure(place, f"a record is one JSON object, not {shown(value)}")


END = object()


class Values:
    """The values of a JSON array, or of JSON texts one after another, with a buffer no longer than the longest."""

    def __init__(self, file: Buffered, *, in_array: bool | None = None) -> None:
        self.file = file
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.text = ""
        self.at = 0
        self.read = 0
        self.is_at_end = False
        self.in_array = in_array
        self.number = 0

    def next(self) -> Any:
        """The next value; ``END`` after the last. Raises ReadError where there is none."""
        self.skip()
        if self.in_array is None:
            self.in_array = self.text[self.at : self.at + 1] == "["
            self.at += self.in_array
            self.skip()
        if self.in_array and self.text[self.at : self.at + 1] == "]":
            self.at += 1
            self.in_array = False
            self.skip()
        if self.at >= len(self.text):
            if self.in_array:
                raise ReadError("the file ends within the JSON array: it was cut off; bring the whole file")
            return END
        value = self.decoded()
        self.number += 1
        return value

    def decoded(self) -> Any:
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise ReadError("the JSON is nested too deeply") from error
            except json.JSONDecodeError as error:
                self.more_or_refuse(error)
            except ReadError:
                raise
            except ValueError as error:
                raise ReadError(f"not JSON: {error}") from error
            else:
                if end < len(self.text) or self.is_at_end or isinstance(value, dict | list | str):
                    self.at = end
                    return value
                self.fill(CHUNK)

    def more_or_refuse(self, error: json.JSONDecodeError) -> None:
        """Read on, since the value may end later; twice as much each time, so that no value is tried often."""
        length = len(self.text) - self.at
        if self.is_at_end:
            raise ReadError(f"not JSON {error.pos - self.at} characters into the record: {error.msg}") from error
        if length > LONGEST:
            raise ReadError(f"a record has more than {LONGEST:,} characters, or is not JSON: {error.msg}") from error
        self.fill(max(CHUNK, length))

    def skip(self) -> None:
        """Pass over what stands between values."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in BETWEEN:
                self.at += 1
            if self.at < len(self.text) or self.is_at_end:
                return
            self.fill(CHUNK)

    def fill(self, size: int) -> None:
        data = self.file.read(size)
        self.is_at_end = not data
        try:
            more = self.decoder.decode(data, final=self.is_at_end)
        except UnicodeDecodeError as error:
            place = self.read + error.start - (len(error.object) - len(data))
            raise ReadError(
                f"byte {place}: 0x{error.object[error.start]:02x} is not UTF-8; save it as UTF-8"
            ) from error
        more = more.removeprefix("\ufeff") if not self.read else more
        self.read += len(data)
        self.text = self.text[self.at :] + more
        self.at = 0


def keys_at_start(start: bytes) -> frozenset[str]:
    """The keys of the first object of a JSON file’s first bytes, whole or cut off: “a”, “a.b” of objects within, “a[”
    for a list, “a[[” for a list of lists. Lists of objects count as their objects.
    """
    text = start.decode("utf-8", errors="ignore").removeprefix("\ufeff")
    if text.lstrip()[:1] not in ("{", "["):
        return frozenset()
    found: set[str] = set()
    stack: list[tuple[str, str]] = []  # the bracket, and the path of what it holds
    key = ""
    for token in TOKEN.finditer(text):
        mark = token[0][0]
        path = stack[-1][1] if stack else ""
        if mark == '"':
            if token["key"] and stack and stack[-1][0] == "{":
                name = token[0][1 : token[0].rindex('"')]
                key = f"{path}.{name}" if path else name
                found.add(key)
        elif mark in "{[":
            inside = path if stack and stack[-1][0] == "[" else key
            stack.append((mark, inside))
            if mark == "[" and inside:
                is_nested = len(stack) > 1 and stack[-2][0] == "["
                found.add(f"{inside}[[" if is_nested else f"{inside}[")
            if len(stack) > DEEPEST_SIGN:
                break
        elif stack:
            stack.pop()
            if mark == "}" and all(bracket == "[" for bracket, _ in stack):
                break
    return frozenset(found)
