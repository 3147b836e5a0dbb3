"""What the article calls its persons: by title, apposition (“the team's coach, …”) or description (“… is a …”)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from suggesters.columns import text_of
from suggesters.people.clusters import NamedPerson, PersonRole
from suggesters.people.mentions import NameMention
from suggesters.people.names import fold
from suggesters.people.places import COUNTRY_OF, PARTY_OF, STATE_OF
from suggesters.people.role_words import (
    FEMALE_ROLES,
    GENERAL_ROLES,
    MALE_ROLES,
    OPEN_TO_BOTH,
    ROLE_NOUNS,
    SAME_ROLE,
    SHORT_TITLES,
    Gender,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CONTENT_TAGS = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
MAX_ROLES = 24  # different ones of one person
MAX_PHRASE = 14  # tokens of an apposition that are looked at
_PARTY = re.compile(r"^\s*,?\s*\(?([RDIL])[-–—]\s?([A-Z][A-Za-z.]+)")


def role_of(word: str) -> str:
    """The role that a word stands for (``Sen.`` → ``senator``), folded; '' when the word names none."""
    folded = fold(word)
    folded = SHORT_TITLES.get(folded, folded)
    if folded in ROLE_NOUNS:
        return folded
    for prefix in ("ex-", "vice-", "then-"):
        if folded.startswith(prefix) and folded[len(prefix) :] in ROLE_NOUNS:
            return folded[len(prefix) :]
    for ending in ("woman", "man", "person"):
        if (
            folded.endswith(ending)
            and len(folded) > len(ending) + 2
            and folded not in ("german", "roman", "human", "norman", "ottoman")
        ):
            return folded
    return ""


def gender_of_role(role: str) -> Gender | None:
    """The gender that a role word shows; None for “senator” and for words said of both."""
    if role in FEMALE_ROLES or role.endswith("woman"):
        return "f"
    if role in MALE_ROLES or (role.endswith("man") and role not in OPEN_TO_BOTH):
        return "m"
    return None


def find_roles(doc: Doc, persons: Iterable[NamedPerson]) -> None:
    """Give every person the roles that the text states beside the name, and the gender that they show."""
    text = text_of(doc)
    for person in persons:
        for mention in person.mentions:
            for role in _roles_at(doc, mention):
                _learn(person, role)
            party = _party_behind(text, mention)
            if party is not None:
                _learn(person, party)
        if person.gender_source not in ("honorific", "first name"):
            genders = [gender for role in person.roles if (gender := gender_of_role(role.head))]
            if genders:
                person.gender, person.gender_source = genders[0], "role"


def _learn(person: NamedPerson, role: PersonRole) -> None:
    if role.source != "description":
        person.role_tokens.append(role.token)
    known = any(one.head == role.head and one.words == role.words for one in person.roles)
    if not known and len(person.roles) < MAX_ROLES:
        person.roles.append(role)


def _roles_at(doc: Doc, mention: NameMention) -> Iterator[PersonRole]:
    before = _title(doc, mention.first)
    if before is not None:
        yield before
    for tokens, source in (
        (_apposition_before(doc, mention), "apposition"),
        (_apposition_after(doc, mention), "apposition"),
        (_description(doc[mention.root]), "description"),
    ):
        role = _role_in(tokens, source)
        if role is not None:
            yield role


def _party_behind(text: str, mention: NameMention) -> PersonRole | None:
    """The party and the state of “Ann Lee (R-Texas)”."""
    party = _PARTY.match(text[mention.end : mention.end + 24])
    if party is None:
        return None
    state = STATE_OF.get(fold(party[2].split(".")[0]), "")
    words = frozenset({PARTY_OF[party[1]], state} - {""})
    return PersonRole(PARTY_OF[party[1]], words, mention.end, "description", mention.last)


def _title(doc: Doc, first: int) -> PersonRole | None:
    """The words of one noun phrase right before the name: “Swedish Prime Minister”, “the Florida senator”."""
    words: list[Token] = []
    for token in reversed(doc[max(0, first - 8) : first]):
        links = token.text in ("-", "'s", "’s") or (token.text in ("of", "the") and _leads_from_role(doc, token.i))
        if (token.pos_ not in ("NOUN", "PROPN", "ADJ") and not links) or doc[token.i + 1].is_sent_start:
            break
        words.append(token)
    words.reverse()
    while words and words[0].pos_ not in CONTENT_TAGS:
        words = words[1:]
    heads = [token for token in words if role_of(token.text)]
    if not heads or heads[-1].i < first - 4 or words[-1].text in ("of", "the"):
        return None
    return _role(words, heads[-1], "title")


def _leads_from_role(doc: Doc, place: int) -> bool:
    """Whether “of” or “of the” at ``place`` follows a role: “Governor of Ohio”, and not “critics of President”."""
    while place > 0 and doc[place].text in ("of", "the"):
        place -= 1
    return doc[place + 1].text == "of" and bool(role_of(doc[place].text) or role_of(doc[place].lower_))


def _apposition_before(doc: Doc, mention: NameMention) -> list[Token]:
    """“The general secretary of NATO, Jens …”: back from the comma before the name to the start of its noun phrase."""
    comma = mention.first - 1
    while comma >= 0 and role_of(doc[comma].text):
        comma -= 1
    if comma < 1 or doc[comma].text not in (",", "—", "–"):
        return []
    tokens: list[Token] = []
    for token in reversed(doc[max(0, comma - MAX_PHRASE) : comma]):
        if token.is_space or token.pos_ in ("VERB", "AUX", "PUNCT", "CCONJ", "SCONJ", "PRON") and token.tag_ != "PRP$":
            break
        tokens.append(token)
    tokens.reverse()
    return tokens if tokens and _is_apposed(tokens, doc[mention.root]) else []


def _is_apposed(tokens: list[Token], root: Token) -> bool:
    """Whether the phrase is the name's: the parse says so, or it opens like the description of one person."""
    places = {token.i for token in tokens}
    if root.dep_ == "appos" and root.head.i in places:
        return True
    if any(token.dep_ == "appos" and token.ent_type_ == "PERSON" for token in tokens):
        return False  # “after the birth of her son Joel, Lee moved”
    opening = tokens[0]
    return (
        opening.pos_ in ("DET", "PROPN", "ADJ")
        or opening.tag_ == "PRP$"
        or any(token.tag_ == "POS" for token in tokens)
    )


