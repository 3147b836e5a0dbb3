"""Credits that only the whole article shows: names that end several of its lines, or are credited elsewhere in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from suggesters.credit_words import NO_NAME
from suggesters.credits import Credit, boundaries, credited_name, ends_sentence, is_source, looks_like_names

MOST_WORDS = 6
FEWEST_WORDS_BEFORE_TAG = 3
LONGEST = 80
"""Code points at a line's end in which a repeated credit is looked for."""
TAG = re.compile(r"\[[A-Z][A-Za-z]{1,7}\]\Z|\((?![A-Z]\b)[A-Z][\w .'’&/-]{2,40}\)\Z")
"""A tag in brackets; in round ones no party (“(R-Marlow)”)."""
TITLE = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|sen|rep|gov|gen|col|capt|lt|sgt|rev|hon|prof|sr|jr|no|vs)\.\s*\Z", re.IGNORECASE
)
PULL_QUOTE = re.compile(r"\A[“\"‘']")


def repeated_credits(lines: Sequence[tuple[str, Credit | None]]) -> list[Credit | None]:
    """The credits of an article's lines, those without one looked at again.

    A tail of names counts where it ends two lines (“… in Leeds. Supplied”), or where another line credits it with a
    label or in brackets.
    """
    known = {_key(words[slice(*name)]) for words, credit in lines if credit and (name := _name(words, credit))}
    starts = [None if credit else _tail(words) for words, credit in lines]
    tails = [None if start is None else _key(words[start:]) for (words, _), start in zip(lines, starts, strict=True)]
    ends = Counter(tail for tail in tails if tail)
    found: list[Credit | None] = []
    for (words, credit), start, tail in zip(lines, starts, tails, strict=True):
        if start is not None and tail and (ends[tail] > 1 or tail in known):
            credit = Credit(start, len(words), "repeated")
        elif credit is None and _key(words) in known:
            credit = Credit(0, len(words), "below")
        found.append(credit)
    return found


def _name(words: str, credit: Credit) -> tuple[int, int] | None:
    return credited_name(words, credit.start, credit.end)


def _key(words: str) -> str:
    return words.strip(" ()[].").casefold()


def _tail(words: str) -> int | None:
    """Where the names begin that end a line after a sentence, or a tag in brackets."""
    offset = max(0, len(words) - LONGEST)
    end = words[offset:]
    if tag := TAG.search(end):
        return offset + tag.start() if _is_tag_of_picture(words[: offset + tag.start()], tag[0]) else None
    if end[-1] in ".!?:,…":
        return None
    for start in boundaries(end):
        names = end[start:]
        before = words[: offset + start]
        if (
            0 < len(names.split()) <= MOST_WORDS
            and ends_sentence(before)
            and looks_like_names(names)
            and names.split()[0].lower() not in NO_NAME
            and not TITLE.search(before)
            and not (PULL_QUOTE.match(words) and before.rstrip(" -–—")[-1] in "”\"’'")
        ):
            return offset + start
    return None


def _is_tag_of_picture(before: str, tag: str) -> bool:
    """Whether a tag in brackets ends a line of words, not a list: “Backs: Ana Lee (Marlow), Ben Oke (Marlow)”."""
    return (
        len(before.split()) >= FEWEST_WORDS_BEFORE_TAG
        and "(" not in before
        and looks_like_names(tag)
        and is_source(tag)
    )
