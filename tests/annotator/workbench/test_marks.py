"""Text and marks to HTML."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from annotator.workbench.marks import Mark, highlighted, shared

ROLES = ["content", "speaker", "cue", "mention", "caption", "credit"]


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def balanced(markup: str) -> bool:
    stack: list[str] = []
    for closing, name in re.findall(r"<(/?)(\w+)[^>]*>", markup):
        if not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(min_size=1, max_size=60))
    edges = st.integers(min_value=0, max_value=len(text))
    marks = []
    for number in range(draw(st.integers(min_value=0, max_value=8))):
        start, end = sorted((draw(edges), draw(edges)))
        role = draw(st.sampled_from(ROLES))
        marks.append(Mark(start, end, role, (f"a{number}",), "suggested", number, "PERSON"))
    return text, marks


@given(marked_texts())
def test_no_character_is_lost_and_every_element_is_closed_whatever_overlaps(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    markup = highlighted(text, 0, len(text), marks)
    assert text_of(markup) == text
    assert balanced(markup)


@given(marked_texts())
def test_every_mark_covers_exactly_its_own_characters(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    markup = highlighted(text, 0, len(text), marks)
    for mark in marks:
        assert covered(markup, mark.annotations[0]) == text[mark.start : mark.end]


def covered(markup: str, name: str) -> str:
    """The text inside all elements of the annotation."""
    depth: list[bool] = []
    result: list[str] = []
    for token in re.findall(r"<[^>]*>|[^<]+", markup):
        if token.startswith("</"):
            depth.pop()
        elif token.startswith("<"):
            depth.append(f'data-annotation="{name}"' in token)
        elif any(depth):
            result.append(html.unescape(token))
    return "".join(result)


def test_a_mark_over_two_blocks_is_drawn_in_each() -> None:
    text = "“One.\n\n“Two.”"
    mark = Mark(0, len(text), "content", ("q",), "suggested", 1)
    assert text_of(highlighted(text, 0, 5, [mark])) == "“One."
    second = highlighted(text, 7, len(text), [mark])
    assert text_of(second) == "“Two.”"
    assert "data-n" not in second


def test_what_looks_like_markup_is_text() -> None:
    text = "<script>alert(1)</script> & “a”"
    markup = highlighted(text, 0, len(text), [Mark(0, 8, "mention", ("e",), "suggested", note='"><b>')])
    assert text_of(markup) == text
    assert "<script" not in markup
    assert "<b>" not in markup


def test_a_repair_is_a_caret_between_two_letters() -> None:
    text = "Stoltenbergsaid so"
    caret = Mark(11, 11, "damaged", ("r",), "suggested", note="Stoltenberg said")
    markup = highlighted(text, 0, len(text), [caret])
    assert text_of(markup) == text
    assert markup.index("repair") < markup.index("said so")
    assert 'data-words="Stoltenberg said"' in markup


def test_a_speaker_of_two_quotes_is_drawn_once() -> None:
    both = shared([
        Mark(0, 3, "speaker", ("q1",), "suggested"),
        Mark(0, 3, "speaker", ("q2",), "accepted"),
    ])  # fmt: skip
    assert [(mark.annotations, mark.verdict) for mark in both] == [(("q1", "q2"), "accepted")]


def test_only_what_was_decided_carries_its_verdict() -> None:
    marks = [
        Mark(0, 5, "content", ("a",), "suggested", 1),
        Mark(6, 9, "cue", ("a",), "accepted"),
        Mark(10, 10, "damaged", ("b",), "suggested", note="tide"),
    ]
    assert highlighted("Hello she said", 0, 14, marks) == (
        '<mark class="content" data-annotation="a" data-n="1" id="text-a">Hello</mark> '
        '<mark class="cue" data-annotation="a" data-verdict="accepted">she</mark> '
        '<span class="repair" data-annotation="b" data-words="tide"></span>said'
    )
