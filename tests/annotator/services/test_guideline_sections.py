"""The sections of the guidelines that feedback shows."""

from __future__ import annotations

from annotator.services.guideline_sections import sections_about

TEXT = """Read slowly.

# Edges of quotes

With the marks.

## People

Who speaks in a quote.

# Pictures

Lines."""


def titles(guidelines: str, *words: str) -> list[str]:
    return [section.title for section in sections_about(guidelines, words)]


def test_sections_whose_heading_names_it_come_first() -> None:
    assert titles(TEXT, "quot") == ["Edges of quotes", "People"]
    assert titles(TEXT, "caption") == []
    assert titles(TEXT, "slowly") == [""]


def test_guidelines_without_headings_or_without_a_word_are_no_trouble() -> None:
    assert titles("", "quot") == []
    assert titles("All about quotes.", "quot") == [""]
    assert titles(TEXT) == []
