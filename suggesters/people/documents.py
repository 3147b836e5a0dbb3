"""Whose document “her statement”, “the Hexley Gazette report” or “a letter from the board” is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from suggesters.people.clusters import NamedPerson
from suggesters.people.people import PRONOUN_GENDER, FoundPeople

if TYPE_CHECKING:
    from spacy.tokens import Token

DEFINITE = frozenset({"the", "this", "that"})
AUTHORS = frozenset({"by", "from"})
READ = frozenset({"see", "view", "read", "obtain", "review", "get", "acquire", "examine", "receive", "cite", "quote"})
"""“A filing seen by the Gazette” is not the Gazette's."""
REACH = 40  # tokens between a body's words and “a statement said”


@dataclass(slots=True)
class Documents:
    """Names the author of a document; ``person_of`` says who “her” is, by its token."""

    people: FoundPeople
    person_of: Callable[[int], NamedPerson | None]
    known: dict[str, str] = field(default_factory=dict)  # by noun, whose document it was the last time
    body: str | None = None  # the body that had the word last
    body_spoke: int = 0

    def note_body(self, name: str, place: int) -> None:
        """A body has the word at a token."""
        self.body, self.body_spoke = name, place

    def author(self, head: Token, noun: str, words: Sequence[Token]) -> str | None:
        """The person or organisation whose words the document gives; None where the text does not say."""
        name = self._stated(head, words) or self._earlier(head, noun, words)
        if name:
            self.known[noun] = name
        return name

    def _stated(self, head: Token, words: Sequence[Token]) -> str | None:
        before = [token for token in words if token.i < head.i]
        for token in before:
            if token.tag_ == "PRP$" and token.lower_ in PRONOUN_GENDER:
                person = self.person_of(token.i)
                return person.name or None if person else None
            if token.tag_ == "POS":
                return self._named([one for one in before if one.i < token.i])
        author = _author_after(head)
        if author is not None:
            return self._named([one for one in author.subtree if one.i <= author.i])
        return self._named([token for token in before if token.pos_ == "PROPN"])

    def _named(self, words: Sequence[Token]) -> str | None:
        """The fullest name of whom a few words name."""
        if not words:
            return None
        person = self.people.at_token.get(words[-1].i)
        if person is not None:
            return person.name or None
        name = words[0].doc[words[0].i : words[-1].i + 1].text
        return self.people.organisations.fullest(name) or self.people.organisations.by_first_word(name)

    def _earlier(self, head: Token, noun: str, words: Sequence[Token]) -> str | None:
        """“The report” after “a report by …”; “a statement said” after the words of a body."""
        if [token for token in words if token.i < head.i and token.pos_ != "DET"]:
            return None
        if words[0].lower_ in DEFINITE and noun in self.known:
            return self.known[noun]
        near = self.body if noun == "statement" and head.i - self.body_spoke <= REACH else None
        layout = self.people.layout
        return near if near and layout.paragraph[head.i] == layout.paragraph[self.body_spoke] else None


def _author_after(head: Token) -> Token | None:
    """The author of “a letter from …”, “a report by …”, “a statement released by …”."""
    after = [child for child in head.children if child.i > head.i]
    after += [child for verb in after if verb.dep_ == "acl" and verb.lemma_ not in READ for child in verb.children]
    for preposition in after:
        if preposition.lower_ in AUTHORS:
            return next((child for child in preposition.children if child.dep_ == "pobj"), None)
    return None
