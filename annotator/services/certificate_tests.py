"""Tests for certificates: begun by a manager, carried on by blind checks (``services.checks``), ended by themselves.

A test draws from the suggestions as they are when it begins. How few checks it needs, and what it guarantees, is in
``suggesters.evaluation.certificate``.
"""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Refused
from annotator.judged import ON_PAGES, Judged
from annotator.models import Annotation, Certificate, CertificateTest, Check, Draw
from annotator.services.certificates import (
    Subject,
    counted_articles,
    lapse,
    named,
    outdated,
    replaced_by,
    subject_of,
    suggester_in_use,
    version_in_use,
    write_event,
)
from annotator.services.sets import latest_sets_of
from annotator.vocabulary import CertifiedPart, CheckAnswer, Verb
from articles import access
from articles.models import Project, Role
from suggesters.evaluation.certificate import Line, Progress, Promise, candidate_lines, drawn, progress

End = CertificateTest.End
SEED_BITS = 62


@dataclass(frozen=True, slots=True)
class Terms:
    """What a manager asks of a test."""

    subject: Subject
    promise: Promise = Promise()
    exact: bool = False


@dataclass(slots=True)
class HowFar:
    """How far a test is: the progress of each part, and the answer that counts for each draw, by its key."""

    test: CertificateTest
    draws: list[Draw]
    answers: dict[int, str]
    parts: dict[CertifiedPart, Progress]

    @property
    def checks(self) -> int:
        return len(self.answers)

    @property
    def is_over(self) -> bool:
        return all(one.is_over for one in self.parts.values())

    @property
    def asks(self) -> list[Draw]:
        """The draws to check next: those of the first part whose test goes on, the first first."""
        going_on = next((one for one in self.parts.values() if not one.is_over), None)
        return [self.draws[number] for number in going_on.asks] if going_on else []


def promise_of(test: CertificateTest) -> Promise:
    return Promise(test.most_wrong, test.confidence, test.most_checks)


def suggestions_in_use(project: Project, subject: Subject, *, suggester: str, version: str) -> QuerySet[Annotation]:
    """What this version suggests of the kind, as the project shows it."""
    sets = latest_sets_of(project).filter(suggester=suggester, version=version)
    rows = Annotation.objects.filter(
        Judged.of(project.judged).condition(ON_PAGES),
        set__in=sets.filter(article__in=counted_articles(project)),
        kind=subject.kind,
        quote_type=subject.quote_type,
        score__isnull=False,
    )
    return rows.order_by()


@transaction.atomic
def begin_test(project: Project, terms: Terms, *, user: Any, test_id: uuid.UUID) -> CertificateTest:
    """Begin a test on the project’s suggestions. A repeated request finds the test that it made.

    Raises Refused where there is nothing to test, or a test of this kind goes on already; PermissionDenied unless the
    user is a manager.
    """
    access.require(project, user, at_least=Role.MANAGER)
    Project.objects.select_for_update().get(pk=project.pk)
    known = CertificateTest.objects.filter(pk=test_id, project=project).first()
    if known is not None:
        return known
    open_tests = CertificateTest.objects.filter(project=project, ended_at__isnull=True)
    subject = terms.subject
    if open_tests.filter(kind=subject.kind, quote_type=subject.quote_type).exists():
        raise Refused(_("A test of %(what)s goes on already: end it first.") % {"what": subject.words})
    suggester = suggester_in_use(project)
    version = version_in_use(project, suggester)
    found = suggestions_in_use(project, subject, suggester=suggester, version=version)
    rows = sorted(
        found.values_list("score", "pk", "set__article__publisher"), key=lambda row: (-(row[0] or 0.0), str(row[1]))
    )
    if not rows:
        raise Refused(
            _("There are no suggestions of %(what)s to test: suggest for the articles first.") % {"what": subject.words}
        )
    test = CertificateTest(
        id=test_id, project=project, kind=subject.kind, quote_type=subject.quote_type, suggester=suggester,
        version=version, profile=project.chosen_profile.as_json(), guidelines=project.guideline_version,
        most_wrong=terms.promise.most_wrong, confidence=terms.promise.confidence,
        most_checks=terms.promise.most_checks, exact=terms.exact, population=len(rows), started_by=user,
        sources=Counter(row[2] for row in rows), seed=secrets.randbits(SEED_BITS),
    )  # fmt: skip
    keep_draws(test, [row[0] or 0.0 for row in rows], [row[1] for row in rows])
    write_event(project, Verb.BEGIN_CHECKS, user, {"test": str(test.pk), "name": str(subject.words)})
    return test


