"""Finding the verb between a quote and its speaker."""

from __future__ import annotations

from collections.abc import Sequence

from suggesters.lexicon import CUE_VERBS

Span = tuple[int, int]
IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "thought": "think", "felt": "feel", "knew": "know", "saw": "see",
    "swore": "swear", "spoke": "speak", "found": "find", "heard": "hear", "held": "hold", "read": "read", "put": "put",
}  # fmt: skip


def cue_between(text: str, content: Sequence[Span], speaker: Sequence[Span]) -> Span | None:
    """The span of a verb of saying that is the only word between the speaker and a part of the quote, or None.

    Offsets are code points, half-open. Commas, colons and quotation marks around the verb do not count.
    """
    for start, end in speaker:
        for other_start, other_end in content:
            gap = (end, other_start) if end <= other_start else (other_end, start)
            words = text[slice(*gap)].strip(" ,:;“”\"'\n") if gap[0] < gap[1] else ""
            if is_verb_of_saying(words):
                at = text.index(words, *gap)
                return at, at + len(words)
    return None


def is_verb_of_saying(word: str) -> bool:
    """Whether the word is a form of a verb that introduces speech: “warned”, “says”, “told”."""
    if not word.isalpha() or not word.islower():
        return False
    bases = {word, IRREGULAR.get(word, "")}
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            bases |= {stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem}
            bases.add(f"{stem[:-1]}y" if stem.endswith("i") else stem)
    return bool(bases & CUE_VERBS)
