"""The list of annotations by pages of keys: the same rows as one query that asks the database for all of them."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet, Exercise, Person
from annotator.services import said
from annotator.services.visibility import annotations_visible_to
from articles.models import Article, Membership, Project
from exchange.api.common import walk
from exchange.api.common.filters import AnnotationFilter
from exchange.api.common.walk import Place, Walk
from tests.exchange.api.conftest import caller
from tests.factories import make_article, make_member, make_project, make_user

API = "/api/v1"
QUERIES = [
    *("", "project=gone", "project=second&article=ARTICLE", "annotation_set=SET", "person=PERSON", "decided=true"),
    *("source=suggester&decided=false&kind=quote", "source=gold", "suggester_version=2&score_from=0.5"),
    *("project=first&annotator=ann", "project=first&verdict=accepted&place=caption"),
]


@pytest.fixture
def people() -> dict[str, Any]:
    """A project with a share that is read blind, others beside it, and somebody in each role."""
    first, second, gone = make_project("first", blind_share=40), make_project("second"), make_project("gone")
    users: dict[str, Any] = {
        name: make_member(first, role=role, name=name)
        for name, role in (("ann", "annotator"), ("rev", "reviewer"), ("vic", "viewer"))
    }
    Membership.objects.create(project=second, user=users["ann"], role="reviewer")
    Membership.objects.create(project=gone, user=users["rev"], role="manager")
    chance = random.Random(7)
    for project, number in ((second, 3), (first, 6), (gone, 1), (second, 2)):  # in no order
        for _ in range(number):
            fill(make_article(project), [users["ann"], users["rev"]], chance)
    checks = Article.objects.filter(project=first)[:2]
    Exercise.objects.bulk_create(Exercise(project=first, article=article, purpose="check") for article in checks)
    Project.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    return {**users, "root": make_user("root", is_superuser=True)}


def fill(article: Article, users: list[Any], chance: random.Random) -> None:
    """Two sets of a suggester, and of some people and gold a set in some state, with decisions about suggestions."""
    Article.objects.filter(pk=article.pk).update(draw=chance.randrange(100))
    suggested = [
        row
        for version in ("1", "2")
        for row in annotate(
            article, chance, verdict="suggested", source="suggester", suggester="rules", version=version
        )
    ]
    for user in [user for user in users if chance.random() < 0.6]:
        imported = timezone.now() if chance.random() < 0.2 else None
        values = {"user": user, "blind": chance.random() < 0.4, "imported_at": imported, **state(chance)}
        annotate(article, chance, verdict="accepted", source="annotator", origins=suggested, **values)
    if chance.random() < 0.5:
        annotate(article, chance, verdict="added", source="gold", **state(chance))


def state(chance: random.Random) -> dict[str, Any]:
    return chance.choice([{"state": "finished", "finished_at": timezone.now()}, {"state": "open"}])


def annotate(
    article: Article, chance: random.Random, *, verdict: str, origins: list[Annotation] | None = None, **values: Any
) -> list[Annotation]:
    owner = AnnotationSet.objects.create(article=article, **values)
    person, _ = Person.objects.get_or_create(project=article.project, name="Ines Calder")
    number = chance.randrange(4)
    about = chance.sample(origins, min(number, len(origins))) if origins else [None] * number
    rows = [
        Annotation(
            set=owner, verdict=verdict, start=0, end=5, first=0, last=5, origin=origin, score=chance.random(),
            place=chance.choice(["paragraph", "caption"]), person=chance.choice([person, None]),
            **chance.choice([{"kind": "entity", "entity_type": "PERSON"}, QUOTE]),
        )
        for origin in about
    ]  # fmt: skip
    return Annotation.objects.bulk_create(rows)


QUOTE = {"kind": "quote", "quote_type": "direct", "speaker_kind": "named"}


def walked(asked: Walk, *, back: bool = False) -> list[Place]:
    """The whole list by pages."""
    found: list[Place] = []
    while page := asked.page(7, past=found[-1] if found else None, back=back):
        found += page
    return found


def in_order(rows: QuerySet[Annotation]) -> list[tuple[Any, ...]]:
    keys = ("set__article__project", "set__article", "set", "pk")
    return list(rows.order_by(*keys).values_list(*keys))


@pytest.mark.django_db
@pytest.mark.parametrize(("few", "steps"), [(1000, 99), (3, 99), (0, 2)])
def test_each_role_finds_the_same_annotations_as_by_one_query(
    people: dict[str, Any], monkeypatch: pytest.MonkeyPatch, few: int, steps: int
) -> None:
    monkeypatch.setattr(walk, "FEW", few)
    monkeypatch.setattr(walk, "FIRST", 1)
    monkeypatch.setattr(walk, "STEPS", steps)
    monkeypatch.setattr(walk, "MOST", 2)
    decided = Annotation.objects.filter(set__user=people["ann"]).select_related("set")[0]
    names = {"ARTICLE": decided.set.article_id, "SET": decided.set_id, "PERSON": Person.objects.all()[0].pk}
    numbers: dict[str, int] = {}
    for query in QUERIES:
        for name, key in names.items():
            query = query.replace(name, str(key))  # noqa: PLW2901
        for name, user in people.items():
            asked: Any = SimpleNamespace(user=user)
            filters = AnnotationFilter(QueryDict(query), queryset=annotations_visible_to(user), request=asked)
            assert filters.is_valid()
            wanted = in_order(filters.qs)
            assert walked(Walk(user, filters)) == wanted, (name, query)
            if name == "rev":
                assert walked(Walk(user, filters), back=True) == wanted[::-1], query
            numbers[query] = numbers.get(query, 0) + len(wanted)
    assert [query for query, number in numbers.items() if not number] == ["project=gone"]


@pytest.mark.django_db
def test_pages_lead_on_and_back(people: dict[str, Any]) -> None:
    client = caller(people["rev"])
    whole = client.get(f"{API}/annotations/?page_size=1000").json()
    ids = [row["id"] for row in whole["results"]]
    assert (whole["next"], whole["previous"]) == (None, None)
    pages = [client.get(f"{API}/annotations/?page_size=9").json()]
    while pages[-1]["next"]:
        pages.append(client.get(pages[-1]["next"]).json())
    assert [row["id"] for page in pages for row in page["results"]] == ids
    assert pages[0]["previous"] is None
    for before, page in zip(pages[-2::-1], pages[:0:-1], strict=True):
        again = client.get(page["previous"]).json()
        assert again["results"] == before["results"]
        assert client.get(again["next"]).json()["results"] == page["results"]
    assert again["previous"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "position", ["1.2.3", "1.2.3.x", "1.2.99999999999999999999.0b6e9f5c3d0c4c0e9a432f6a0c9d7a11", "x"]
)
def test_a_place_that_is_none_is_refused(position: str) -> None:
    with pytest.raises(ValueError, match="."):
        Place.read(position)


@pytest.mark.django_db
def test_people_with_many_quotes_have_the_same_numbers_as_one_by_one(
    people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said, "ARTICLES", 2)
    keys = list(Person.objects.values_list("pk", flat=True))
    for name, user in people.items():
        assert said.numbers_of_many(keys, user=user) == said.numbers_of(keys, user=user), name
    assert any(number.gold for number in said.numbers_of_many(keys, user=people["root"]).values())
    assert said.numbers_of_many([], user=people["root"]) == {}
