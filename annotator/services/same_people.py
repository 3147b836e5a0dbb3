"""Which entries of the registry may be one person or one organisation, and why somebody should think so.

Only entries that share a key are compared (a name without marks and titles, a family name with the same first letter,
initials, a Wikidata id), so that a registry of any size is read once and no entry meets all others.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from annotator.models import Alias, Annotation, KeptApart
from annotator.services.visibility import DECIDED
from annotator.vocabulary import Kind, PersonKind
from articles.models import Project
from suggesters.people.first_names import SHORT_FORM_ROWS
from suggesters.people.names import AFTER_NAMES, PersonName, fold, is_title, may_be_one
from suggesters.word_sets import word_set

MOST_IN_A_BLOCK = 40  # entries that share a key; of more, the key says too little
MOST_NAMESAKES = 3  # full names that a bare family name may stand for
LEGAL_FORMS = word_set("ab ag asa bv co company corp corporation gmbh inc kg limited llc llp ltd nv oy plc sa spa srl")
SAME_WIKIDATA, SAME_NAME, SAME_ALIAS, INITIALS, FAMILY_NAME, LEGAL_FORM, ACRONYM, FIRST_NAMES = (
    "wikidata", "name", "alias", "initials", "family", "legal", "acronym", "first",
)  # fmt: skip
STRENGTH = (SAME_WIKIDATA, SAME_NAME, LEGAL_FORM, SAME_ALIAS, INITIALS, FIRST_NAMES, ACRONYM, FAMILY_NAME)


@dataclass(slots=True)
class Entry:
    """One entry as it is compared: ``names`` are its name and aliases, their words folded and without titles."""

    pk: int
    name: str
    kind: str
    role: str
    wikidata: str
    distinction: str
    names: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def words(self) -> tuple[str, ...]:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one; ``reasons`` are the strongest first. ``keep`` has the fuller name."""

    keep: int
    drop: int
    reasons: tuple[str, ...]

    def as_json(self) -> list[Any]:
        return [self.keep, self.drop, list(self.reasons)]


def same_people(project: Project) -> list[list[Any]]:
    """The pairs of the project's registry to ask about, the surest first, as JSON values.

    Left out: who was kept apart, whose Wikidata ids differ, and who speak in one article as two people.
    """
    entries = entries_of(project)
    apart = set(KeptApart.objects.filter(first__project=project).values_list("first", "second"))
    pairs = [pair for pair in compared(entries) if in_order(pair.keep, pair.drop) not in apart]
    sets = sets_of(project, {pk for pair in pairs for pk in (pair.keep, pair.drop)})
    pairs = [pair for pair in pairs if not sets[pair.keep] & sets[pair.drop]]
    pairs.sort(key=lambda pair: (STRENGTH.index(pair.reasons[0]), pair.keep, pair.drop))
    return [pair.as_json() for pair in pairs]


def in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def entries_of(project: Project) -> list[Entry]:
    columns = ("pk", "name", "kind", "role", "wikidata_id", "distinction")
    entries = {row[0]: Entry(*row) for row in project.people.in_registry().order_by("pk").values_list(*columns)}
    for entry in entries.values():
        entry.names.append(bare_words(entry.name, entry.kind))
    for pk, name in Alias.objects.filter(person__project=project).order_by("pk").values_list("person", "name"):
        if pk in entries:
            entries[pk].names.append(bare_words(name, entries[pk].kind))
    return [entry for entry in entries.values() if entry.words]


def sets_of(project: Project, people: set[int]) -> dict[int, set[int]]:
    """The sets in which each of these people speaks, as anybody decided."""
    found: dict[int, set[int]] = defaultdict(set)
    keys = sorted(people)
    for at in range(0, len(keys), 500):
        rows = Annotation.objects.filter(person__in=keys[at : at + 500], kind=Kind.QUOTE, set__source__in=DECIDED)
        for person, set_ in rows.standing().order_by().values_list("person", "set").distinct():
            found[person].add(set_)
    return found


def without_marks(word: str) -> str:
    """“Müller” as “muller”."""
    if word.isascii():
        return fold(word)
    return fold("".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter)))


def bare_words(name: str, kind: str) -> tuple[str, ...]:
    """The words of a name as they are compared: of a person without titles, of an organisation without its form."""
    words = name.replace(",", " ").split()
    if kind == PersonKind.PERSON:
        while len(words) > 1 and is_title(words[0]):
            words = words[1:]
        while len(words) > 1 and fold(words[-1]) in AFTER_NAMES:
            words = words[:-1]
        return tuple(filter(None, map(without_marks, words)))
    folded = [word for word in map(without_marks, words) if word]
    while len(folded) > 1 and folded[0] in ("the", "a", "an"):
        folded = folded[1:]
    while len(folded) > 1 and folded[-1].replace(".", "") in LEGAL_FORMS:
        folded = folded[:-1]
    return tuple(folded)


