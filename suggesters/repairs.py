"""Places where the text itself is damaged, and the same text with the damage repaired.

Proposed are missing spaces only: between two words (:mod:`suggesters.glued_words`) and after punctuation
(“violation.He”, “said,and”, “”he”). A repair is a statement about the stored text, which never changes;
:class:`RepairedText` carries spans between the two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suggesters.glued_words import FUNCTION_WORDS, WORD, find_glued_words
from suggesters.suggestions import Repair, Span

LOWEST_SCORE = 0.3
PUNCTUATION_SCORE = 0.9
WORDS_SAMPLED = 2000
LEAST_FUNCTION_WORDS = 0.2
"""Share of English function words below which a text is taken for another language; English news has 0.35 to 0.5."""

LETTER = r"[^\W\d_]"
MISSING_AFTER_PUNCTUATION = re.compile(
    rf"""(?<!{LETTER})(?P<before>{LETTER}{{2,40}})
      (?: (?P<stop>[.!?…])     # “violation.He”
        | [.!?,…]?”            # “violation.”he”
        | [,;]                 # “said,and”
      )(?P<after>{LETTER}{{2,40}})(?!{LETTER})""",
    re.VERBOSE,
)
LONGEST_ADDRESS = 80
ADDRESS = re.compile(r"://|www\.|@|\.(?:com|org|net|co|gov|edu|io|uk|eu)\b", re.IGNORECASE)


def find_repairs(text: str) -> list[Repair]:
    """Missing spaces, in order of the text; no two overlap. Each covers the words on both sides of the place.

    Takes time linear in the text's length. In a text that is not English only punctuation is looked at.
    """
    glued = find_glued_words(text, least_score=LOWEST_SCORE) if seems_english(text) else ()
    repairs = [
        Repair(word.start, word.end, f"{left} {right}", word.score, f"“{left}” and “{right}” without a space")
        for word in glued
        for left, right in [(text[word.start : word.split], text[word.split : word.end])]
    ]
    repairs.extend(_after_punctuation(text))
    return _without_overlaps(repairs)


def seems_english(text: str) -> bool:
    """Whether enough of the first words are function words of English. A text without words is none."""
    found = [match[0].lower() for match, _ in zip(WORD.finditer(text), range(WORDS_SAMPLED), strict=False)]
    return sum(word in FUNCTION_WORDS for word in found) > LEAST_FUNCTION_WORDS * len(found)


def _after_punctuation(text: str) -> Iterator[Repair]:
    for match in MISSING_AFTER_PUNCTUATION.finditer(text):
        if match["stop"] and not _ends_a_sentence(match["before"], match["after"]):
            continue
        if not _in_address(text, match.start(), match.end()):
            words = f"{text[match.start() : match.start('after')]} {match['after']}"
            yield Repair(match.start(), match.end(), words, PUNCTUATION_SCORE, "no space after punctuation")


def _ends_a_sentence(before: str, after: str) -> bool:
    """Told from initials, brands and file names: “U.S.A”, “AI.Lab”, “index.html”."""
    return before[-1].islower() and after[0].isupper() and after[1:].islower()


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether the stretch without white space around ``text[start:end]`` looks like an address or a handle."""
    before = text[max(0, start - LONGEST_ADDRESS) : start].split()
    after = text[end : end + LONGEST_ADDRESS].split()
    left = before[-1] if before and start and not text[start - 1].isspace() else ""
    right = after[0] if after and not text[end].isspace() else ""
    return ADDRESS.search(left + text[start:end] + right) is not None


def _without_overlaps(repairs: list[Repair]) -> list[Repair]:
    kept: list[Repair] = []
    for repair in sorted(repairs, key=lambda repair: (repair.start, repair.end)):
        if not kept or repair.start >= kept[-1].end:
            kept.append(repair)
        elif repair.score > kept[-1].score:
            kept[-1] = repair
    return kept


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