def _apposition_after(doc: Doc, mention: NameMention) -> list[Token]:
    """“Khaled Al-Maeena, editor at large at the Gazette,”: from the comma after the name to the next break."""
    start = mention.last + 1
    if start + 1 >= len(doc) or doc[start].text not in (",", "(", "—", "–"):
        return []
    if doc[start + 1].pos_ == "NUM" and start + 2 < len(doc):  # Ann Lee, 42, a nurse
        start += 2 if doc[start + 2].text == "," else 1
    tokens: list[Token] = []
    for token in doc[start + 1 : start + 1 + MAX_PHRASE]:
        if token.is_space or token.text in ',;()“”"' or token.pos_ in ("VERB", "AUX", "PRON") and token.tag_ != "PRP$":
            break
        tokens.append(token)
    if tokens and tokens[0].text in ("and", "but", "or", "while"):
        return []
    return tokens


def _description(root: Token) -> list[Token]:
    """“X is a Swedish economist”, “X, who was the mayor”, “X became governor”: the attribute with its modifiers."""
    verbs = [root.head] if root.dep_ in ("nsubj", "nsubjpass") else []
    verbs += [child for child in root.children if child.dep_ == "relcl"]
    for verb in verbs:
        if verb.lemma_ not in ("be", "become", "remain", "serve"):
            continue
        for child in verb.children:
            if child.dep_ == "attr" and child.pos_ in ("NOUN", "PROPN"):
                return [token for token in child.subtree if abs(token.i - child.i) < MAX_PHRASE]
            if child.dep_ == "prep" and child.lower_ == "as":
                return [token for token in child.subtree if token.i != child.i and token.i - child.i < MAX_PHRASE]
    return []


def _role_in(tokens: list[Token], source: str) -> PersonRole | None:
    """The role that a noun phrase states: its head noun before the first preposition, else any role word in it."""
    if not tokens:
        return None
    front = tokens
    for place, token in enumerate(tokens):
        if token.pos_ == "ADP" and place:
            front = tokens[:place]
            break
    heads = [token for token in front if role_of(token.text) and token.tag_ not in ("NNS", "NNPS")]
    return _role(tokens, heads[-1], source) if heads else None


def _role(tokens: list[Token], head: Token, source: str) -> PersonRole:
    words = {fold(token.text) for token in tokens if token.pos_ in CONTENT_TAGS}
    return PersonRole(
        head=role_of(head.text),
        words=frozenset(words | {role_of(token.text) for token in tokens} - {""}),
        start=tokens[0].idx,
        source=source,
        token=head.i,
    )


def affinity(head: str, role: PersonRole) -> float:
    """How well a mention by ``head`` fits a stated role, 0 to 1: the same word, another for it, its kind in general."""
    if head == role.head:
        return 1.0
    if head in role.words or any(head in same and role.head in same for same in SAME_ROLE):
        return 0.85
    kinds = set(GENERAL_ROLES.get(head, ()))
    if kinds & set(ROLE_NOUNS.get(role.head, ())):
        return 0.5
    if set(GENERAL_ROLES.get(role.head, ())) & set(ROLE_NOUNS.get(head, ())):
        return 0.25
    return 0.0


def is_at_odds(head: str, roles: Iterable[PersonRole]) -> bool:
    """Whether the stated roles are all of other kinds than ``head``: a senator is hardly “the striker”."""
    kinds = set(ROLE_NOUNS.get(head, ())) - {"anyone", "family"}
    stated = [set(ROLE_NOUNS.get(role.head, ())) for role in roles if role.head in ROLE_NOUNS]
    return bool(kinds and stated) and not any(kinds & own or "anyone" in own for own in stated)


def places_in(words: Iterable[str]) -> tuple[set[str], set[str]]:
    """The countries and the American states that folded words name."""
    countries: set[str] = set()
    states: set[str] = set()
    for word in words:
        if word in COUNTRY_OF:
            countries.add(COUNTRY_OF[word])
        if word in STATE_OF:
            states.add(STATE_OF[word])
    return countries, states
