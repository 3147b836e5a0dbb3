"""Examples of what changed: their words, and who may see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.learning.examples import ShownExample, examples_of
from annotator.learning.report import Example
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.queue import finish
from annotator.services.withdraw import withdraw
from articles.models import Article, Project, Role
from tests.factories import TEXT, make_member, make_suggested, new_id, span, workset

WARNED = "that repairs would be costly"


def check(article: Article, user: Any) -> None:
    """Somebody finishes the article."""
    for row in article.annotation_sets.get(source="suggester").annotations.filter(kind="quote"):
        decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(row.pk), 0))
    finish(workset(article, user), user=user)


@pytest.fixture
def checked(article: Article, annotator: Any) -> Article:
    check(article, annotator)
    return article


def example(number: int = 0, words: str = WARNED, kind: str = "found") -> Example:
    return Example(kind, number, (span(TEXT, words),), 0.81)


def shown(article: Article, user: Any, *examples: Example) -> list[ShownExample] | None:
    project = Project.objects.get(pk=article.project_id)
    found = examples_of(project, (examples or (example(),),), articles=[article.pk], user=user)
    return found[0] if found is not None else None


def test_an_example_has_its_words_and_leads_to_their_place(checked: Article, reviewer: Any, client: Client) -> None:
    [found] = shown(checked, reviewer) or []
    assert "She warned <mark>that repairs would be costly</mark>." in found.words
    assert (found.what, found.score, found.article) == ("found", 0.81, checked)
    client.force_login(reviewer)
    address, _, place = found.address.partition("#")
    assert f'id="{place}"' in client.get(address).text
    blocks = [block for block in checked.block_list() if WARNED in TEXT[block.start : block.end]]
    assert place == f"block-{blocks[0].start}"


@pytest.mark.parametrize(
    ("kind", "was_right", "what", "is_old"),
    [
        ("mended", True, "right, instead of a wrong one", False),
        ("mended", False, "wrong, and suggested no more", True),
        ("lost", True, "no longer found", True),
        ("added wrong", False, "suggested, and wrong", False),
    ],
)
def test_an_example_says_what_changed_and_what_the_other_version_has_there(
    checked: Article, reviewer: Any, kind: str, was_right: bool, what: str, is_old: bool
) -> None:
    other = (span(TEXT, "repairs would be costly"),)
    [found] = shown(checked, reviewer, Example(kind, 0, (span(TEXT, WARNED),), 0.5, was_right, other)) or []
    assert (found.what, found.instead, found.is_old) == (what, "repairs would be costly", is_old)


def test_examples_are_for_those_who_review(checked: Article, reviewer: Any, manager: Any, annotator: Any) -> None:
    viewer = make_member(checked.project, role=Role.VIEWER)
    assert [shown(checked, user) is None for user in (viewer, annotator, reviewer, manager)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_reviewer_at_work_in_an_article_sees_none_of_it(checked: Article, reviewer: Any) -> None:
    quote = checked.annotation_sets.get(source="suggester").annotations.filter(kind="quote")[0]
    decide.accept(workset(checked, reviewer), user=reviewer, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    assert shown(checked, reviewer) == []
    finish(workset(checked, reviewer), user=reviewer)
    assert len(shown(checked, reviewer) or []) == 1


def test_nothing_is_shown_of_withdrawn_articles(checked: Article, reviewer: Any, manager: Any) -> None:
    withdraw(checked, user=manager, reason="rights")
    assert shown(checked, reviewer) == []


def test_nothing_is_shown_of_an_article_that_one_has_begun_without_suggestions(checked: Article, reviewer: Any) -> None:
    Project.objects.update(blind_share=100)
    assert len(shown(checked, reviewer) or []) == 1
    assert workset(Article.objects.select_related("project").get(pk=checked.pk), reviewer).blind
    assert shown(checked, reviewer) == []


def test_an_article_that_is_checked_no_more_gives_no_example(article: Article, reviewer: Any) -> None:
    assert shown(article, reviewer) == []


@pytest.mark.parametrize(
    "broken",
    [
        Example("found", 5, ((0, 5),), None),
        Example("found", -1, ((0, 5),), None),
        Example("nonsense", 0, ((0, 5),), None),
        Example("found", 0, ((5, 99_999),), None),
        Example("found", 0, ((9, 5),), None),
        Example("found", 0, ((-4, 5),), None),
        Example("found", 0, ((0, 5),), None, was_right=False),
    ],
)
def test_what_fits_no_article_is_left_out(checked: Article, reviewer: Any, broken: Example) -> None:
    assert [found.score for found in shown(checked, reviewer, broken, example()) or []] == [0.81]


def test_many_examples_take_as_many_queries_as_one(
    project: Project, annotator: Any, reviewer: Any, django_assert_num_queries: Any
) -> None:
    articles = [make_suggested(project) for _ in range(3)]
    for article in articles:
        check(article, annotator)
    examples = [example(number) for number in range(3)] * 5
    ids = [article.pk for article in articles]
    with django_assert_num_queries(3):
        found = examples_of(project, (examples, examples[:1]), articles=ids, user=reviewer)
    assert found is not None
    assert [len(group) for group in found] == [10, 1]
