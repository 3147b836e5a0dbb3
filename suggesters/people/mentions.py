"""Where the text names a person: what the recogniser found, put right, and the names it missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suggesters.columns import entities_of, is_capitalised, places_where
from suggesters.people.names import (
    MAX_WORDS,
    NOT_NAMES,
    PARTICLES,
    PersonName,
    fold,
    is_first_name,
    is_initial,
    is_name_word,
    is_title,
    parse_name,
)
from suggesters.people.role_words import HONORIFICS, NOT_A_PERSON, SHORT_TITLES, Gender
from suggesters.suggestions import Span as Offsets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Titles after which a capitalised word is a name whatever the recogniser says.
SURE_TITLES = frozenset({*HONORIFICS, *SHORT_TITLES}) - {
    "father",
    "brother",
    "sister",
    "miss",
    "lord",
    "lady",
    "gen",
    "det",
    "col",
}
# Labels of spans whose words may still be a person's name when the first of them is a first name.
MAX_ROLE = 6  # tokens of “a retired family doctor”
DOUBTFUL_LABELS = frozenset({"", "ORG", "GPE", "NORP", "PRODUCT", "WORK_OF_ART", "LOC", "LAW", "EVENT"})
NAME_TAGS = frozenset({"PROPN", "NOUN", "ADJ", "X", "VERB"})
SEPARATORS = frozenset({"/", "&", "and", ",", "|", ";", "—", "–", ":", "(", ")", "'s", "’s", "'", "’"})

NICKNAME_MARKS = frozenset({"'", "‘", "’"})


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name in the text: ``[start, end)`` in code points without titles; ``first`` and ``last`` are token indices.

    ``source`` says how it was found: ``recogniser``, ``title``, ``first name``, ``introduced`` or ``surname``.
    """

    start: int
    end: int
    first: int
    last: int
    root: int
    name: PersonName
    source: str
    gender: Gender | None = None


def find_name_mentions(doc: Doc, *, credits: Sequence[Offsets] = ()) -> list[NameMention]:
    """Names of persons in reading order, none overlapping, without the bare surnames that only repeat a name.

    ``credits`` are stretches, in code points, that name photographers and agencies: nobody there acts in the news.
    """
    taken = tokens_inside(doc, credits)
    mentions: list[NameMention] = []
    for first, last, source in (
        *_recognised(doc),
        *_after_titles(doc),
        *_with_first_names(doc),
        *_swallowed(doc),
        *_introduced(doc),
    ):
        if any(taken[first : last + 1]):
            continue
        mention = mention_of(doc, first, last, source=source)
        if mention is not None:
            taken[first : last + 1] = b"\1" * (last + 1 - first)
            mentions.append(mention)
    return sorted(mentions, key=lambda mention: mention.start)


def tokens_inside(doc: Doc, spans: Sequence[Offsets]) -> bytearray:
    """1 for each token that begins inside one of the spans, else 0."""
    inside = bytearray(len(doc))
    for start, end in spans:
        found = doc.char_span(start, end, alignment_mode="expand")
        if found is not None:
            inside[found.start : found.end] = b"\1" * len(found)
    return inside


def mention_of(doc: Doc, first: int, last: int, *, source: str) -> NameMention | None:
    """The name in tokens ``first`` to ``last`` (included) without titles and marks at its edges, or None."""
    while first < last and (
        not _starts_name(doc[first]) or _is_title_here(doc[first]) or _is_verb_before(doc, first, last)
    ):
        first += 1
    while last > first and not _ends_name(doc[last]):
        last -= 1
    first, last = whole_words(doc, first, last)
    name = parse_name(doc[first : last + 1].text.split())
    if name is None:
        return None
    return NameMention(
        start=doc[first].idx,
        end=doc[last].idx + len(doc[last]),
        first=first,
        last=last,
        root=doc[first : last + 1].root.i,
        name=name,
        source=source,
        gender=honorific_before(doc, first),
    )


