"""The suggester that is shipped, by the newsroom's guideline, for the tests that ask who speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from suggesters.suggestions import Quote
from tests.suggesters.shipped import shipped

if TYPE_CHECKING:
    from suggesters.pipeline import Suggester


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped("newsroom")


@pytest.fixture(scope="module")
def last(suggester: Suggester) -> Callable[[str], Quote]:
    """The last quote of a text."""
    return lambda text: suggester.suggest(text, language="en").quotes[-1]
