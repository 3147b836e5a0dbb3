"""Small models, made up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from suggesters.learned.model import Model
from suggesters.profiles import PRESETS

MODEL = Model(
    rules="5",
    profile=PRESETS["ggt"],
    weights={"lemma=say": 1.5, "rule=clause_after/parsed": -0.25},
    none=-0.5,
    floor=0.25,
    calibration={"direct": ((-2.0, 0.25), (3.0, 0.9)), "other": ()},
    loose={"paragraph": 0.4},
    card={"articles": 5},
)


def small_model(**changes: Any) -> Model:
    return replace(MODEL, **changes)