def whole_words(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The tokens extended over hyphens: “Al-Maeena” and “Ka-ki” are several tokens of one word."""
    while first > 0 and not doc[first - 1].whitespace_ and (doc[first - 1].text == "-" or doc[first].text == "-"):
        first -= 1
    while last + 1 < len(doc) and not doc[last].whitespace_ and (doc[last + 1].text == "-" or doc[last].text == "-"):
        last += 1
    while last > first and not doc[last].text[0].isalpha():
        last -= 1
    return first, last


def _starts_name(token: Token) -> bool:
    return token.text[:1].isalpha() and (token.text[:1].isupper() or fold(token.text) in PARTICLES)


def _ends_name(token: Token) -> bool:
    return token.text[:1].isupper() and token.text[:1].isalpha() and fold(token.text) not in NOT_NAMES


def _is_title_here(token: Token) -> bool:
    """A title word, unless it is a first name too (“Judge”, “Dean”)."""
    return fold(token.text) in NOT_NAMES or (is_title(token.text) and not is_first_name(token.text))


def _is_verb_before(doc: Doc, first: int, last: int) -> bool:
    """“Telling Jeb Bush”: a capitalised word that is not a noun, with a first name after it."""
    return (
        last - first >= 2
        and doc[first].pos_ not in ("PROPN", "NOUN", "ADJ", "X")
        and is_first_name(doc[first + 1].text)
    )


def honorific_before(doc: Doc, first: int) -> Gender | None:
    """The gender that “Mr.”, “Mrs.”, “Sir” … before token ``first`` shows."""
    for token in reversed(doc[max(0, first - 2) : first]):
        gender = HONORIFICS.get(fold(token.text))
        if gender is not None and token.text[:1].isupper():
            return gender
    return None


def _recognised(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """The recogniser's persons, cut at line breaks, marks and “and”."""
    for ent in entities_of(doc):
        if ent.label_ != "PERSON" or not any(letter.isupper() for letter in ent.text):
            continue
        first = ent.start
        for place in range(ent.start, ent.end + 1):
            if place == ent.end or _separates(doc, place):
                if place > first:
                    yield first, place - 1, "recogniser"
                first = place + 1


def _separates(doc: Doc, place: int) -> bool:
    """Whether a token ends a name: a line break, a mark, “and”; not a mark around a nickname (“Ann 'Annie' Lee”)."""
    token = doc[place]
    if token.is_space:
        return True
    if token.text in NICKNAME_MARKS:
        return not any(
            0 < first < len(doc) - 3
            and doc[first].text in NICKNAME_MARKS
            and doc[first + 2].text in NICKNAME_MARKS
            and all(is_name_word(doc[inside].text) for inside in (first - 1, first + 1, first + 3))
            for first in (place, place - 2)
        )
    return fold(token.text) in SEPARATORS or token.text in SEPARATORS


def _after_titles(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Capitalised words after “Mr.”, “Sen.”, “President” …, where the recogniser saw no person."""
    for place in places_where(doc, lambda word: is_capitalised(word) and is_title(word)):
        token = doc[place]
        if place + 1 == len(doc) or token.ent_type_ == "PERSON":
            continue
        following = doc[token.i + 1]
        sure = fold(token.text) in SURE_TITLES
        if not sure and (token.ent_type_ or following.ent_type_ not in ("", "ORG") or following.pos_ != "PROPN"):
            continue
        last = _end_of_name(doc, token.i + 1)
        if last is not None and not is_title(following.text):
            yield token.i + 1, last, "title"


def _with_first_names(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """A known first name with a capitalised word after it, which the recogniser gave another label or none."""
    for place in places_where(doc, lambda word: is_capitalised(word) and is_first_name(word)):
        token = doc[place]
        if place + 1 == len(doc) or token.ent_type_ not in DOUBTFUL_LABELS:
            continue
        last = _end_of_name(doc, token.i + 1)
        if token.ent_iob_ == "I":
            continue
        if last is None or (token.pos_ != "PROPN" and doc[last].pos_ != "PROPN"):
            continue
        yield token.i, last, "first name"


def _swallowed(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """A name at the end of an organisation's: “the Council on … Relations Alia Salem”."""
    for ent in entities_of(doc):
        if ent.label_ not in ("ORG", "FAC") or len(ent) < 4:
            continue
        first = ent.end
        while first > ent.start and is_name_word(doc[first - 1].text) and doc[first - 1].tag_ == "NNP":
            first -= 1
        before = doc[first - 1] if first > ent.start else None
        if (
            before is not None
            and ent.end - first in (2, 3)
            and fold(before.text) in NOT_A_PERSON
            and before.text[:1].isupper()
        ):
            yield first, ent.end - 1, "title"


def _introduced(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """“Aled Price, a family doctor,”, “Aled Price, Minister of”: two or three name words before a person's role."""
    for place in places_where(doc, lambda word: word == ","):
        described = doc[place + 1 : place + 2 + MAX_ROLE]
        if len(described) < 2 or not (_is_office(described) or _is_described(described)):
            continue
        first = place
        while first > 0 and place - first <= 3 and doc[first - 1].tag_ == "NNP" and is_name_word(doc[first - 1].text):
            first -= 1
        if place - first in (2, 3) and all(token.ent_type_ in DOUBTFUL_LABELS for token in doc[first:place]):
            yield first, place - 1, "introduced"


def _is_office(described: Span) -> bool:
    """“Minister of Fisheries”, “Director for Schools”."""
    office = described[0]
    return office.text[:1].isupper() and is_title(office.text) and described[1].lower_ in ("of", "for")


def _is_described(described: Span) -> bool:
    return described[0].lower_ in ("a", "an") and _is_role(described[1:])


def _is_role(described: Span) -> bool:
    """Whether the phrase's last noun before it breaks off is a role: “a family doctor”, not “a doctor's surgery”."""
    noun: Token | None = None
    for token in described:
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") and token.text != "-":
            break
        noun = token
    return noun is not None and noun.tag_ == "NN" and is_title(noun.text)


def _end_of_name(doc: Doc, first: int) -> int | None:
    """The last token of the run of name words from ``first`` on; None when it is not a name or is an organisation's."""
    last: int | None = None
    for token in doc[first : first + MAX_WORDS + 1]:
        if token.is_space or (token.i > first and token.is_sent_start and not is_initial(doc[token.i - 1].text)):
            break
        if fold(token.text) in NOT_A_PERSON and token.text[:1].isupper():
            return None
        if is_initial(token.text) or (is_name_word(token.text) and (token.i == first or token.pos_ in NAME_TAGS)):
            last = token.i
        elif fold(token.text) not in PARTICLES or not token.is_alpha:
            break
    if last is None or last - first >= MAX_WORDS:
        return None
    return last