def compared(entries: Iterable[Entry]) -> Iterator[Pair]:
    """The pairs among those that share a key for which there is a reason."""
    seen: set[tuple[int, int]] = set()
    for one, other in neighbours(entries):
        key = in_order(one.pk, other.pk)
        if key in seen:
            continue
        seen.add(key)
        reasons = reasons_for(one, other)
        if reasons:
            keep, drop = fuller_first(one, other)
            yield Pair(keep.pk, drop.pk, reasons)


def neighbours(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    blocks: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    bare: dict[str, list[Entry]] = defaultdict(list)
    full: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in keys_of(entry):
            blocks[key].append(entry)
        if entry.kind == PersonKind.PERSON:
            (full if len(entry.words) > 1 else bare)[entry.words[-1]].append(entry)
    for block in blocks.values():
        if 1 < len(block) <= MOST_IN_A_BLOCK:
            yield from combinations(block, 2)
    for surname, namesakes in bare.items():
        if len(full[surname]) <= MOST_NAMESAKES and len(namesakes) <= MOST_IN_A_BLOCK:
            yield from ((one, other) for one in full[surname] for other in namesakes)


def keys_of(entry: Entry) -> set[tuple[str, ...]]:
    is_person = entry.kind == PersonKind.PERSON  # of whom a single word as an alias says too little
    keys = {("name", *words) for words in entry.names if len(words) > 1 or words == entry.words or not is_person}
    if entry.wikidata:
        keys.add(("wikidata", entry.wikidata))
    if is_person and len(entry.words) > 1:
        given, surname = entry.words[0], entry.words[-1]
        keys.add(("initial", surname, given[0]))
        keys |= {("short", surname, str(row)) for row in SHORT_FORM_ROWS.get(given, ())}
    elif not is_person:
        keys.add(("acronym", acronym_of(entry.words)))
    return keys


def acronym_of(words: tuple[str, ...]) -> str:
    """“nato” for “North Atlantic Treaty Organization”; a single word is an acronym already."""
    return words[0].replace(".", "") if len(words) == 1 else "".join(word[0] for word in words if word != "of")


def is_acronym_of(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one of the two is the first letters of the other."""
    letters = acronym_of(one)
    return 1 in (len(one), len(other)) and len(letters) > 1 and letters == acronym_of(other)


def reasons_for(one: Entry, other: Entry) -> tuple[str, ...]:
    """Why the two may be one, the strongest first; nothing if they may not."""
    if one.wikidata and other.wikidata:
        return (SAME_WIKIDATA,) if one.wikidata == other.wikidata else ()
    both_people = one.kind == other.kind == PersonKind.PERSON
    reasons = []
    if one.words == other.words:
        if one.distinction and other.distinction:
            return ()
        plain = len({"".join(map(without_marks, entry.name.split())) for entry in (one, other)}) == 1
        reasons.append(SAME_NAME if both_people or plain else LEGAL_FORM)
    elif {*one.names} & {*other.names[:1]} or {*other.names} & {*one.names[:1]}:
        reasons.append(SAME_ALIAS)
    elif both_people:
        reasons += reasons_of_names(one.words, other.words)
    elif PersonKind.PERSON not in (one.kind, other.kind) and is_acronym_of(one.words, other.words):
        reasons.append(ACRONYM)
    return tuple(reasons)


def reasons_of_names(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    """Of two people's names, which differ: the same family name, with first names that may be one person's."""
    if one[-1] != other[-1]:
        return []
    if 1 in (len(one), len(other)):
        return [FAMILY_NAME]
    if not may_be_one(PersonName(one), PersonName(other)):
        return []
    initial = 1 in (len(one[0].strip(".")), len(other[0].strip(".")))
    return [INITIALS if initial else FIRST_NAMES]


def fuller_first(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """The entry to keep, then the one to merge: the fuller and longer name is kept, and the older of equal ones."""
    size_of_one, size_of_other = ((len(entry.words), len("".join(entry.words))) for entry in (one, other))
    if size_of_one == size_of_other:
        return (one, other) if (bool(one.wikidata), -one.pk) >= (bool(other.wikidata), -other.pk) else (other, one)
    return (one, other) if size_of_one > size_of_other else (other, one)
