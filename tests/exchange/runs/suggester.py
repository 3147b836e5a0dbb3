"""A suggester for tests that needs no model: it proposes the first word, and fails on what a text asks it to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from suggesters.profiles import DEFAULT, Profile
from suggesters.suggestions import Entity, Quote, Suggestions


class FirstWords:
    name = "first-words"
    version = "1"

    def pipe(self, sources: Iterable[Any]) -> Iterator[Suggestions]:
        for source in sources:
            if "TIMEOUT" in source.text:
                raise TimeoutError("no answer within 30 s")
            good = Entity(0, 4, "PERSON", None, 0.9)
            bad = Entity(0, len(source.text) + 1, "PERSON", None, 0.9)
            if "LONG" in source.text:
                yield Suggestions(entities=(good,), notes=("Read up to character 5.",), is_cut_short=True)
                continue
            yield Suggestions(entities=(good, bad) if "BADSPAN" in source.text else (good,))


class ByProfile:
    """A suggester for tests that follows guidelines as ours does: it proposes the words before the first comma."""

    name = "quotemark"

    def __init__(self, profile: Profile = DEFAULT) -> None:
        self.profile = profile
        self.version = f"1-{profile.key}"

    def following(self, profile: Profile) -> ByProfile:
        return ByProfile(profile)

    def pipe(self, sources: Iterable[Any]) -> Iterator[Suggestions]:
        for source in sources:
            end = source.text.index(",")
            reason = f"parts are {self.profile.parts}"
            yield Suggestions(quotes=(Quote("indirect", ((0, end),), (), (), None, "none", 0.9, reason),))
