"""What a certificate lets through without a look: accepted in the article's *certified* set, and taken back as one.

The certified set is nobody's judgement. Agreement, quality, training, progress and the queue do not read it; exports
mark each of its annotations. Only what nobody has decided is accepted, of the version and the publishers that the
certificate is about. It enters nobody in the registry.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.models import Action, Annotation, AnnotationSet, Certificate, CertificateTest, Event
from annotator.services.certificate_tests import outdate_tests, suggestions_in_use
from annotator.services.certificates import (
    certificates_of,
    lapse,
    lapse_outdated,
    named,
    outdated,
    subject_of,
    with_project,
    write_event,
)
from annotator.services.frames import frame_of, write_frames
from annotator.vocabulary import Source, Verb, Verdict
from articles import access
from articles.models import Article, Project, Role
from config.database.ids import new_id

AT_ONCE = 2_000
"""So many are accepted when a manager says so; a worker goes on."""
TELLING = (
    *(Verb.SUGGEST, Verb.IMPORT, Verb.IMPORT_SETS, Verb.CHANGE_ARTICLE, Verb.WITHDRAW, Verb.BRING_BACK, Verb.USE_FOR),
    *(Verb.CHANGE_PROFILE, Verb.CHANGE_GUIDELINES, Verb.CHANGE_SETTINGS, Verb.LET_CERTIFIED),
)
"""After what a certificate may have lapsed, or more may be accepted by it."""
logger = logging.getLogger(__name__)

PIECE = 500
"""So many are accepted in one transaction."""
MARK = "certificate"
"""The key of ``extra``, and of the native format, that says which certificate accepted an annotation."""


def stored(certificate: Certificate) -> Certificate:
    """The certificate as it stands, kept from others until the transaction ends."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("project", "test")
    found = rows.get(pk=certificate.pk)
    found.test.project = found.project
    return found


def let_through(certificate: Certificate, *, user: Any) -> int:
    """Let suggestions above the line be accepted without a look, from now on. Returns how many are accepted at once.

    Raises Refused where the certificate has lapsed, PermissionDenied unless the user is a manager. Again, it goes on
    with what is left.
    """
    access.require(certificate.project, user, at_least=Role.MANAGER)
    with transaction.atomic():
        found = stored(certificate)
        reason = "" if not found.stands else outdated(found.test)
        if reason:
            lapse(found, reason, user=user)
        elif found.stands and not found.accepts:
            found.accepts, found.accepts_by = True, user
            found.save(update_fields=["accepts", "accepts_by"])
            write_event(found.project, Verb.LET_CERTIFIED, user, named(found))
    if not found.stands:
        raise Refused(_("This certificate has lapsed (%(why)s): test again.") % {"why": found.get_lapse_display()})
    return accept_waiting(found, most=AT_ONCE)


@transaction.atomic
def stop(certificate: Certificate, *, user: Any) -> None:
    """Accept nothing more by it. What was accepted stays."""
    access.require(certificate.project, user, at_least=Role.MANAGER)
    found = stored(certificate)
    if found.accepts:
        found.accepts = False
        found.save(update_fields=["accepts"])
        write_event(found.project, Verb.STOP_CERTIFIED, user, named(found))


def waiting(certificate: Certificate) -> QuerySet[Annotation]:
    """The suggestions above the line that nobody has decided, from publishers of whom the test drew."""
    test = certificate.test
    rows = suggestions_in_use(
        certificate.project, subject_of(test), suggester=test.suggester, version=test.version
    ).filter(score__gte=certificate.line)
    rows = rows.filter(set__article__publisher__in=list(test.sources))
    finished = AnnotationSet.objects.filter(
        Q(source=Source.GOLD) | Q(source=Source.ANNOTATOR),
        article=OuterRef("set__article"),
        state=AnnotationSet.State.FINISHED,
    )
    decided = Annotation.objects.filter(origin=OuterRef("pk"))
    return rows.filter(~Exists(decided), ~Exists(finished))


def accept_waiting(certificate: Certificate, *, most: int) -> int:
    """Accept what waits, some articles at a time, as long as the certificate lets it through. Returns how many."""
    return sum(len(part) for part in accepted_parts(certificate, most=most))


def accepted_parts(certificate: Certificate, *, most: int) -> Iterator[list[Frame]]:
    keys = list(waiting(certificate).order_by("set__article", "start", "pk").values_list("pk", flat=True)[:most])
    for piece in (keys[start : start + PIECE] for start in range(0, len(keys), PIECE)):
        with transaction.atomic():
            found = stored(certificate)
            if not found.accepts:
                return
            rows = waiting(found).filter(pk__in=piece).order_by("set__article", "start", "pk")
            yield accept(found, list(rows.select_related("set__article").prefetch_related("spans")))


