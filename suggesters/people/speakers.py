"""From the words beside a cue to the person behind them: “he”, “the head of the Alliance”, “Stoltenberg”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from suggesters.columns import places_where, text_of
from suggesters.people.bodies import ENOUGH as ENOUGH_FOR_BODY
from suggesters.people.bodies import Bodies
from suggesters.people.clusters import NamedPerson
from suggesters.people.councils import Councils
from suggesters.people.discourse import Discourse, Ranked
from suggesters.people.documents import Documents
from suggesters.people.first_persons import settle_first_persons, speaks_inside
from suggesters.people.going_on import GoingOn
from suggesters.people.labels import SURE, Labels
from suggesters.people.names import PersonName, fold, is_acronym, is_name_word
from suggesters.people.organisations import clean
from suggesters.people.people import PRONOUN_GENDER, FoundPeople, find_people
from suggesters.people.role_words import DOCUMENT_NOUNS, GROUP_NOUNS, MANY, NOT_A_PERSON
from suggesters.people.roles import role_of
from suggesters.people.singular_they import share_of_they, who_uses_they
from suggesters.people.speaker import MAX_CANDIDATES, NOBODY, Speaker
from suggesters.suggestions import Candidate, Quote, SpeakerKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ENOUGH_FOR_PRONOUN = 0.45
CLEAR = 0.7  # the share from which a pronoun shows the gender of the person it means
ENOUGH_FOR_TITLE = 0.6
THE_ONLY_TOWN = 0.8
RELATIVE = frozenset({"who", "whom", "whose", "that", "which"})
BODY_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART"})
INDEFINITE = frozenset({"a", "an", "one", "another", "some", "any", "every", "each", "no"})
_WEBSITE = re.compile(r"\w\.(?:com|org|net|gov|edu|ca|uk|eu|de|fr|info|io|tv)$", re.IGNORECASE)


def name_speakers(doc: Doc, quotes: Sequence[Quote], *, people: FoundPeople | None = None) -> list[Quote]:
    """The quotes, in the order given, with ``speaker_name``, ``speaker_kind``, ``candidates`` and a longer ``reason``.

    ``doc`` is the parse that the quotes' offsets refer to. A name is given only when the evidence carries it;
    otherwise ``speaker_name`` is None and the candidates stay ranked, so that a person can pick one.
    """
    finder = _SpeakerFinder(doc, people or find_people(doc))
    speakers = finder.speakers_of(quotes)
    text = text_of(doc)
    return [_named(quote, speaker, text) for quote, speaker in zip(quotes, speakers, strict=True)]


class _SpeakerFinder:
    def __init__(self, doc: Doc, people: FoundPeople) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.people = people
        self.layout = people.layout
        self.discourse = Discourse(people.layout, people.by_role)
        self.bodies = Bodies(people.layout, people.organisations)
        self.body_at = self.bodies.places()
        self.ranked: dict[int, list[Ranked]] = {}  # by token of the pronoun
        self.nameless_at = {mention.root: one for one in people.unnamed for mention in one.mentions}
        self.last_body: str | None = None
        self.councils = Councils(doc)
        self.documents = Documents(people, self._person_of)
        self.labels = Labels(self.text, people)
        self.last_thing: SpeakerKind = "collective"  # what “it” is
        self.using_they = who_uses_they(doc, people)
        self.holds_floor: dict[
            int, NamedPerson | None
        ] = {}  # by token of an “I” inside marks: who spoke last before it

    def speakers_of(self, quotes: Sequence[Quote]) -> list[Speaker]:
        """Walk the text once; at each speaker, settle who it is with what was read so far."""
        tokens = [[token for span in quote.speaker for token in self.layout.tokens_in(span)] for quote in quotes]
        heads = [head_of(words) for words in tokens]
        at: dict[int, list[int]] = {}
        for number, head in enumerate(heads):
            if head is not None:
                at.setdefault(head.i, []).append(number)
        speakers = [NOBODY] * len(quotes)
        self.discourse.speaking = self._speaking(heads)
        for place in self._places(at):
            self._read(place)
            for number in at.get(place, ()):
                head = heads[number]
                if head is None or speaks_inside(head, self.layout):
                    self.holds_floor[place] = self.discourse.last_speaker
                    continue
                labelled = self.labels.speaker_of(quotes[number])
                speakers[number] = labelled or self._speaker(head, tokens[number])
                self.discourse.note_speaker(speakers[number].person, place)
                self._note_body(speakers[number], place)
        settle_first_persons(self.layout, quotes, self.holds_floor, heads, speakers)
        GoingOn(self.doc, self.people).settle(quotes, speakers)
        return speakers

    def _note_body(self, speaker: Speaker, place: int) -> None:
        if speaker.kind == "collective" and speaker.name:
            self.documents.note_body(speaker.name, place)

    def _speaking(self, heads: Iterable[Token | None]) -> frozenset[int]:
        """Whom the article quotes by name anywhere: likelier than others to be “he” of “he said”."""
        return frozenset(
            self.people.at_token[head.i].number for head in heads if head is not None and head.i in self.people.at_token
        )

    def _places(self, speaking: Iterable[int]) -> list[int]:
        """The tokens at which something happens, in reading order."""
        self.mentioned: dict[int, list[tuple[NamedPerson, Token]]] = {}
        for person in (*self.people.persons, *self.people.unnamed):
            for mention in person.mentions:
                self.mentioned.setdefault(mention.last, []).append((person, self.doc[mention.root]))
        pronouns = places_where(self.doc, lambda word: word.lower() in PRONOUN_GENDER)
        return sorted({*self.mentioned, *pronouns, *speaking, *self.body_at})

    def _read(self, place: int) -> None:
        for person, root in self.mentioned.get(place, ()):
            self.discourse.note(person, root)
        token = self.doc[place]
        if place in self.body_at:
            self.bodies.note(self.body_at[place], token)
        gender = PRONOUN_GENDER.get(token.lower_)
        if gender is None or self.layout.quoted[place]:
            return
        objects = [
            child.i for child in token.head.children if child.dep_ in ("dobj", "dative")
        ]  # “he told Lee”: not Lee
        excluded = [self.people.at_token[child] for child in objects if child in self.people.at_token]
        ranked = self.discourse.rank_for_pronoun(token, gender, excluded=excluded)
        self.ranked[place] = ranked or self._named_next(token)
        if self.ranked[place] and self.ranked[place][0].share >= CLEAR:
            self.discourse.shown.setdefault(self.ranked[place][0].person.number, gender)
        if self.ranked[place] and self.ranked[place][0].share >= ENOUGH_FOR_PRONOUN:
            self.discourse.note(self.ranked[place][0].person, token)

    def _person_of(self, pronoun: int) -> NamedPerson | None:
        ranked = self.ranked.get(pronoun, [])
        return ranked[0].person if ranked and ranked[0].share >= ENOUGH_FOR_PRONOUN else None

    def _named_next(self, token: Token) -> list[Ranked]:
        """“When she arrived, Lee said”: nobody was named yet, so the first name that follows closely."""
        for following in range(token.i + 1, min(token.i + 40, len(self.doc))):
            person = self.people.at_token.get(following)
            if person is not None and person.gender in (None, PRONOUN_GENDER[token.lower_]):
                return [Ranked(person, 0.5, "the first name after it")]
        return []

    def _speaker(self, head: Token, words: list[Token]) -> Speaker:
        if head.lower_ in RELATIVE and head.pos_ in ("PRON", "DET"):
            antecedent = _antecedent(head)
            if antecedent is None:
                return Speaker("unnamed")
            head, words = antecedent, [token for token in antecedent.subtree if token.i <= antecedent.i] or words
        person = self._person_named(head, words)
        if person is not None:
            return self._named_person(person, words)
        if head.lower_ in PRONOUN_GENDER:
            return self._behind(self.ranked.get(head.i, []), enough=ENOUGH_FOR_PRONOUN)
        if head.lower_ in MANY or head.lower_ == "it":
            return self._they(head) if head.lower_ == "they" else self._it(head)
        if head.pos_ in ("PRON", "DET", "NUM"):
            return Speaker("collective" if head.lower_ in ("we", "our", "us") else "unnamed")
        return self._described(head, words)

    def _it(self, head: Token) -> Speaker:
        if head.lower_ != "it":
            return Speaker("collective")
        name = self.last_body
        return Speaker(self.last_thing, name, why="the body named before" if name else "")

    def _they(self, head: Token) -> Speaker:
        """One person where no group is in reach, else several."""
        person, since = self.discourse.last_speaker, self.discourse.last_speech
        if person is None:
            return Speaker("collective")
        declared = person.number in self.using_they
        share = share_of_they(person, since, head, self.people, declared=declared)
        candidates = (Candidate(person.name, share),) if share else ()
        if share < ENOUGH_FOR_PRONOUN:
            return Speaker("collective", candidates=candidates)
        why = "who uses they" if declared else "who spoke before, with no group named since"
        return Speaker("named", person.name, person, candidates, why)

    def _person_named(self, head: Token, words: list[Token]) -> NamedPerson | None:
        """The person whose name or introducing title holds the head, or stands beside it in apposition."""
        person = self.people.at_token.get(head.i)
        if person is not None:
            return person
        if head.lower_ in GROUP_NOUNS or head.lower_ in DOCUMENT_NOUNS:
            return None
        if head.i in self.people.by_title:
            return self.people.by_title[head.i]
        for child in head.children:
            if child.dep_ == "appos" and child.i in self.people.at_token and child.pos_ == "PROPN":
                return self.people.at_token[child.i]
        return self._named_at_end(words)

    def _named_at_end(self, words: list[Token]) -> NamedPerson | None:
        """“Executive director of the chapter … Alia Salem”: a name that ends the phrase, or is apposed."""
        person = self.people.at_token.get(words[-1].i)
        place = words[-1].i
        while place >= words[0].i and self.people.at_token.get(place) is person:
            place -= 1
        if person is None or place < words[0].i:
            return None
        apposed = self.doc[place].text == "," and self.doc[place + 1 : words[-1].i + 1].root.dep_ == "appos"
        return person if apposed or self.doc[place].pos_ in ("NOUN", "PROPN") else None

    def _named_person(self, person: NamedPerson, words: list[Token]) -> Speaker:
        others = [
            self.people.at_token[token.i] for token in words if token.dep_ == "conj" and token.i in self.people.at_token
        ]
        others = [other for other in dict.fromkeys(others) if other is not person]
        if others:
            candidates = tuple(Candidate(one.name, round(1 / (len(others) + 1), 3)) for one in (person, *others))
            return Speaker("collective", None, person, candidates[:MAX_CANDIDATES], "several persons")
        surface = {fold(token.text) for token in words}
        rivals = (
            [] if len(surface & {fold(word) for word in person.name.split()}) > 1 else self.people.same_surname(person)
        )
        sure = SURE if not rivals else 0.7
        rest = [Candidate(rival.name, round((1 - sure) / len(rivals), 3)) for rival in rivals]
        why = "surname" if person.surname in surface else "name beside it"
        return Speaker("named", person.name, person, (Candidate(person.name, sure), *rest)[:MAX_CANDIDATES], why)

    def _behind(self, ranked: list[Ranked], *, enough: float) -> Speaker:
        """The best of the persons ranked, if he or she has a name and enough of the evidence."""
        candidates = tuple(Candidate(one.person.name, round(one.share, 3)) for one in ranked if one.person.name)[
            :MAX_CANDIDATES
        ]
        if not ranked or not ranked[0].person.name or ranked[0].share < enough:
            nameless = ranked[0].person if ranked and not ranked[0].person.name else None
            return Speaker("unnamed", None, nameless, candidates)
        best = ranked[0]
        return Speaker("named", best.person.name, best.person, candidates, best.why)

    def _described(self, head: Token, words: list[Token]) -> Speaker:
        """A noun: a document, a body, several people, an office, or a name that was not recognised."""
        noun = fold(head.lemma_ if head.tag_ in ("NNS", "NNPS") else head.text)
        role = role_of(head.text)
        if noun in DOCUMENT_NOUNS and not role:
            name = self.documents.author(head, noun, words)
            self.last_body, self.last_thing = None, "document"
            return Speaker("document", name, why="whose words it gives" if name else "")
        if _is_by_age(words):
            return self._behind(self.discourse.rank_for_pronoun(head, None), enough=ENOUGH_FOR_TITLE)
        if head.tag_ in ("NNS",) or (head.tag_ == "NNPS" and not head.ent_type_):
            return Speaker("collective")
        if role and (head.ent_type_ != "ORG" or head.text[:1].islower()):
            return self._titled(head, words)
        return self._body_or_unknown_name(head, noun, words)

    def _titled(self, head: Token, words: list[Token]) -> Speaker:
        opening = words[0].lower_
        nameless = self.nameless_at.get(head.i)
        if opening in INDEFINITE:
            return Speaker("unnamed", None, nameless)
        possessed = words[0].tag_ == "PRP$" or any(token.tag_ == "POS" for token in words if token.i < head.i)
        ranked = self.discourse.rank_for_title(head, words, possessed=possessed)
        speaker = self._behind(ranked, enough=ENOUGH_FOR_TITLE)
        if speaker.person is not None and speaker.person.name:
            self.discourse.note(speaker.person, head)
        return speaker if speaker.person is not None else replace(speaker, person=nameless)

    def _body_or_unknown_name(self, head: Token, noun: str, words: list[Token]) -> Speaker:
        surface = clean(self.doc[words[0].i : words[-1].i + 1].text)
        if _WEBSITE.search(head.text):
            return Speaker("document", surface)
        proper = any(token.pos_ == "PROPN" or token.ent_type_ in ("ORG", "GPE") for token in words)
        words_of_body = {fold(token.text) for token in _before_comma(words)} & (GROUP_NOUNS | NOT_A_PERSON)
        if noun in GROUP_NOUNS or words_of_body or head.ent_type_ in BODY_LABELS or is_acronym(head.text):
            misspelt = self._nearly_named(head) if len(words) == 1 else None
            if misspelt is not None:
                return self._named_person(misspelt, words)
            return self._body(head, noun, surface if proper else "", words)
        if head.pos_ == "PROPN" and is_name_word(head.text):
            misspelt = self._nearly_named(head)
            if misspelt is not None:
                return self._named_person(misspelt, words)
            return Speaker("named", surface.split(",")[0], None, (Candidate(surface.split(",")[0], 0.6),))
        return Speaker("unnamed")

    def _body(self, head: Token, noun: str, named: str, words: list[Token]) -> Speaker:
        """A body by its fullest name, or “the company” by the likeliest of its sort."""
        self.last_thing = "collective"
        several = any(token.dep_ == "conj" and token.head.i == head.i for token in words)
        if several or not named:
            ranked = [] if several else self.bodies.rank(head, noun, words)
            town = self.councils.named(head, noun, words)
            if town:
                self.last_body = town
                return Speaker(
                    "collective", town, None, (Candidate(town, THE_ONLY_TOWN),), "the only town named before"
                )
            sure = bool(ranked) and ranked[0].score >= ENOUGH_FOR_BODY
            name = ranked[0].name if sure else None
            self.last_body = name or self.last_body
            return Speaker("collective", name, None, tuple(ranked), "the body of its sort named before" if sure else "")
        name = self.people.organisations.fullest(named) or named.split(",")[0]
        self.last_body = name
        return Speaker("collective", name, why="its fullest name" if name != named else "")

    def _nearly_named(self, head: Token) -> NamedPerson | None:
        """Who is meant by a name that stands alone: a surname with a letter wrong, or the first of two names."""
        given = self.people.index.by_given.get(fold(head.text), ())
        if len(given) == 1 and head.text[:1].isupper():
            return given[0]
        near = self.people.index.misspelt(PersonName((head.text,)).surname)
        return near[0] if len(near) == 1 and head.text[:1].isupper() else None


def head_of(words: Sequence[Token]) -> Token | None:
    """The token on which the others of a speaker's words depend; of several, the first."""
    inside = {token.i for token in words}
    tops = [token for token in words if token.head.i not in inside or token.head.i == token.i]
    return tops[0] if tops else None


