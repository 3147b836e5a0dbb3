"""Which articles are set aside together to be tested on: repeated cross-validation, grouped by story.

Texts that are nearly the same (an agency report printed twice, a later version) stay in one fold: a learner that has
seen one of them would be tested on what it knows. Which texts these are is found by MinHash (``near_duplicates``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from suggesters.near_duplicates import NearDuplicates

FOLDS = 10
"""With fewer stories than that, each is a fold by itself; other partitions of them do not exist."""
FITS = ((25, 40), (100, 30))
"""Below this many stories, so many fits: each is quick there, and more of them steady the figures."""
FEWEST_FITS = 20
FEWEST_STORIES = 3


@dataclass(frozen=True, slots=True)
class Split:
    """The numbers of the articles to learn from and of those to be tested on, each in ascending order."""

    repeat: int
    fold: int
    learned: tuple[int, ...]
    tested: tuple[int, ...]


def stories_of(texts: Sequence[str]) -> list[int]:
    """For each text the number of its story: that of the first text which is nearly the same."""
    with NearDuplicates() as alike:
        for text in texts:
            alike.add(text)
        return list(alike.leaders())


def splits(stories: Sequence[int], *, most: int | None = None, seed: int = 0) -> list[Split]:
    """Every article is tested on once in each repeat. The same for the same seed.

    ``most``: how many fits may be asked for at most; there is always one whole repeat. Without it 20 from 100 stories
    on, and more of fewer stories; none of fewer than three.
    """
    number = len(set(stories))
    if number < FEWEST_STORIES:
        return []
    wanted = next((fits for below, fits in FITS if number < below), FEWEST_FITS)
    fits = wanted if most is None else min(wanted, most)
    repeats = max(1, fits // FOLDS) if number > FOLDS else 1
    chance = Random(seed)  # noqa: S311 - no secret
    return [split for repeat in range(repeats) for split in divided(stories, FOLDS, chance, repeat=repeat)]


def divided(stories: Sequence[int], folds: int, chance: Random, *, repeat: int = 0) -> Iterator[Split]:
    """One partition in so many folds, or fewer where there are fewer stories."""
    folds = min(folds, len(set(stories)))
    fold_of = folds_of(stories, folds, chance)
    for fold in range(folds):
        learned = tuple(number for number, one in enumerate(fold_of) if one != fold)
        yield Split(repeat, fold, learned, tuple(number for number, one in enumerate(fold_of) if one == fold))


def folds_of(stories: Sequence[int], folds: int, chance: Random) -> list[int]:
    """The fold of each article: stories in random order, the longest first, each to the fold with fewest articles."""
    members: dict[int, list[int]] = {}
    for number, story in enumerate(stories):
        members.setdefault(story, []).append(number)
    order = list(members.values())
    chance.shuffle(order)
    order.sort(key=len, reverse=True)
    sizes, result = [0] * folds, [0] * len(stories)
    for story_members in order:
        fold = sizes.index(min(sizes))
        sizes[fold] += len(story_members)
        for number in story_members:
            result[number] = fold
    return result
