"""Places where the text itself is damaged.

Proposed are missing spaces only: between two words (:mod:`suggesters.glued_words`) and after punctuation
(“violation.He”, “said,and”, “”he”). A repair is a statement about the stored text, which never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from suggesters.glued_words import FUNCTION_WORDS, WORD, find_glued_words
from suggesters.suggestions import Repair

LOWEST_SCORE = 0.3
PUNCTUATION_SCORE = 0.9
WORDS_SAMPLED = 2000
LEAST_FUNCTION_WORDS = 0.2
"""Share of English function words below which a text is taken for another language; English news has 0.35 to 0.5."""

LETTER = r"[^\W\d_]"
MISSING_AFTER_PUNCTUATION = re.compile(
    rf"""(?<!{LETTER})(?P<before>{LETTER}{{2,40}})
      (?: (?P<stop>[.!?…])     # “violation.He”
        | [.!?,…]?”            # “violation.”he”
        | [,;]                 # “said,and”
      )(?P<after>{LETTER}{{2,40}})(?!{LETTER})""",
    re.VERBOSE,
)
LONGEST_ADDRESS = 80
ADDRESS = re.compile(r"://|www\.|@|\.(?:com|org|net|co|gov|edu|io|uk|eu)\b", re.IGNORECASE)


def find_repairs(text: str) -> list[Repair]:
    """Missing spaces, in order of the text; no two overlap. Each covers the words on both sides of the place.

    Takes time linear in the text's length. In a text that is not English only punctuation is looked at.
    """
    glued = find_glued_words(text, least_score=LOWEST_SCORE) if seems_english(text) else ()
    repairs = [
        Repair(word.start, word.end, f"{left} {right}", word.score, f"“{left}” and “{right}” without a space")
        for word in glued
        for left, right in [(text[word.start : word.split], text[word.split : word.end])]
    ]
    repairs.extend(_after_punctuation(text))
    return _without_overlaps(repairs)


def seems_english(text: str) -> bool:
    """Whether enough of the first words are function words of English. A text without words is none."""
    found = [match[0].lower() for match, _ in zip(WORD.finditer(text), range(WORDS_SAMPLED), strict=False)]
    return sum(word in FUNCTION_WORDS for word in found) > LEAST_FUNCTION_WORDS * len(found)


def _after_punctuation(text: str) -> Iterator[Repair]:
    for match in MISSING_AFTER_PUNCTUATION.finditer(text):
        if match["stop"] and not _ends_a_sentence(match["before"], match["after"]):
            continue
        if not _in_address(text, match.start(), match.end()):
            words = f"{text[match.start() : match.start('after')]} {match['after']}"
            yield Repair(match.start(), match.end(), words, PUNCTUATION_SCORE, "no space after punctuation")


def _ends_a_sentence(before: str, after: str) -> bool:
    """Told from initials, brands and file names: “U.S.A”, “AI.Lab”, “index.html”."""
    return before[-1].islower() and after[0].isupper() and after[1:].islower()


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether the stretch without white space around ``text[start:end]`` looks like an address or a handle."""
    before = text[max(0, start - LONGEST_ADDRESS) : start].split()
    after = text[end : end + LONGEST_ADDRESS].split()
    left = before[-1] if before and start and not text[start - 1].isspace() else ""
    right = after[0] if after and not text[end].isspace() else ""
    return ADDRESS.search(left + text[start:end] + right) is not None


def _without_overlaps(repairs: list[Repair]) -> list[Repair]:
    kept: list[Repair] = []
    for repair in sorted(repairs, key=lambda repair: (repair.start, repair.end)):
        if not kept or repair.start >= kept[-1].end:
            kept.append(repair)
        elif repair.score > kept[-1].score:
            kept[-1] = repair
    return kept
