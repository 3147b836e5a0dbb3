"""Two sets of annotations of one text, counted: what both mark, which labels they give, who they say speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from suggesters.evaluation.agreement.columns import COLUMNS, LABELS, MAIN_ROLES, OPEN_LABEL, PLACE, ROLES
from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs
from suggesters.evaluation.scores import FOUND, LOOSELY_FOUND
from suggesters.evaluation.unitizing import differences
from suggesters.suggestions import Spans

TOKEN = re.compile(r"\w+|[^\w\s]")
SPEAKERS_ALIKE = 0.5
NOTHING = ScoredQuote("", ())


@dataclass(frozen=True, slots=True)
class Statement:
    """One annotation as it is compared. ``person`` is the key of a registry, empty where it knows nobody."""

    kind: str
    roles: Mapping[str, Spans]
    labels: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    person: str = ""
    replacement: str = ""

    def spans(self, role: str) -> Spans:
        return self.roles.get(role, ())


class Text:
    """A text, with what every comparison of its sets needs of it."""

    def __init__(self, text: str) -> None:
        self.letters = Letters(text)
        self.length = len(text)
        self.tokens = [found.span() for found in TOKEN.finditer(text)]

    @cached_property
    def ends(self) -> list[int]:
        return [end for _, end in self.tokens]

    def compared(self, role: str, spans: Spans) -> Spans:
        """The spans as they are compared: those of quotes without punctuation and space at their ends."""
        return self.letters.trimmed(spans) if role in ("content", "speaker", "cue") else self.letters.disjoint(spans)

    def likeness(self, some: Spans, others: Spans) -> float:
        return 1.0 if some == others else self.letters.likeness(some, others)

    def tokens_in(self, spans: Spans) -> set[int]:
        """The numbers of the tokens that the spans touch."""
        found: set[int] = set()
        for start, end in spans:
            place = bisect_left(self.ends, start + 1)
            while place < len(self.tokens) and self.tokens[place][0] < end:
                found.add(place)
                place += 1
        return found


@dataclass(slots=True)
class Counts:
    """The counts by ``COLUMNS``, and how often the first gave an entity one type and the second another."""

    numbers: list[float] = field(default_factory=lambda: [0] * len(COLUMNS))
    open_labels: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, column: str, number: float = 1) -> None:
        self.numbers[PLACE[column]] += number

    def __getitem__(self, column: str) -> float:
        return self.numbers[PLACE[column]]


def compare(text: Text, first: Sequence[Statement], second: Sequence[Statement]) -> Counts:
    """Count two sets of one text."""
    counts = Counts()
    counts.add("tokens", len(text.tokens))
    for kind, main in MAIN_ROLES.items():
        some = [statement for statement in first if statement.kind == kind]
        others = [statement for statement in second if statement.kind == kind]
        if not some and not others:
            continue
        for role in (role for of, role in ROLES if of == kind):
            matched = count_role(counts, text, f"{kind}.{role}", role, some, others)
            if role == main:
                count_attributes(counts, text, [(some[one], others[other]) for one, other in matched])
    return counts


def count_role(
    counts: Counts, text: Text, column: str, role: str, first: Sequence[Statement], second: Sequence[Statement]
) -> list[tuple[int, int]]:
    """Count the spans of one role. Returns the places of the statements of which this role is the same in both sets."""
    owners, spans = [], []
    for statements in (first, second):
        marked = [place for place, statement in enumerate(statements) if statement.spans(role)]
        owners.append(marked)
        spans.append([text.compared(role, statements[place].spans(role)) for place in marked])
    counts.add(f"{column}.first", len(spans[0]))
    counts.add(f"{column}.second", len(spans[1]))
    some, others = ([Unit(one, NOTHING) for one in own] for own in spans)
    found = pairs(some, others, likeness=text.likeness, least=LOOSELY_FOUND)
    alike = [(one, other) for one, other in found.items() if text.likeness(spans[0][one], spans[1][other]) >= FOUND]
    counts.add(f"{column}.loose", len(found))
    counts.add(f"{column}.overlap", len(alike))
    counts.add(f"{column}.exact", sum(spans[0][one] == spans[1][other] for one, other in alike))
    count_stretches(counts, text, column, *(text.letters.disjoint(tuple(chain.from_iterable(own))) for own in spans))
    return [(owners[0][one], owners[1][other]) for one, other in sorted(alike)]


def count_stretches(counts: Counts, text: Text, column: str, some: Spans, others: Spans) -> None:
    """Count what of the text the role covers, in tokens and as stretches."""
    one, other = text.tokens_in(some), text.tokens_in(others)
    counts.add(f"{column}.both", len(one & other))
    counts.add(f"{column}.only_first", len(one - other))
    counts.add(f"{column}.only_second", len(other - one))
    observed, expected = differences(text.length, (some, others))
    counts.add(f"{column}.observed", round(observed, 3))
    counts.add(f"{column}.expected", round(expected, 3))


def count_attributes(counts: Counts, text: Text, matched: Iterable[tuple[Statement, Statement]]) -> None:
    """Count what two annotations of the same words say otherwise: labels, speakers, persons."""
    for one, other in matched:
        for name in LABELS:
            if one.labels.get(name):
                counts.add(f"{name}.{one.labels[name]}.{other.labels[name]}")
        if OPEN_LABEL in one.labels:
            label, another = one.labels[OPEN_LABEL], other.labels[OPEN_LABEL]
            counts.open_labels.setdefault(label, Counter())[another] += 1
            count_same(counts, OPEN_LABEL, same=label == another)
        for role in ("speaker", "cue", "credit"):
            if one.spans(role) or other.spans(role):
                some, others = (text.letters.disjoint(statement.spans(role)) for statement in (one, other))
                count_same(counts, role, same=text.likeness(some, others) >= SPEAKERS_ALIKE)
        if one.kind == "repair":
            count_same(counts, "replacement", same=one.replacement == other.replacement)
        if one.kind == "quote" and (one.name or one.person) and (other.name or other.person):
            count_same(counts, "person", same=is_same_person(one, other))


def count_same(counts: Counts, name: str, *, same: bool) -> None:
    counts.add(f"{name}.compared")
    counts.add(f"{name}.same", same)


def is_same_person(one: Statement, other: Statement) -> bool:
    """By the registry where it knows both, else by their names."""
    return one.person == other.person if one.person and other.person else one.name == other.name
