"""The fast way to draw blocks against the template itself."""

from __future__ import annotations

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from annotator.workbench.block_html import blocks_html
from annotator.workbench.blocks import ShownBlock
from articles.models import Figure
from articles.readers.types import Block, BlockKind

KINDS: list[BlockKind] = ["headline", "standfirst", "heading", "paragraph", "caption", "other"]
WORDS = st.sampled_from(["a &lt; b", "<mark>1000000007</mark>", "\ue000", "“we”"])


@st.composite
def blocks(draw: st.DrawFn) -> ShownBlock:
    start = draw(st.integers(0, 2_000_000))
    return ShownBlock(
        block=Block(start, start + draw(st.integers(1, 5000)), draw(st.sampled_from(KINDS))),
        html=mark_safe(draw(WORDS)),  # noqa: S308 - as `highlighted` gives it
        after=draw(st.sampled_from(["", "\n\n", " <&'\" "])),
        way=draw(st.sampled_from(["", "ltr", "rtl"])),
        figure_verdict=draw(st.sampled_from(["", "", "suggested", "rejected"])),
        figure=draw(st.sampled_from([None, None, Figure(image_url="https://example.org/a.jpg", alt="A <pier>")])),
        pictures=draw(st.booleans()),
    )


@given(drawn=st.lists(blocks(), max_size=5))
def test_blocks_are_drawn_as_the_template_draws_them(drawn: list[ShownBlock]) -> None:
    template = get_template("workbench/workbench.html#block")
    expected = [template.render({"block": block}) + escape(block.after) for block in drawn]
    assert blocks_html(drawn) == expected
