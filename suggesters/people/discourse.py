"""Who may be meant at a point of the text: persons ranked for “he” or for a title such as “the head of the Alliance”.

The text is walked once in reading order. Each mention makes its person more present, each sentence less; the scores are
added-up evidence in the manner of Lappin and Leass (1994), and are turned into shares of one by the exponential.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log1p
from typing import TYPE_CHECKING

from suggesters.people.clusters import NamedPerson
from suggesters.people.layout import Layout
from suggesters.people.names import fold
from suggesters.people.role_words import GENERAL_ROLES, Gender
from suggesters.people.roles import affinity, gender_of_role, is_at_odds, places_in, role_of

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
MAX_PRESENT = 14  # persons named last who are considered
MAX_BY_ROLE = 10  # persons with a fitting role who are considered, wherever they were named
ANYONE = frozenset({"man", "woman", "person", "boy", "girl"})  # said of the nameless more than of the named
NOBODY_FOR_PRONOUN = -2.4
NOBODY_FOR_TITLE = 1.6
NOBODY_FOR_POSSESSED = 2.2


@dataclass(frozen=True, slots=True)
class Ranked:
    """A person with the share of the evidence, 0 to 1, and the words that explain it."""

    person: NamedPerson
    share: float
    why: str


@dataclass(frozen=True, slots=True)
class _Trace:
    token: int
    sentence: int
    subject: bool
    viewpoint: bool
    possessive: bool
    quoted: bool
    verb: int


@dataclass(slots=True)
class _Presence:
    traces: list[_Trace] = field(default_factory=list)  # the latest three
    count: int = 0


@dataclass(frozen=True, slots=True)
class Title:
    """A noun phrase that stands for a person: its role, the folded words beside it, and what they show."""

    role: str
    words: frozenset[str]
    proper: frozenset[str]
    nouns: frozenset[str]
    gender: Gender | None

    @classmethod
    def read(cls, head: Token, words: Sequence[Token]) -> Title:
        role = role_of(head.text)
        beside = [token for token in words if token.i != head.i and token.pos_ in ("NOUN", "PROPN", "ADJ")]
        return cls(
            role=role,
            words=frozenset(fold(token.text) for token in beside),
            proper=frozenset(token.lower_ for token in beside if token.pos_ == "PROPN"),
            nouns=frozenset(fold(token.text) for token in beside if token.pos_ == "NOUN" and token.i < head.i),
            gender=gender_of_role(role),
        )

    def conflict(self, person: NamedPerson) -> float:
        """What speaks against the person: another country or state, “former” against one in office, another trade."""
        against = 0.8 * is_at_odds(self.role, person.roles)
        countries, states = places_in(self.words)
        for stated in person.roles:
            own_countries, own_states = places_in(stated.words)
            if countries and own_countries and not countries & own_countries:
                return against + 2.5
            if states and own_states and not states & own_states:
                return against + 2.5
        same = [stated for stated in person.roles if stated.head == self.role]
        if (
            "former" in self.words
            and same
            and not any("former" in stated.words or "ex" in stated.words for stated in same)
        ):
            against += 1.0
        return against


@dataclass(slots=True)
class Discourse:
    """What a reader has in mind on reaching a token: who was named lately, and who spoke last."""

    layout: Layout
    by_role: dict[str, list[NamedPerson]]
    speaking: frozenset[int] = frozenset()  # numbers of the persons whom the article quotes by name
    present: OrderedDict[int, NamedPerson] = field(default_factory=OrderedDict)
    presence: dict[int, _Presence] = field(default_factory=dict)
    company: dict[int, frozenset[str]] = field(default_factory=dict)
    last_speaker: NamedPerson | None = None
    last_speech: int = -1
    turned_to: NamedPerson | None = None  # of whom a main clause speaks since the last speech
    shown: dict[int, Gender] = field(default_factory=dict)  # the gender of persons whom a pronoun clearly meant before

    def note(self, person: NamedPerson, token: Token) -> None:
        """The text names ``person`` at ``token``, or points to the person there."""
        subject = token.dep_ in SUBJECTS or (
            token.dep_ in ("compound", "appos", "conj", "flat") and token.head.dep_ in SUBJECTS
        )
        viewpoint = token.dep_ == "pobj" and token.head.lower_ in ("for", "to") and _opens_sentence(token.head)
        trace = _Trace(
            token=token.i,
            sentence=self.layout.sentence[token.i],
            subject=subject or viewpoint,
            viewpoint=viewpoint,
            possessive=token.dep_ == "poss",
            quoted=bool(self.layout.quoted[token.i]),
            verb=token.head.i,
        )
        presence = self.presence.setdefault(person.number, _Presence())
        if person is not self.last_speaker and subject and not trace.quoted and _is_main(token):
            self.turned_to = person
        presence.traces = [*presence.traces[-2:], trace]
        presence.count += 1
        self.present[person.number] = person
        self.present.move_to_end(person.number)

    def note_speaker(self, person: NamedPerson | None, token: int) -> None:
        """A quote near ``token`` is by ``person``; None when somebody else, or nobody known, has the word."""
        self.last_speaker = person
        self.last_speech = token
        self.turned_to = None

    def rank_for_pronoun(
        self, token: Token, gender: Gender | None, *, excluded: Sequence[NamedPerson] = ()
    ) -> list[Ranked]:
        """Persons whom “he” or “she” at ``token`` may mean, best first, the nameless too; anybody for no ``gender``."""
        scores = []
        for person in self._latest():
            known = person.gender or self.shown.get(person.number)
            if person in excluded or None not in (known, gender) and known != gender:
                continue
            score = self._pronoun_score(person, token)
            if score is not None:
                score += 0.3 if known == gender else 0.0
                scores.append((score, person, self._where(person)))
        return _shares(scores, nobody=NOBODY_FOR_PRONOUN, sharpness=1.6)

    def _pronoun_score(self, person: NamedPerson, token: Token) -> float | None:
        """Evidence from the best of the latest mentions; None where grammar forbids that the two are one."""
        presence = self.presence[person.number]
        best: float | None = None
        for trace in presence.traces:
            if token.dep_ in ("dobj", "dative") and trace.subject and trace.verb == token.head.i:
                return None  # “Smith thanked him”: not himself
            said, told = self.layout.sentences_between(trace.token, token.i)
            score = -0.15 * min(said, 8) - 0.55 * min(told, 8)
            score -= 0.25 * min(self.layout.paragraph[token.i] - self.layout.paragraph[trace.token], 6)
            score += 1.0 * trace.subject - 0.3 * trace.possessive - 1.6 * trace.quoted + 0.6 * trace.viewpoint
            if trace.subject and not trace.quoted and self.layout.sentence[token.i] == trace.sentence:
                if _is_parenthesis(token) and token.doc[trace.verb].dep_ != "advcl":
                    return None  # “Lee hid under a desk, he said”: somebody else said so of Lee
                score += 0.7
            best = score if best is None else max(best, score)
        if best is None:
            return None
        turned_to = self.turned_to if self.turned_to and self.turned_to.gender in (None, person.gender) else None
        if person is turned_to:
            best += 0.5
        elif person is self.last_speaker and turned_to is not None:
            best += 0.3
        elif person is self.last_speaker:
            best += (
                1.1 if self.layout.paragraph[token.i] - self.layout.paragraph[max(self.last_speech, 0)] <= 3 else 0.4
            )
        best += 0.25 * log1p(min(presence.count, 8)) + 0.7 * (person.number in self.speaking)
        return best - (0.25 if not person.name else 0.0)

    def rank_for_title(self, head: Token, words: Sequence[Token], *, possessed: bool) -> list[Ranked]:
        """Persons whom a title such as “the Norwegian politician” may mean; ``words`` are all tokens of the phrase.

        A ``possessed`` title (“his lawyer”) fits stated roles only.
        """
        title = Title.read(head, words)
        scores = []
        for person in self._considered(title.role):
            if title.gender is not None and person.gender is not None and person.gender != title.gender:
                continue
            found = self._fit(person, title, known_only=possessed)
            if found is not None:
                fit, why = found
                scores.append((fit + self._nearness(person, head) - title.conflict(person), person, why))
        nobody = NOBODY_FOR_POSSESSED if possessed else NOBODY_FOR_TITLE
        return _shares(scores, nobody=nobody, sharpness=2.5)

    def _fit(self, person: NamedPerson, title: Title, *, known_only: bool) -> tuple[float, str] | None:
        """How well the stated roles fit and where the best of them stands; None for a person out of the question."""
        fit, why = 0.0, ""
        for stated in person.roles:
            close = affinity(title.role, stated)
            if close >= (0.85 if known_only else 0.2):
                shared = len((title.words & stated.words) - {"former"})
                score = 2.2 * close + 0.6 * min(shared, 3)
                if score > fit:
                    fit, why = score, f"{stated.source} in paragraph {self.layout.paragraph_at(stated.start)}"
        if not why:
            general = title.role in GENERAL_ROLES
            if not general and (person.roles or person.gender_source == "honorific"):
                return None  # “the colonel” is not Mr. Hale, whom the text calls otherwise
            if known_only or not (general or person is self.last_speaker):
                return None
            fit = 0.1 if general else -0.4
            why = self._where(person) if person.number in self.presence else "named elsewhere"
        stated_words = {word for stated in person.roles for word in stated.words}
        if title.proper:
            fit += 0.6 if title.proper & (self._company(person) | stated_words) else -0.4
        if title.nouns and not title.nouns & stated_words:
            fit -= 0.3
        return fit - 0.6 * (title.role in ANYONE), why

    def _company(self, person: NamedPerson) -> frozenset[str]:
        """Folded proper nouns of the sentences that name the person first: “CNN” with “CNN's Jake Tapper”."""
        if person.number not in self.company:
            sentences = [self.layout.doc[mention.root].sent for mention in person.mentions[:4]]
            self.company[person.number] = frozenset(
                token.lower_ for sentence in sentences for token in sentence if token.pos_ == "PROPN"
            )
        return self.company[person.number]

    def _nearness(self, person: NamedPerson, head: Token) -> float:
        presence = self.presence.get(person.number)
        if presence is None:
            return -0.4
        gap = self.layout.paragraph[head.i] - self.layout.paragraph[presence.traces[-1].token]
        steps = sum(self.layout.sentences_between(presence.traces[-1].token, head.i))
        score = max(0.0, 1.1 - 0.25 * gap - 0.05 * steps) + 0.3 * log1p(min(presence.count, 20))
        if person is self.last_speaker:
            score += (
                0.8 if self.layout.paragraph[head.i] - self.layout.paragraph[max(self.last_speech, 0)] <= 2 else 0.3
            )
        return score

    def _latest(self) -> list[NamedPerson]:
        numbers = list(self.present)[-MAX_PRESENT:] if len(self.present) <= 64 else self._prune()
        return [self.present[number] for number in reversed(numbers)]

    def _prune(self) -> list[int]:
        """Forget who was not named for long, so that a long text costs no more a word than a short one."""
        while len(self.present) > MAX_PRESENT:
            self.present.popitem(last=False)
        return list(self.present)

    def _considered(self, role: str) -> Iterable[NamedPerson]:
        people = {person.number: person for person in self._latest() if person.name or person.roles[0].head == role}
        for person in self.by_role.get(role, ())[:MAX_BY_ROLE]:
            people.setdefault(person.number, person)
        return people.values()

    def _where(self, person: NamedPerson) -> str:
        trace = self.presence[person.number].traces[-1]
        if person is self.last_speaker:
            return "who spoke before"
        return f"named in paragraph {self.layout.paragraph[trace.token]}"


