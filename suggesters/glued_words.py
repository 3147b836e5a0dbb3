"""Two words that lost the space between them: “Stoltenbergsaid”, “Spainamong”.

Page markup loses the space after a link or a name in bold. A word is suspected when it is hardly ever used in English
and hardly ever in the article; its best division into two known words is then weighed by how common both are, whether
the article has them elsewhere, and what kind of word the second is. The weights are coarse: rounded to
halves from a fit on articles in which spaces had been removed on purpose. With them a score is close to a probability
(``docs/suggestions.md``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from suggesters.word_frequencies import zipf
from suggesters.word_sets import word_set

COMMON_ENOUGH = 2.0
"""A word of this Zipf frequency or more is taken for what it is."""
MOST_REPEATS = 3
LEAST_EVIDENCE = 2.0
ONCE_IN_ARTICLE = 3.6
"""What a single occurrence elsewhere in the article is worth on the Zipf scale."""

WORD = re.compile(r"[^\W\d_]+")
# No part of an address, a handle, a hashtag or a file name. The length is bounded: no text makes the search slow.
SUSPECT = re.compile(r"(?<![^\W_])(?<![@#/\\_.&])[^\W\d_]{4,40}(?![^\W_])(?![@/\\_]|\.\w|:/)")

FUNCTION_WORDS = word_set(
    """
    a about after against all also among an and any are as at be because been before being between but by can
    could did do does during for from had has have he her here his how i if in into is its it just may might
    more most must my no nor not of off on or our over said say says shall she should since so than that the
    their then there these they this those through to under until up was we were what when where which while who
    whom whose why will with within without would you your
    """
)
PREFIXES = word_set(
    """
    anti auto back bio co counter cross cyber de dis down eco electro ex extra fore geo hyper in inter intra
    macro mega meta micro mid mini mis mono multi nano neo non off on out over photo poly post pre pro pseudo
    psycho quasi radio re self semi socio step sub super tele thermo trans ultra un under uni up video
    """
)
"""What makes a compound with the word that follows, rather than being glued to it."""
SUFFIXES = word_set(
    """
    able berg bound burg care craft dom down ed ell er ers es est field ford free gate ham hold holder holders
    hood house ing ings ism ist ists land lands less like long ly maker makers making man mania mark marks men
    ment ness off on out person proof rooms room s scape ship side smith son stone ton town up verse view ville
    ward wards ware wide wire wise wood work works worth worthy
    """
)
WORDS_OF_ONE_LETTER = frozenset("aI")


@dataclass(frozen=True, slots=True)
class GluedWords:
    """``text[start:end]`` divided at ``split``, with the probability that a space is missing there."""

    start: int
    split: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Division:
    left: str
    right: str
    left_zipf: float
    right_zipf: float
    left_repeats: int
    right_repeats: int

    @property
    def evidence(self) -> float:
        """How much speaks for two words here, on the Zipf scale: short ones are found in anything by chance."""
        known = _known(self.left_zipf, self.left_repeats) + _known(self.right_zipf, self.right_repeats)
        chance = sum(_chance_of_short(part) for part in (self.left, self.right))
        return known - chance + (1.5 if self.is_camel_case else 0.0)

    @property
    def is_camel_case(self) -> bool:
        return self.right[0].isupper() and self.left[-1].islower()


def find_glued_words(text: str, *, least_score: float) -> Iterator[GluedWords]:
    """Places of an English text where a space is likely missing between two words, in order of the text.

    Time is linear in the length of the text. Words of the article itself serve as a second lexicon, so that unusual
    names are known; a token is never its own evidence.
    """
    vocabulary = Counter(match[0].lower() for match in WORD.finditer(text))
    for match in SUSPECT.finditer(text):
        token = match[0]
        listed = zipf(token.lower())
        repeats = vocabulary[token.lower()]
        if listed >= COMMON_ENOUGH or repeats > MOST_REPEATS or token.isupper():
            continue
        division = _best_division(token, vocabulary)
        if division is None:
            continue
        hyphen_before = text[match.start() - 1 : match.start()] == "-"
        score = _probability(division, listed=listed, repeats=repeats, hyphen_before=hyphen_before)
        if score >= least_score:
            yield GluedWords(match.start(), match.start() + len(division.left), match.end(), score)


def _best_division(token: str, vocabulary: Counter[str]) -> _Division | None:
    best: _Division | None = None
    for at in range(1, len(token)):
        left, right = token[:at], token[at:]
        if any(len(part) == 1 and part not in WORDS_OF_ONE_LETTER for part in (left, right)):
            continue
        if right[1:] != right[1:].lower() and not right.isupper():
            continue
        division = _divide(left, right, vocabulary)
        if division and (best is None or division.evidence > best.evidence):
            best = division
    return best


def _divide(left: str, right: str, vocabulary: Counter[str]) -> _Division | None:
    low_left, low_right = left.lower(), right.lower()
    left_zipf, left_repeats = zipf(low_left), vocabulary[low_left]
    if _known(left_zipf, left_repeats) < LEAST_EVIDENCE:
        return None
    right_zipf, right_repeats = zipf(low_right), vocabulary[low_right]
    if _known(right_zipf, right_repeats) < LEAST_EVIDENCE:
        return None
    return _Division(left, right, left_zipf, right_zipf, left_repeats, right_repeats)


def _known(listed: float, repeats: int) -> float:
    return max(listed, ONCE_IN_ARTICLE + math.log10(repeats)) if repeats else listed


def _chance_of_short(part: str) -> float:
    return {1: 1.5, 2: 0.7}.get(len(part), 0.0)


WEIGHTS = {
    "always": -1.0,
    "evidence": 1.5,
    "the rarer word": 0.5,
    "length": 3.0,
    "a function word follows": 2.0,
    "a function word follows a name": -1.0,
    "a function word follows a known word": 1.0,
    "first word elsewhere": 0.5,
    "second word elsewhere": 0.5,
    "a name": 0.5,
    "camel case": -2.0,
    "listed": -3.5,
    "repeated": -1.0,
    "prefix": -2.0,
    "suffix": -2.0,
    "short first word": -0.5,
    "hyphen before": 1.0,
}
"""What each feature adds to the log-odds: in steps of a half, so that a person can follow and change them."""


def _features(division: _Division, *, listed: float, repeats: int, hyphen_before: bool) -> dict[str, float]:
    left, right = division.left.lower(), division.right.lower()
    is_function_word = right in FUNCTION_WORDS
    is_name = division.left[0].isupper() and not division.is_camel_case
    rarer = min(
        _known(division.left_zipf, min(division.left_repeats, 1)),
        _known(division.right_zipf, min(division.right_repeats, 1)),
    )
    return {
        "always": 1.0,
        "evidence": (division.evidence - 10) / 2,
        "the rarer word": rarer - 4,
        "length": min(len(left) + len(right), 16) / 8 - 1,
        "a function word follows": float(is_function_word),
        "a function word follows a name": float(is_function_word and is_name),
        "a function word follows a known word": float(is_function_word and division.left_repeats > 0),
        "first word elsewhere": float(division.left_repeats > 0),
        "second word elsewhere": float(division.right_repeats > 0),
        "a name": float(is_name),
        "camel case": float(division.is_camel_case),
        "listed": float(listed > 0),
        "repeated": float(repeats > 1),
        "prefix": float(left in PREFIXES and not is_function_word),
        "suffix": float(right in SUFFIXES),
        "short first word": float(len(left) <= 3),
        "hyphen before": float(hyphen_before),
    }


def _probability(division: _Division, *, listed: float, repeats: int, hyphen_before: bool) -> float:
    features = _features(division, listed=listed, repeats=repeats, hyphen_before=hyphen_before)
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in features.items())))
