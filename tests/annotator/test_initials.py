"""Initials: one rule for the people of the registry, for cards and for the bar across the top."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from annotator.context import site
from annotator.frame import Frame
from annotator.models import Person, initials
from annotator.workbench.cards import Card
from articles.models import Article, Project


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ann Lee", "AL"), ("Ann van der Lee", "AL"), ("Ann Lee (2)", "AL"), ("merkel", "M"), ("", ""), ("3 4", "3")],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_registry_card_and_bar_have_the_same(annotator: Any) -> None:
    annotator.first_name, annotator.last_name = "Ann", "Lee (2)"
    request = RequestFactory().get("/")
    request.user = annotator
    quote = Frame("one", "quote", "added", (("content", 0, 2),), quote_type="direct", name="Ann Lee (2)")
    card = Card("one", quote, 1, Article(text="Hm.", project=Project()))
    assert [site(request)["user_initials"], card["initials"], Person(name="Ann Lee (2)").initials] == ["AL"] * 3
