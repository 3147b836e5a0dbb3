"""Every prepared query of the project finds what its function finds as it is written."""

from __future__ import annotations

import importlib
import sys
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from annotator.models import (
    Action,
    ActiveTime,
    Adjudication,
    Alias,
    Annotation,
    AnnotationSet,
    Assignment,
    Certificate,
    CertificateTest,
    CheckedWork,
    Exercise,
    Flag,
    Lease,
    Notice,
    Person,
    UserSettings,
)
from annotator.services.decide import Seen, accept, reject
from annotator.services.journal import undo
from annotator.services.sets import set_of
from annotator.vocabulary import Source
from articles.models import Article, Figure, Project
from config.database.prepared import Prepared
from exchange.models import Run
from tests.test_layers import MAY_IMPORT, module_name, modules


@pytest.fixture
def workset(article: Article, annotator: Any) -> AnnotationSet:
    """A set in which two suggestions were accepted, one was rejected, and that was undone."""
    Figure.objects.create(
        article=article, order=0, image_url="https://example.org/a.jpg", caption_start=0, caption_end=5
    )
    workset = set_of(article, annotator)
    first, second, third = Annotation.objects.filter(set__article=article, set__source=Source.SUGGESTER)[:3]
    for row, decision in ((first, accept), (second, accept), (third, reject)):
        decision(workset, user=annotator, action_id=uuid.uuid4(), seen=Seen(str(row.pk), 0))
    undo(workset, user=annotator, action_id=uuid.uuid4())
    ann, bob = (Person.objects.create(project=article.project, name=name) for name in ("Ann Lee", "Bob"))
    Alias.objects.bulk_create([Alias(person=ann, name="The Mayor", folded="the mayor")])
    Person.objects.filter(pk=bob.pk).update(folded="bob")
    Person.objects.create(project=article.project, name="Left Again", by_decision=True)
    Lease.objects.create(article=article, user=annotator, taken_at=timezone.now(), expires_at=timezone.now())
    question = Flag.objects.create(article=article, user=annotator, note="who?")
    Notice.objects.create(flag=question, user=annotator, reason="asked", at=timezone.now())
    UserSettings.objects.create(user=annotator)
    now = timezone.now()
    ActiveTime.objects.create(article=article, user=annotator, start=now - timedelta(seconds=90), end=now)
    Assignment.objects.create(article=article, user=annotator)
    Adjudication.objects.update_or_create(
        article=article, defaults={"project": article.project, "readers": 1, "state": "gold"}
    )
    Exercise.objects.create(article=article, project=article.project, purpose="practice")
    make_certificate(article.project, annotator)
    CheckedWork.objects.create(project=article.project, articles=3)
    Run.objects.create(id=uuid.uuid4(), project=article.project, user=annotator, kind="export", state="waiting")
    Annotation.objects.filter(pk=first.pk).update(person=ann)
    tomorrow = timezone.now() + timedelta(days=1)
    Session.objects.create(session_key="of-ann", session_data="", expire_date=tomorrow)
    return workset


def make_certificate(project: Project, user: Any) -> None:
    test = CertificateTest.objects.create(
        id=uuid.uuid4(), project=project, kind="entity", suggester="rules", version="1", guidelines=1, population=9,
        seed=1, started_by=user,
    )  # fmt: skip
    Certificate.objects.create(
        id=uuid.uuid4(), test=test, project=project, part="content", line=0.9, number=9, checks=9, wrong=0
    )


