"""A text with its damage repaired, and the way between its places and those of the text as it is stored."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suggesters.suggestions import Repair, Span


@dataclass(frozen=True, slots=True)
class _Change:
    """``stored[stored_start:stored_end]`` became ``repaired[repaired_start:repaired_end]``; either may be empty."""

    stored_start: int
    stored_end: int
    repaired_start: int
    repaired_end: int


class RepairedText:
    """A text with repairs made, and the way back to the text as it is stored.

    ``repairs`` may come in any order; two that overlap or one outside the text raise ``ValueError``. What a repair
    leaves as it was maps letter by letter; what it replaces maps as a whole; an inserted space maps to the place where
    it was missing.
    """

    def __init__(self, text: str, repairs: Sequence[Repair]) -> None:
        self.stored = text
        self.text, changes = _apply(text, sorted(repairs, key=lambda repair: (repair.start, repair.end)))
        self._to_stored = _SpanMap(
            [((c.repaired_start, c.repaired_end), (c.stored_start, c.stored_end)) for c in changes]
        )
        self._to_repaired = _SpanMap(
            [((c.stored_start, c.stored_end), (c.repaired_start, c.repaired_end)) for c in changes]
        )

    def to_stored(self, start: int, end: int) -> Span:
        """The span of the stored text that ``self.text[start:end]`` stands for."""
        return self._to_stored.span(start, end)

    def to_repaired(self, start: int, end: int) -> Span:
        """The span of the repaired text that stands for ``self.stored[start:end]``."""
        return self._to_repaired.span(start, end)


class _SpanMap:
    """Carries spans from one text to another that differs from it in some places, given in order as (from, to)."""

    def __init__(self, places: list[tuple[Span, Span]]) -> None:
        self._places = places
        self._starts = [place[0][0] for place in places]
        self._ends = [place[0][1] for place in places]

    def span(self, start: int, end: int) -> Span:
        mapped_end = self._end(end)
        return (self._start(start), mapped_end) if start < end else (mapped_end, mapped_end)

    def _start(self, offset: int) -> int:
        """A start moves after what was inserted before it and to the beginning of what it stands inside."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        (start, end), (to_start, to_end) = self._places[number]
        return to_start if start <= offset < end else to_end + offset - end

    def _end(self, offset: int) -> int:
        """An end stays before what was inserted after it and moves to the end of what it stands inside."""
        number = bisect_left(self._ends, offset)
        if number < len(self._places):
            (start, _), (to_start, to_end) = self._places[number]
            return to_end if start < offset else to_start + offset - start
        if not self._places:
            return offset
        (_, end), (_, to_end) = self._places[-1]
        return to_end + offset - end


def _apply(text: str, repairs: Sequence[Repair]) -> tuple[str, list[_Change]]:
    pieces: list[str] = []
    changes: list[_Change] = []
    at = length = 0
    for repair in repairs:
        if not at <= repair.start <= repair.end <= len(text):
            raise ValueError(f"repair {repair.start}–{repair.end} overlaps another or leaves the text of {len(text)}")
        pieces += (text[at : repair.start], repair.replacement)
        length += repair.start - at
        for old, new in _differences(text[repair.start : repair.end], repair.replacement):
            changes.append(_Change(repair.start + old[0], repair.start + old[1], length + new[0], length + new[1]))
        length += len(repair.replacement)
        at = repair.end
    pieces.append(text[at:])
    return "".join(pieces), _joined(changes)


def _differences(old: str, new: str) -> Iterator[tuple[Span, Span]]:
    """The stretches in which two short texts differ: each inserted space, or else all between what both share."""
    if old == new:
        return
    spaces = _inserted_spaces(old, new)
    if spaces is not None:
        yield from spaces
        return
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    yield (head, len(old) - tail), (head, len(new) - tail)


def _inserted_spaces(old: str, new: str) -> list[tuple[Span, Span]] | None:
    """Where ``new`` has a space more than ``old``, or None when that is not all that differs."""
    found: list[tuple[Span, Span]] = []
    at = 0
    for position, char in enumerate(new):
        if at < len(old) and old[at] == char:
            at += 1
        elif char == " ":
            found.append(((at, at), (position, position + 1)))
        else:
            return None
    return found if at == len(old) else None


def _joined(changes: list[_Change]) -> list[_Change]:
    """Changes that touch are one, so that each offset lies in one place only."""
    joined: list[_Change] = []
    for change in changes:
        if joined and joined[-1].stored_end == change.stored_start and joined[-1].repaired_end == change.repaired_start:
            last = joined[-1]
            joined[-1] = _Change(last.stored_start, change.stored_end, last.repaired_start, change.repaired_end)
        else:
            joined.append(change)
    return joined
