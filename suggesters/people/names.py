"""The parts of a person's name, and whether two names may belong to one person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from suggesters.people.first_names import MEN, SHORT_FORM_ROWS, WOMEN
from suggesters.people.places import COUNTRY_OF, STATE_OF
from suggesters.people.role_words import HONORIFICS, NOT_A_PERSON, ROLE_NOUNS, SHORT_TITLES, SURNAMES_TOO, Gender
from suggesters.word_sets import word_set

PARTICLES = word_set(
    """
    al bin da dal de del della den der di dos du el ibn la las le ter ten van von y zu
    """
)
AFTER_NAMES = word_set("jr sr ii iii iv qc kc sc mp mep md phd esq obe cbe mbe")
# Words that stand before a name with a capital and are not part of it.
BEFORE_NAMES = word_set(
    """
    acting associate assistant attorney chief deputy emeritus executive first former general gop ex interim late
    lieutenant newly nominee president-elect prime senior the then us u.s uk u.k vice house senate white supreme
    court pro-life retired rev saint
    """
)
NOT_NAMES = word_set(
    """
    i a an the he she it we they monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december twitter facebook instagram youtube google
    reuters afp ap getty mr mrs ms dr photo image file pool via god islam christmas easter internet brexit covid
    covid-19 english
    """
)
MAX_WORDS = 5
_MARKS = "\"“”'‘’()"
_NICKNAME = re.compile(r"[\"“'‘].+[\"”'’]$")  # of “Ann "Annie" Lee” in any marks


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name without titles: ``given`` is empty for a bare surname (or a bare first name)."""

    words: tuple[str, ...]

    @property
    def full(self) -> str:
        return " ".join(self.words)

    @property
    def surname(self) -> str:
        return fold(self.words[-1])

    @property
    def given(self) -> str:
        return fold(self.words[0]) if len(self.words) > 1 else ""


def fold(word: str) -> str:
    """A word as it is compared: lower case, one kind of apostrophe, no full stop at its end."""
    return word.casefold().replace("’", "'").strip(".'\"“”‘")


def is_title(word: str) -> bool:
    """Whether the word, standing before a name, is an honorific, a title, a role or a nationality."""
    folded = fold(word)
    return (
        folded in HONORIFICS
        or folded in SHORT_TITLES
        or folded in ROLE_NOUNS
        or folded in BEFORE_NAMES
        or (folded in COUNTRY_OF and COUNTRY_OF[folded] != folded)
        or folded.endswith(("-elect", "woman"))
    )


def is_name_word(word: str) -> bool:
    """Whether the word can be one of the words of a person's name by its form alone."""
    folded = fold(word)
    particle, hyphen, rest = word.partition("-")
    if hyphen and particle in PARTICLES:  # al-Amr
        return is_name_word(rest)
    return (
        word[:1].isupper()
        and folded not in NOT_NAMES
        and folded not in NOT_A_PERSON
        and all(letter.isalpha() or letter in "-'’." for letter in word)
    )


def parse_name(words: Sequence[str]) -> PersonName | None:
    """The name in ``words`` (one token each, title words already left out), or None when they are none."""
    nicknames = {bare for word in words if (bare := word.strip(_MARKS)) and _NICKNAME.match(word)}
    kept = [bare for word in words if (bare := word.strip(_MARKS))]
    while kept and fold(kept[-1]) in AFTER_NAMES:
        kept.pop()
    if not kept or len(kept) > MAX_WORDS or not kept[0][:1].isalpha():
        return None
    first_name_leads = len(kept) > 1 and is_first_name(kept[0])
    if not is_name_word(kept[-1]) and not (
        first_name_leads and fold(kept[-1]) in SURNAMES_TOO and kept[-1][:1].isupper()
    ):
        return None
    if not all(is_name_word(word) or fold(word) in PARTICLES for word in kept[:-1]):
        return None
    if is_acronym(kept[-1]) and not (len(kept) > 1 and all(word.isupper() for word in kept)):
        return None
    if len(kept) == 1 and (
        len(kept[0]) < 2 or fold(kept[0]) in COUNTRY_OF or fold(kept[0]) in STATE_OF or is_title(kept[0])
    ):
        return None
    inner = [f"“{word}”" if word in nicknames else word for word in kept[1:-1]]
    return PersonName((kept[0], *inner, *kept[-1:])) if len(kept) > 1 else PersonName(tuple(kept))


def gender_of_first_name(name: PersonName) -> Gender | None:
    """The gender that most bearers of the first name have; None for a rare name, or one given to both."""
    first = fold(name.words[0])
    for form in (first, *first.split("-")[:1]):
        if form in WOMEN:
            return "f"
        if form in MEN:
            return "m"
    return None


def is_first_name(word: str) -> bool:
    return fold(word) in MEN or fold(word) in WOMEN


def may_be_one(first: PersonName, second: PersonName) -> bool:
    """Whether two full names with one surname may be one person's: first names equal, short, initials or misspelt."""
    one, other = first.given, second.given
    if one == other or not one or not other:
        return True
    if len(one.rstrip(".")) == 1 or len(other.rstrip(".")) == 1:
        return one[0] == other[0]
    if SHORT_FORM_ROWS.get(one, frozenset()) & SHORT_FORM_ROWS.get(other, frozenset()):
        return True
    if is_near(one, other) and min(len(one), len(other)) >= 5:
        return True
    rest_of_first = {fold(word) for word in first.words[:-1]}
    rest_of_second = {fold(word) for word in second.words[:-1]}
    return one in rest_of_second or other in rest_of_first


def is_near(one: str, other: str) -> bool:
    """Whether one letter was changed, added, dropped or swapped with its neighbour."""
    return one == other or bool(set(variants(one)) & set(variants(other)))


def variants(word: str) -> Iterator[str]:
    """The word and the word with each one letter left out: near words share a variant (symmetric deletion, Garbe 2012).

    The first letter stays, since misspelt names nearly always keep it and short names would otherwise run together.
    """
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]


def is_acronym(word: str) -> bool:
    """``NATO``, ``DAB``, ``VR``; a name set in capitals looks the same when it is short."""
    return 2 <= len(word) <= 5 and word.isalpha() and word.isupper()


_INITIALS = re.compile(r"^(?:[A-Z]\.)+$")


def is_initial(word: str) -> bool:
    """``J.`` or ``K.C.``"""
    return bool(_INITIALS.match(word)) or (len(word) == 1 and word.isupper())
