"""The history of an article: every event, and the article as it stood after each."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, AnnotationSet, Event
from annotator.services import decide, journal
from annotator.services.audit import article_at
from annotator.services.decide import Seen
from annotator.services.queue import finish
from annotator.services.replay import OwnerOfSet
from articles.models import Article
from tests.exchange.helpers import article as record
from tests.exchange.helpers import as_lines, import_bytes, quote
from tests.factories import make_article, make_suggested, new_id, workset


def suggestions(article: Article) -> list[Annotation]:
    return list(Annotation.objects.filter(set__article=article, set__source="suggester").order_by("start", "id"))


@pytest.fixture
def mine(article: Article, annotator: Any) -> AnnotationSet:
    """Two suggestions accepted, and the second decision taken back."""
    found = workset(article, annotator)
    for row in suggestions(article)[:2]:
        decide.accept(found, user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0))
    journal.undo(found, user=annotator, action_id=new_id())
    return found


@pytest.fixture
def looking(client: Client, reviewer: Any) -> Client:
    client.force_login(reviewer)
    return client


def events(article: Article) -> list[Event]:
    return list(Event.objects.filter(article=article).order_by("id"))


def numbers(looking: Client, article: Article, **asked: Any) -> dict[str, int]:
    """By whose they are: how many annotations the page shows."""
    shown = looking.get(f"/articles/{article.pk}/audit/", asked).context["sets"]
    return {one.name: one.number for one in shown}


def test_the_page_says_who_did_what_newest_first(looking: Client, mine: AnnotationSet, article: Article) -> None:
    shown = looking.get(f"/articles/{article.pk}/audit/").context["events"]
    assert [(line.who, line.words.split()[0]) for line in shown] == [
        ("ann", "took"), ("ann", "accepted"), ("ann", "accepted"), ("the machine", "ran"),
    ]  # fmt: skip


def test_a_line_leads_to_the_article_as_it_stood_then(looking: Client, mine: AnnotationSet, article: Article) -> None:
    ran, first, second, _undo = events(article)
    machine = {"rules 1": 6}
    assert numbers(looking, article) == {"ann": 1, **machine}
    assert numbers(looking, article, at=second.pk) == {"ann": 2, **machine}
    assert numbers(looking, article, at=first.pk) == {"ann": 1, **machine}
    assert numbers(looking, article, at=ran.pk) == machine
    assert numbers(looking, article, at=ran.pk - 1) == {}
    response = looking.get(f"/articles/{article.pk}/audit/", {"at": second.pk, "set": mine.pk})
    assert "After: ann accepted" in response.content.decode()
    assert len(response.context["rows"]) == 2


def test_the_list_keeps_to_one_person(looking: Client, mine: AnnotationSet, article: Article, annotator: Any) -> None:
    shown = looking.get(f"/articles/{article.pk}/audit/", {"who": annotator.pk}).context["events"]
    assert len(shown) == 3
    assert looking.get(f"/articles/{article.pk}/audit/", {"who": "x", "at": "y", "set": "-1"}).status_code == 200


def test_an_article_without_history_says_so(looking: Client, article: Article) -> None:
    empty = make_article(article.project)
    assert "Nothing was done yet." in looking.get(f"/articles/{empty.pk}/audit/").content.decode()


def test_who_works_on_the_article_sees_their_own_work_alone(
    looking: Client, mine: AnnotationSet, article: Article, reviewer: Any
) -> None:
    own = workset(article, reviewer)
    decide.accept(own, user=reviewer, action_id=new_id(), seen=Seen(str(suggestions(article)[0].pk), 0))
    shown = looking.get(f"/articles/{article.pk}/audit/")
    assert [line.who for line in shown.context["events"]] == ["rev"]
    assert [one.name for one in shown.context["sets"]] == ["rev", "rules 1"]
    assert "you see only your own work here" in shown.content.decode()
    finish(own, user=reviewer)
    assert set(numbers(looking, article)) == {"ann", "rev", "rules 1"}


def test_what_a_reviewer_brought_in_stays_hidden_while_they_read(
    looking: Client, article: Article, reviewer: Any
) -> None:
    line = record(quotes=[quote(annotator="mara")], sets=[{"annotator": "mara", "state": "finished"}])
    import_bytes(article.project, as_lines(line), user=reviewer)
    brought = Article.objects.get(external_id="pier")
    assert numbers(looking, brought) == {"mara": 1}
    own = workset(brought, reviewer)
    mara = brought.annotation_sets.get(user__username="mara").user_id
    frame = article_at(brought, reviewer).then.sets[OwnerOfSet("annotator", mara)]
    added = next(iter(frame.frames.values()))
    added.id, added.person = str(new_id()), None
    decide.add(own, user=reviewer, action_id=new_id(), frame=added)
    assert numbers(looking, brought) == {"rev": 1}


def test_work_imported_before_history_kept_it_is_worked_out(looking: Client, project: Any, reviewer: Any) -> None:
    """Its event named the sets alone."""
    line = record(quotes=[quote(annotator="mara")], sets=[{"annotator": "mara", "state": "finished"}])
    import_bytes(project, as_lines(line), user=reviewer)
    brought = Article.objects.get(external_id="pier")
    old = Event.objects.get(article=brought)
    Event.objects.filter(pk=old.pk).update(after={"article": "pier", "sets": ["mara"]})
    assert numbers(looking, brought) == {"mara": 1}
    shown = looking.get(f"/articles/{brought.pk}/audit/", {"at": old.pk})
    assert "Earlier versions did not record what an import brought" in shown.content.decode()


def test_a_long_history_costs_no_more_queries(
    looking: Client, mine: AnnotationSet, article: Article, annotator: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        journal.redo(mine, user=annotator, action_id=new_id())
        journal.undo(mine, user=annotator, action_id=new_id())
    with django_assert_max_num_queries(18):
        shown = looking.get(f"/articles/{article.pk}/audit/")
    assert len(shown.context["events"]) == 50
    older = looking.get(f"/articles/{article.pk}/audit/", {"before": shown.context["more"]})
    assert len(older.context["events"]) == 14
    assert older.context["more"] is None


def test_the_interface_has_the_events_and_the_moment(looking: Client, mine: AnnotationSet, article: Article) -> None:
    address = f"/api/v1/articles/{article.pk}/history/"
    _ran, first, second, undo = events(article)
    found = looking.get(address).json()
    assert [event["verb"] for event in found["events"]] == ["undo", "accept", "accept", "suggest"]
    assert (found["older"], found["then"]) == (None, None)
    then = looking.get(address, {"at": second.pk}).json()["then"]
    own = next(one for one in then["sets"] if one["annotator"] == "ann")
    assert [row["verdict"] for row in own["annotations"]] == ["accepted", "accepted"]
    by_time = looking.get(address, {"at": first.at.isoformat()}).json()["then"]
    assert by_time["event"] == first.pk
    assert looking.get(address, {"at": "yesterday"}).status_code == 400
    assert [event["id"] for event in looking.get(address, {"before": undo.pk}).json()["events"]][0] == second.pk


def test_annotators_are_refused(client: Client, annotator: Any, article: Article) -> None:
    make_suggested(article.project)
    client.force_login(annotator)
    assert client.get(f"/articles/{article.pk}/audit/").status_code == 403
    assert client.get(f"/api/v1/articles/{article.pk}/history/").status_code == 403
