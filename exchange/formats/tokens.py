"""Words of an article for formats that know tokens rather than characters: cut so that every span is whole tokens.

The tokens are those of spaCy’s blank tokenizer, cut further at the edges of spans. Nothing is lost: the document’s
text is the article’s, character for character.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from articles.readers.types import Span
from suggesters import columns as columns_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

ANY_LANGUAGE = "xx"
LONGEST_WORD = 500
"""spaCy’s tokenizer takes time that grows faster than the square of a word’s length: 35 s for 20,000 brackets. Texts
with longer words are cut simply."""

FORGET_AFTER = 100_000
"""The cache of words is emptied after this many tokens: most words repeat within, and memory stays flat."""

LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}")
SIMPLE_TOKEN = re.compile(r"\w{1,100}|[^\w\s]|\s")


class Cutter:
    """Cuts the articles of one export. Not shared between threads: spaCy’s vocabulary is not made for it."""

    def __init__(self) -> None:
        self.pipelines: dict[str, Language] = {}
        self.zones = ExitStack()
        self.tokens = 0

    @contextmanager
    def cut(self, text: str, spans: Collection[Span], *, language: str) -> Iterator[Doc]:
        """The document of the text, in which each span is whole tokens (``char_span`` finds it).

        Do not use it after the block has ended.
        """
        from spacy.tokens import Doc

        nlp = self.pipeline(language)
        doc, tokens = tokens_of(text, nlp)
        pieces = whole(tokens, spans)
        if doc is None or pieces is not tokens:
            words = [text[start:end] for start, end, _ in pieces]
            doc = Doc(nlp.vocab, words=words, spaces=[has_space for _, _, has_space in pieces])
        yield doc
        self.tokens += len(pieces)
        if self.tokens >= FORGET_AFTER:
            self.forget()

    def forget(self) -> None:
        """Empty the cache of words of all documents so far."""
        self.zones.close()
        self.tokens = 0
        for nlp in self.pipelines.values():
            self.zones.enter_context(nlp.memory_zone())

    def pipeline(self, language: str) -> Language:
        """The blank pipeline of the language; one for any where spaCy has none, or misses a package for it."""
        import spacy

        name = re.split("[-_]", language)[0].lower() or ANY_LANGUAGE
        if name not in self.pipelines:
            try:
                self.pipelines[name] = spacy.blank(name)
            except (ImportError, ValueError):
                self.pipelines[name] = spacy.blank(ANY_LANGUAGE)
            self.zones.enter_context(self.pipelines[name].memory_zone())
        return self.pipelines[name]


Piece = tuple[int, int, bool]
"""A token’s place in the text, and whether a space follows that is not a token itself."""


def tokens_of(text: str, nlp: Language) -> tuple[Doc | None, list[Piece]]:
    """The tokens, with spaCy’s document where it has them. Its columns are read at once: a walk costs as much again."""
    if not LONG_WORD.search(text):
        doc = nlp.tokenizer(text)
        columns, strings = doc.to_array(["IDX", "LENGTH", "SPACY", "ORTH"]).tolist(), nlp.vocab.strings
        if "".join([strings[word] + " " * space for _, _, space, word in columns]) == text:
            return doc, [(start, start + length, bool(space)) for start, length, space, _ in columns]
    return None, [(match.start(), match.end(), False) for match in SIMPLE_TOKEN.finditer(text)]


def whole(tokens: list[Piece], spans: Collection[Span]) -> list[Piece]:
    """The tokens, cut so that each span is whole ones; the very same list where they are so already."""
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    if starts <= {start for start, _, _ in tokens} and ends <= {end for _, end, _ in tokens}:
        return tokens
    return list(cut_at(tokens, starts=starts, ends=ends))


def cut_at(tokens: Iterable[Piece], *, starts: Collection[int], ends: Collection[int]) -> Iterator[Piece]:
    """The tokens, cut at these places. A space becomes a token of its own where a span begins or ends with it."""
    edges = sorted({*starts, *ends})
    for start, end, has_space in tokens:
        first = start
        for edge in edges[bisect_right(edges, start) : bisect_left(edges, end)]:
            yield first, edge, False
            first = edge
        space_is_token = has_space and (end in starts or end + 1 in ends)
        yield first, end, has_space and not space_is_token
        if space_is_token:
            yield end, end + 1, False


def sentence_starts(doc: Doc) -> list[int]:
    """The numbers of the tokens with which sentences begin, by full stops and the like, and at blank lines."""
    from spacy.pipeline import Sentencizer

    Sentencizer()(doc)
    starts = {number for number, opens in enumerate(columns_of.sentence_starts(doc)) if opens}
    spaces = [number for number, is_space in enumerate(columns_of.spaces_of(doc)[:-1]) if is_space]
    starts.update(number + 1 for number in spaces if doc[number].text.count("\n") > 1)
    return sorted(starts)
