"""The pipeline that is shipped, loaded once for all tests of a process."""

from __future__ import annotations

from functools import cache

from suggesters import pipeline
from suggesters.pipeline import Suggester
from suggesters.profiles import DEFAULT, PRESETS


@cache
def loaded() -> Suggester:
    return pipeline.load()


def shipped(profile: str = DEFAULT.name, *, least_score: float = 0) -> Suggester:
    """A suggester that follows this preset."""
    return Suggester(loaded().nlp, profile=PRESETS[profile], least_score=least_score)
