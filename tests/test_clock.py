"""A clock that goes back by a day between two requests: order stays, and nobody waits until it has caught up."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from annotator import counted
from annotator.errors import Refused
from annotator.models import Action, Annotation, Counts, Event, Lease, Person, RegistryChange
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.places import has_room, take_place
from annotator.services.registry import move_quotes, undo_change
from articles.models import Article, Project
from exchange.models import BEAT_LASTS, Run, RunKind, WorkerBeat
from exchange.runs.services import claim, to_do
from tests.factories import make_member, new_id, workset

GoBack = Callable[..., None]


@pytest.fixture
def go_back(monkeypatch: pytest.MonkeyPatch) -> GoBack:
    """Set the clock of the process back."""
    usual = timezone.now

    def back(**by: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: usual() - datetime.timedelta(**by))

    return back


def test_history_keeps_its_order(article: Article, annotator: Any, go_back: GoBack) -> None:
    cards = list(Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[:2])
    for card in cards:
        decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(card.pk), 0))
        go_back(days=1)
    first, second = Action.objects.order_by("order")
    assert (first.order, second.order, second.at < first.at) == (1, 2, True)
    decided = Event.objects.filter(action__in=[first, second]).order_by("id")
    assert [event.action_id for event in decided] == [first.pk, second.pk]


def test_a_run_whose_worker_died_before_is_taken_up_at_once(project: Project, go_back: GoBack) -> None:
    now = timezone.now()
    run = Run.objects.create(
        id=uuid.uuid4(), project=project, kind=RunKind.EXPORT, state=Run.State.RUNNING, claim=uuid.uuid4(), beat_at=now,
        asked_at=now,
    )  # fmt: skip
    WorkerBeat.beat(uuid.uuid4())
    assert to_do() == []
    go_back(days=1)
    assert not WorkerBeat.any_lives()
    run.refresh_from_db()
    assert run.is_broken_off
    assert run.seconds_waiting == 0
    assert claim(run.pk) is not None
    Run.objects.update(beat_at=timezone.now() + BEAT_LASTS / 2)
    assert not Run.objects.filter(Run.broken_off()).exists(), "clocks of two machines differ a little"


def test_a_place_is_held_no_longer_than_it_was_given_for(article: Article, go_back: GoBack) -> None:
    Project.objects.update(overlap=1)
    article = Article.objects.get()
    ann, bob = (make_member(article.project) for _ in range(2))
    assert take_place(article, ann)
    assert not has_room(article, bob)
    go_back(days=1)
    assert take_place(article, ann), "whoever works goes on"
    assert Lease.objects.get().taken_at < timezone.now() + datetime.timedelta(seconds=1)
    assert not has_room(article, bob)


def test_a_place_of_before_does_not_keep_others_out_for_a_day(article: Article, go_back: GoBack) -> None:
    Project.objects.update(overlap=1)
    article = Article.objects.get()
    ann, bob = (make_member(article.project) for _ in range(2))
    assert take_place(article, ann)
    go_back(days=1)
    assert take_place(article, bob)


def test_a_newer_change_of_the_registry_is_still_the_newer_one(
    article: Article, reviewer: Any, annotator: Any, go_back: GoBack
) -> None:
    card = Annotation.objects.filter(set__source="suggester", kind="quote").exclude(name="").order_by("start")[0]
    decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(card.pk), 0))
    quote = Annotation.objects.get(set__user=annotator)
    assert quote.person is not None
    one, other = (Person.objects.create(project=article.project, name=name, folded=name) for name in ("ada", "bea"))
    first = move_quotes(quote.person, [quote.pk], to=one, user=reviewer)
    go_back(days=1)
    second = move_quotes(one, [quote.pk], to=other, user=reviewer)
    assert list(RegistryChange.objects.all()) == [second, first]
    with pytest.raises(Refused, match="take that back first|newer change"):
        undo_change(first, user=reviewer)


def test_numbers_are_counted_again(project: Project, monkeypatch: pytest.MonkeyPatch, go_back: GoBack) -> None:
    asked: list[str] = []
    monkeypatch.setattr(counted, "begin", lambda project, name, count: asked.append(name))
    Counts.objects.create(project=project, name="n", value=1, event=0, at=timezone.now())
    Event.objects.create(project=project, verb="import")
    counted.counted(project, "n", lambda: 2, large=True)
    assert asked == []
    go_back(days=1)
    counted.counted(project, "n", lambda: 2, large=True)
    assert asked == ["n"]
