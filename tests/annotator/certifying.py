"""A project with many suggestions, and a checker who knows which are right, for the tests of certificates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from annotator.models import Annotation, Certificate, CertificateTest, Draw
from annotator.services.certificate_tests import Terms, begin_test
from annotator.services.certificates import Subject
from annotator.services.checks import answer, next_check
from annotator.services.suggested import store_machine_set
from annotator.vocabulary import CheckAnswer, Kind, QuoteType
from articles.models import Article, Project
from suggesters.evaluation.certificate import Promise
from suggesters.suggestions import Quote, Suggestions
from tests.factories import make_article, new_id

DIRECT = Subject(Kind.QUOTE, QuoteType.DIRECT)
LOOSE = Promise(most_wrong=0.2, confidence=0.8, most_checks=40)
"""A promise that few checks show."""
LINE = "“It holds number {number},” said Ada Berg of the pier."
Knows = Callable[[Draw], CheckAnswer]


def make_quoted(
    project: Project, number: int, *, first: int = 0, publisher: str = "The Courier", version: str = "1"
) -> list[Article]:
    """Articles with one direct quote each, whose scores fall from .99 by a hundredth each ten."""
    found: list[Article] = []
    for place in range(first, first + number):
        article = make_article(project, LINE.format(number=place), publisher=publisher)
        suggest(article, 0.99 - place // 10 / 100, version=version)
        found.append(article)
    return found


def suggest(article: Article, score: float, *, version: str = "1") -> None:
    end, said = article.text.index(" said"), article.text.index("said")
    name = article.text.index("Ada Berg")
    quote = Quote(
        "direct", ((0, end),), ((said, said + 4),), ((name, name + 8),), "Ada Berg", "named", score, "cue ‘said’"
    )
    assert store_machine_set(article, suggester="quotemark", version=version, suggestions=Suggestions(quotes=(quote,)))


def begun(project: Project, manager: Any, promise: Promise = LOOSE, *, exact: bool = False) -> CertificateTest:
    return begin_test(project, Terms(DIRECT, promise, exact), user=manager, test_id=new_id())


def all_right(draw: Draw) -> CheckAnswer:
    return CheckAnswer.RIGHT


def carried_out(test: CertificateTest, user: Any, knows: Knows = all_right) -> list[Certificate]:
    """The certificates of the test after this user has answered all that it asks."""
    while True:
        _state, asked = next_check(test.project, user)
        if asked is None:
            return list(test.certificates.order_by("part"))
        answer(asked.draw, knows(asked.draw), user=user, client_id=new_id())


def earned(project: Project, manager: Any, checker: Any, *, number: int = 24) -> Certificate:
    """A certificate on the words of direct quotes, all of which are right."""
    if not Annotation.objects.in_project(project).exists():
        make_quoted(project, number)
    carried_out(begun(project, manager), checker)
    return project.certificates.get(part="content", lapsed_at=None)