def _opens_sentence(preposition: Token) -> bool:
    """“For Allton, …”, “According to Allton, …”: whose view it is."""
    if preposition.lower_ == "to":
        return preposition.i > 0 and preposition.nbor(-1).lower_ == "according"
    return bool(preposition.is_sent_start)


def _is_main(subject: Token) -> bool:
    """Whether a token is the only subject of a sentence's main clause, or stands in its name."""
    top = subject if subject.dep_ in SUBJECTS else subject.head
    several = subject.dep_ == "conj" or any(child.dep_ == "conj" for child in top.children)
    return not several and top.dep_ in SUBJECTS and top.head.dep_ == "ROOT"


def _is_parenthesis(pronoun: Token) -> bool:
    """“…, he said, …” and “…, he said.” after the words reported."""
    verb, doc = pronoun.head, pronoun.doc
    return (
        verb.i == pronoun.i + 1
        and pronoun.i > 0
        and doc[pronoun.i - 1].text == ","
        and verb.i + 1 < len(doc)
        and doc[verb.i + 1].text in (",", ".")
    )


def _shares(scores: list[tuple[float, NamedPerson, str]], *, nobody: float, sharpness: float) -> list[Ranked]:
    """Scores as shares of one, best first, beside the chance that it is none of them."""
    if not scores:
        return []
    top = max(nobody, *(score for score, _, _ in scores))
    weights = [exp(sharpness * (score - top)) for score, _, _ in scores]
    total = sum(weights) + exp(sharpness * (nobody - top))
    ranked = [Ranked(person, weight / total, why) for weight, (_, person, why) in zip(weights, scores, strict=True)]
    return sorted(ranked, key=lambda one: (-one.share, one.person.number))
