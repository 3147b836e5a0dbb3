"""Whom a speaker may be: the machine's candidates, the article's own people, the registry."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.models import Annotation, Person, folded
from annotator.services.people import NameIndex
from annotator.services.said import numbers_of
from annotator.services.sets import machine_sets_shown, set_to_show
from annotator.vocabulary import Kind, SpanRole
from articles.models import Article
from suggesters.people.names import is_title

MOST = 9
LEAST_LETTERS = 2  # typed before the article's text is searched for names
WORD_OR_MARK = re.compile(r"[\w’'-]+|[^\w ]")
PRONOUNS = {"i", "he", "she", "they", "it", "we", "you", "who", "this", "that"}


@dataclass(frozen=True, slots=True)
class Guess:
    """A choice in the person picker: an entry of the registry (``person``), or a name that would become one."""

    name: str
    person: int | None
    note: str


def guesses(article: Article, *, user: Any, card: str, q: str) -> list[Guess]:
    """The choices for one card, best first. With ``q``, the names that contain it, and ``q`` itself as a new name."""
    likely = likely_names(article, user=user, card=card)
    index = NameIndex.among(article.project_id, [q, *(name for name, _ in likely)])
    found: dict[str, Guess] = {}
    if not q:
        for name, note in likely:
            found.setdefault(folded(name), Guess(name, index.find(name), note))
    for person in matching_people(article, q)[:MOST]:
        found.setdefault(folded(person.name), Guess(person.name, person.pk, person.role or _("in the registry")))
    if q:
        for name, note in likely:
            if folded(q) in folded(name):
                found.setdefault(folded(name), Guess(name, index.find(name), note))
        for name in names_in(article.text) if len(q) >= LEAST_LETTERS else ():
            if folded(q) in folded(name):
                found.setdefault(folded(name), Guess(name, index.find(name), _("in the text")))
        found = dict([*found.items()][: MOST - 1])
        found.setdefault(folded(q), Guess(q, index.find(q), _("enter as a new person")))
    return with_numbers(list(found.values())[:MOST], user=user)


def with_numbers(choices: list[Guess], *, user: Any) -> list[Guess]:
    """The choices with how often the user has seen each of them quoted, as the registry counts."""
    numbers = numbers_of([guess.person for guess in choices if guess.person], user=user)
    return [
        replace(guess, note=f"{guess.note} · {quotes_in_words(numbers[guess.person].quotes)}")
        if guess.person in numbers
        else guess
        for guess in choices
    ]


def quotes_in_words(number: int) -> str:
    return ngettext("%(number)s quote", "%(number)s quotes", number) % {"number": number}


def likely_names(article: Article, *, user: Any, card: str) -> list[tuple[str, str]]:
    """Names with reasons: this quote's candidates, or the names in the words marked as its speaker.

    Then the people quoted in the article, then those named in it.
    """
    own = set_to_show(article, user)
    sets = [*machine_sets_shown(article, own), *([own] if own.pk else [])]
    rows = Annotation.objects.filter(set__in=sets)
    names: list[tuple[str, str]] = []
    card_id = valid_id(card)
    asked = rows.filter(pk=card_id).first() if card_id else None
    if asked is not None:
        if asked.name:
            names.append((asked.name, _("suggested")))
        names += [(name, _("also possible")) for name, _score in asked.candidates]
        marked = asked.spans.filter(role=SpanRole.SPEAKER).order_by("order")
        for words in () if asked.name else [article.text[span.start : span.end] for span in marked]:
            names += [(name, _("in the marked words")) for name in names_in(words)]
    named = rows.exclude(name="").order_by("start").values_list("person__name", "name")
    names += [(person or name, _("quoted in this article")) for person, name in named.filter(kind=Kind.QUOTE)]
    people = named.filter(kind=Kind.ENTITY, entity_type="PERSON")
    names += [(person or name, _("named in this article")) for person, name in people]
    return names


def names_in(text: str) -> Iterator[str]:
    """Two or more capitalised words one after another, without titles before them: “marine engineer Leo Fisk”."""
    run: list[str] = []
    for word in [*WORD_OR_MARK.findall(text), "."]:
        if word[:1].isupper() and (run or not is_title(word)):
            run.append(re.sub("[’']s$", "", word))
            continue
        if len(run) > 1:
            yield " ".join(run)
        run = []


def valid_id(card: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(card)
    except ValueError:
        return None


def matching_people(article: Article, q: str) -> list[Person]:
    people = Person.objects.in_registry().filter(project=article.project_id)
    if q:
        people = people.filter(Q(name__icontains=q) | Q(aliases__name__icontains=q)).distinct()
    return list(people.order_by("name")[:MOST])


def name_of_mention(article: Article, surface: str, *, user: Any) -> str | None:
    """The name that newly marked speaker words mean, or None if they name nobody (“he”, “the mayor”).

    A full name from the registry or the article wins. A surname finds the only person who has it.
    """
    words = surface.split()
    if not words or not any(word[:1].isupper() for word in words[1:] or words) or surface.casefold() in PRONOUNS:
        return None
    known = [name for name, _ in likely_names(article, user=user, card="")]
    known += [person.name for person in matching_people(article, "")]
    inside = [name for name in known if folded(name) in folded(surface)]
    if inside:
        return max(inside, key=len)
    last = [name for name in known if name.split()[-1].casefold() == words[-1].casefold()]
    if len({folded(name) for name in last}) == 1:
        return last[0]
    return surface if len(words) <= 4 and all(word[:1].isupper() for word in words) else None
