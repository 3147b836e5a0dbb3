"""Character references of HTML that were left in a text."""

from __future__ import annotations

import pytest

from suggesters.references import find_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&ldquo;We", ("&ldquo;", "“")),
        ("&#8220;We", ("&#8220;", "“")),
        ("&#x201C;We", ("&#x201C;", "“")),
        ("Bell &amp; Sons", ("&amp;", "&")),
        ("&amp;ldquo;We", ("&amp;ldquo;", "“")),
        ("10&nbsp;km", ("&nbsp;", "\xa0")),
    ],
)
def test_a_reference_stands_for_its_character(text: str, expected: tuple[str, str]) -> None:
    [found] = find_references(text)
    assert (text[found.start : found.end], found.replacement) == expected


@pytest.mark.parametrize("text", ["R&D; more", "a & b;", "&nothing;", "?a=1&copy=2", "&#10;", "&#0;", "& ldquo;", ""])
def test_what_stands_for_no_printed_character_is_left_alone(text: str) -> None:
    assert find_references(text) == []
