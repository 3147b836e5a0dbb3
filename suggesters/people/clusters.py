"""Names that belong to one person, joined: the persons of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suggesters.columns import is_capitalised, places_where
from suggesters.people.mentions import NameMention, find_name_mentions, honorific_before, tokens_inside, whole_words
from suggesters.people.names import (
    PersonName,
    fold,
    gender_of_first_name,
    is_first_name,
    is_title,
    may_be_one,
    variants,
)
from suggesters.people.places import COUNTRY_OF
from suggesters.people.role_words import NOT_A_PERSON, ROLE_KINDS, Gender
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FAMILY = frozenset(ROLE_KINDS["family"][1].split())
MIN_MISSPELT = 5  # shorter surnames differ by one letter too often (Lee, Lew)


@dataclass(slots=True, eq=False)
class PersonRole:
    """What the article calls a person: the head noun and the words beside it, folded; where it says so; and how."""

    head: str
    words: frozenset[str]
    start: int
    source: str  # “title”, “apposition”, “description”
    token: int  # of the head noun


@dataclass(slots=True, eq=False)
class NamedPerson:
    """A person of the article under the fullest name that it gives; the name is empty for “a cashier” or “his wife”."""

    number: int
    name: str
    mentions: list[NameMention] = field(default_factory=list)
    roles: list[PersonRole] = field(default_factory=list)  # each different one once, in order
    role_tokens: list[int] = field(default_factory=list)  # nouns of titles and appositions that are this person
    gender: Gender | None = None
    gender_source: str = ""  # “honorific”, “role”, “first name”, “pronoun”

    @property
    def surname(self) -> str:
        return fold(self.name.split()[-1])

    def spans(self) -> list[tuple[int, int]]:
        """Where the article names the person, in code points."""
        return [(mention.start, mention.end) for mention in self.mentions]


class ClusterIndex:
    """Persons by surname, by first name and by nearly the same surname; look-ups do not grow with the article."""

    def __init__(self) -> None:
        self.by_surname: dict[str, list[NamedPerson]] = {}
        self.by_middle: dict[str, list[NamedPerson]] = {}
        self.by_given: dict[str, list[NamedPerson]] = {}
        self.by_variant: dict[str, list[NamedPerson]] = {}

    def add(self, person: NamedPerson, name: PersonName) -> None:
        """Make ``person`` known by one of its names."""
        self._put(self.by_surname, name.surname, person)
        for word in name.words[1:-1]:  # maybe the first of two surnames: “Acosta” of “Melba Acosta Febo”
            self._put(self.by_middle, fold(word), person)
        if name.given:
            self._put(self.by_given, name.given, person)
        if len(name.surname) >= MIN_MISSPELT:
            for variant in variants(name.surname):
                self._put(self.by_variant, variant, person)

    @staticmethod
    def _put(index: dict[str, list[NamedPerson]], key: str, person: NamedPerson) -> None:
        persons = index.setdefault(key, [])
        if person not in persons[-8:]:
            persons.append(person)

    def misspelt(self, word: str) -> list[NamedPerson]:
        """Persons whose surname is one letter away from ``word``."""
        if len(word) < MIN_MISSPELT:
            return []
        found: dict[int, NamedPerson] = {}
        for variant in variants(word):
            for person in self.by_variant.get(variant, ())[:8]:
                found[person.number] = person
        return [found[number] for number in sorted(found)]


@dataclass(slots=True)
class _Builder:
    index: ClusterIndex = field(default_factory=ClusterIndex)
    persons: list[NamedPerson] = field(default_factory=list)
    by_full: dict[str, NamedPerson] = field(default_factory=dict)
    relatives: set[int] = field(default_factory=set)
    full_names: dict[int, Counter[str]] = field(default_factory=dict)

    def person_of_full_name(self, mention: NameMention) -> NamedPerson:
        """The person with this surname and a first name that agrees, else a new one."""
        name = mention.name
        for size in range(2, len(name.words)):  # “Chris Christie Address Heroin”: a headline ran into the name
            shorter = self.by_full.get(fold(" ".join(name.words[:size])))
            if shorter is not None:
                return shorter
        known = self.index.by_surname.get(name.surname, [])[-12:]
        for person in known:
            if may_be_one(_name_of(person), name) and not _clash(person.gender, mention.gender):
                return person
        for person in self.index.misspelt(name.surname):
            if _name_of(person).given == name.given:
                return person
        return self.new_person(mention)

    def new_person(self, mention: NameMention) -> NamedPerson:
        person = NamedPerson(number=len(self.persons), name=mention.name.full)
        self.persons.append(person)
        self.index.add(person, mention.name)
        return person

    def person_of_short_name(self, mention: NameMention, *, latest: dict[str, NamedPerson]) -> NamedPerson:
        """The person meant by one name: a surname, else a first name, else a misspelt surname, else somebody new."""
        word = mention.name.surname
        same = [person for person in self.index.by_surname.get(word, ()) if not _clash(person.gender, mention.gender)]
        if len(same) > 1:
            return self._likeliest(same, mention, latest.get(word))
        for persons in (
            same,
            self.index.by_given.get(word, ()),
            self.index.by_middle.get(word, ()),
            self.index.misspelt(word),
        ):
            if persons:
                return persons[0]
        return self.new_person(mention)

    def _likeliest(self, persons: list[NamedPerson], mention: NameMention, latest: NamedPerson | None) -> NamedPerson:
        """Of several with one surname the one already named who is nobody's relative and is named most in full.

        News calls “her husband, Frank Lee” by his first name afterwards; “Lee” stays herself.
        """

        def weight(person: NamedPerson) -> tuple[bool, bool, int, bool, int]:
            introduced = any(other.start < mention.start for other in person.mentions[:1])
            times = sum(self.full_names[person.number].values())
            return introduced, person.number not in self.relatives, times, person is latest, -person.number

        return max(persons[-12:], key=weight)


def find_persons(doc: Doc, *, credits: Sequence[Span] = ()) -> tuple[list[NamedPerson], ClusterIndex]:
    """The persons whom the text names outside ``credits``, each with all mentions in reading order."""
    found = find_name_mentions(doc, credits=credits)
    builder = _Builder()
    chosen: dict[int, NamedPerson] = {}
    for mention in found:
        if mention.name.given:
            person = builder.person_of_full_name(mention)
            if (
                _name_of(person).surname in {fold(word) for word in mention.name.words[-1:]}
                or person.name == mention.name.full
            ):
                builder.full_names.setdefault(person.number, Counter())[mention.name.full] += 1
                builder.index.add(person, mention.name)
                builder.by_full.setdefault(fold(mention.name.full), person)
            if _is_relative(doc, mention):
                builder.relatives.add(person.number)
            _learn_gender(person, mention)
            chosen[mention.start] = person
    latest: dict[str, NamedPerson] = {}
    for mention in sorted(
        [*found, *_bare_surnames(doc, found, builder.index, credits)], key=lambda mention: mention.start
    ):
        person = chosen.get(mention.start) or builder.person_of_short_name(mention, latest=latest)
        builder.full_names.setdefault(person.number, Counter())
        person.mentions.append(mention)
        latest[mention.name.surname] = person
        _learn_gender(person, mention)
    for person in builder.persons:
        _choose_name(person, builder.full_names[person.number])
    return builder.persons, builder.index


def _bare_surnames(
    doc: Doc, found: Iterable[NameMention], index: ClusterIndex, credits: Sequence[Span]
) -> list[NameMention]:
    """Capitalised words that repeat a known surname (or a first name) outside the mentions found."""
    taken = tokens_inside(doc, credits)
    alone = Counter(mention.name.surname for mention in found if not mention.name.given)
    often = {word for word, times in alone.items() if times > 1 or is_first_name(word)}
    for mention in found:
        taken[mention.first : mention.last + 1] = b"\1" * (mention.last + 1 - mention.first)
    mentions = []
    for place in places_where(doc, is_capitalised):
        if taken[place]:
            continue
        token = doc[place]
        first, last = whole_words(doc, place, place)
        double = doc[first : last + 1].text  # “Hart-Lowe” of “Ann Hart-Lowe” is several tokens
        if last > first and fold(double) in index.by_surname:
            if place == first:
                mentions.append(_bare(doc, first, last, double))
            continue
        word = fold(token.text)
        given = word in index.by_given and token.pos_ == "PROPN" and is_first_name(word)
        if word not in index.by_surname and word not in often and not given:
            continue
        if (
            (token.pos_ not in ("PROPN", "NOUN") and token.tag_ != "NNP")
            or _in_longer_name(doc, token)
            or _in_compound(doc, token)
        ):
            continue
        mentions.append(_bare(doc, place, place, token.text))
    return mentions


def _bare(doc: Doc, first: int, last: int, word: str) -> NameMention:
    name = doc[first : last + 1]
    root = name.root.i
    return NameMention(
        name.start_char, name.end_char, first, last, root, PersonName((word,)), "surname", honorific_before(doc, first)
    )


def _is_relative(doc: Doc, mention: NameMention) -> bool:
    """Whether the name follows “her husband,” or “the senator's son”."""
    words = {token.lower_ for token in doc[max(0, mention.first - 3) : mention.first]}
    return bool(words & FAMILY)


