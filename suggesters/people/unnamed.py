"""Persons without a name: “a cashier”, “his wife”. A following “she” may mean them instead of somebody named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from suggesters.columns import places_where
from suggesters.people.clusters import NamedPerson, PersonRole
from suggesters.people.mentions import NameMention
from suggesters.people.names import PersonName
from suggesters.people.roles import gender_of_role, role_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ACTING = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "pobj", "conj", "ROOT"})
OPENING = frozenset({"a", "an", "one", "another"})


def find_unnamed(doc: Doc, persons: Iterable[NamedPerson]) -> list[NamedPerson]:
    """Singular human nouns that open with “a”, “one” or a possessive and that no name explains; one person a noun.

    “The cashier” after “a cashier” is a further mention; after nothing it is left to be resolved to somebody named.
    """
    named = list(persons)
    explained = {token for person in named for token in person.role_tokens}
    explained |= {
        token for person in named for mention in person.mentions for token in range(mention.first, mention.last + 1)
    }
    known_roles = {role.head for person in named for role in person.roles}
    found: dict[str, NamedPerson] = {}
    for place in places_where(doc, lambda word: bool(role_of(word))):
        token = doc[place]
        if token.pos_ != "NOUN" or token.tag_ != "NN" or token.dep_ not in ACTING or place in explained:
            continue
        head = role_of(token.text)
        if any(child.dep_ == "appos" and child.i in explained for child in token.children):
            continue
        opening = _opening(token)
        if opening in OPENING or opening == "possessive" or (head in found and head not in known_roles):
            person = found.get(head)
            if person is None or opening in OPENING:
                person = NamedPerson(number=-1 - len(found), name="", gender=gender_of_role(head))
                person.roles.append(PersonRole(head, frozenset({head}), token.idx, "description", token.i))
                found[head] = person
            name = PersonName((token.text,))
            person.mentions.append(
                NameMention(token.idx, token.idx + len(token), token.i, token.i, token.i, name, "noun")
            )
    return list(found.values())


def _opening(token: Token) -> str:
    """How the noun phrase begins: its article, ``possessive``, or '' for none."""
    for child in token.children:
        if child.i >= token.i:
            break
        if child.dep_ == "poss":
            return "possessive"
        if child.dep_ in ("det", "nummod"):
            return child.lower_
    return ""
