"""Who a label of an interview or a transcript is: “A:”, “HALE:”, “ANDERSON COOPER, HOST:”."""

from __future__ import annotations

import re

from suggesters.people.clusters import NamedPerson
from suggesters.people.names import fold, is_title
from suggesters.people.people import FoundPeople

ANSWERS = frozenset({"a", "answer"})
_ROLE = re.compile(r", | \(")
_MARGIN = 2  # how much oftener than anybody else the text names whom it interviews


def interviewed(people: FoundPeople, before: int) -> list[tuple[NamedPerson, float]]:
    """Who is named before the first answer at ``before``, the likeliest first, each with a share of all mentions."""
    counts = {person.number: sum(mention.start < before for mention in person.mentions) for person in people.persons}
    named = [person for person in people.persons if person.name and counts[person.number]]
    total = sum(counts[person.number] for person in named)
    ranked = [(person, counts[person.number] / total) for person in named]
    return sorted(ranked, key=lambda pair: -pair[1])


def is_sure(ranked: list[tuple[NamedPerson, float]]) -> bool:
    """Whether the first of those is named alone, or twice as often as the next."""
    return len(ranked) == 1 or (len(ranked) > 1 and ranked[0][1] >= _MARGIN * ranked[1][1])


def person_in_capitals(label: str, people: FoundPeople) -> tuple[NamedPerson | None, str]:
    """The one person of the text with the surname of a label in capitals, and the name in usual letters."""
    words = [word for word in _ROLE.split(label, maxsplit=1)[0].split() if not is_title(word)]
    if not words:
        return None, ""
    surname = fold(words[-1])
    namesakes = [person for person in people.persons if person.name and person.surname == surname]
    usual = [person for person in namesakes if not person.name.isupper()]
    chosen = usual or namesakes
    return (chosen[0] if len(chosen) == 1 else None), " ".join(word.capitalize() for word in words)
