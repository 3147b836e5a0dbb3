"""The pages of learned versions: who sees and does what, what they say, and that a second click changes nothing."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.models import CheckedWork, Event, LearnedModel
from annotator.services.learning import version_in_use
from articles.models import Project
from exchange.models import Run
from exchange.runs.services import perform
from exchange.runs.training import ask_training
from tests.exchange.runs.helpers import signed_in
from tests.exchange.runs.learner import Learner, check_articles, install
from tests.factories import gate, make_article, make_version


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    return install(monkeypatch)


def words(response: Any) -> str:
    """The page’s words on one line."""
    return " ".join(html.unescape(response.content.decode()).split())


def versions(project: Project) -> str:
    return reverse("models", args=[project.slug])


def test_nothing_learned_yet_says_what_is_needed(project: Project, manager: Any, annotator: Any) -> None:
    page = words(signed_in(manager).get(versions(project)))
    assert "in use: <b>the rules alone</b>" in page
    assert "3 fully checked articles are needed to learn from; there are 0." in page
    assert "Train a new version" not in page
    assert "Train a new version" not in words(signed_in(annotator).get(versions(project)))


def test_the_table_has_each_version_with_its_figures(project: Project, manager: Any) -> None:
    make_version(project, 1, in_use=True)
    make_version(project, 2, state="refused", report={"gate": gate(accepted=False, reason="not_better")})
    make_version(project, 3, state="imported", report={})
    page = words(signed_in(manager).get(versions(project)))
    assert "in use: <b>version 1</b>" in page
    assert page.count("80.1 → 82.4") == page.count("+2.3 (+0.4 … +4.1)") == 2
    assert "Use it all the same" in page
    assert page.index("Version 3") < page.index("Version 2") < page.index("Version 1") < page.index("The rules alone")


def test_the_table_takes_the_same_queries_for_one_and_for_many(
    project: Project, manager: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(manager)
    make_version(project, 0)
    client.get(versions(project))
    for queries in (9, 9):
        with django_assert_num_queries(queries):
            client.get(versions(project))
        for number in range(1, 8):
            make_version(project, number)


def test_in_a_large_project_the_workers_count_is_shown(
    project: Project, manager: Any, annotator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_articles(project, annotator, 3)
    monkeypatch.setattr("annotator.counted.LARGE", 2)
    CheckedWork.objects.create(project=project, articles=2)
    assert "there are 2." in words(signed_in(manager).get(versions(project)))


def test_one_click_puts_an_earlier_version_back_and_a_second_changes_nothing(project: Project, manager: Any) -> None:
    make_article(project)
    first = make_version(project, 1)
    make_version(project, 2, in_use=True)
    client = signed_in(manager)
    for _ in range(2):
        answer = client.post(reverse("use-model", args=[project.slug, 1]), follow=True)
        assert "Version 1 is in use." in words(answer)
    assert "1 article is being suggested anew." not in words(answer)
    assert version_in_use(project) == first
    assert Event.objects.filter(verb="use model", actor=manager).count() == 1
    assert Run.objects.filter(kind="suggest").count() == 1


def test_one_click_goes_back_to_the_rules(project: Project, manager: Any) -> None:
    make_version(project, in_use=True)
    client = signed_in(manager)
    for _ in range(2):
        answer = client.post(reverse("use-rules", args=[project.slug]), follow=True)
        assert "Suggestions follow the rules alone." in words(answer)
    assert version_in_use(project) is None
    assert Event.objects.filter(verb="use rules").count() == 1


def test_a_version_has_its_figures_in_plain_words(project: Project, annotator: Any) -> None:
    make_version(project, state="refused", report={"gate": gate(accepted=False, reason="unsure")}, data_hash="ab" * 32)
    page = words(signed_in(annotator).get(reverse("model", args=[project.slug, 1])))
    assert "It looks better, but these articles do not rule out that it is worse." in page
    assert "What was in use stayed; version 1 is kept, and not used." in page
    assert "All quotes together: +2.3 points, between +0.4 and +4.1." in page
    assert "divided 20 times for that" in page
    assert "ab" * 32 in page
    assert "Use it all the same" not in page


def test_an_imported_version_says_that_it_was_not_measured_here(project: Project, annotator: Any) -> None:
    make_version(project, state="imported", report={})
    page = words(signed_in(annotator).get(reverse("model", args=[project.slug, 1])))
    assert "It was learned in another project." in page
    assert "Not measured here: three fully checked articles are needed." in page


def test_nobody_but_a_manager_trains_or_chooses(project: Project, reviewer: Any, stranger: Any) -> None:
    make_version(project)
    addresses = [
        reverse(name, args=[project.slug, *more])
        for name, more in (("train", ()), ("train-later", ()), ("use-rules", ()), ("use-model", (1,)))
    ]
    assert [signed_in(reviewer).post(address).status_code for address in addresses] == [403] * 4
    assert [signed_in(stranger).post(address).status_code for address in addresses] == [404] * 4
    assert [signed_in(reviewer).get(address).status_code for address in addresses] == [405] * 4
    assert not LearnedModel.objects.filter(in_use=True).exists()


def test_training_from_the_page_leads_to_its_run_and_a_second_click_to_the_same(
    learner: Learner, project: Project, manager: Any, annotator: Any
) -> None:
    check_articles(project, annotator, 3)
    client = signed_in(manager)
    assert "Train a new version" in words(client.get(versions(project)))
    first, second = (client.post(reverse("train", args=[project.slug])) for _ in range(2))
    run = Run.objects.get(kind="train")
    assert first["Location"] == second["Location"] == run.get_absolute_url()
    page = words(client.get(versions(project)))
    assert "A training is under way" in page
    assert "Train a new version" not in page
    assert "Waiting for a worker" in words(client.get(run.get_absolute_url()))


def test_the_runs_page_says_what_came_of_it(learner: Learner, project: Project, manager: Any, annotator: Any) -> None:
    check_articles(project, annotator, 3)
    run = ask_training(project, user=manager)
    perform(run.pk)
    client = signed_in(manager)
    page = words(client.get(run.get_absolute_url()))
    assert "What was learned" in page
    assert "Better than what was in use. Version 1 was put into use." in page
    text = client.get(reverse("run-text", args=[project.slug, run.pk])).content.decode()
    assert "difference: +2.3 points, between +0.4 and +4.1" in text
    assert client.get(reverse("run-report", args=[project.slug, run.pk])).json()["number"] == 1


def test_the_runs_page_says_what_it_is_doing(learner: Learner, project: Project, manager: Any, annotator: Any) -> None:
    check_articles(project, annotator, 3)
    run = ask_training(project, user=manager)
    Run.objects.filter(pk=run.pk).update(state="running", records=50, records_total=100, beat_at=timezone.now())
    page = words(signed_in(manager).get(run.get_absolute_url()))
    assert "Comparing with what is in use, on articles not learned from" in page
    assert "50 %" in page


def test_too_few_articles_are_said_on_the_page(project: Project, manager: Any) -> None:
    answer = signed_in(manager).post(reverse("train", args=[project.slug]), follow=True)
    assert "3 fully checked articles are needed to learn from; there are 0." in words(answer)


def test_a_reviewer_stops_no_training(learner: Learner, project: Project, reviewer: Any, annotator: Any) -> None:
    check_articles(project, annotator, 3)
    run = ask_training(project, user=None)
    client = signed_in(reviewer)
    assert client.get(run.get_absolute_url()).status_code == 200
    assert client.post(reverse("run-cancel", args=[project.slug, run.pk])).status_code == 403


def test_enough_new_work_proposes_a_training_to_managers_at_home_and_in_the_project(
    project: Project, manager: Any, reviewer: Any, annotator: Any
) -> None:
    make_article(project)
    CheckedWork.objects.create(project=project, articles=8, trained=5)
    client = signed_in(manager)
    assert "8 articles of Harbour are fully checked: the suggestions can learn from them" in words(client.get("/"))
    page = words(client.get(project.get_absolute_url()))
    assert "8 articles are fully checked; at the last training there were 5." in page
    assert "Not now" in page
    told = words(signed_in(reviewer).get(project.get_absolute_url()))
    assert "A manager of the project starts it." in told
    assert "Not now" not in told
    assert "can learn from" not in words(signed_in(reviewer).get("/"))
    assert "can learn from" not in words(signed_in(annotator).get(project.get_absolute_url()))


def test_not_now_puts_the_proposal_aside(project: Project, manager: Any) -> None:
    CheckedWork.objects.create(project=project, articles=8)
    client = signed_in(manager)
    client.post(reverse("train-later", args=[project.slug]))
    assert "can learn from" not in words(client.get(project.get_absolute_url()))


def test_while_a_training_is_under_way_none_is_proposed(
    learner: Learner, project: Project, manager: Any, annotator: Any
) -> None:
    check_articles(project, annotator, 3)
    CheckedWork.objects.create(project=project, articles=8)
    ask_training(project, user=manager)
    assert "can learn from" not in words(signed_in(manager).get(project.get_absolute_url()))


def test_signed_out_leads_to_the_sign_in(client: Client, project: Project) -> None:
    assert client.get(versions(project))["Location"].startswith("/login/")
