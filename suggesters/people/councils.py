"""Which place “the city said” means: the only town that the article has named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from suggesters.columns import entities_of
from suggesters.people.names import fold
from suggesters.people.organisations import clean
from suggesters.people.places import COUNTRY_OF, STATE_OF
from suggesters.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TOWNS = word_set("city town village municipality")
DEFINITE = frozenset({"the", "this"})
PROVINCES = word_set("alberta manitoba ontario quebec québec saskatchewan newfoundland yukon nunavut")


class Councils:
    """The towns that a text names, each by its first mention."""

    def __init__(self, doc: Doc) -> None:
        first: dict[str, int] = {}
        for ent in entities_of(doc):
            name = clean(ent.text)
            known = {fold(name), *(fold(word) for word in name.split())}
            if ent.label_ == "GPE" and name and not known & (COUNTRY_OF.keys() | STATE_OF.keys() | PROVINCES):
                first.setdefault(name, ent.end)
        self.names = list(first)
        self.ends = list(first.values())

    def named(self, head: Token, noun: str, words: Sequence[Token]) -> str | None:
        """The town of “the city said”; None where the article has named none or several before."""
        if noun not in TOWNS or len(words) != 2 or words[0].lower_ not in DEFINITE:
            return None
        return self.names[0] if bisect_left(self.ends, head.i + 1) == 1 else None
