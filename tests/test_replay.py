"""All events of an article, replayed, make the state of the database, whatever several people did to it."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotator.models import Annotation, Case, Event, Flag
from annotator.services.frames import frame_of
from annotator.services.replay import ArticleThen, OwnerOfSet, owner_of, replayed
from annotator.vocabulary import Source
from articles.models import Article
from tests.examples import examples
from tests.newsroom import STEPS, Newsroom

State = dict[OwnerOfSet, tuple[str, dict[str, tuple[Any, int]]]]
RUNS = st.tuples(st.integers(0, 10_000), st.lists(st.sampled_from(STEPS), min_size=10, max_size=30))


def stored(article: Article) -> State:
    """Every set that holds something or is finished, with its annotations and their versions; not a machine’s."""
    sets = article.annotation_sets.exclude(source=Source.SUGGESTER)
    rows = Annotation.objects.filter(set__article=article).with_spans()
    found = {
        owner_of(one): (str(one.state), {str(r.pk): (frame_of(r), r.version) for r in rows if r.set_id == one.pk})
        for one in sets
    }
    return {owner: state for owner, state in found.items() if state[1] or state[0] == "finished"}


def told(then: ArticleThen) -> State:
    found = {
        owner: (one.state, {name: (frame, one.versions[name]) for name, frame in one.frames.items()})
        for owner, one in then.sets.items()
        if owner.source != Source.SUGGESTER
    }
    return {owner: state for owner, state in found.items() if state[1] or state[0] == "finished"}


def events_of(article: Article) -> list[Event]:
    return list(Event.objects.filter(article=article).select_related("action__set").order_by("id"))


@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(run=RUNS)
def test_a_random_run_of_several_people_replays_into_what_is_stored(db: None, run: tuple[int, list[str]]) -> None:
    seed, steps = run
    newsroom = Newsroom(seed)
    article = newsroom.article
    moments: list[tuple[int, State]] = []
    for step in steps:
        newsroom.do(step)
        last = Event.objects.filter(article=article).order_by("-id").values_list("id", flat=True).first() or 0
        moments.append((last, stored(article)))
    events = events_of(article)
    for number, state in moments:
        assert told(replayed(events, upto=number)) == state
    then = replayed(events)
    assert then.gaps == []
    assert set(then.questions) == set(
        Flag.objects.filter(article=article, resolved_at=None).values_list("pk", flat=True)
    )
    article.refresh_from_db()
    assert then.withdrawn == article.withdrawn_reason
    machines = {owner for owner in then.sets if owner.source == Source.SUGGESTER}
    assert machines == {owner_of(one) for one in article.annotation_sets.filter(source=Source.SUGGESTER)}
    for case in Case.objects.filter(article=article, rule="hand", state="decided"):
        assert then.decisions[str(case.key)]["gold"] == case.gold


def test_the_random_runs_do_everything(db: None) -> None:
    done: set[str] = set()
    for seed in range(8):
        if done == set(STEPS):
            break
        newsroom = Newsroom(seed)
        for step in [*newsroom.random.sample(STEPS, k=len(STEPS)), *newsroom.random.sample(STEPS, k=len(STEPS))]:
            newsroom.do(step)
        done |= set(newsroom.done)
    assert done == set(STEPS)


def test_a_moment_can_be_a_time(db: None) -> None:
    newsroom = Newsroom(1)
    for step in ("accept", "accept", "add"):
        newsroom.do(step)
    events = events_of(newsroom.article)
    then = replayed(events, until=events[1].at)
    assert then.event == events[1].pk
    assert replayed(events, upto=0) == ArticleThen()