def examples(workset: AnnotationSet) -> dict[str, list[dict[str, Any]]]:
    """Values for each prepared query, by its name: those that find rows first."""
    article, user, project = workset.article_id, workset.user_id, workset.article.project_id
    proposals = [row.pk for row in Annotation.objects.exclude(set=workset)]
    own = [row.pk for row in workset.annotations.all()]
    sets = list(AnnotationSet.objects.values_list("pk", flat=True))
    action = Action.objects.filter(set=workset).earliest("order").pk
    people = list(Person.objects.values_list("pk", flat=True))
    by_set = [{"set": workset.pk}, {"set": 0}]
    by_articles: list[dict[str, Any]] = [{"articles": [article]}, {"articles": []}]
    by_project = [{"project": project}, {"project": 0}]
    hours_ago, later = (timezone.now() + timedelta(hours=hours) for hours in (-5, 5))
    return {
        "config.signed_in.sessions": [
            {"key": "of-ann", "now": timezone.now()}, {"key": "of-ann", "now": timezone.now() + timedelta(days=2)},
            {"key": "", "now": timezone.now()},
        ],
        "config.signed_in.users": [{"pk": user}, {"pk": 0}],
        "articles.access.memberships": [{"project": project, "user": user}, {"project": project, "user": 0}],
        "articles.access.projects_by_key": [{"pk": project}, {"pk": 0}],
        "articles.access.projects_of_member": [
            {"slug": workset.article.project.slug, "user": user}, {"slug": "other", "user": user},
            {"slug": workset.article.project.slug, "user": 0},
        ],
        "articles.access.projects_standing": [{"slug": workset.article.project.slug}, {"slug": "other"}],
        "articles.access.articles_by_key": [{"pk": article}, {"pk": 0}],
        "articles.access.articles_of_member": [{"pk": article, "user": user}, {"pk": article, "user": None}],
        "annotator.services.article_states.sets_of_people": by_articles,
        "annotator.services.article_states.reserved": by_articles,
        "annotator.services.article_states.held_now": [
            {"articles": [article], "now": hours_ago, "soon": later},
            {"articles": [article], "now": later, "soon": later},
        ],
        "annotator.services.article_states.users_of": [{"keys": [user]}, {"keys": []}],
        "annotator.services.article_states.adjudicated": by_articles,
        "annotator.services.article_states.exercises_with": by_articles,
        "annotator.services.journal.sets_locked": [{"pk": workset.pk}, {"pk": 0}],
        "annotator.services.journal.newest_action": by_set,
        "annotator.services.journal.newest_and_named": [
            {"set": workset.pk, "id": action}, {"set": 0, "id": action}, {"set": 0, "id": uuid.uuid4()}
        ],
        "annotator.services.journal.newest_done": by_set,
        "annotator.services.journal.oldest_undone": by_set,
        "annotator.services.journal.standing_rows": [
            {"set": workset.pk, "ids": [*own, *proposals]}, {"set": workset.pk, "ids": []}, {"set": 0, "ids": own}
        ],
        "annotator.services.places.leases_named": [{"article": article, "user": user}, {"article": article, "user": 0}],
        "annotator.services.people.people_by_key": [{"keys": people}, {"keys": people[:1]}, {"keys": set()}],
        "annotator.services.people.people_by_name": [
            {"project": project, "folded": "bob"}, {"project": project, "folded": "100 %"}
        ],
        "annotator.services.people.people_gone_by_name": [
            {"project": project, "folded": "left again"}, {"project": project, "folded": "bob"}
        ],
        "annotator.services.people.people_by_alias": [
            {"project": project, "folded": "the mayor"}, {"project": 0, "folded": "the mayor"}
        ],
        "annotator.services.asked.sets_shown": [
            {"articles": [article], "user": user}, {"articles": [article], "user": None}, {"articles": [], "user": user}
        ],
        "annotator.services.asking.places_of_user": [{"user": user}, {"user": 0}],
        "annotator.services.asking.projects_to_ask": [{"user": user}, {"user": 0}],
        "annotator.services.asking.projects_by_keys": [{"keys": [project]}, {"keys": []}],
        "annotator.services.plain_queue.oldest_left": [
            {"user": 0, "project": project, "start": 1}, {"user": user, "project": project, "start": article + 1}
        ],
        "annotator.services.plain_queue.with_number_left": [
            {"user": 0, "project": project, "start": 1}, {"user": user, "project": 0, "start": 1}
        ],
        "annotator.views.home.users_with": [{"user": user}, {"user": 0}],
        "annotator.views.home.superusers_with": [{"user": user}, {"user": 0}],
        "annotator.views.home.own_events": [{"actor": user}, {"actor": 0}],
        "annotator.views.home.articles_named": [{"keys": [article]}, {"keys": []}],
        "annotator.views.home.projects_joined": [{"user": user}, {"user": 0}],
        "annotator.views.home.projects_numbered": [{"user": user}, {"user": 0}],
        "annotator.services.activity.measured_articles": by_articles,
        "annotator.services.retraining.checked_work": by_project,
        "annotator.counted.sizes": by_project,
        "annotator.views.projects.facts": by_project,
        "annotator.views.projects.people_annotating": by_project,
        "exchange.templatetags.runs.first_under_way": by_project,
        "annotator.views.projects.first_articles": [
            {"project": project, "user": user, "after": 0}, {"project": project, "user": user, "after": article}
        ],
        "annotator.views.projects.sets_in_state": [{"user": user, "state": state} for state in ("open", "finished")],
        "annotator.services.sets.sets_of_user": [{"article": article, "user": user}, {"article": article, "user": 0}],
        "annotator.services.sets.sets_opened": [{"article": article, "user": user}, {"article": article, "user": 0}],
        "annotator.services.sets.machine_sets": [{"article": article}, {"article": 0}],
        "annotator.services.decide.rows_of_card": [
            {"set": workset.pk, "card": card, "article": article} for card in (str(proposals[0]), own[0], uuid.uuid4())
        ],
        "annotator.services.adjudicate.rows_by_key": [{"ids": [*proposals, *own]}, {"ids": []}],
        "annotator.services.merge.rows_standing": [{"sets": sets}, {"sets": []}],
        "annotator.services.certificates.certificates_standing": [{"project": project}, {"project": 0}],
        **{
            f"annotator.services.notices.{name}": [
                {"project": project, "user": user}, {"project": 0, "user": user}, {"project": project, "user": 0}
            ]
            for name in ("open_to_member", "open_to_superuser")
        },
        "annotator.services.notices.unread_notices": [{"user": user}, {"user": 0}],
        "annotator.services.preferences.settings_of": [{"user": user}, {"user": 0}],
        "annotator.workbench.rarities.articles_with": [{"article": here, "user": user} for here in (article, 0)],
        "annotator.workbench.threads.questions_on": [{"article": article}, {"article": 0}],
        "annotator.workbench.cards.rows_named": [
            {"article": article, "set": which, "ids": ids}
            for which in (workset.pk, None) for ids in ([str(key) for key in proposals], own, [])
        ],
        "annotator.workbench.cards.decisions_about": [
            {"set": which, "ids": ids} for which in (workset.pk, 0) for ids in (proposals, set(own), [])
        ],
        "annotator.workbench.cards.rows_around": [
            {"sets": which, "start": 0, "end": end} for which, end in ((sets, 200), (sets, 0), ([], 200))
        ],
        "annotator.workbench.cards.rows_of_sets": [{"sets": sets}, {"sets": []}],
        "annotator.workbench.blocks.figures_with_caption": [{"article": article}, {"article": 0}],
        "annotator.workbench.kept.people_named": [{"sets": sets}, {"sets": []}],
        "annotator.workbench.changes.spans_proposed": [{"ids": proposals}, {"ids": []}],
    }  # fmt: skip