def _in_longer_name(doc: Doc, token: Token) -> bool:
    """“Trump” of “Trump Tower” or of “Melania Trump” names no known person by itself."""
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if (
        following is not None
        and following.text[:1].isupper()
        and not following.is_sent_start
        and (fold(following.text) in NOT_A_PERSON or (following.pos_ == "PROPN" and following.dep_ != "appos"))
    ):
        return True
    before = doc[token.i - 1] if token.i else None
    if before is None or before.pos_ != "PROPN" or not before.text[:1].isupper() or token.is_sent_start:
        return False
    return not is_title(before.text) and fold(before.text) not in COUNTRY_OF and before.head.i == token.i


def _in_compound(doc: Doc, token: Token) -> bool:
    """“Sanders-supporting”, “anti-Trump”."""
    joined_after = not token.whitespace_ and token.i + 1 < len(doc) and doc[token.i + 1].text == "-"
    return joined_after or (token.i > 0 and doc[token.i - 1].text == "-" and not doc[token.i - 1].whitespace_)


def _name_of(person: NamedPerson) -> PersonName:
    return PersonName(tuple(person.name.split()))


def _clash(one: Gender | None, other: Gender | None) -> bool:
    return one is not None and other is not None and one != other


def _learn_gender(person: NamedPerson, mention: NameMention) -> None:
    if mention.gender is not None and person.gender_source != "honorific":
        person.gender, person.gender_source = mention.gender, "honorific"
    if person.gender is None and mention.name.given:
        person.gender = gender_of_first_name(mention.name)
        person.gender_source = "first name" if person.gender else ""


def _choose_name(person: NamedPerson, full_names: Counter[str]) -> None:
    """The longest of the full names, the commonest of equally long ones; the first mention's if none is full."""
    if full_names:
        order = {name: -place for place, name in enumerate(full_names)}
        person.name = max(full_names, key=lambda name: (len(name.split()), full_names[name], order[name]))
    elif person.gender is None and person.mentions:
        person.gender = gender_of_first_name(person.mentions[0].name)
        person.gender_source = "first name" if person.gender else ""
