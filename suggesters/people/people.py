"""All whom one article names: its persons with their mentions and roles, the nameless, and its organisations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suggesters.columns import places_where
from suggesters.people.clusters import ClusterIndex, NamedPerson, find_persons
from suggesters.people.layout import Layout
from suggesters.people.organisations import Organisations, find_organisations
from suggesters.people.role_words import Gender
from suggesters.people.roles import find_roles
from suggesters.people.unnamed import find_unnamed
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

PRONOUN_GENDER: dict[str, Gender] = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}


@dataclass(slots=True)
class FoundPeople:
    """The persons of an article in order of first mention, and the ways to find them again.

    ``at_token`` maps each token of a name to its person; ``by_title`` each head noun of a title or apposition
    (“coach” of “the team's coach, Alireza Mehraban”) to the person whom it introduces.
    """

    persons: list[NamedPerson]
    unnamed: list[NamedPerson]
    organisations: Organisations
    index: ClusterIndex
    layout: Layout
    at_token: dict[int, NamedPerson] = field(default_factory=dict)
    by_title: dict[int, NamedPerson] = field(default_factory=dict)
    by_role: dict[str, list[NamedPerson]] = field(default_factory=dict)

    def same_surname(self, person: NamedPerson) -> list[NamedPerson]:
        """The others with the person's surname."""
        return [other for other in self.index.by_surname.get(person.surname, ()) if other is not person]


def find_people(doc: Doc, *, credits: Sequence[Span] = ()) -> FoundPeople:
    """Find who is named in a parsed text.

    ``doc`` needs tags, a parse and the recogniser's entities; a sentence should start after each line break. Mentions
    are ``[start, end)`` in code points of ``doc.text``, and so are ``credits``, whose names are left out. The cost
    grows with the text's length alone.
    """
    persons, index = find_persons(doc, credits=credits)
    find_roles(doc, persons)
    people = FoundPeople(
        persons=persons,
        unnamed=find_unnamed(doc, persons),
        organisations=find_organisations(doc),
        index=index,
        layout=Layout(doc),
    )
    for person in persons:
        for mention in person.mentions:
            people.at_token.update((token, person) for token in range(mention.first, mention.last + 1))
        for token in person.role_tokens:
            people.by_title.setdefault(token, person)
        for role in person.roles:
            people.by_role.setdefault(role.head, [])
            if person not in people.by_role[role.head][-1:]:
                people.by_role[role.head].append(person)
    _learn_gender_from_pronouns(doc, people)
    return people


def _learn_gender_from_pronouns(doc: Doc, people: FoundPeople) -> None:
    """A person alone in a sentence with “his” or “her” after the name is of that gender, if nothing else showed it."""
    votes: dict[int, Counter[Gender]] = {}
    sentence, alone, several = -1, None, False
    pronouns = {place: doc[place].lower_ for place in places_where(doc, lambda word: word.lower() in PRONOUN_GENDER)}
    for place in sorted({*people.at_token, *pronouns}):
        if people.layout.sentence[place] != sentence:
            sentence, alone, several = people.layout.sentence[place], None, False
        person = people.at_token.get(place)
        if person is not None:
            several = several or (alone is not None and alone is not person)
            alone = person
        gender = PRONOUN_GENDER.get(pronouns.get(place, ""))
        if gender and alone is not None and not several and not people.layout.quoted[place]:
            votes.setdefault(alone.number, Counter())[gender] += 1
    for person in people.persons:
        if person.gender is None and len(votes.get(person.number, ())) == 1:
            person.gender, person.gender_source = next(iter(votes[person.number])), "pronoun"
