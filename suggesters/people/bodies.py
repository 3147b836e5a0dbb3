"""Which organisation “the company” or “the union” means: the latest of its sort that the article has named."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import TYPE_CHECKING

from suggesters.people.layout import Layout
from suggesters.people.names import fold
from suggesters.people.organisations import Organisation, Organisations
from suggesters.people.role_words import GROUP_NOUNS
from suggesters.suggestions import Candidate
from suggesters.word_sets import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

# Words for one sort of body; those after the bar stand in names only.
SORTS = tuple(
    (word_set(nouns), word_set(f"{nouns} {in_names}"))
    for nouns, in_names in (
        (
            "airline brewery business company corporation firm maker manufacturer operator retailer startup start-up "
            "supplier utility bank",
            "airlines airways aerospace automotive brewing capital co corp energy foods gas holdings hydro inc "
            "industries limited llc ltd mobile motors oil petroleum pharma pharmaceuticals plc power stores systems "
            "technologies telecom",
        ),
        (
            "administration agency authority board bureau commission committee council department ministry office "
            "regulator service treasury watchdog institution",
            "services affairs",
        ),
        ("party opposition", "conservatives democrats greens labour liberals republicans"),
        ("union federation", "unions workers teamsters"),
        ("university college institute school institution centre center", "academy"),
        ("court tribunal judiciary", "courts"),
        ("police force department", "constabulary rcmp"),
        ("team club league", "fc united athletic"),
        ("hospital centre center", "clinic infirmary"),
        ("newspaper magazine outlet publication daily tabloid network", "gazette herald journal news post star times"),
        (
            "group organisation organization association society charity foundation ngo movement alliance coalition "
            "institute fund network",
            "trust friends watch",
        ),
    )
)
ENOUGH = 0.6
NOBODY = 1.5
SHARPNESS = 1.8
MAX_BODIES = 12
MAX_CANDIDATES = 5
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
DEFINITE = frozenset({"the", "this"})


@dataclass(slots=True)
class _PresenceOfBody:
    body: Organisation
    sorts: set[str]
    token: int = -1
    is_subject: bool = False


@dataclass(slots=True)
class Bodies:
    """The organisations that a reader has met on reaching a token, the latest last."""

    layout: Layout
    organisations: Organisations
    present: OrderedDict[str, _PresenceOfBody] = field(default_factory=OrderedDict)

    def places(self) -> dict[int, Organisation]:
        """The last token of each mention of an organisation."""
        return {
            self.layout.token_at(end - 1): organisation
            for organisation in self.organisations.all()
            for _, end in organisation.mentions
        }

    def note(self, body: Organisation, last: Token) -> None:
        """The text names ``body``; ``last`` is the last token of the name."""
        known = self.present.get(body.name)
        if known is None:
            known = self.present[body.name] = _PresenceOfBody(body, {fold(word) for word in body.name.split()})
        known.sorts |= set(self._called(body, last))
        known.token, known.is_subject = last.i, _top(last).dep_ in SUBJECTS
        self.present.move_to_end(body.name)
        while len(self.present) > MAX_BODIES:
            self.present.popitem(last=False)

    def _called(self, body: Organisation, last: Token) -> Iterator[str]:
        """“The aid group Marlow Watch”, “Hexley, a mining company,”: what the text calls it beside its name."""
        first = last.i + 1 - len(body.name.split())
        if first > 0:
            yield from {fold(last.doc[first - 1].text)} & GROUP_NOUNS
        after = last.doc[last.i + 1 : last.i + 9]
        if len(after) > 2 and after[0].text == "," and after[1].lower_ in ("a", "an", "the"):
            for token in after[1:]:
                if token.is_punct or token.pos_ in ("VERB", "AUX", "ADP"):
                    break
                yield from {fold(token.text)} & GROUP_NOUNS

    def rank(self, head: Token, noun: str, words: Sequence[Token]) -> list[Candidate]:
        """The organisations that “the company” may mean, the likeliest first, with their shares."""
        if words[0].lower_ not in DEFINITE or any(
            token.tag_ in ("POS", "PRP$", "CC") or token.pos_ == "ADP" or token.text[:1].isupper()
            for token in words[1:]
        ):
            return []
        fitting = [names for nouns, names in SORTS if noun in nouns]
        scores: list[tuple[float, str]] = []
        for known in self.present.values():
            fit = 2.0 if noun in known.sorts else 1.0 if any(known.sorts & names for names in fitting) else 0.0
            if fit:
                scores.append((fit + self._nearness(known, head), known.body.name))
        total = exp(SHARPNESS * NOBODY) + sum(exp(SHARPNESS * score) for score, _ in scores)
        ranked = [Candidate(name, round(exp(SHARPNESS * score) / total, 3)) for score, name in scores]
        return sorted(ranked, key=lambda one: -one.score)[:MAX_CANDIDATES]

    def _nearness(self, known: _PresenceOfBody, head: Token) -> float:
        paragraphs = self.layout.paragraph[head.i] - self.layout.paragraph[known.token]
        return max(-1.0, 1.2 - 0.3 * paragraphs) + 0.4 * known.is_subject


def _top(token: Token) -> Token:
    for _ in range(4):
        if token.dep_ not in ("compound", "flat", "appos", "conj"):
            return token
        token = token.head
    return token
