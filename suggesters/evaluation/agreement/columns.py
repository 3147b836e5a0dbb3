"""What is counted of two sets of one text. Each count adds up over articles, and every figure is made of sums."""

from __future__ import annotations

from itertools import product

LAYOUT = 1
"""Grows whenever these columns, or how they are counted, change: what was stored before is counted again."""

ROLES = (
    ("quote", "content"),
    ("quote", "speaker"),
    ("quote", "cue"),
    ("entity", "mention"),
    ("caption", "caption"),
    ("caption", "credit"),
    ("repair", "damaged"),
)
MAIN_ROLES = {"quote": "content", "entity": "mention", "caption": "caption", "repair": "damaged"}
OF_A_ROLE = (
    *("first", "second"),  # how many annotations of each set have the role
    *("exact", "overlap", "loose"),  # how many of them are in both sets, by three rules
    *("both", "only_first", "only_second"),  # tokens
    *("observed", "expected"),  # squared differences, as α_u has them
)
LABELS = {
    "quote_type": ("direct", "mixed", "indirect"),
    "speaker_kind": ("named", "unnamed", "collective", "document", "none"),
}
"""Labels with a fixed list of values. Types of entities are any text: they are counted beside the columns."""
OPEN_LABEL = "entity_type"
SAME = {
    "speaker": "quote",
    "cue": "quote",
    "person": "quote",
    "credit": "caption",
    "replacement": "repair",
    OPEN_LABEL: "entity",
}
"""What two annotations that are one another either have in common or not, and of which kind they are."""

COLUMNS = (
    "tokens",
    *(f"{kind}.{role}.{count}" for kind, role in ROLES for count in OF_A_ROLE),
    *(f"{name}.{one}.{other}" for name, labels in LABELS.items() for one, other in product(labels, labels)),
    *(f"{name}.{count}" for name in SAME for count in ("same", "compared")),
)
PLACE = {name: number for number, name in enumerate(COLUMNS)}
