"""What a certificate lets through, what it leaves alone, how it lapses, and taking all back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.test import Client

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet, Certificate, Event, Person
from annotator.quality import score_bins, tallies
from annotator.services.certificates import holding, lapse_outdated
from annotator.services.certified import let_through, stop, take_all_back, tend_due, waiting
from annotator.services.checked import checked_sets, newest_sets
from annotator.services.decide import accept_many
from annotator.services.guidelines import change_guidelines
from annotator.services.profiles import change_profile
from annotator.services.progress import count_progress
from annotator.services.queue import next_article
from annotator.services.sets import worked_on
from annotator.services.visibility import sets_visible_to
from articles.models import Project, Role
from suggesters.profiles import PRESETS
from tests.annotator.certifying import earned, make_quoted
from tests.factories import make_member, make_project, new_id, workset
from tests.worlds import shared


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A project with a certificate on the words of 24 direct quotes. It takes longer than most of these tests."""
    with shared(django_db_blocker):
        project = make_project("harbour", name="Harbour")
        earned(project, make_member(project, role=Role.MANAGER, name="max"), make_member(project, name="ann"))
        yield project.pk


@pytest.fixture
def project(db: None, made: int) -> Project:
    return Project.objects.get(pk=made)


@pytest.fixture
def manager(project: Project) -> Any:
    return get_user_model().objects.get(username="max")


@pytest.fixture
def annotator(project: Project) -> Any:
    return get_user_model().objects.get(username="ann")


def the_certificate(project: Project) -> Certificate:
    return project.certificates.get(part="content", lapsed_at=None)


def certified(project: Project) -> list[Annotation]:
    return list(Annotation.objects.in_project(project).filter(set__source="certified").order_by("start", "pk"))


