"""What certificates promise, whether they still hold, and when they lapse.

A certificate is about one kind of suggestions of one version of a suggester. It lapses when that version, the guideline
profile or the guidelines are no longer in use, and when more than a tenth of the project’s articles come from
publishers of whom no suggestion was among those that the test drew from. What has lapsed never holds again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models import AnnotationSet, Certificate, CertificateTest, Event
from annotator.services.exercises import exercises_in
from annotator.vocabulary import CERTIFIED_PARTS, CertifiedPart, Kind, QuoteType, Source, Verb
from articles.models import Article, Project
from config.database.prepared import prepared
from suggesters.registry import OURS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Lapse = Certificate.Lapse
MOST_UNCHECKED = 0.1
"""The largest share of articles from publishers that the test did not draw from."""


class Subject(NamedTuple):
    """What a test is about."""

    kind: str
    quote_type: str = ""

    @property
    def name(self) -> str:
        """“direct”, “entity”: as forms and addresses have it."""
        return self.quote_type or self.kind

    @property
    def words(self) -> _StrPromise:
        return SUBJECTS[self]

    @property
    def parts(self) -> tuple[CertifiedPart, ...]:
        return CERTIFIED_PARTS[self.kind]


SUBJECTS: dict[Subject, _StrPromise] = {
    Subject(Kind.QUOTE, QuoteType.DIRECT): _("direct quotes"),
    Subject(Kind.QUOTE, QuoteType.MIXED): _("mixed quotes"),
    Subject(Kind.QUOTE, QuoteType.INDIRECT): _("indirect quotes"),
    Subject(Kind.ENTITY): _("entities"),
    Subject(Kind.CAPTION): _("captions"),
    Subject(Kind.REPAIR): _("repairs"),
}
BY_NAME = {subject.name: subject for subject in SUBJECTS}


def subject_of(test: CertificateTest) -> Subject:
    return Subject(test.kind, test.quote_type)


def machine_sets(project: Project) -> QuerySet[AnnotationSet]:
    return AnnotationSet.objects.filter(article__project=project, source=Source.SUGGESTER)


def suggester_in_use(project: Project) -> str:
    """The suggester that is tested: the one that the project names, ours, else the newest; "" before any has run."""
    if project.suggester:
        return project.suggester
    names = set(machine_sets(project).order_by().values_list("suggester", flat=True).distinct())
    if OURS in names or not names:
        return OURS if names else ""
    return str(machine_sets(project).order_by("-id").values_list("suggester", flat=True)[0])


def version_in_use(project: Project, suggester: str) -> str:
    """The version that suggested last, "" before the first."""
    rows = machine_sets(project).filter(suggester=suggester).order_by("-id")
    return rows.values_list("version", flat=True).first() or ""


def outdated(test: CertificateTest) -> str:
    """Why what the test is about is no longer so, a ``Lapse``; "" while it is. Three queries at most."""
    project = test.project
    if project.chosen_profile.as_json() != test.profile:
        return Lapse.PROFILE
    if project.guideline_version != test.guidelines:
        return Lapse.GUIDELINES
    if version_in_use(project, test.suggester) != test.version:
        return Lapse.VERSION
    return Lapse.SOURCES if unchecked_share(test) > MOST_UNCHECKED else ""


def counted_articles(project: Project) -> QuerySet[Article]:
    """The articles that certificates are about: those in use that are no exercises."""
    return project.articles.in_use().exclude(pk__in=exercises_in(project.pk))


def unchecked_share(test: CertificateTest) -> float:
    """The share of articles from publishers of whom the test drew from no suggestion."""
    rows = counted_articles(test.project).order_by().values_list("publisher").annotate(number=Count("pk"))
    counts: dict[str, int] = dict(rows)
    unchecked = sum(number for publisher, number in counts.items() if publisher not in test.sources)
    return unchecked / max(sum(counts.values()), 1)


def certificates_of(project: Project) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(project=project).select_related("test__started_by", "accepts_by")
    return rows.order_by("-issued_at", "part")


def with_project(rows: Iterable[Certificate], project: Project) -> list[Certificate]:
    """The rows, which share this project, so that nothing is read again."""
    found = list(rows)
    for row in found:
        row.project = row.test.project = project
    return found


def holding(project: Project) -> list[Certificate]:
    """The certificates that promise something now, also where nobody has noted yet that another has lapsed."""
    rows = with_project(certificates_of(project).filter(lapsed_at__isnull=True), project)
    reasons = {row.test_id: "" for row in rows}
    for test in {row.test_id: row.test for row in rows}.values():
        reasons[test.pk] = outdated(test)
    return [row for row in rows if not reasons[row.test_id]]


@prepared
def certificates_standing(*, project: int) -> QuerySet[Certificate]:
    return Certificate.objects.filter(project=project, lapsed_at__isnull=True).order_by()[:1]


def promised(project: Project, *, sources: Sequence[str]) -> list[Certificate]:
    """The certificates about suggestions of these versions (“quotemark 5-newsroom”) under today’s guideline.

    For the page of an article. Whether publishers are still the same is noted by a worker.
    """
    if not certificates_standing(project=project.pk):
        return []
    rows = with_project(certificates_of(project).filter(lapsed_at__isnull=True), project)
    guideline = (project.chosen_profile.as_json(), project.guideline_version)
    return [
        row
        for row in rows
        if f"{row.test.suggester} {row.test.version}" in sources
        and (row.test.profile, row.test.guidelines) == guideline
    ]


def named(certificate: Certificate) -> dict[str, Any]:
    """What an event says of the certificate."""
    return {
        "certificate": str(certificate.pk),
        "name": str(subject_of(certificate.test).words),
        "part": certificate.part,
        "line": certificate.line,
    }


def write_event(project: Project, verb: Verb, user: Any, after: dict[str, Any]) -> None:
    Event.objects.create(project=project, actor=user, verb=verb, after=after)


@transaction.atomic
def lapse(certificate: Certificate, reason: str, *, user: Any = None) -> None:
    """Note that the certificate holds no longer. Once is enough. What it let through keeps its mark."""
    now = timezone.now()
    standing = Certificate.objects.filter(pk=certificate.pk, lapsed_at__isnull=True)
    if standing.update(lapsed_at=now, lapse=reason, accepts=False):
        certificate.lapsed_at, certificate.lapse, certificate.accepts = now, reason, False
        write_event(certificate.project, Verb.LAPSE, user, {**named(certificate), "reason": reason})


def lapse_outdated(project: Project) -> int:
    """Note which certificates of the project hold no longer. Returns how many."""
    rows = with_project(certificates_of(project).filter(lapsed_at__isnull=True), project)
    number = 0
    for row in rows:
        reason = outdated(row.test)
        if reason:
            lapse(row, reason)
            number += 1
    return number


def replaced_by(certificate: Certificate) -> QuerySet[Certificate]:
    """Earlier certificates of the same subject and part: the newest one counts."""
    test = certificate.test
    same = Q(test__kind=test.kind, test__quote_type=test.quote_type, part=certificate.part)
    rows = Certificate.objects.filter(same, project=certificate.project, lapsed_at__isnull=True)
    return rows.exclude(pk=certificate.pk).select_related("test", "project")
