"""A viewer reads articles, suggestions, gold and figures, and decides nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, AnnotationSet
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.queue import finish
from annotator.services.review import make_gold
from articles.models import Article, Project, Role
from tests import factories
from tests.exchange.api.conftest import caller
from tests.exchange.runs.helpers import signed_in


@pytest.fixture
def viewer(project: Project) -> Any:
    return factories.make_member(project, role=Role.VIEWER, name="vera")


@pytest.fixture
def reading(viewer: Any) -> Client:
    return signed_in(viewer)


@pytest.fixture
def finished(annotator: Any, article: Article) -> AnnotationSet:
    """The annotator’s work: the first quote accepted."""
    workset = factories.workset(article, annotator)
    quote = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    decide.accept(workset, user=annotator, action_id=factories.new_id(), seen=Seen(str(quote.pk), 0))
    finish(workset, user=annotator)
    workset.refresh_from_db()
    return workset


def test_a_viewer_reads_what_machines_suggest_and_is_offered_nothing_to_do(reading: Client, article: Article) -> None:
    page = reading.get(f"/articles/{article.pk}/")
    words = page.content.decode()
    assert len(page.context["bench"].cards) == 6
    assert "What machines suggest" in words
    assert "data-command" not in words
    assert "workbench.js" not in words


def test_a_viewer_reads_gold_once_there_is_any(
    reading: Client, article: Article, finished: AnnotationSet, reviewer: Any
) -> None:
    assert len(reading.get(f"/articles/{article.pk}/").context["bench"].cards) == 6
    make_gold(finished, reviewer)
    page = reading.get(f"/articles/{article.pk}/")
    [card] = page.context["bench"].cards
    assert card.verdict == "accepted"
    assert "Gold: what the team" in page.content.decode()


def test_a_viewer_cannot_decide_by_page_or_interface(viewer: Any, reading: Client, article: Article) -> None:
    quote = Annotation.objects.filter(set__source="suggester", kind="quote")[0]
    for address in ("actions/", "finish/"):
        assert reading.post(f"/articles/{article.pk}/{address}").status_code == 403
    body = {"action": str(factories.new_id()), "version": 0}
    answer = caller(viewer).post(f"/api/v1/annotations/{quote.pk}/accept/", body, content_type="application/json")
    assert answer.status_code == 403
    assert not AnnotationSet.objects.filter(user=viewer).exists()


def test_a_viewer_sees_machines_and_gold_over_the_interface(
    viewer: Any, article: Article, finished: AnnotationSet, reviewer: Any
) -> None:
    interface = caller(viewer)
    address = f"/api/v1/articles/{article.pk}/annotation-sets/"
    assert [row["source"] for row in interface.get(address).json()] == ["suggester"]
    make_gold(finished, reviewer)
    assert [row["source"] for row in interface.get(address).json()] == ["suggester", "gold"]


def test_a_viewer_exports_machines_and_gold_and_nobodys_work(
    viewer: Any, reading: Client, finished: AnnotationSet, reviewer: Any
) -> None:
    make_gold(finished, reviewer)
    exports = "/api/v1/projects/harbour/exports/jsonl/?set="
    statuses = {name: caller(viewer).get(exports + name).status_code for name in ("machine", "gold", "ann", "all")}
    assert statuses == {"machine": 200, "gold": 200, "ann": 403, "all": 403}
    assert reading.get("/projects/harbour/export/download/?format=jsonl&set=gold").status_code == 200
    assert reading.get("/projects/harbour/export/download/?format=jsonl&set=ann").status_code == 400


def test_the_figures_of_a_project_count_everybody_for_a_viewer(reading: Client, finished: AnnotationSet) -> None:
    context = reading.get("/projects/harbour/quality/").context
    assert (context["decided"], context["finished"]) == (1, 1)


def test_a_viewer_finds_no_individual_work_in_lists_and_has_no_queue(
    reading: Client, article: Article, finished: AnnotationSet
) -> None:
    home = reading.get("/")
    assert home.context["next"] is None
    words = reading.get("/projects/harbour/").content.decode()
    assert article.label in words
    assert "ann" not in words.split()
