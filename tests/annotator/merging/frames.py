"""Frames for tests of merging, and any sets of them."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

from annotator.frame import Frame

TEXT = "She said that all was well, and he said that nothing was: “We wait,” they said, “and hope.”"
numbers = itertools.count(1)


def quote(*content: tuple[int, int], **values: Any) -> Frame:
    """A quote of these stretches; ``speaker`` and ``cue`` are stretches, too."""
    spans = [("content", start, end) for start, end in content]
    spans += [(role, *values.pop(role)) for role in ("speaker", "cue") if role in values]
    defaults = {"quote_type": "indirect", "speaker_kind": "named", "name": "Ann Lee"}
    return Frame(f"frame-{next(numbers)}", "quote", "added", tuple(spans), **{**defaults, **values})


def words(text: str) -> tuple[int, int]:
    start = TEXT.index(text)
    return start, start + len(text)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, len(TEXT) - 2))
    return start, draw(st.integers(start + 1, min(len(TEXT), start + 30)))


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["PERSON", "ORG"]))
        return Frame(f"frame-{next(numbers)}", "entity", "added", (("mention", *draw(stretches())),), entity_type=kind)
    content = draw(st.lists(stretches(), min_size=1, max_size=3))
    return quote(*content, quote_type=draw(st.sampled_from(["direct", "indirect"])))


sets_of_frames = st.lists(st.lists(frames(), max_size=6), min_size=1, max_size=4)
