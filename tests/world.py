"""One project with one of everything that an address can name, and one user for each way of standing to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from knox.models import AuthToken

from annotator.models import (
    Annotation,
    AnnotationSet,
    BulkAction,
    Certificate,
    CertificateTest,
    Event,
    Flag,
    Person,
    RegistryChange,
)
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.flags import flag
from annotator.services.invitations import invite
from annotator.services.people import change_person
from articles.models import Article, Invitation, Project, Role
from exchange.models import Run
from tests import factories
from tests.exchange.releases.helpers import released


@dataclass
class World:
    users: dict[str, Any]
    """By the names of ``permissions.WHO``; None for whoever is signed out."""
    things: dict[str, str]
    """What stands in the place after this word of an address."""


def make_users(project: Project) -> dict[str, Any]:
    members = {role.value: factories.make_member(project, role=role, name=role.value) for role in Role}
    staff = factories.make_user("staff", is_staff=True)
    desk = factories.make_member(project, role=Role.REVIEWER, name="desk")
    desk.is_staff = True
    desk.save()
    permissions = Permission.objects.filter(content_type__app_label__in=["annotator", "articles"])
    for user in (staff, desk):
        user.user_permissions.set(permissions)
    superuser = factories.make_user("superuser", is_staff=True, is_superuser=True)
    stranger = factories.make_user("stranger")
    return {"out": None, "stranger": stranger, **members, "superuser": superuser, "staff": staff, "desk": desk}


def make_certificate(project: Project, user: Any) -> Certificate:
    test = CertificateTest.objects.create(
        id=uuid.uuid4(), project=project, kind="quote", quote_type="direct", suggester="rules", version="1",
        profile=project.chosen_profile.as_json(), guidelines=1, population=1, seed=1, started_by=user,
        lines=[[0.9, 1, [1]]], sources={"": 1},
    )  # fmt: skip
    return Certificate.objects.create(
        id=uuid.uuid4(), test=test, project=project, part="content", line=0.9, number=1, checks=1, wrong=0
    )


def make_world() -> World:
    project = factories.make_project("harbour", name="Harbour")
    users = make_users(project)
    article = factories.make_suggested(project)
    other = factories.make_member(project, name="other")
    workset = factories.workset(article, other)
    suggestion = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    seen = Seen(str(suggestion.pk), 0)
    decide.accept(workset, user=other, action_id=factories.new_id(), seen=seen)
    flag(workset, user=other, action_id=factories.new_id(), card=str(suggestion.pk), note="Who is it?")
    run = Run.objects.create(id=uuid.uuid4(), project=project, user=users["manager"], kind="import")
    release = released(project)
    _invitation, token = invite(
        project, by=users["manager"], client_id=uuid.uuid4(), role=Role.ANNOTATOR, days=7, note="Tom"
    )
    change_person(Person.objects.filter(project=project)[0], user=users["manager"], role="Mayor")
    change = RegistryChange.objects.get()
    BulkAction.objects.create(id=uuid.uuid4(), project=project, user=users["desk"], kind="accept")
    certificate = make_certificate(project, users["manager"])
    things = {
        "changes": change.pk,
        "registry-changes": change.pk,
        "projects": project.slug,
        "project": project.pk,
        "articles": article.pk,
        "article": article.pk,
        "people": Person.objects.filter(project=project)[0].pk,
        "person": Person.objects.filter(project=project)[0].pk,
        "annotations": suggestion.pk,
        "annotation": suggestion.pk,
        "annotation-sets": AnnotationSet.objects.get(source="suggester").pk,
        "annotationset": AnnotationSet.objects.get(source="suggester").pk,
        "bulkaction": BulkAction.objects.get().pk,
        "certificates": certificate.pk,
        "tests": certificate.test_id,
        "event": Event.objects.order_by("id")[0].pk,
        "flag": Flag.objects.get().pk,
        "threads": Flag.objects.get().pk,
        "notes": Flag.objects.get().pk,
        "team": other.pk,
        "team/invitations": Invitation.objects.get().pk,
        "invitations": token,
        "settings": "general",
        "projects/of/invitations": Invitation.objects.get().pk,
        "members": other.username,
        "runs": run.pk,
        "releases": release.number,
        "models": factories.make_version(project).number,
        "files": "manifest.json",
        "adjudicate": uuid.uuid4(),
        "cases": uuid.uuid4(),
        "exports": "jsonl",
        "accessattempt": AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", failures_since_start=1).pk,
        "accesslog": AccessLog.objects.create(username="x", ip_address="192.0.2.1").pk,
        "accessfailurelog": AccessFailureLog.objects.create(username="x", ip_address="192.0.2.1").pk,
        "r": ContentType.objects.get_for_model(Article).pk,
        "r/of": article.pk,
        "tokens": AuthToken.objects.create(users["manager"])[0].token_key,
        "user": other.pk,
        "group": Group.objects.create(name="Desk").pk,
    }
    return World(users, {word: str(thing) for word, thing in things.items()})
