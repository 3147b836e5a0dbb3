"""“They said” of one person: who uses they/them, and who speaks while no group is in reach."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING

from suggesters.columns import text_of
from suggesters.people.clusters import NamedPerson
from suggesters.people.names import fold
from suggesters.people.people import FoundPeople
from suggesters.people.role_words import GROUP_NOUNS
from suggesters.people.roles import role_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

DECLARED = 0.9
NO_GROUP = 0.6
PERHAPS = 0.3  # not decided
REACH = 80  # tokens between the person and “they”
SEVERAL = frozenset({"we", "others", "people", "everyone", "everybody", "many", "several", "both"})
GROUP_LABELS = frozenset({"ORG", "NORP"})
_DECLARES = re.compile(r"\b(?:they/them|they/theirs?|them/they|non-?binary|genderqueer)\b", re.IGNORECASE)


def who_uses_they(doc: Doc, people: FoundPeople) -> frozenset[int]:
    """The numbers of the persons of whom the text says so: “Ann Lee, who is non-binary”."""
    mentions = sorted((mention.end, person.number) for person in people.persons for mention in person.mentions)
    using = set()
    for match in _DECLARES.finditer(text_of(doc)):
        before = bisect_left(mentions, (match.start(), -1)) - 1
        layout = people.layout
        if before >= 0 and (
            layout.sentence[layout.token_at(mentions[before][0] - 1)] == layout.sentence[layout.token_at(match.start())]
        ):
            using.add(mentions[before][1])
    return frozenset(using)


def share_of_they(person: NamedPerson, since: int, head: Token, people: FoundPeople, *, declared: bool) -> float:
    """How likely “they” at ``head`` is the person who spoke last, near the token ``since``; 0 when out of reach."""
    if not person.name or head.i - since > REACH:
        return 0.0
    if _names_a_group(head.doc[since + 1 : head.i], person, people):
        return PERHAPS if declared else 0.0
    if declared:
        return DECLARED
    return NO_GROUP if person.gender is None else PERHAPS


def _names_a_group(tokens: Iterable[Token], person: NamedPerson, people: FoundPeople) -> bool:
    return any(
        people.at_token.get(token.i, person) is not person
        or token.ent_type_ in GROUP_LABELS
        or token.lower_ in SEVERAL
        or (token.tag_ in ("NN", "NNS", "NNPS") and fold(token.lemma_) in GROUP_NOUNS)
        or (token.tag_ in ("NNS", "NNPS") and bool(role_of(token.lemma_)))
        for token in tokens
        if not people.layout.quoted[token.i]
    )
