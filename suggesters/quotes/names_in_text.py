"""The names that a text has in full, by their form alone: before any parse, and for labels that a parse misreads."""

from __future__ import annotations

import re

from suggesters.people.names import fold, is_first_name, is_title
from suggesters.word_sets import word_set

# A pair of capitalised words, as in a name: “Ingrid Solberg”, “Mr. Holt”.
_PAIR = re.compile(r"\b([A-Z][\w’'.-]+) (?=([A-Z][\w’'-]+))")
_ROLE = re.compile(r", | \(")
_NO_FIRST_NAME = word_set("""
    a an the this that these those his her its their our my your in on at of for from to by with as and but or when
    while after before if since monday tuesday wednesday thursday friday saturday sunday
""")


class KnownNames:
    """The names that a text has somewhere in full: “Ingrid Solberg”, “Mr. Holt”.

    ``sure`` are words after a first name or a title, and such first names; ``last`` are words after any with a capital.
    """

    def __init__(self, text: str) -> None:
        self.sure: set[str] = set()
        self.last: set[str] = set()
        for match in _PAIR.finditer(text):
            first, last = fold(match[1]), fold(match[2]).removesuffix("'s")
            if first in _NO_FIRST_NAME:
                continue
            self.last.add(last)
            if is_first_name(first):
                self.sure.update((first, last))
            elif is_title(first):
                self.sure.add(last)

    def is_person(self, label: str) -> bool:
        """“MR. HOLT”, “ANDERSON COOPER, HOST”, “Ingrid Solberg”, and “Solberg” where the text has her first name."""
        parts = [fold(part) for part in without_role(label).split()]
        if len(parts) == 1:
            return parts[0] in self.sure
        if parts[0] in _NO_FIRST_NAME:
            return False
        has_role = label.isupper() and ("," in label or "(" in label)
        return has_role or is_title(parts[0]) or is_first_name(parts[0])


def without_role(label: str) -> str:
    """“ANDERSON COOPER” of “ANDERSON COOPER, HOST”."""
    return _ROLE.split(label, maxsplit=1)[0]
