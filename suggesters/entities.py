"""Persons, organisations, places … of one text: the recogniser's entities cleaned, completed and named alike.

Types are those of OntoNotes. A score is the share of such entities that the recogniser gets right by its
maker's own test, moved by what the article itself shows: repetition, agreement of labels, titles, capitals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from suggesters.columns import entities_of, places_where, text_of
from suggesters.people.clusters import NamedPerson
from suggesters.people.mentions import NameMention, tokens_inside
from suggesters.people.names import AFTER_NAMES, is_title
from suggesters.people.organisations import clean, is_acronym, key_of
from suggesters.people.people import FoundPeople, find_people
from suggesters.people.places import COUNTRY_OF, PLACE_NAMES, STATE_OF
from suggesters.suggestions import Entity, Span
from suggesters.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Precision by type that the maker of en_core_web_sm 3.8 reports for it.
PRECISION = {
    "PERSON": 0.86,
    "GPE": 0.91,
    "NORP": 0.90,
    "ORG": 0.79,
    "LOC": 0.74,
    "FAC": 0.39,
    "EVENT": 0.63,
    "PRODUCT": 0.53,
    "WORK_OF_ART": 0.47,
    "LAW": 0.45,
    "LANGUAGE": 0.77,
    "DATE": 0.85,
    "TIME": 0.75,
    "MONEY": 0.92,
    "PERCENT": 0.92,
    "QUANTITY": 0.82,
    "CARDINAL": 0.81,
    "ORDINAL": 0.77,
}
AMOUNTS = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"})
# Of these the recogniser finds many, and news desks ask for none: “two”, “up to 40”, “third”, “ten kilometres”.
NOT_SUGGESTED = frozenset({"QUANTITY", "CARDINAL", "ORDINAL"})
# Words before an amount. Alone they are none, whatever the recogniser says.
BEFORE_AMOUNTS = word_set(
    "a about above almost an and around as at below between from just least less many more most much nearly not only "
    "or over roughly some than the to under up"
)
REGIONS = frozenset({"crimea", "donbas"})
# Names that articles shorten or write in two ways.
FULL_NAMES = {
    "us": "United States",
    "usa": "United States",
    "united states": "United States",
    "united states of america": "United States",
    "america": "United States",
    "uk": "United Kingdom",
    "britain": "United Kingdom",
    "great britain": "United Kingdom",
    "uae": "United Arab Emirates",
    "eu": "European Union",
    "un": "United Nations",
    "washington dc": "Washington, D.C.",
    "kiev": "Kyiv",
}
EDGE_MARKS = " \t\xa0,.;:!?“”„‟«»\"'‘’`()[]{}/|-–—•*_"


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    type: str
    words: str
    source: str  # “recogniser”, “lower case”


def find_entities(doc: Doc, people: FoundPeople | None = None, *, credits: Sequence[Span] = ()) -> list[Entity]:
    """The entities of a parsed text in reading order, none overlapping.

    Offsets are ``[start, end)`` in code points of ``doc.text``. ``name`` is the fullest name that the article gives
    (None for dates and amounts). Numbers, ordinals and quantities are left out. ``credits`` are stretches that name
    photographers and agencies; nothing in them is an entity of the news. ``people`` are those found in the
    same doc, found anew when not given.
    """
    people = people if people is not None else find_people(doc, credits=credits)
    taken = tokens_inside(doc, credits)
    entities = [_person_entity(person, mention, doc) for person in people.persons for mention in person.mentions]
    for person in people.persons:
        for mention in person.mentions:
            taken[mention.first : mention.last + 1] = b"\1" * (mention.last + 1 - mention.first)
    found = [*_recognised(doc, taken), *_lower_cased(doc, taken)]
    votes = _votes(found)
    entities += [_entity(one, votes, people) for one in found]
    return sorted(entities, key=lambda entity: (entity.start, entity.end))


def _person_entity(person: NamedPerson, mention: NameMention, doc: Doc) -> Entity:
    """A mention of a person, scored by what else shows that it is one."""
    shift = 0.5 * min(len(person.mentions) - 1, 3) / 3 + 0.5 * bool(person.roles)
    if len(person.name.split()) < 2:
        shift -= 1.4 if not person.roles and person.gender is None else 0.3
    elif person.gender_source in ("honorific", "first name"):
        shift += 0.8
    else:
        shift -= 0.4
    label = doc[mention.root].ent_type_
    shift -= 0.4 if label not in ("PERSON", "") else 0.0
    reason = f"a name ({mention.source})" if mention.name.full == person.name else f"{mention.source} of {person.name}"
    return Entity(mention.start, mention.end, "PERSON", person.name, _moved(PRECISION["PERSON"], shift), reason)


def _recognised(doc: Doc, taken: bytearray) -> Iterator[_Found]:
    """The recogniser's entities outside ``taken``, one for each line that they cover, edges cleaned."""
    text = text_of(doc)
    for ent in entities_of(doc):
        if any(taken[ent.start : ent.end]) or ent.label_ == "PERSON" or ent.label_ in NOT_SUGGESTED:
            continue
        start = ent.start_char
        for line in ent.text.split("\n"):
            words = line if ent.label_ in AMOUNTS else _without_strangers(line)
            span = _trimmed(text, start, start + len(words), amount=ent.label_ in AMOUNTS)
            start += len(line) + 1
            if span is not None and _is_plausible(text[span[0] : span[1]], ent.label_):
                yield _Found(*span, ent.label_, text[span[0] : span[1]], "recogniser")


