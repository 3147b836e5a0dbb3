"""Who a label of an interview or a transcript is: “A:”, “HALE:”, “ANDERSON COOPER, HOST:”."""

from __future__ import annotations

import re

from suggesters.people.clusters import NamedPerson
from suggesters.people.names import fold, is_title
from suggesters.people.people import FoundPeople
from suggesters.people.speaker import MAX_CANDIDATES, Speaker
from suggesters.suggestions import Candidate, Quote

SURE = 0.97
LABEL_CUES = ([":"], ["."])
SHORTEST_NAME = 3  # letters of a label in capitals
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


class Labels:
    """The speakers' labels of one text."""

    def __init__(self, text: str, people: FoundPeople) -> None:
        self.text = text
        self.people = people
        self.interviewed: list[tuple[NamedPerson, float]] = []
        self.names: dict[str, str] = {}  # by surname, the name in the first label in capitals

    def speaker_of(self, quote: Quote) -> Speaker | None:
        """The person of an answer (“A: …”) and of a label in capitals (“HALE: …”); None for all other speakers."""
        if [self.text[start:end] for start, end in quote.cue] not in LABEL_CUES:
            return None
        label = self.text[slice(*quote.speaker[0])]
        if fold(label) in ANSWERS:
            return self._answering(quote.speaker[0][0])
        if not label.isupper() or len(label) < SHORTEST_NAME:
            return None
        known, name = person_in_capitals(label, self.people)
        if known is not None and not known.name.isupper():
            return Speaker("named", known.name, known, (Candidate(known.name, SURE),), "surname")
        if not name:
            return None
        name = self.names.setdefault(fold(name.split()[-1]), name)
        return Speaker("named", name, known, (Candidate(name, SURE),))

    def _answering(self, start: int) -> Speaker:
        self.interviewed = self.interviewed or interviewed(self.people, start)
        candidates = tuple(
            Candidate(person.name, round(share, 3)) for person, share in self.interviewed[:MAX_CANDIDATES]
        )
        if not is_sure(self.interviewed):
            return Speaker("unnamed", candidates=candidates)
        person = self.interviewed[0][0]
        return Speaker("named", person.name, person, candidates, "who is interviewed")