def _before_comma(words: Sequence[Token]) -> Iterator[Token]:
    """The words of a name without what describes it: “Tom Reed” of “Tom Reed, a family doctor”."""
    for token, following in zip(words, (*words[1:], None), strict=True):
        yield token
        if following is not None and following.i > token.i + 1 and token.nbor().text == ",":
            return


def _is_by_age(words: Sequence[Token]) -> bool:
    """“The 43-year-old”, “the 43-year-old nurse”: somebody known, by age."""
    return words[0].lower_ == "the" and "-year-old" in "".join(
        token.lower_ for token in words[0].doc[words[0].i : words[0].i + 6]
    )


def _antecedent(relative: Token) -> Token | None:
    """The noun of “the woman who said”."""
    token = relative
    for _ in range(4):
        if token.dep_ == "relcl":
            return token.head
        token = token.head
    return None


def _named(quote: Quote, speaker: Speaker, text: str) -> Quote:
    words = " ".join(text[start:end] for start, end in quote.speaker)
    reason = quote.reason or (f"subject ‘{words}’" if words else "no speaker stated")
    if speaker.name and fold(speaker.name) not in fold(words):
        reason += f" → {speaker.name}" + (f" ({speaker.why})" if speaker.why else "")
    elif speaker.name is None and speaker.candidates:
        reason += f" → perhaps {speaker.candidates[0].name}"
    elif speaker.kind == "unnamed":
        reason += " → not named"
    return replace(
        quote,
        speaker_name=speaker.name,
        speaker_kind=speaker.kind,
        candidates=speaker.candidates,
        reason=reason,
    )
