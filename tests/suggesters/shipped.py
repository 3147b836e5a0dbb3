"""The pipeline that is shipped, loaded once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from suggesters import pipeline
from suggesters.pipeline import Source, Suggester
from suggesters.profiles import DEFAULT, PRESETS

if TYPE_CHECKING:
    from spacy.tokens import Doc

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))


@cache
def loaded() -> Suggester:
    return pipeline.load()


def shipped(profile: str = DEFAULT.name, *, least_score: float = 0) -> Suggester:
    """A suggester that follows this preset."""
    return Suggester(loaded().nlp, profile=PRESETS[profile], least_score=least_score)


@cache
def sample(path: Path) -> Doc:
    """The parse of one of the sample articles."""
    (reading,) = loaded().readings([Source(path.read_text(encoding="utf-8"), "en")])
    if reading.doc is None:
        raise ValueError(f"{path} is not in English")
    return reading.doc
