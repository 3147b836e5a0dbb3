"""Made-up texts that are alike or not."""

from __future__ import annotations

import random

WORDS = """harbour pier ferry mayor council tide repair budget fisher crane vessel gull storm winter market street
bridge school doctor nurse report minister vote law court judge trial witness police officer fire smoke water river
flood farmer field harvest price wage strike union worker factory engine train station ticket delay crowd match goal
team coach season record museum painter song singer stage actor film book author page letter""".split()  # noqa: SIM905


def story(seed: int, *, words: int = 150) -> str:
    """A text of words drawn by the seed: two seeds give texts that share next to nothing."""
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) for _ in range(words)) + ".\n\n“We wait,” said Ann Lee."
