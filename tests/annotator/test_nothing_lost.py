"""Requests that are repeated, delayed, put in another order, or come from a page that has not seen all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from annotator.frame import Frame
from annotator.models import Action, Annotation, AnnotationSet, Event, Flag, Person
from annotator.services import decide
from annotator.services import journal as actions
from annotator.services.decide import Change, Seen
from annotator.services.frames import frame_of
from annotator.services.registry import merge_people
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project
from suggesters.suggestions import Entity, Suggestions
from tests.examples import examples
from tests.factories import make_article, make_suggested, new_id, workset


@pytest.fixture
def mine(article: Article, annotator: Any) -> AnnotationSet:
    return workset(article, annotator)


@pytest.fixture
def page(client: Client, annotator: Any) -> Client:
    client.force_login(annotator)
    return client


def quotes(article: Article) -> list[Annotation]:
    return list(
        Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")
    )


def act(page: Client, article: Article, verb: str, card: Any = "", version: int = 0, **more: Any) -> Any:
    values = {
        "action": str(new_id()),
        "verb": verb,
        "version": version,
        **({"card": str(card)} if card else {}),
        **more,
    }
    return page.post(f"/articles/{article.pk}/actions/", values)


def changes(page: Client, article: Article, since: int) -> Any:
    return page.get(f"/articles/{article.pk}/changes/", {"since": since})


def state(mine: AnnotationSet) -> dict[str, tuple[Any, ...]]:
    """What stands in the set: by the card's id."""
    rows = (frame_of(row) for row in mine.annotations.with_spans())
    return {frame.origin or frame.id: (frame.verdict, frame.spans, frame.quote_type, frame.person) for frame in rows}


def test_a_version_never_comes_back(page: Client, article: Article, mine: AnnotationSet) -> None:
    """A decision undone and made anew is another state: a request that saw the first one is stale."""
    first = quotes(article)[0]
    act(page, article, "accept", first.pk)
    seen = mine.annotations.get().version
    act(page, article, "undo")
    act(page, article, "reject", first.pk)
    assert mine.annotations.get().version != seen
    assert act(page, article, "change", first.pk, seen, quote_type="indirect").status_code == 409
    assert mine.annotations.get().verdict == "rejected"


def test_requests_in_another_order_are_refused_until_their_turn(
    page: Client, article: Article, mine: AnnotationSet
) -> None:
    first = quotes(article)[0]
    assert act(page, article, "change", first.pk, 1, quote_type="indirect").status_code == 409
    assert act(page, article, "accept", first.pk, 0).status_code == 200
    assert act(page, article, "change", first.pk, 1, quote_type="indirect").status_code == 200
    assert mine.annotations.get().quote_type == "indirect"


@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_repeated_and_shuffled_requests_have_each_one_effect(
    page: Client, article: Article, mine: AnnotationSet, data: st.DataObject
) -> None:
    """Each request goes again until it is taken, in any order, with repetitions: the outcome is that of the order."""
    mine.actions.all().delete()
    mine.annotations.all().delete()
    rows = quotes(article)
    steps = [("accept", 0), ("change", 1), ("reject", 2)]
    requests = [
        {"action": str(new_id()), "verb": verb, "card": str(row.pk), "version": version + 0, "quote_type": "indirect"}
        for row in rows[:1]
        for verb, version in steps
    ]
    waiting = list(requests)
    taken: list[dict[str, Any]] = []
    while waiting:
        request = data.draw(st.sampled_from(waiting + taken))
        response = page.post(f"/articles/{article.pk}/actions/", request)
        if response.status_code == 200 and request in waiting:
            waiting.remove(request)
            taken.append(request)
    assert taken == requests
    assert state(mine)[str(rows[0].pk)][0] == "rejected"
    assert list(mine.actions.values_list("order", flat=True)) == [1, 2, 3]


def test_the_answer_tells_whose_it_is_and_which_action(page: Client, article: Article, annotator: Any) -> None:
    values = {"action": str(new_id()), "verb": "accept", "card": str(quotes(article)[0].pk), "version": 0}
    first, again = (page.post(f"/articles/{article.pk}/actions/", values) for _ in range(2))
    assert first["Quotemark-User"] == str(annotator.pk)
    assert (first["Quotemark-Order"], again["Quotemark-Order"]) == ("1", "1")
    assert ("Quotemark-Repeated" in first, "Quotemark-Repeated" in again) == (False, True)