def keep_draws(test: CertificateTest, scores: list[float], keys: list[uuid.UUID]) -> None:
    """Store the test with its lines and the random order of what it may ask for."""
    lines = candidate_lines(scores, promise_of(test))
    test.lines = [[line.score, line.number, list(line.needs)] for line in lines]
    test.save(force_insert=True)
    order = drawn(scores, lines, promise_of(test), seed=test.seed)
    Draw.objects.bulk_create(
        [
            Draw(test=test, annotation_id=keys[number], place=place, score=scores[number])
            for place, number in enumerate(order)
        ],
        batch_size=500,
    )


def lines_of(test: CertificateTest) -> list[Line]:
    return [Line(score, number, tuple(needs)) for score, number, needs in test.lines]


def is_right(answer: str, part: CertifiedPart, *, exact: bool) -> bool:
    """Whether an answer says that this part, which holds the parts before it, is right. Who cannot tell says no."""
    if answer == CheckAnswer.EDGES:
        return not exact
    if answer == CheckAnswer.SPEAKER:
        return part == CertifiedPart.CONTENT
    if answer == CheckAnswer.PERSON:
        return part != CertifiedPart.PERSON
    return answer == CheckAnswer.RIGHT


def answers_in(test: CertificateTest) -> dict[int, str]:
    """The answer that counts for each draw: the newest, unless it was taken back."""
    rows = Check.objects.filter(draw__test=test).order_by("id").values_list("draw", "answer")
    return {draw: answer for draw, answer in dict(rows).items() if answer != CheckAnswer.TAKEN_BACK}


def state_of(test: CertificateTest) -> HowFar:
    """How far the test is. Two queries."""
    draws = list(Draw.objects.filter(test=test).order_by("place"))
    answers, lines, promise = answers_in(test), lines_of(test), promise_of(test)
    parts: dict[CertifiedPart, Progress] = {}
    for part in subject_of(test).parts:
        told = [
            (draw.score, is_right(answers[draw.pk], part, exact=test.exact) if draw.pk in answers else None)
            for draw in draws
        ]
        parts[part] = progress(lines, told, promise)
    return HowFar(test, draws, answers, parts)


@transaction.atomic
def stop_test(test: CertificateTest, *, user: Any) -> CertificateTest:
    """End the test. The lines that have passed by now are certified. Again, it does nothing."""
    access.require(test.project, user, at_least=Role.MANAGER)
    stored = locked(test)
    if stored.is_open:
        reason = outdated(stored)
        end_test(stored, End.OUTDATED if reason else End.STOPPED, user=user)
    return stored


def locked(test: CertificateTest) -> CertificateTest:
    """The test as it stands, kept from others until the transaction ends."""
    rows = CertificateTest.objects.select_for_update(of=("self",)).select_related("project")
    return rows.get(pk=test.pk)


def end_test(test: CertificateTest, end: str, *, user: Any) -> None:
    """Within a transaction: close the test and issue what it has earned, unless what it tests is no longer in use."""
    test.ended_at, test.ended_by, test.end = timezone.now(), user, end
    test.save(update_fields=["ended_at", "ended_by", "end"])
    write_event(
        test.project, Verb.END_CHECKS, user, {"test": str(test.pk), "name": str(subject_of(test).words), "end": end}
    )
    if end != End.OUTDATED:
        for part, found in state_of(test).parts.items():
            if found.certified is not None:
                issue(test, part, found.certified, user=user)


def issue(test: CertificateTest, part: CertifiedPart, line: Line, *, user: Any) -> Certificate:
    """Certify the line; an earlier certificate of the same subject and part gives way to it."""
    seen, wrong = checks_above(test, part, line)
    certificate = Certificate.objects.create(
        id=uuid.uuid5(test.pk, part), test=test, project=test.project, part=part, line=line.score,
        number=line.number, checks=seen, wrong=wrong,
    )  # fmt: skip
    for earlier in replaced_by(certificate):
        lapse(earlier, Certificate.Lapse.REPLACED, user=user)
    write_event(test.project, Verb.CERTIFY, user, named(certificate))
    return certificate


def checks_above(test: CertificateTest, part: CertifiedPart, line: Line) -> tuple[int, int]:
    """How many suggestions above the line were checked, and how many of them were wrong."""
    answers = answers_in(test)
    above = Draw.objects.filter(test=test, score__gte=line.score, pk__in=answers).values_list("pk", flat=True)
    told = [is_right(answers[key], part, exact=test.exact) for key in above]
    return len(told), told.count(False)


def outdate_tests(project: Project) -> int:
    """End the project’s tests of what is no longer in use. Returns how many."""
    number = 0
    for test in CertificateTest.objects.filter(project=project, ended_at__isnull=True):
        test.project = project
        if outdated(test):
            with transaction.atomic():
                stored = locked(test)
                if stored.is_open:
                    end_test(stored, End.OUTDATED, user=None)
                    number += 1
    return number
