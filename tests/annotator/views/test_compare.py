"""Two sets of an article side by side: which, what differs, how it is counted, and whose nobody else sees."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, AnnotationSet, Case
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.queue import finish
from annotator.services.review import make_gold
from articles.models import Article, Project, Role
from tests.annotator.adjudicating import CONTENT, COSTLY, HOPE, SHORTER, WAIT, entity, finished_by, quote
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_article, make_member, new_id, workset


@pytest.fixture
def plain(project: Project) -> Article:
    return make_article(project, title="Ferry pier closed")


@pytest.fixture
def sets(plain: Article) -> list[AnnotationSet]:
    """Ann’s and Bob’s: one quote alike, one with other edges, one of another type, one that Ann alone has."""
    ann, bob = make_member(plain.project, name="ann"), make_member(plain.project, name="bob")
    left = [quote(CONTENT), quote(COSTLY), quote(WAIT, quote_type="direct"), entity("Ines Calder")]
    right = [quote(SHORTER), quote(COSTLY), quote(WAIT, quote_type="mixed")]
    return [finished_by(plain, ann, left), finished_by(plain, bob, right)]


@pytest.fixture
def desk(reviewer: Any) -> Client:
    return signed_in(reviewer)


def compared(reader: Client, article: Article, *sets: AnnotationSet, **more: str) -> Any:
    names: dict[str, str] = {side: str(row.pk) for side, row in zip(("left", "right"), sets, strict=False)}
    return reader.get(f"/articles/{article.pk}/compare/", {**names, **more})


def headings(page: Any) -> list[str]:
    return [shown.heading for shown in page.context["shown"]]


def test_only_what_differs_is_shown_unless_everything_is_asked_for(
    desk: Client, plain: Article, sets: list[AnnotationSet]
) -> None:
    differing = ["Only on the left", "Start of the quote", "Type of quote"]
    assert headings(compared(desk, plain, *sets)) == differing
    everything = headings(compared(desk, plain, *sets, show="all"))
    assert everything == ["Only on the left", "Start of the quote", "Quote", "Type of quote"]


def test_it_is_counted_by_kind_what_they_say(desk: Client, plain: Article, sets: list[AnnotationSet]) -> None:
    page = compared(desk, plain, *sets)
    assert [str(label) for label in page.context["columns"]] == [
        *("the same", "edges", "speaker", "type", "only on the left", "only on the right"),
    ]
    assert page.context["tallies"] == [
        ("quote", "Quote", [1, 1, 0, 1, 0, 0], 3),
        ("entity", "Entity", [0, 0, 0, 0, 1, 0], 1),
    ]
    assert page.context["sums"] == [1, 1, 0, 1, 1, 0]
    assert "ann and bob say the same of 1 of 4 annotations" in page.content.decode()


def test_one_kind_is_looked_at_alone(desk: Client, plain: Article, sets: list[AnnotationSet]) -> None:
    assert headings(compared(desk, plain, *sets, kind="entity")) == ["Only on the left"]
    assert "Neither of the two marks" in compared(desk, plain, *sets, kind="caption").content.decode()


def test_the_words_that_differ_are_marked(desk: Client, plain: Article, sets: list[AnnotationSet]) -> None:
    words = compared(desk, plain, *sets).content.decode()
    assert '<span class="differs" data-annotation="" data-verdict="accepted">the pier </span>' in words


def test_sides_change_places(desk: Client, plain: Article, sets: list[AnnotationSet]) -> None:
    assert headings(compared(desk, plain, *reversed(sets)))[0] == "Only on the right"


def test_nothing_can_be_decided_and_nothing_is_written(desk: Client, plain: Article, sets: list[AnnotationSet]) -> None:
    Case.objects.all().delete()
    words = compared(desk, plain, *sets).content.decode()
    assert "hx-post" not in words
    assert "settle" not in words
    assert not Case.objects.exists()


def test_two_sides_that_say_the_same_say_so(desk: Client, plain: Article, sets: list[AnnotationSet]) -> None:
    page = compared(desk, plain, sets[0], sets[0])
    assert headings(page) == []
    assert "Nothing differs here" in page.content.decode()


def test_without_names_the_first_set_stands_beside_gold(
    desk: Client, plain: Article, sets: list[AnnotationSet], reviewer: Any
) -> None:
    gold = make_gold(sets[0], reviewer)
    page = compared(desk, plain)
    assert (page.context["left"].key, page.context["right"].key) == (str(sets[0].pk), str(gold.pk))


def test_a_machines_speaker_is_whom_the_registry_has_under_that_name(
    desk: Client, article: Article, annotator: Any
) -> None:
    suggestion = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    own = workset(article, annotator)
    decide.accept(own, user=annotator, action_id=new_id(), seen=Seen(str(suggestion.pk), 0))
    assert Annotation.objects.get(set=own).person
    page = compared(desk, article, own, suggestion.set)
    assert page.context["tallies"][0] == ("quote", "Quote", [1, 0, 0, 0, 0, 2], 3)


def test_what_was_rejected_is_not_there(desk: Client, article: Article, annotator: Any) -> None:
    suggestion = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    own = workset(article, annotator)
    decide.reject(own, user=annotator, action_id=new_id(), seen=Seen(str(suggestion.pk), 0))
    assert compared(desk, article, own, suggestion.set).context["tallies"][0][2] == [0, 0, 0, 0, 0, 3]


def test_who_may_not_see_a_set_does_not_compare_it(plain: Article, sets: list[AnnotationSet], reviewer: Any) -> None:
    tom = signed_in(make_member(plain.project, name="tom"))
    assert compared(tom, plain, *sets).status_code == 404
    alone = compared(tom, plain)
    assert alone.status_code == 200
    assert "There is no set of this article that you may see" in alone.content.decode()
    ann = signed_in(sets[0].user)
    assert compared(ann, plain, *sets).status_code == 404
    assert "only one set of this article that you may see: my work" in compared(ann, plain).content.decode()
    gold = make_gold(sets[1], reviewer)
    assert compared(ann, plain, sets[0], gold).context["left"].name == "my work"
    assert "bob" not in compared(ann, plain, sets[0], gold).content.decode()


def test_a_reviewer_at_work_compares_nobody_elses(
    desk: Client, plain: Article, sets: list[AnnotationSet], reviewer: Any
) -> None:
    own = workset(plain, reviewer)
    decide.add(own, user=reviewer, action_id=new_id(), frame=quote(HOPE))
    assert compared(desk, plain, *sets).status_code == 404
    finish(own, user=reviewer)
    assert compared(desk, plain, *sets).status_code == 200


def test_a_viewer_compares_machines_and_gold(article: Article, annotator: Any, reviewer: Any) -> None:
    own = workset(article, annotator)
    finish(own, user=annotator)
    own.refresh_from_db()
    make_gold(own, reviewer)
    viewer = signed_in(make_member(article.project, role=Role.VIEWER, name="vera"))
    page = compared(viewer, article)
    assert [one.name for one in page.context["sets"]] == ["rules 1", "gold"]


@pytest.mark.parametrize(
    "asked", [{"left": "x"}, {"left": "-1"}, {"kind": "sound"}, {"show": "none"}, {"right": "4711"}]
)
def test_an_address_that_names_nothing_is_not_found(desk: Client, plain: Article, asked: dict[str, str]) -> None:
    assert compared(desk, plain, **asked).status_code == 404


def test_it_costs_the_same_for_many_annotations(
    desk: Client, plain: Article, sets: list[AnnotationSet], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        compared(desk, plain, *sets, show="all")
