"""A suggester for tests that needs no model: it proposes the first word, and fails on what a text asks it to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from suggesters.suggestions import Entity, Suggestions


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