def accept(certificate: Certificate, rows: Sequence[Annotation]) -> list[Frame]:
    """Within a transaction: write the suggestions, which are in the order of their articles, as accepted."""
    done: list[Frame] = []
    for _key, group in groupby(rows, key=lambda row: row.set.article_id):
        found = list(group)
        article = found[0].set.article
        article.project = certificate.project
        done += accept_in_article(certificate, article, [certified(certificate, row) for row in found])
    return done


def certified(certificate: Certificate, row: Annotation) -> Frame:
    frame = frame_of(row)
    return replace(
        frame, id=new_id(), origin=frame.id, verdict=Verdict.ACCEPTED, extra={**frame.extra, MARK: mark_of(certificate)}
    )


def mark_of(certificate: Certificate) -> dict[str, Any]:
    """What an export says of each annotation that the certificate let through."""
    test = certificate.test
    return {
        "id": str(certificate.pk),
        "part": certificate.part,
        "line": certificate.line,
        "most_wrong": test.most_wrong,
        "confidence": test.confidence,
        "exact": test.exact,
    }


def accept_in_article(certificate: Certificate, article: Article, frames: list[Frame]) -> list[Frame]:
    workset, _made = AnnotationSet.objects.get_or_create(
        article=article, source=Source.CERTIFIED,
        defaults={"state": AnnotationSet.State.FINISHED, "finished_at": timezone.now()},
    )  # fmt: skip
    workset.article = article
    action = next_action(workset, Verb.ACCEPT_CERTIFIED, user=certificate.accepts_by)
    write_frames(workset, frames, version=action.order)
    Annotation.objects.filter(pk__in=[frame.id for frame in frames]).update(certificate=certificate)
    Event.objects.bulk_create([line(action, article, before=None, after=frame) for frame in frames])
    return frames


def next_action(workset: AnnotationSet, verb: Verb, *, user: Any) -> Action:
    last = Action.objects.filter(set=workset).order_by("-order").values_list("order", flat=True).first() or 0
    guidelines = workset.article.project.guideline_version
    return Action.objects.create(
        id=uuid.uuid4(), set=workset, user=user, verb=verb, order=last + 1, guidelines=guidelines
    )


def line(action: Action, article: Article, *, before: Frame | None, after: Frame | None) -> Event:
    frame = after or before
    return Event(
        project_id=article.project_id, article=article, action=action, actor=action.user, verb=action.verb,
        annotation=uuid.UUID(frame.id) if frame else None,
        before=before.as_json() if before else None, after=after.as_json() if after else None,
    )  # fmt: skip


def accepted_by(certificate: Certificate) -> QuerySet[Annotation]:
    return Annotation.objects.filter(certificate=certificate)


@transaction.atomic
def take_all_back(certificate: Certificate, *, user: Any) -> int:
    """Remove all that the certificate has accepted, and let it accept nothing more. Returns how many. History stays."""
    access.require(certificate.project, user, at_least=Role.MANAGER)
    stop(certificate, user=user)
    rows = accepted_by(certificate).select_related("set__article__project").prefetch_related("spans")
    number = 0
    for workset, group in groupby(rows.order_by("set", "start", "pk"), key=lambda row: row.set):
        number += take_back_in_article(workset, list(group), user=user)
    return number


def take_back_in_article(workset: AnnotationSet, rows: Iterable[Annotation], *, user: Any) -> int:
    action = next_action(workset, Verb.TAKE_BACK_CERTIFIED, user=user)
    frames = [frame_of(row) for row in rows]
    Event.objects.bulk_create([line(action, workset.article, before=frame, after=None) for frame in frames])
    workset.annotations.filter(pk__in=[frame.id for frame in frames]).delete()
    return len(frames)


def tend(project: Project) -> None:
    """Note what holds no longer, and accept what waits for certificates that let it through."""
    outdate_tests(project)
    lapse_outdated(project)
    for certificate in with_project(certificates_of(project).filter(accepts=True), project):
        while accept_waiting(certificate, most=AT_ONCE):
            pass


def tend_due(*, since: int) -> int:
    """Tend the projects with tests or certificates where one of TELLING is newer than this event; returns the newest.

    What fails is logged, and tried again when something happens there.
    """
    newest: int = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    if newest == since:
        return newest
    going_on = CertificateTest.objects.filter(project=OuterRef("pk"), ended_at__isnull=True)
    holding = Certificate.objects.filter(project=OuterRef("pk"), lapsed_at__isnull=True)
    happened = Event.objects.filter(project=OuterRef("pk"), id__gt=since, id__lte=newest, verb__in=TELLING)
    rows = Project.objects.active().filter(Q(Exists(going_on)) | Q(Exists(holding)), Exists(happened))
    for project in rows.order_by("pk"):
        try:
            tend(project)
        except Exception:
            logger.exception("Tending the certificates of the project “%s” failed", project.slug)
    return newest