def _without_strangers(line: str) -> str:
    """A name without a word after it that is none of its own: “Washington Image”, “NASA Administrator”."""
    words = line.split(" ")
    if len(words) > 1 and (
        words[-1] in ("Image", "Photo", "File") or (len(words) == 2 and is_acronym(words[0]) and is_title(words[1]))
    ):
        return " ".join(words[:-1])
    return line


def _trimmed(text: str, start: int, end: int, *, amount: bool) -> Span | None:
    """The span without marks, spaces and a possessive ending at its edges; None when nothing is left."""
    marks = " \t\xa0,;:" if amount else EDGE_MARKS
    while start < end and text[start] in marks:
        start += 1
    for ending in ("'s", "’s"):
        if not amount and text[start:end].endswith(ending):
            end -= 2
    while end > start and text[end - 1] in marks and not _abbreviates(text[start:end]):
        end -= 1
    return (start, end) if start < end else None


def _abbreviates(words: str) -> bool:
    """Whether the full stop at the end belongs to the name: “U.S.”, “Google Inc.”."""
    last = words.split()[-1]
    return words.endswith(".") and (
        last.count(".") > 1 or last in ("Inc.", "Corp.", "Co.", "Ltd.", "Jr.", "Sr.", "St.")
    )


def _is_plausible(words: str, label: str) -> bool:
    """A name has a capital; an amount has a word or a number that says how much or when."""
    if label in AMOUNTS:
        return any(any(map(str.isalnum, word)) for word in words.split() if word.casefold() not in BEFORE_AMOUNTS)
    if words.casefold() in AFTER_NAMES:
        return False
    return any(letter.isalpha() for letter in words) and (any(map(str.isupper, words)) or not words.islower())


def _lower_cased(doc: Doc, taken: bytearray) -> Iterator[_Found]:
    """“kyiv”, “the donbas”: places in lower case, known ones or ones that the article also writes with a capital."""
    capitalised = {
        ent.text.casefold(): ent.label_
        for ent in entities_of(doc)
        if ent.label_ in ("GPE", "LOC", "NORP", "ORG") and len(ent) == 1 and ent.text[:1].isupper()
    }
    known = PLACE_NAMES | capitalised.keys()
    for place in places_where(doc, lambda word: len(word) > 3 and word.islower() and word in known):
        token = doc[place]
        if taken[place] or token.ent_type_:
            continue
        label = ""
        if token.text in PLACE_NAMES:
            label = "LOC" if token.text in REGIONS else "GPE"
        elif token.pos_ == "PROPN":
            label = capitalised.get(token.text, "")
        if label:
            yield _Found(token.idx, token.idx + len(token), label, token.text, "lower case")


def _votes(found: Sequence[_Found]) -> dict[str, Counter[str]]:
    """How often the article has each name under each label."""
    votes: dict[str, Counter[str]] = {}
    for one in found:
        if one.type not in AMOUNTS:
            votes.setdefault(key_of(one.words), Counter())[one.type] += 1
    return votes


def _entity(found: _Found, votes: dict[str, Counter[str]], people: FoundPeople) -> Entity:
    if found.type in AMOUNTS:
        return Entity(
            found.start, found.end, found.type, None, PRECISION[found.type], f"looks like a {found.type.lower()}"
        )
    key = key_of(found.words)
    counted = votes[key]
    kind, reason = _type_of(key, found.type, counted)
    shift = (
        0.6 * min(counted[kind] - 1, 3) / 3 - 0.8 * (len(counted) > 1) + 0.6 * (key in COUNTRY_OF or key in FULL_NAMES)
    )
    if found.source == "lower case":
        shift, reason = -0.3, f"{reason}, written in lower case"
    return Entity(
        found.start,
        found.end,
        kind,
        _name(found.words, key, kind, people),
        _moved(PRECISION.get(kind, 0.6), shift),
        reason,
    )


def _type_of(key: str, label: str, counted: Counter[str]) -> tuple[str, str]:
    """The type of a name in the whole article: known countries and peoples first, then the commonest label."""
    if key in COUNTRY_OF:
        return ("GPE", "a country") if COUNTRY_OF[key] == key else ("NORP", "a nationality")
    if key in FULL_NAMES and key not in ("eu", "un"):
        return "GPE", "a country"
    if key in STATE_OF and STATE_OF[key] == key and label in ("ORG", "PERSON", "FAC", "LOC"):
        return "GPE", "a state"
    commonest, times = max(counted.items(), key=lambda item: (item[1], item[0] == label, item[0]))
    if times > counted[label] and commonest != label:
        return commonest, f"{times} times {commonest} in the article"
    return label, "recogniser" if sum(
        counted.values()
    ) == 1 else f"recogniser, {sum(counted.values())} times in the article"


def _name(words: str, key: str, kind: str, people: FoundPeople) -> str:
    if key in FULL_NAMES:
        return FULL_NAMES[key]
    fullest = people.organisations.fullest(words) if kind in ("ORG", "FAC") else None
    name = fullest or clean(words) or words
    return name if any(map(str.isupper, name)) else name[:1].upper() + name[1:]


def _moved(precision: float, shift: float) -> float:
    """A precision moved on the log-odds scale, kept within what evidence of this sort can show."""
    odds = log(precision / (1 - precision)) + shift
    return round(min(max(1 / (1 + exp(-odds)), 0.05), 0.98), 3)
