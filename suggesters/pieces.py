"""Long texts in pieces that a parser takes: cut between paragraphs, parsed alone, joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST_WORD = 500
"""The tokenizer's time grows with the square of a word's length and more: 8 s for 10,000 brackets in a row."""
_SHORT_STRETCH = re.compile(r"\S{1,100}\s*|\s+")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}")
LONGEST_PIECE = 30_000  # code points, some 5,000 words
MOST_TOKENS = 10_000  # in one piece: a parser's time and memory grow with them, and each bracket of a row is one
_TOKEN = re.compile(r"\w{1,100}|[^\w\s]")

_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*\s+")


def pieces_of(text: str, *, longest: int = LONGEST_PIECE) -> Iterator[Span]:
    """The spans of consecutive pieces of at most ``longest`` code points that make up the text.

    A piece has ``MOST_TOKENS`` at most. It ends with a line break where there is one, else with a sentence, else with a
    word, else anywhere.
    """
    start = 0
    while (limit := _limit(text, start, longest)) < len(text):
        end = _last_cut(text, start, limit)
        yield start, end
        start = end
    yield start, len(text)


def number_of_tokens(text: str) -> int:
    """About how many tokens a parser makes of the text: words, and each other sign that is not white space."""
    return sum(1 for _ in _TOKEN.finditer(text))


def _limit(text: str, start: int, longest: int) -> int:
    """Where a piece that starts here must end at the latest."""
    end = min(start + longest, len(text))
    first_too_many = next(islice(_TOKEN.finditer(text, start, end), MOST_TOKENS, None), None)
    return first_too_many.start() if first_too_many else end


def _last_cut(text: str, start: int, end: int) -> int:
    """The best place to cut in the second half of ``[start, end)``."""
    middle = (start + end) // 2
    line = text.rfind("\n", middle, end)
    if line >= 0:
        return line + 1
    sentence = max((match.end() for match in _SENTENCE_END.finditer(text, middle, end)), default=0)
    return sentence or text.rfind(" ", middle, end) + 1 or end


def joined(docs: Sequence[Doc]) -> Doc:
    """One doc of the docs of consecutive pieces, with the same text and offsets as their texts put together."""
    from spacy.tokens import Doc as SpacyDoc

    if len(docs) == 1:
        return docs[0]
    whole = SpacyDoc.from_docs(list(docs), ensure_whitespace=False)
    if whole is None:
        raise ValueError("No pieces to join: give at least one doc.")
    return whole


def tokenised(text: str, nlp: Language) -> Doc | str:
    """The text as it is, for the pipeline to tokenise; a doc where a word is too long for that, cut into short ones."""
    if _LONG_WORD.search(text) is None:
        return text
    from spacy.tokens import Doc

    words: list[str] = []
    spaces: list[bool] = []
    for match in _SHORT_STRETCH.finditer(text):
        for token in nlp.make_doc(match[0]):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
    return Doc(nlp.vocab, words=words, spaces=spaces)
