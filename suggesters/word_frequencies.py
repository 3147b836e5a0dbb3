"""How common an English word is, on the Zipf scale: base-10 logarithm of its occurrences in a thousand million words.

From the large list of ``wordfreq`` (Speer 2022, data CC BY-SA 4.0), 321,000 words down to Zipf 1. Read once, on
first use: about 0.5 s and 46 MB.
"""

from __future__ import annotations

from functools import cache

UNKNOWN = 0.0


def zipf(word: str) -> float:
    """The Zipf frequency of a word in lower case: “the” 7.7, “said” 6.0, “stoltenberg” 2.3; 0 when it is not listed."""
    return _table().get(word, UNKNOWN)


@cache
def _table() -> dict[str, float]:
    from wordfreq import get_frequency_list

    table: dict[str, float] = {}
    for centibels, words in enumerate(get_frequency_list("en", "large")):
        table.update(dict.fromkeys(words, 9 - centibels / 100))
    get_frequency_list.cache_clear()  # the table replaces it
    return table