def prepared_queries() -> dict[str, Prepared[..., Any]]:
    for room in MAY_IMPORT:
        for path in modules(room):
            if "prepared import" in path.read_text(encoding="utf-8"):
                importlib.import_module(module_name(path))
    return {
        f"{query.__module__}.{query.__name__}": query
        for room in MAY_IMPORT
        for path in modules(room)
        if (module := sys.modules.get(module_name(path)))
        for query in vars(module).values()
        if isinstance(query, Prepared)
    }


def test_every_prepared_query_has_examples(workset: AnnotationSet) -> None:
    assert prepared_queries().keys() == examples(workset).keys()


@pytest.mark.parametrize("name", sorted(prepared_queries()))
def test_it_finds_what_the_function_finds_as_it_is_written(workset: AnnotationSet, name: str) -> None:
    query = prepared_queries()[name]
    found = [(query.joined(**values), list(query.__wrapped__(**values))) for values in examples(workset)[name]]
    for joined, plain in found:
        assert {row.pk: columns(row) for row, _ in joined} == {row.pk: columns(row) for row in plain}
        assert sorted((str(row.pk), [*map(str, more)]) for row, mores in joined for more in mores) == sorted(
            (str(row.pk), [*map(str, annotated(row))]) for row in plain
        )
    assert found[0][1], "the first example finds nothing: choose one that does"


def columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def annotated(row: Any) -> list[Any]:
    return [value for name, value in vars(row).items() if name != "_state" and name not in columns(row)]