def test_nothing_is_accepted_before_a_manager_says_so(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    assert not certificate.accepts
    assert tend_due(since=0)
    assert certified(project) == []


def test_what_lies_above_the_line_is_accepted_and_marked(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    assert let_through(certificate, user=manager) == 24
    rows = certified(project)
    assert {row.verdict for row in rows} == {"accepted"}
    assert {row.certificate_id for row in rows} == {certificate.pk}
    assert rows[0].extra["certificate"] == {
        "id": str(certificate.pk), "part": "content", "line": certificate.line, "most_wrong": 0.2, "confidence": 0.8,
        "exact": False,
    }  # fmt: skip
    assert all(row.origin is not None and row.spans.count() == 3 for row in rows)
    event = Event.objects.filter(verb="accept certified").first()
    assert event is not None
    assert (event.actor, event.action.user if event.action else None) == (manager, manager)
    assert let_through(certificate, user=manager) == 0  # once more


def test_below_the_line_all_stays_undecided(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    make_quoted(project, 20, first=200)
    assert let_through(certificate, user=manager) == 24


def test_what_people_decided_or_finished_is_left_alone(project: Project, manager: Any, annotator: Any) -> None:
    from annotator.services.queue import finish

    certificate = the_certificate(project)
    first, second = project.articles.order_by("pk")[:2]
    key = Annotation.objects.get(set__article=first).pk
    accept_many(workset(first, annotator), user=annotator, action_id=new_id(), cards=[str(key)])
    finish(workset(second, annotator), user=annotator)
    assert let_through(certificate, user=manager) == 22


def test_new_articles_of_the_same_sources_follow_and_others_do_not(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    let_through(certificate, user=manager)
    seen = tend_due(since=0)
    make_quoted(project, 3)
    make_quoted(project, 2, publisher="The Herald")
    assert tend_due(since=seen) > seen
    assert len(certified(project)) == 27


def test_it_is_nobodys_judgement(project: Project, manager: Any, annotator: Any) -> None:
    """Neither quality, progress and the queue nor what training and agreement read knows of it."""
    certificate = the_certificate(project)
    before = count_progress(project)
    let_through(certificate, user=manager)
    assert tallies(project, user=manager) == []
    assert score_bins(project, user=manager) == []
    assert not checked_sets(project).exists()
    assert newest_sets(project, most=10) == []
    assert count_progress(project) == before
    assert not project.articles.filter(worked_on()).exists()
    assert next_article(annotator, project=project) == project.articles.order_by("pk").first()
    assert not Person.objects.filter(project=project).exists()


def test_gold_takes_nothing_of_it(project: Project, manager: Any) -> None:
    from annotator.services.review import make_gold

    certificate = the_certificate(project)
    let_through(certificate, user=manager)
    with pytest.raises(Refused, match="no person’s work"):
        make_gold(AnnotationSet.objects.filter(source="certified")[0], manager)


def test_all_is_taken_back_in_one_act(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    let_through(certificate, user=manager)
    assert take_all_back(certificate, user=manager) == 24
    assert certified(project) == []
    certificate.refresh_from_db()
    assert (certificate.accepts, certificate.stands) == (False, True)
    assert Event.objects.filter(verb="take back certified", before__isnull=False).count() == 24
    assert take_all_back(certificate, user=manager) == 0
    assert let_through(certificate, user=manager) == 24


def test_switched_off_it_accepts_nothing_more(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    let_through(certificate, user=manager)
    stop(certificate, user=manager)
    make_quoted(project, 3)
    tend_due(since=0)
    assert len(certified(project)) == 24


def test_only_managers_let_through_and_take_back(project: Project, manager: Any, reviewer: Any) -> None:
    certificate = the_certificate(project)
    for act in (let_through, stop, take_all_back):
        with pytest.raises(PermissionDenied):
            act(certificate, user=reviewer)


def test_a_new_version_of_the_suggester_ends_it(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    make_quoted(project, 1, version="2")
    assert holding(project) == []  # before anybody has noted it
    with pytest.raises(Refused, match="suggester or its model changed"):
        let_through(certificate, user=manager)
    certificate.refresh_from_db()
    assert certificate.lapse == "version"


def test_another_profile_ends_it(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    let_through(certificate, user=manager)
    change_profile(project, PRESETS["wide"], user=manager)
    tend_due(since=0)
    certificate.refresh_from_db()
    assert (certificate.lapse, certificate.accepts) == ("profile", False)
    assert len(certified(project)) == 24  # marked for ever
    assert Event.objects.filter(verb="lapse", after__reason="profile").exists()


def test_new_guidelines_end_it(project: Project, manager: Any) -> None:
    change_guidelines(project, "Titles belong to the speaker.", user=manager)
    project.refresh_from_db()
    assert holding(project) == []
    assert lapse_outdated(project) == 3
    assert {one.lapse for one in project.certificates.all()} == {"guidelines"}


def test_a_few_articles_of_other_publishers_do_not_end_it_and_many_do(project: Project, manager: Any) -> None:
    certificate = the_certificate(project)
    make_quoted(project, 2, publisher="The Herald")
    assert len(holding(project)) == 3
    assert waiting(certificate).count() == 24
    make_quoted(project, 1, publisher="The Herald")
    assert holding(project) == []


def test_what_has_lapsed_never_holds_again(project: Project, manager: Any) -> None:
    before = project.chosen_profile
    change_profile(project, PRESETS["wide"], user=manager)
    lapse_outdated(project)
    change_profile(project, before, user=manager)
    assert holding(project) == []


def test_nothing_happened_nothing_is_looked_at(project: Project, django_assert_num_queries: Any) -> None:
    seen = tend_due(since=0)
    with django_assert_num_queries(1):
        assert tend_due(since=seen) == seen


def test_a_project_with_certified_work_is_removed_for_good(project: Project, manager: Any) -> None:
    from exchange.runs.purging import purge

    let_through(the_certificate(project), user=manager)
    purge(project)
    assert not Annotation.objects.exists()


def test_pages_that_show_sets_show_it_as_one(project: Project, manager: Any, annotator: Any, client: Client) -> None:
    """History, reading and comparing, the lists of the interface and the admin."""
    let_through(the_certificate(project), user=manager)
    row = certified(project)[0]
    machine = AnnotationSet.objects.get(article=row.set.article, source="suggester")
    manager.is_staff = manager.is_superuser = True
    manager.save()
    client.force_login(manager)
    place = f"/articles/{row.set.article_id}/"
    for address, words in (
        (f"{place}audit/", "Accepted by a certificate"),
        (f"{place}?set={row.set_id}", "What a certificate let through without a look"),
        (f"{place}compare/?left={row.set_id}&right={machine.pk}", "accepted by a certificate"),
        (f"/api/v1/articles/{row.set.article_id}/annotation-sets/", '"source":"certified"'),
        (f"/api/v1/annotations/{row.pk}/", '"verdict":"accepted"'),
        (f"/projects/{project.slug}/export/", "Export"),
        ("/admin/annotator/annotation/?certified=yes", "24 annotations"),
        ("/admin/annotator/annotation/?certified=no", "24 annotations"),
        ("/admin/annotator/annotationset/?source=certified", "24 annotation sets"),
    ):
        answer = client.get(address)
        assert (answer.status_code, words in answer.content.decode()) == (200, True), address


def test_an_annotator_reads_it_and_who_reads_without_suggestions_does_not(
    project: Project, manager: Any, annotator: Any
) -> None:
    let_through(the_certificate(project), user=manager)
    row = certified(project)[0]
    assert sets_visible_to(annotator).filter(pk=row.set_id).exists()
    Project.objects.update(blind_share=100)
    assert not sets_visible_to(annotator).filter(pk=row.set_id).exists()