@pytest.mark.parametrize("address", ["actions/", "changes/?since=0", "history/"])
def test_a_page_of_somebody_else_is_not_answered(
    page: Client, article: Article, annotator: Any, reviewer: Any, address: str
) -> None:
    ask = page.post if address == "actions/" else page.get
    response = ask(f"/articles/{article.pk}/{address}", headers={"Quotemark-User": str(reviewer.pk)})
    assert (response.status_code, response["Quotemark-User"]) == (401, str(annotator.pk))
    page.logout()
    response = ask(f"/articles/{article.pk}/{address}")
    assert (response.status_code, response["Quotemark-User"]) == (401, "")
    assert not Action.objects.exists()


def test_what_changed_since_is_told_once(page: Client, article: Article) -> None:
    first, second, _ = quotes(article)
    assert changes(page, article, 0).status_code == 204
    act(page, article, "accept", first.pk)
    act(page, article, "reject", second.pk)
    everything, newest = changes(page, article, 0), changes(page, article, 1)
    assert everything["Quotemark-Order"] == "2"
    assert f"annotation-{first.pk}" in everything.content.decode()
    assert f"annotation-{first.pk}" not in newest.content.decode()
    assert f"annotation-{second.pk}" in newest.content.decode()
    assert changes(page, article, 2).status_code == 204
    assert page.get(f"/articles/{article.pk}/changes/").status_code == 400


def test_an_annotation_removed_and_put_back_is_told_as_it_stands(page: Client, article: Article) -> None:
    card = new_id()
    act(page, article, "add", card, kind="quote", spans='[["content", 0, 5]]')
    act(page, article, "undo")
    assert 'hx-swap-oob="delete"' in changes(page, article, 1).content.decode()
    act(page, article, "redo")
    told = changes(page, article, 1).content.decode()
    assert f'id="annotation-{card}"' in told
    assert 'hx-swap-oob="delete"' not in told


def test_nothing_new_costs_three_queries(
    page: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    act(page, article, "accept", quotes(article)[0].pk)
    with django_assert_num_queries(3):  # session, user, the newest action's number
        changes(page, article, 1)


def test_a_stale_edit_is_told_what_stands_who_and_what_was_wanted(page: Client, article: Article) -> None:
    first = quotes(article)[0]
    act(page, article, "change", first.pk, name="Tom Okafor")
    answer = act(page, article, "reject", first.pk, 0)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-version="1"' in text
    assert all(words in text for words in ("Ines Calder", "Tom Okafor", "reject it", "corrected"))


def test_mine_is_put_in_place_of_what_stands(page: Client, article: Article, mine: AnnotationSet) -> None:
    first = quotes(article)[0]
    act(page, article, "change", first.pk, quote_type="indirect")
    assert act(page, article, "accept", first.pk, 1, instead="on").status_code == 200
    assert (mine.annotations.get().verdict, mine.annotations.get().quote_type) == ("accepted", "mixed")


def test_a_change_to_what_was_removed_asks_and_can_put_it_back(
    page: Client, article: Article, mine: AnnotationSet
) -> None:
    card = new_id()
    act(page, article, "add", card, kind="quote", spans='[["content", 0, 5]]')
    act(page, article, "reject", card, 1)
    answer = act(page, article, "change", card, 1, spans='[["content", 0, 10]]')
    assert answer.status_code == 409
    assert act(page, article, "reject", card, 1).status_code == 200  # gone already, as wanted
    assert act(page, article, "change", card, 0, spans='[["content", 0, 10]]', instead="on").status_code == 200
    assert [span.end for span in mine.annotations.get().spans.all()] == [10]


def test_an_undo_that_has_not_seen_the_newest_action_is_stale(
    page: Client, article: Article, mine: AnnotationSet
) -> None:
    first, second, _ = quotes(article)
    act(page, article, "accept", first.pk)
    act(page, article, "reject", second.pk)
    answer = act(page, article, "undo", order=1)
    assert answer.status_code == 409
    assert "rejected a quote" in answer.content.decode()
    assert f"annotation-{second.pk}" in answer.content.decode()
    assert mine.annotations.count() == 2
    assert act(page, article, "undo", order=2).status_code == 200


def test_a_question_to_a_colleague_is_asked_once_even_after_it_was_answered(page: Client, article: Article) -> None:
    values = {
        "action": str(new_id()), "verb": "flag", "card": str(quotes(article)[0].pk), "version": 0, "note": "Who?",
    }  # fmt: skip
    page.post(f"/articles/{article.pk}/actions/", values)
    Flag.objects.update(resolved_at="2026-01-01T00:00:00Z")
    page.post(f"/articles/{article.pk}/actions/", values)
    assert Flag.objects.count() == 1


def test_undo_finds_a_person_who_was_merged_into_another(
    article: Article, mine: AnnotationSet, annotator: Any, reviewer: Any
) -> None:
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(quotes(article)[0].pk), 0))
    calder = Person.objects.get()
    decide.reject(mine, user=annotator, action_id=new_id(), seen=Seen(str(quotes(article)[0].pk), 1))
    keep = Person.objects.create(project=article.project, name="Ines M. Calder")
    merge_people(keep, calder, user=reviewer)
    actions.undo(mine, user=annotator, action_id=new_id())
    assert mine.annotations.get().person == keep


