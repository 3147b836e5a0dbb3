"""Dialogue by labels: interviews (“Q: … A: …”, “Courier: … Solberg: …”) and transcripts (“MR. HOLT: …”)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suggesters import lexicon
from suggesters.people.names import PARTICLES, fold
from suggesters.quotes.frame import Announcement
from suggesters.quotes.names_in_text import KnownNames, without_role
from suggesters.quotes.page import TextPage
from suggesters.suggestions import Span

QUESTION_LETTERS, ANSWER_LETTERS = frozenset({"q", "question"}), frozenset({"a", "answer"})

_LABEL = re.compile(
    r"(?m)^[ \xa0\t]*[*_]{0,2}(?P<label>[^\W\d_][^\n:“”\"*_?!]{0,60}?)(?P<colon>:)(?:[*_]{1,2})?(?=\s)"
    r"|^[ \xa0\t]*(?P<letter>[QA])(?P<stop>\.)(?= [A-Z“\"‘])"
    r"|(?<=[.?!…)\]”\"] )(?P<inline>Q|A|[A-Z]{2,5}\. [A-Z][A-Z'’-]+)(?P<inner>:)(?= )"
)
_TALKS = re.compile(r"\b(?:i|you|we|my|me|your|our)\b|\?", re.IGNORECASE)
_STAGE = re.compile(r"[(\[].*[)\]]")  # “(LAUGHTER)”
_MOST_WORDS, _WORDS_OF_ROLE = 5, 6
_LINES_OF_TURN = 8  # paragraphs of one turn that has another after it
_HEADING = 70  # characters of the longest line without a full stop that divides turns
_FEWEST_TURNS = 4


@dataclass(frozen=True, slots=True)
class _LabelledLine:
    """A label in the text; ``name`` is it without a role and as labels are compared, ``end`` where its words end."""

    label: Span
    colon: Span
    name: str
    words: str
    end: int


def turns(page: TextPage) -> Iterator[Announcement]:
    """The turns of those who are quoted, in order: not the questions of the outlet, and no topics (“ENERGY: …”).

    A label is a speaker where it is “A” beside “Q”, a name with a title or a role, a name that the text knows, or where
    labels recur and their words are those of people who talk to each other.
    """
    text, names = page.text, page.known_names
    lines = [line for line in _lines(text) if not page.mask[line.label[0]]]
    if len(lines) < 2:
        return
    accepted = _accepted(lines, names, text)
    starts = [line.label[0] for line in accepted]
    silent = _questioners(accepted, names, text)
    counts = Counter(line.name for line in accepted)
    for place, line in enumerate(accepted):
        following = starts[place + 1] if place + 1 < len(starts) else len(text)
        goes_on = counts[line.name] > 1 and place + 1 < len(starts)
        fragments = tuple(_fragments(line, following, text, goes_on=goes_on))
        if fragments and line.name not in silent:
            yield Announcement("label", line.colon, line.label, "turn", "lines", fragments)


def _lines(text: str) -> Iterator[_LabelledLine]:
    for match in _LABEL.finditer(text):
        group = next(name for name in ("label", "letter", "inline") if match[name])
        colon = match.span({"label": "colon", "letter": "stop", "inline": "inner"}[group])
        label = match.span(group)
        words = match[group].rstrip()
        label = label[0], label[0] + len(words)
        end = text.find("\n", colon[1])
        name = without_role(words)
        if _may_name(words, name):
            yield _LabelledLine(label, colon, _compared(name), words, len(text) if end < 0 else end)


def _compared(name: str) -> str:
    """“MR. HOLT” and “Mr. Holt” are one label, and so are “Ingrid Solberg” and “Solberg”."""
    return fold(name.split()[-1])


def _may_name(words: str, name: str) -> bool:
    """A name by its form, with a role after a comma at most."""
    parts = name.split()
    role = words[len(name) :].split()
    if not 0 < len(parts) <= _MOST_WORDS or len(role) > _WORDS_OF_ROLE:
        return False
    folded = {fold(part) for part in parts}
    if folded & lexicon.COLON_LABELS and not folded & (QUESTION_LETTERS | ANSWER_LETTERS):
        return False
    return all(part[0].isupper() or fold(part) in PARTICLES for part in parts)


def _accepted(lines: Sequence[_LabelledLine], names: KnownNames, text: str) -> list[_LabelledLine]:
    """The labels that stand for speakers."""
    counts = Counter(line.name for line in lines)
    letters = bool(counts.keys() & QUESTION_LETTERS) and bool(counts.keys() & ANSWER_LETTERS)
    persons = {line.name for line in lines if names.is_person(line.words) and _talks(line, text)}
    chosen = set(persons) if len(persons) > 1 or any(counts[name] > 1 for name in persons) else set()
    if _is_dialogue(lines, counts, text):
        chosen |= {name for name, number in counts.items() if number > 1}
    for asking, answering in pairwise(lines):
        if _asks(asking, text) and not _asks(answering, text) and answering.name in names.last:
            chosen |= {asking.name, answering.name}
    chosen -= QUESTION_LETTERS | ANSWER_LETTERS
    if letters:
        chosen |= QUESTION_LETTERS | ANSWER_LETTERS
    return [line for line in lines if line.name in chosen]


def _is_dialogue(lines: Sequence[_LabelledLine], counts: Counter[str], text: str) -> bool:
    """Whether labels recur, two of them at least, with words of people who talk to each other."""
    again = [line for line in lines if counts[line.name] > 1]
    if len(again) < _FEWEST_TURNS or len({line.name for line in again}) < 2:
        return False
    return 2 * sum(_talks(line, text) for line in again) >= len(again)


def _talks(line: _LabelledLine, text: str) -> bool:
    """Whether the words are those of somebody who talks, not of a paragraph about the one whom the label names."""
    words = text[line.colon[1] : line.end]
    return _TALKS.search(words) is not None and line.name not in map(fold, words.split())


def _asks(line: _LabelledLine, text: str) -> bool:
    return text[line.colon[1] : line.end].rstrip(' \xa0”"*').endswith("?")


def _questioners(lines: Sequence[_LabelledLine], names: KnownNames, text: str) -> set[str]:
    """Whose words are not quoted: “Q”, and the outlet, whose turns are questions and which bears nobody's name."""
    silent = set(QUESTION_LETTERS)
    by_name: dict[str, list[_LabelledLine]] = {}
    for line in lines:
        by_name.setdefault(line.name, []).append(line)
    for name, mine in by_name.items():
        is_person = any(names.is_person(line.words) for line in mine)
        if not is_person and 3 * sum(_asks(line, text) for line in mine) >= 2 * len(mine):
            silent.add(name)
    return silent


def _fragments(line: _LabelledLine, following: int, text: str, *, goes_on: bool) -> Iterator[Span]:
    """The words after the label and, where the turn goes on until another one, the paragraphs before that."""
    first = _stripped(text, line.colon[1], min(line.end, following))
    if first[0] < first[1]:
        yield first
    if not goes_on or following <= line.end:
        return
    paragraphs = [span for span in _paragraphs(text, line.end, following) if not _STAGE.fullmatch(text, *span)]
    if len(paragraphs) > _LINES_OF_TURN:
        return
    for start, stop in paragraphs:
        if _is_heading(text[start:stop]):
            return
        yield start, stop


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for line in text[start:end].split("\n"):
        span = _stripped(text, at, at + len(line))
        if span[0] < span[1]:
            yield span
        at += len(line) + 1


def _is_heading(words: str) -> bool:
    return words.isupper() or (len(words) <= _HEADING and words.rstrip("”\"’'*)")[-1:] not in ".?!…:;,—–-")


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip(" \xa0\t*_")), start + len(words.rstrip(" \xa0\t*_"))
