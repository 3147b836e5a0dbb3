"""Which way a text runs."""

from __future__ import annotations

import pytest

from articles.direction import direction, main_direction


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("“We will wait,” she said.", "ltr"),
        ("«لن ننتظر»، قال الوزير", "rtl"),
        ("״אין לנו ברירה״", "rtl"),
        ("12 – 34 …", ""),
        ("", ""),
        ("40 مليون", "rtl"),
        ("NATO قالت", "ltr"),
    ],
)
def test_the_first_letter_that_has_a_direction_decides(text: str, way: str) -> None:
    assert direction(text) == way


def test_an_article_runs_as_most_of_its_paragraphs_do() -> None:
    assert main_direction(["BBC", "قال الوزير", "لن ننتظر"]) == "rtl"
    assert main_direction(["1234", "…"]) == "ltr"
    assert main_direction([]) == "ltr"
