"""Columns of a doc's tokens, read at once: walking over tokens one by one is what costs most beside the parse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

_TEXT = "quotemark_text"
_PLACES = "quotemark_places"
INSIDE, BEGINS = 1, 3  # spaCy's codes of ENT_IOB; 2 is outside, 0 a token that no recogniser has seen


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
    return sorted(place for word, places in _places_of_words(doc).items() if test(word) for place in places)


def _places_of_words(doc: Doc) -> dict[str, list[int]]:
    """Where each different word stands, put together once."""
    places: dict[str, list[int]] | None = doc.user_data.get(_PLACES)
    if places is None:
        by_key: dict[int, list[int]] = {}
        for place, key in enumerate(doc.to_array("ORTH").tolist()):
            by_key.setdefault(key, []).append(place)
        strings = doc.vocab.strings
        places = doc.user_data[_PLACES] = {strings[key]: found for key, found in by_key.items()}
    return places


def is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def entities_of(doc: Doc) -> list[Span]:
    """What ``doc.ents`` gives, without its walk over every token."""
    from spacy.tokens import Span

    spans: list[Span] = []
    begun, label, end = -1, 0, 0
    columns = doc.to_array(["ENT_IOB", "ENT_TYPE"])
    within = ((columns[:, 0] == INSIDE) | (columns[:, 0] == BEGINS)).nonzero()[0]
    for place, (iob, kind) in zip(within.tolist(), columns[within].tolist(), strict=True):
        if begun >= 0 and (iob == BEGINS or place > end):
            spans.append(Span(doc, begun, end, label=label))
            begun = -1
        if begun < 0:
            begun, label = place, kind
        end = place + 1
    if begun >= 0:
        spans.append(Span(doc, begun, end, label=label))
    return spans
