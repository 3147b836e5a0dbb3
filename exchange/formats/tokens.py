"""Words of an article for formats that know tokens rather than characters: cut so that every span is whole tokens.

The tokens are those of spaCy’s blank tokenizer, cut further at the edges of spans. Nothing is lost: the tokens and the
spaces after them are the article’s text, character for character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate, chain
from operator import add, itemgetter
from typing import TYPE_CHECKING

from articles.readers.types import Span

if TYPE_CHECKING:
    from spacy.language import Language

ANY_LANGUAGE = "xx"
LONGEST_WORD = 500
"""spaCy’s tokenizer takes time that grows faster than the square of a word’s length: 35 s for 20,000 brackets. Longer
words are cut simply."""

MOST_WORDS = 100_000
"""So many words of a language are remembered with their tokens, about 20 MB. Then they are forgotten, and come anew."""

LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}")
SIMPLE_TOKEN = re.compile(r"\w{1,100}|[^\w\s]|\s")
PIECE = re.compile(r"\S+ ?|\s+")
"""A word with the space after it, or further white space, which is a token of its own."""

Range = tuple[int, int]
"""Numbers of tokens, the end not included."""
Cut = tuple[list[str], list[bool]]
"""Tokens, and whether a space follows each."""


@dataclass(slots=True)
class CutText:
    """The tokens of a text: their words, whether a space follows that is not a token itself, and where each begins and
    ends.
    """

    words: list[str]
    spaces: list[bool]
    starts: list[int] = field(init=False)
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        lengths = list(map(len, self.words))
        self.starts = [0, *accumulate(map(add, lengths, self.spaces))][:-1]
        self.ends = list(map(add, self.starts, lengths))

    def numbers(self, start: int, end: int) -> Range:
        """The tokens of a span that is whole ones, by their numbers."""
        return bisect_left(self.starts, start), bisect_left(self.ends, end) + 1

    def cut_at_edges(self, spans: Collection[Span]) -> None:
        """Cut the tokens so that each span is whole ones."""
        begun, ended = {start for start, _ in spans}, {end for _, end in spans}
        for start in begun.difference(self.starts):
            self.cut_at(start, bisect_right(self.starts, start) - 1)
        for end in ended.difference(self.ends):
            self.cut_at(end, bisect_left(self.starts, end) - 1)

    def cut_at(self, place: int, number: int) -> None:
        """Cut the token of this number at a place of the text; beyond its end the space after it becomes a token."""
        word, start = self.words[number], self.starts[number]
        first, second = word[: place - start], word[place - start :] or " "
        self.words[number : number + 1] = first, second
        self.ends[number] = start + len(first)
        self.starts.insert(number + 1, start + len(first))
        self.ends.insert(number + 1, start + len(first) + len(second))
        self.spaces.insert(number, False)
        if len(first) == len(word):
            self.spaces[number + 1] = False


class Cutter:
    """Cuts the articles of one export. Not shared between threads: spaCy’s vocabulary is not made for it."""

    def __init__(self) -> None:
        self.tokenizers: dict[str, Tokenizer] = {}

    def cut(self, text: str, spans: Collection[Span], *, language: str) -> CutText:
        """The tokens of the text, in which each span is whole ones."""
        name = re.split("[-_]", language)[0].lower() or ANY_LANGUAGE
        if name not in self.tokenizers:
            self.tokenizers[name] = Tokenizer(blank(name))
        tokens = self.tokenizers[name].tokens_of(text)
        tokens.cut_at_edges(spans)
        return tokens


def blank(name: str) -> Language:
    """The blank pipeline of the language; one for any where spaCy has none, or misses a package for it."""
    import spacy

    try:
        return spacy.blank(name)
    except (ImportError, ValueError):
        return spacy.blank(ANY_LANGUAGE)


@dataclass(slots=True)
class Tokenizer:
    """spaCy’s tokenizer of a language, asked once for each word between white space: most words come again and again.

    spaCy remembers words itself, but not within a memory zone, and outside of one its vocabulary grows for ever.
    """

    nlp: Language
    known: dict[str, Cut] = field(default_factory=dict)
    phrases: list[str] = field(default_factory=list)
    cuts_at_spaces: bool = True

    def __post_init__(self) -> None:
        # Whether a word looks like a number, and the like, takes long to say, and nobody asks.
        self.nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
        self.cuts_at_spaces = type(self.nlp.tokenizer).__module__ == "spacy.tokenizer"
        rules: dict[str, object] = getattr(self.nlp.tokenizer, "rules", {})
        self.phrases = [rule for rule in rules if " " in rule.strip()]

    def tokens_of(self, text: str) -> CutText:
        is_whole = not self.cuts_at_spaces or any(phrase in text for phrase in self.phrases)
        return CutText(*(self.of_whole(text) if is_whole else self.between_spaces(text)))

    def between_spaces(self, text: str) -> Cut:
        """Each word’s tokens; the space after a word is its last token’s, and further white space one token."""
        pieces = PIECE.findall(text)
        cuts = list(map(self.with_all(pieces).__getitem__, pieces))
        words = chain.from_iterable(map(itemgetter(0), cuts))
        return list(words), list(chain.from_iterable(map(itemgetter(1), cuts)))

    def with_all(self, pieces: list[str]) -> dict[str, Cut]:
        """The pieces that are known, these among them."""
        if len(self.known) > MOST_WORDS:
            self.known.clear()
        new = {*pieces}.difference(self.known)  # in the time that the pieces take, not all that are known
        words = {piece.rstrip(" ") for piece in new if not piece.isspace()}
        cut = {word: SIMPLE_TOKEN.findall(word) for word in words if len(word) >= LONGEST_WORD}
        if len(cut) < len(words):
            cut |= self.learned([word for word in words if len(word) < LONGEST_WORD])
        for piece in new:
            tokens = [piece] if piece.isspace() else cut[piece.rstrip(" ")]
            is_before_space = piece[-1] == " " and not piece.isspace()
            self.known[piece] = tokens, [*[False] * (len(tokens) - 1), is_before_space]
        return self.known

    def learned(self, words: list[str]) -> dict[str, list[str]]:
        """The tokens of words, which are cut together, a line each."""
        lines = "\n".join(words)
        with self.nlp.memory_zone():
            places = iter(self.nlp.tokenizer(lines).to_array(["IDX", "LENGTH"]).tolist())
        at, found = 0, {}
        for word in words:
            end, pieces = at + len(word), []
            while at < end:
                start, length = next(places)
                at = start + length
                pieces.append(lines[start:at])
            found[word] = pieces
            at += len("\n")
            next(places, None)
        return found

    def of_whole(self, text: str) -> Cut:
        """The tokens of a text whose words hold spaces (“EE. UU.”) or have none between them.

        They are simple ones where spaCy’s are not all of the text.
        """
        if not LONG_WORD.search(text):
            with self.nlp.memory_zone():
                doc = self.nlp.tokenizer(text)
                words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
            if "".join([word + " " * space for word, space in zip(words, spaces, strict=True)]) == text:
                return words, spaces
        words = SIMPLE_TOKEN.findall(text)
        return words, [False] * len(words)


def sentence_starts(tokens: CutText) -> list[int]:
    """The numbers of the tokens with which sentences begin, by full stops and the like, and at blank lines.

    After a full stop a sentence begins with the first token that is no punctuation, as spaCy’s sentencizer has it.
    """
    words, ends = tokens.words, sentence_ends()
    starts, after = {0}, 0
    for number in [number for number, word in enumerate(words) if word in ends]:
        after = max(after, number + 1)
        while after < len(words) and (words[after] in ends or is_punctuation(words[after])):
            after += 1
        starts.add(after)
    lines = [number for number, word in enumerate(words) if "\n" in word]
    starts.update(number + 1 for number in lines if words[number].isspace() and words[number].count("\n") > 1)
    return sorted(starts - {len(words)})


@cache
def sentence_ends() -> frozenset[str]:
    from spacy.pipeline import Sentencizer

    return frozenset(Sentencizer.default_punct_chars)


@lru_cache(maxsize=50_000)
def is_punctuation(word: str) -> bool:
    return all(unicodedata.category(character).startswith("P") for character in word)
