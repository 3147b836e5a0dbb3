"""Each quote of a person is counted once, and the list and the page count alike."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from annotator.models import Annotation, AnnotationSet, Person
from annotator.services import decide
from annotator.services.decide import Change, Seen
from annotator.services.people import person_named
from annotator.services.withdraw import withdraw
from articles.models import Article, Project
from tests.factories import make_member, make_suggested, new_id, workset


def suggested(article: Article) -> list[Annotation]:
    return list(
        Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")
    )


def accept_all(article: Article, user: Any) -> None:
    for quote in suggested(article):
        decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(quote.pk), 0))


def counted(client: Client, name: str = "Ines Calder") -> tuple[int, int, int]:
    """The number in the list, the number on the page, and how many quotes the page shows."""
    person = Person.objects.get(name=name)
    listed = {entry.name: entry.quotes for entry in client.get("/projects/harbour/people/").context["people"]}
    page = client.get(f"/projects/harbour/people/{person.pk}/")
    return listed[name], page.context["number"], page.content.decode().count("<blockquote>")


def test_what_several_people_accepted_is_one_quote(
    client: Client, reviewer: Any, annotator: Any, project: Project, article: Article
) -> None:
    for user in (annotator, reviewer, make_member(project)):
        accept_all(article, user)
    client.force_login(reviewer)
    assert counted(client) == (2, 2, 2)
    assert counted(client, "Tom Okafor") == (1, 1, 1)


def test_decisions_about_one_suggestion_are_one_quote_wherever_its_edges_are(
    client: Client, reviewer: Any, annotator: Any, article: Article
) -> None:
    accept_all(article, reviewer)
    quote = suggested(article)[0]
    wanted = Change(spans=(("content", quote.start, quote.end - 3),))
    seen = Seen(str(quote.pk), 0)
    decide.change_frame(workset(article, annotator), user=annotator, action_id=new_id(), seen=seen, wanted=wanted)
    client.force_login(reviewer)
    assert counted(client) == (2, 2, 2)


def test_where_there_is_gold_only_gold_counts(
    client: Client, reviewer: Any, annotator: Any, project: Project, article: Article
) -> None:
    accept_all(article, annotator)
    accept_all(make_suggested(project), annotator)
    gold = AnnotationSet.objects.create(article=article, source="gold", state="finished", finished_at=timezone.now())
    calder = Person.objects.get(name="Ines Calder")
    values = {"kind": "quote", "verdict": "added", "quote_type": "direct", "speaker_kind": "named"}
    row = Annotation.objects.create(set=gold, person=calder, start=5, end=9, first=5, last=9, **values)
    row.spans.create(role="content", order=0, start=5, end=9)
    client.force_login(reviewer)
    assert counted(client) == (3, 3, 3)  # one of gold, two of the article without gold


def test_withdrawn_articles_are_counted_apart(
    client: Client, reviewer: Any, annotator: Any, manager: Any, project: Project, article: Article
) -> None:
    accept_all(article, annotator)
    withdraw(article, user=manager, reason="asked for")
    client.force_login(reviewer)
    assert counted(client) == (0, 0, 0)
    page = client.get(f"/projects/harbour/people/{Person.objects.get(name='Ines Calder').pk}/")
    assert page.context["withdrawn"] == 2


def test_a_search_counts_like_the_list(client: Client, reviewer: Any, project: Project, article: Article) -> None:
    accept_all(article, reviewer)
    calder = Person.objects.get(name="Ines Calder")
    calder.aliases.create(name="Ines C.")
    calder.aliases.create(name="Mayor Ines")
    person_named(project, "Ines Ode", user=reviewer)
    client.force_login(reviewer)
    found = client.get("/projects/harbour/people/", {"q": "ines"}).context["people"]
    assert [(person.name, person.quotes) for person in found] == [("Ines Calder", 2), ("Ines Ode", 0)]
