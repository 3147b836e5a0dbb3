"""Words of an article in their sentence."""

from __future__ import annotations

import pytest

from annotator.in_context import in_sentence
from tests.factories import TEXT, span


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("that repairs would be costly", "She warned <mark>that repairs would be costly</mark>."),
        ("the pier “is closed until May”", "Mayor Ines Calder said <mark>the pier “is closed until May”</mark>. "),
        ("Ferry pier closed", "<mark>Ferry pier closed</mark> "),
    ],
)
def test_a_quote_stands_in_its_sentence(words: str, shown: str) -> None:
    assert in_sentence(TEXT, [span(TEXT, words)]).strip() == shown.strip()


def test_a_quote_that_ends_its_sentence_ends_there() -> None:
    text = "He waited. “We stay.” Nobody left."
    assert in_sentence(text, [span(text, "“We stay.”")]).strip() == "<mark>“We stay.”</mark>"


def test_both_parts_of_a_quote_are_marked() -> None:
    parts = [span(TEXT, "“We will wait,”"), span(TEXT, "“but not for ever.”")]
    shown = "<mark>“We will wait,”</mark> said Tom Okafor, a fisherman, <mark>“but not for ever.”</mark>"
    assert in_sentence(TEXT, parts) == shown


def test_a_sentence_without_end_is_cut_at_words() -> None:
    text = "word " * 100 + "quoted here " + "word " * 100
    shown = in_sentence(text, [span(text, "quoted here")])
    assert shown.startswith("… word ")
    assert shown.endswith("word …")
    assert len(shown) < 330


def test_markup_in_a_text_is_text() -> None:
    text = "<b>He</b> said <script>no</script>."
    assert "<script>" not in in_sentence(text, [span(text, "<script>no</script>")])
