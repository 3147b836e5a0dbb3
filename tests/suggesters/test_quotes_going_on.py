"""What goes on after its attribution, where a guideline keeps the parts of a quotation apart."""

from __future__ import annotations

import pytest

from suggesters.pipeline import Suggester
from suggesters.suggestions import Quote
from tests.suggesters.shipped import shipped


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped("newsroom")


def quotes(suggester: Suggester, text: str) -> dict[str, Quote]:
    return {text[quote.content[0][0] : quote.content[-1][1]]: quote for quote in suggester.suggest(text).quotes}


@pytest.mark.parametrize("second", ["“For now.”", "“We have no other place to go to.”"])
def test_it_is_a_quote_of_its_own_and_nearly_as_sure(suggester: Suggester, second: str) -> None:
    found = quotes(suggester, f"“We stay here,” Ines Calder said. {second}")
    assert list(found) == ["“We stay here,”", second]
    assert found[second].score > 0.8
    assert found[second].reason.startswith("goes on after its attribution")


def test_words_set_apart_in_the_reporters_own_sentence_do_not_go_on(suggester: Suggester) -> None:
    found = quotes(suggester, "“We stay here,” Ines Calder said. The “old” pier is shut.")
    assert found["“old”"].score < 0.3


def test_nothing_goes_on_after_words_that_were_not_in_marks(suggester: Suggester) -> None:
    found = quotes(suggester, "Ines Calder said that the pier is shut. The paper ran “A Day at the Sea” last week.")
    assert found["“A Day at the Sea”"].score < 0.3
