"""Where a token stands: its sentence, its paragraph, inside or outside quotation marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from suggesters.columns import places_where, sentence_starts, spaces_of, starts_of, text_of
from suggesters.quotation import quoted_mask
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Layout:
    """The places of a doc's tokens, computed once in one pass each.

    ``sentence`` and ``paragraph`` hold a number for each token; paragraphs are lines with words, counted from 1.
    ``quoted`` is 1 for tokens that begin inside quotation marks.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.starts = starts_of(doc)
        mask = quoted_mask(text_of(doc))
        self.quoted = bytearray(mask[start] for start in self.starts)
        self.sentence: list[int] = []
        self.paragraph: list[int] = []
        self._quoted_sentences: list[int] = []
        sentence, quoted_sentences, paragraph, in_line = -1, 0, 0, False
        breaks = set(places_where(doc, lambda word: "\n" in word))
        for place, (opens, space) in enumerate(zip(sentence_starts(doc), spaces_of(doc), strict=True)):
            if opens or sentence < 0:
                sentence += 1
                quoted_sentences += self.quoted[place]
            if not space and not in_line:
                paragraph, in_line = paragraph + 1, True
            if place in breaks:
                in_line = False
            self.sentence.append(sentence)
            self._quoted_sentences.append(quoted_sentences)
            self.paragraph.append(max(paragraph, 1))

    def sentences_between(self, before: int, after: int) -> tuple[int, int]:
        """How many sentences begin between two tokens: inside quotation marks, and outside of them."""
        quoted = self._quoted_sentences[after] - self._quoted_sentences[before]
        return quoted, self.sentence[after] - self.sentence[before] - quoted

    def tokens_in(self, span: Span) -> list[Token]:
        """The tokens that begin inside ``[start, end)``, space and marks left out; else the one around ``start``."""
        first, last = bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])
        if first == last and first:
            first -= 1
        return [token for token in self.doc[first:last] if not token.is_space and not token.is_punct]

    def token_at(self, offset: int) -> int:
        """The index of the token that holds the code point ``offset``, or the last one before it."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that holds ``offset``, from 1."""
        return self.paragraph[self.token_at(offset)] if self.paragraph else 1
