"""A quotation set as a paragraph without marks, with the name of its speaker behind it."""

from __future__ import annotations

import pytest
from spacy.lang.en import English

from suggesters.quotes import ParsedPage
from suggesters.quotes.pull_quotes import pull_quotes

BODY = "The pier is shut, Weber said on Monday.\n\n{}\n\nThe council meets in May."


def pulled(line: str, body: str = BODY) -> list[tuple[str, str]]:
    """What the layout gives as said, and by whom."""
    page = ParsedPage(English()(body.format(line)))
    return [(page.text[slice(*found.fragments[0])], page.text[slice(*found.speaker)]) for found in pull_quotes(page)]


@pytest.mark.parametrize("role", ["", ", harbour master of Lund"])
def test_a_paragraph_over_the_name_of_somebody_quoted_is_said_by_that_person(role: str) -> None:
    line = f"We lost a boat but kept the harbour all the same. Ana Weber{role}"
    assert pulled(line) == [("We lost a boat but kept the harbour all the same", "Ana Weber")]


@pytest.mark.parametrize(
    "line",
    [
        "Two boats lie in the harbour on a cold day. Ana Lund",  # whom the article does not quote: a photographer
        "We lost a boat but kept the harbour all the same. Ana Weber.",  # a sentence
        "“We lost a boat but kept the harbour all the same.” Ana Weber",  # in marks: a quotation with its own rules
        "A boat sank. Ana Weber",
        "we lost a boat but kept the harbour all the same. Ana Weber",
    ],
)
def test_other_lines_that_end_with_a_name_are_not(line: str) -> None:
    assert pulled(line) == []
