"""Organisations under their fullest name: short forms and acronyms joined within one article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suggesters.columns import entities_of, is_capitalised, places_where
from suggesters.suggestions import Span
from suggesters.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONG_ENOUGH = 3  # letters
_SMALL = word_set("of the and for in on at to de la & und")
_ARTICLE = re.compile(r"^(?:the|The|THE|a|A|an)\s+")
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_ACRONYM = re.compile(r"^(?:[A-Z]\.?&?){2,8}s?$")


@dataclass(slots=True, eq=False)
class Organisation:
    """An organisation of the article: its fullest name and where it stands."""

    name: str
    mentions: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Organisations:
    """The organisations of an article, found again by any of their names."""

    by_name: dict[str, Organisation] = field(default_factory=dict)
    by_first: dict[str, set[str]] = field(default_factory=dict)  # full names of several words, by the first of them

    def fullest(self, words: str) -> str | None:
        """The fullest name of the organisation that ``words`` name, or None when the article names none such."""
        known = self.by_name.get(key_of(words))
        return known.name if known else None

    def by_first_word(self, words: str) -> str | None:
        """The only organisation whose name of several words begins with ``words``: “Hexley” of “Hexley Gazette”."""
        names = self.by_first.get(key_of(words), set())
        return next(iter(names)) if len(names) == 1 else None

    def all(self) -> list[Organisation]:
        """Each organisation once, in order of first mention."""
        return list(dict.fromkeys(self.by_name.values()))


def clean(words: str) -> str:
    """A name as it is written in lists: one line, no article, no possessive ending, no marks at its edges."""
    line = " ".join(words.split("\n")[0].split()).strip(' ,.;:“”"()[]/|-–—')
    line = _POSSESSIVE.sub("", _ARTICLE.sub("", line)).strip()
    return (
        line + "." if re.search(r"(?:\b[A-Z]\.)+[A-Z]$|\b(?:Inc|Corp|Co|Ltd)$", line) and f"{line}." in words else line
    )


def key_of(words: str) -> str:
    """Names that differ only in case, article, full stops or apostrophes have one key."""
    return clean(words).casefold().replace(".", "").replace("’", "'")


def acronym_of(name: str) -> str:
    """``National Aeronautics and Space Administration`` → ``nasa``; '' for a name of one word."""
    words = [word for word in re.split(r"[\s-]+", name) if word and word.lower() not in _SMALL]
    return "".join(word[0] for word in words).casefold() if len(words) > 1 else ""


def is_acronym(name: str) -> bool:
    return bool(_ACRONYM.match(name))


def find_organisations(doc: Doc) -> Organisations:
    """What the recogniser labels ORG, joined by equal names, acronyms and unambiguous short forms."""
    found = Organisations()
    for ent in entities_of(doc):
        key = key_of(ent.text)
        if ent.label_ != "ORG" or len(key) < 2 or not any(letter.isalpha() for letter in key):
            continue
        organisation = found.by_name.setdefault(key, Organisation(clean(ent.text)))
        organisation.mentions.append((ent.start_char, ent.end_char))
    _join(found, _acronyms(found))
    _spell_out(doc, found)
    _join(found, _short_forms(found))
    for organisation in found.all():
        first, *rest = key_of(organisation.name).split()
        if rest and len(first) > LONG_ENOUGH:
            found.by_first.setdefault(first, set()).add(organisation.name)
    return found


def _join(found: Organisations, pairs: dict[str, str]) -> None:
    for short, long in pairs.items():
        target, source = found.by_name[long], found.by_name[short]
        if target is source:
            continue
        target.mentions.extend(source.mentions)
        found.by_name[short] = target


def _acronyms(found: Organisations) -> dict[str, str]:
    full: dict[str, list[str]] = {}
    for key, organisation in found.by_name.items():
        full.setdefault(acronym_of(organisation.name), []).append(key)
    pairs = {}
    for key, organisation in found.by_name.items():
        matches = full.get(key, []) if is_acronym(organisation.name) else []
        if len(matches) == 1 and matches[0] != key:
            pairs[key] = matches[0]
    return pairs


def _spell_out(doc: Doc, found: Organisations) -> None:
    """“The PBO” after “the Parliamentary Budget Officer”, which the recogniser does not label: the only such words."""
    short = {
        key: body
        for key, body in found.by_name.items()
        if is_acronym(body.name) and len(key) >= LONG_ENOUGH and key_of(body.name) == key
    }
    if not short:
        return
    spelt: dict[str, dict[str, int]] = {key: {} for key in short}
    for first, last in _capitalised_runs(doc):
        name = clean(doc[first : last + 1].text)
        if acronym_of(name) in spelt:
            spelt[acronym_of(name)].setdefault(name, doc[first].idx)
    for key, names in spelt.items():
        if len(names) == 1 and min(names.values()) < short[key].mentions[0][0]:
            short[key].name = next(iter(names))


def _capitalised_runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """First and last token of each run of capitalised words, with “of”, “and” and “the” between them."""
    first = last = -1
    for place in places_where(doc, is_capitalised):
        goes_on = first >= 0 and place - last <= 3 and all(doc[i].text in _SMALL for i in range(last + 1, place))
        if not goes_on or doc[place].is_sent_start:
            if last > first >= 0:
                yield first, last
            first = place
        last = place
    if last > first >= 0:
        yield first, last


def _short_forms(found: Organisations) -> dict[str, str]:
    """“Goldman” → “Goldman Sachs”, “Interior Ministry” → “Saudi Interior Ministry”.

    News gives the full name first, so the longer one must stand earlier; and it must be the only one that fits.
    """
    longer: dict[str, set[str]] = {}
    for key in found.by_name:
        words = key.split()
        for size in range(1, len(words)):
            longer.setdefault(" ".join(words[:size]), set()).add(key)
            if size > 1:
                longer.setdefault(" ".join(words[-size:]), set()).add(key)
    pairs = {}
    for key in found.by_name:
        first = found.by_name[key].mentions[0]
        earlier = [name for name in sorted(longer.get(key, ())) if found.by_name[name].mentions[0] < first]
        fits = {found.by_name[name].name: name for name in earlier}
        if len(fits) == 1 and len(key) > 3 and not is_acronym(found.by_name[key].name):
            pairs[key] = next(iter(fits.values()))
    return pairs
