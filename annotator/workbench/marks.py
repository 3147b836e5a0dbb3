"""Text and marks as safe HTML: a pure function, in one pass, with any overlaps."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.html import escape

# Which mark is the outer one if two cover the same stretch.
RANK = {"caption": 0, "content": 1, "speaker": 2, "cue": 3, "mention": 4, "credit": 5, "damaged": 6, "differs": 7}
ELEMENT = {"content": "mark", "speaker": "mark", "cue": "mark"}
CLASS = {"mention": "entity"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch ``[start, end)`` in code points, drawn for one annotation, or for several that share it.

    ``number`` is the quote's number, drawn where a fragment begins, in another way if the fragment ``continues`` a
    split quote. ``note`` is the type of an entity in words. ``start == end`` draws a caret between two letters (a
    repair), with ``note`` as its words.
    """

    start: int
    end: int
    role: str
    annotations: tuple[str, ...]
    verdict: str
    number: int | None = None
    note: str = ""
    continues: bool = False

    @property
    def state(self) -> str:
        """The verdict as an attribute. Undecided marks, which are most of them, have none."""
        return "" if self.verdict == "suggested" else f' data-verdict="{self.verdict}"'

    def opening(self, *, first: bool) -> str:
        element = ELEMENT.get(self.role, "span")
        names = f'class="{CLASS.get(self.role, self.role)}" data-annotation="{" ".join(self.annotations)}"'
        extra = self.state
        if self.role == "mention":
            extra += f' data-type="{escape(self.note)}"'
        if first and self.role == "content" and self.continues:
            extra += f' data-part="{self.number or ""}"'
        elif first and self.role == "content" and self.number is not None:
            extra += f' data-n="{self.number}" id="text-{self.annotations[0]}"'
        return f"<{element} {names}{extra}>"

    def closing(self) -> str:
        return f"</{ELEMENT.get(self.role, 'span')}>"

    def caret(self) -> str:
        return (
            f'<span class="repair" data-annotation="{self.annotations[0]}"{self.state} '
            f'data-words="{escape(self.note)}"></span>'
        )


def shared(marks: Iterable[Mark]) -> list[Mark]:
    """The marks, with equal stretches of one role made one: a speaker of two quotes is drawn once."""
    merged: dict[tuple[int, int, str], Mark] = {}
    result: list[Mark] = []
    for mark in marks:
        key = (mark.start, mark.end, mark.role)
        if mark.role in ("speaker", "cue") and key in merged:
            other = merged[key]
            verdict = other.verdict if mark.verdict in ("suggested", "rejected") else mark.verdict
            if other.verdict == "rejected":
                verdict = mark.verdict
            merged[key] = replace(other, annotations=other.annotations + mark.annotations, verdict=verdict)
            continue
        merged.setdefault(key, mark)
        if mark.role not in ("speaker", "cue"):
            result.append(mark)
    return result + [mark for mark in merged.values() if mark.role in ("speaker", "cue")]


def highlighted(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """``text[start:end]`` as HTML, with the marks that reach into it clipped to it.

    Marks may overlap: where two cross, the later one is drawn in pieces. The text content of the result is
    ``text[start:end]``, character for character.
    """
    carets = sorted((mark for mark in marks if mark.start == mark.end), key=lambda mark: mark.start)
    queue = [
        (max(mark.start, start), -min(mark.end, end), RANK[mark.role], order, mark)
        for order, mark in enumerate(marks)
        if mark.start < end and mark.end > start and mark.start < mark.end
    ]
    heapq.heapify(queue)
    pieces: list[str] = []
    open_marks: list[tuple[int, Mark]] = []  # (end, mark), outermost first
    at = start

    def write(upto: int) -> None:
        nonlocal at
        while carets and carets[0].start <= upto:
            caret = carets.pop(0)
            if caret.start >= at:
                pieces.append(escape(text[at : caret.start]))
                pieces.append(caret.caret())
                at = caret.start
        pieces.append(escape(text[at:upto]))
        at = upto

    def close(upto: int) -> None:
        while open_marks and open_marks[-1][0] <= upto:
            mark_end, mark = open_marks.pop()
            write(mark_end)
            pieces.append(mark.closing())

    while queue:
        mark_start, negative_end, rank, order, mark = heapq.heappop(queue)
        close(mark_start)
        mark_end = -negative_end
        if open_marks and mark_end > open_marks[-1][0]:
            # It crosses the mark around it: this piece ends there, and the rest is opened again afterwards.
            heapq.heappush(queue, (open_marks[-1][0], negative_end, rank, order, mark))
            mark_end = open_marks[-1][0]
        write(mark_start)
        pieces.append(mark.opening(first=mark_start == mark.start))
        open_marks.append((mark_end, mark))
    close(end)
    write(end)
    return "".join(pieces)
