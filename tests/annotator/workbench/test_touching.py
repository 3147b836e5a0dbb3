"""The cards that reach into a place of a text, found by the hull of their spans."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Min
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.models import Annotation, AnnotationSet
from annotator.services.decide import Change, Seen, change_frame, reject
from annotator.services.journal import undo
from annotator.services.suggested import store_machine_set
from annotator.workbench.cards import cards_touching
from articles.models import Article, Project
from suggesters.suggestions import Entity, Quote, Suggestions
from tests.factories import make_article, span, workset

TEXT = "“It is closed,” we heard.\n\nThe board of Graz met.\n\nThe mayor had said so."


@pytest.fixture
def read(project: Project) -> Article:
    """A quote whose speaker stands two paragraphs below it, and an entity between them."""
    article = make_article(project, TEXT)
    quote = Quote("direct", (span(TEXT, "“It is closed,”"),), (), (span(TEXT, "The mayor"),), None, "unnamed", 0.9)
    found = Suggestions(quotes=(quote,), entities=(Entity(*span(TEXT, "Graz"), "GPE", None, 0.9),))
    assert store_machine_set(article, suggester="rules", version="1", suggestions=found)
    return article


def touching(article: Article, own: AnnotationSet | None) -> list[list[tuple[str, str]]]:
    """Kind and verdict of the cards that reach into each block."""
    return [
        [(card.kind, card.verdict) for card in cards_touching(article, own, start, end)]
        for start, end, _ in article.blocks
    ]


QUOTE, ENTITY = ("quote", "suggested"), ("entity", "suggested")


def test_a_card_is_found_by_each_of_its_spans_and_not_between_them(read: Article) -> None:
    assert touching(read, None) == [[QUOTE], [ENTITY], [QUOTE]]


def test_a_suggestion_that_was_moved_away_is_found_where_it_stood_as_what_it_is_now(
    read: Article, annotator: Any
) -> None:
    own = workset(read, annotator)
    card = Seen(str(Annotation.objects.get(kind="entity").pk), 0)
    moved = Change(spans=(("mention", *span(TEXT, "The mayor")),))
    change_frame(own, user=annotator, action_id=uuid.uuid4(), seen=card, wanted=moved)
    assert touching(read, own) == [[QUOTE], [("entity", "corrected")], [QUOTE, ("entity", "corrected")]]
    undo(own, user=annotator, action_id=uuid.uuid4())
    assert touching(read, own) == [[QUOTE], [ENTITY], [QUOTE]]


def test_first_and_last_are_the_hull_of_all_spans_whatever_is_done(read: Article, annotator: Any) -> None:
    own = workset(read, annotator)
    card = str(Annotation.objects.get(kind="quote").pk)
    wider = (("content", *span(TEXT, "closed")), ("speaker", *span(TEXT, "we")), ("speaker", *span(TEXT, "The board")))
    change = {"user": annotator, "wanted": Change(spans=wider)}
    change_frame(own, action_id=uuid.uuid4(), seen=Seen(card, 0), **change)
    again = {"user": annotator, "wanted": Change(spans=wider[:2])}
    change_frame(own, action_id=uuid.uuid4(), seen=Seen(card, 1), **again)
    rows = Annotation.objects.order_by().annotate(least=Min("spans__start"), most=Max("spans__end"))
    assert not rows.exclude(first=F("least"), last=F("most")).exists()
    assert own.annotations.get().last == span(TEXT, "we")[1]


def test_the_database_refuses_a_hull_that_leaves_out_the_main_spans(read: Article) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Annotation.objects.filter(kind="quote").update(first=F("start") + 1)


def test_undo_asks_no_question_twice(client: Client, read: Article, annotator: Any) -> None:
    """What stands after an undo is known by what was read for it: two actions, and the suggestion for its card."""
    own = workset(read, annotator)
    for row in Annotation.objects.filter(set__source="suggester"):
        reject(own, user=annotator, action_id=uuid.uuid4(), seen=Seen(str(row.pk), 0))
    client.force_login(annotator)

    def undone() -> tuple[int, bool]:
        """How many questions the undo asked, and whether there is more to undo."""
        with CaptureQueriesContext(connection) as asked:
            sent = {"action": str(uuid.uuid4()), "verb": "undo"}
            answer = client.post(f"/articles/{read.pk}/actions/", sent, headers={"HX-Request": "true"})
        button = answer.content.decode().split('id="undo"')[1].split(">")[0]
        return sum(one["sql"].startswith("SELECT") for one in asked), "disabled" not in button

    (questions, more), (as_many, no_more) = undone(), undone()
    assert (more, no_more, questions) == (True, False, as_many)
    assert questions <= 12