MOVES = st.sampled_from(["accept", "reject", "cut", "add", "many", "undo", "redo"])


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(MOVES, st.integers(0, 2)), max_size=14))
def test_any_actions_undos_and_redos_are_those_of_a_list_of_states(
    mine: AnnotationSet, article: Article, annotator: Any, moves: list[tuple[str, int]]
) -> None:
    """The model: a list of states and a place in it. Undo steps back, redo forth, an action cuts off what is ahead."""
    Event.objects.filter(action__set=mine)._raw_delete(using="default")  # history itself refuses to be deleted
    mine.actions.all()._raw_delete(using="default")
    mine.annotations.all().delete()
    states, place = [state(mine)], 0
    for verb, number in moves:
        if verb == "undo":
            done = actions.undo(mine, user=annotator, action_id=new_id())
            assert (done is None) == (place == 0)
            place = max(place - 1, 0)
        elif verb == "redo":
            done = actions.redo(mine, user=annotator, action_id=new_id())
            assert (done is None) == (place == len(states) - 1)
            place = min(place + 1, len(states) - 1)
        elif perform(verb, mine, quotes(article)[number], annotator):
            states = [*states[: place + 1], state(mine)]
            place += 1
        assert state(mine) == states[place]
        assert actions.history_state(mine) == {"can_undo": place > 0, "can_redo": place < len(states) - 1}


def perform(verb: str, mine: AnnotationSet, row: Annotation, user: Any) -> bool:
    """Do it; whether anything changed."""
    before = state(mine)
    common: dict[str, Any] = {"user": user, "action_id": new_id()}
    seen = Seen(str(row.pk), decide.standing(mine, str(row.pk)).version)
    if verb == "accept":
        decide.accept(mine, seen=seen, **common)
    elif verb == "reject":
        decide.reject(mine, seen=seen, **common)
    elif verb == "many":
        decide.accept_many(mine, cards=[str(quote.pk) for quote in quotes(mine.article)], **common)
    elif verb == "add":
        start = mine.annotations.filter(verdict="added").count()
        frame = Frame(str(new_id()), "quote", "added", (("content", start, start + 1),))
        decide.add(mine, frame=frame, **common)
    else:
        spans = tuple((role, start, end - (role == "content")) for role, start, end in frame_of(row).spans)
        decide.change_frame(mine, seen=seen, wanted=Change(spans=spans), **common)
    return state(mine) != before


def test_the_panel_tells_what_was_done_in_words(page: Client, article: Article) -> None:
    first, second, _ = quotes(article)
    act(page, article, "accept", first.pk)
    act(page, article, "accept-many", cards=f"{second.pk}")
    act(page, article, "undo")
    text = page.get(f"/articles/{article.pk}/history/").content.decode()
    assert "accepted a quote" in text
    assert "the pier" in text
    assert text.count("data-back=") == 1
    assert "undone" in text
    assert f'data-card="{first.pk}"' in text


@pytest.mark.parametrize("copies", [1, 40])
def test_a_decision_and_an_opening_take_the_same_queries_in_a_long_article(
    page: Client, project: Project, django_assert_max_num_queries: DjangoAssertNumQueries, copies: int
) -> None:
    article = long_article(project, copies)
    card = quotes(article)[0].pk
    act(page, article, "accept", quotes(article)[1].pk)
    with django_assert_max_num_queries(26):
        assert act(page, article, "accept", card).status_code == 200
    with django_assert_max_num_queries(26):
        assert act(page, article, "change", card, 2, quote_type="indirect").status_code == 200
    with django_assert_max_num_queries(16):
        page.get(f"/articles/{article.pk}/")


def long_article(project: Project, copies: int) -> Article:
    article = make_suggested(project)
    if copies > 1:
        text = article.text + "\n\n" + "The board met. " * copies
        article = make_article(project, text=text)
        from tests.factories import suggestions_for

        found = suggestions_for(text)
        start = text.index("The board met")
        entities = tuple(Entity(start + 15 * n + 4, start + 15 * n + 9, "ORG", None, 0.5) for n in range(copies))
        store_machine_set(
            article, suggester="rules", version="1",
            suggestions=Suggestions(quotes=found.quotes, entities=found.entities + entities),
        )  # fmt: skip
    return article
