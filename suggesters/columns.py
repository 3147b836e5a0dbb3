"""Columns of a doc's tokens, read at once: walking over tokens one by one is what costs most beside the parse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

_TEXT = "quotemark_text"
INSIDE, OUTSIDE, BEGINS = 1, 2, 3  # spaCy's codes of ENT_IOB; 0 is a token that no recogniser has seen


def text_of(doc: Doc) -> str:
    """``doc.text``, put together once: spaCy does so anew at each asking."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def starts_of(doc: Doc) -> list[int]:
    """Where each token begins, in code points."""
    starts: list[int] = doc.to_array("IDX").tolist()
    return starts


def sentence_starts(doc: Doc) -> list[bool]:
    """Whether each token opens a sentence."""
    return [value == 1 for value in doc.to_array("SENT_START").tolist()]


def spaces_of(doc: Doc) -> list[int]:
    """1 for each token of white space, else 0."""
    spaces: list[int] = doc.to_array("IS_SPACE").tolist()
    return spaces


def places_where(doc: Doc, test: Callable[[str], bool]) -> list[int]:
    """The indices of the tokens whose words pass a test, which is asked once for each different word."""
    ids: list[int] = doc.to_array("ORTH").tolist()
    strings = doc.vocab.strings
    passing = {word for word in set(ids) if test(strings[word])}
    return [place for place, word in enumerate(ids) if word in passing]


def is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def entities_of(doc: Doc) -> list[Span]:
    """What ``doc.ents`` gives, without its walk over every token."""
    from spacy.tokens import Span

    spans: list[Span] = []
    begun, label = -1, 0
    columns = doc.to_array(["ENT_IOB", "ENT_TYPE"]).tolist()
    for place, (iob, kind) in enumerate([*columns, (OUTSIDE, 0)]):
        if begun >= 0 and iob != INSIDE:
            spans.append(Span(doc, begun, place, label=label))
            begun = -1
        if iob == BEGINS or (iob == INSIDE and begun < 0):
            begun, label = place, kind
    return spans
