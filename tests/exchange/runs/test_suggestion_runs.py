"""Suggestions as runs: left to a worker, watched, reported, and never ended by one text or one span."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotator.models import Annotation, AnnotationSet
from articles.models import Project
from exchange.models import Run
from exchange.runs import suggesting
from exchange.runs.services import perform
from exchange.runs.suggesting import ask_suggestions
from tests.exchange.helpers import article, as_lines, bring_in
from tests.exchange.runs.helpers import address, signed_in, upload
from tests.exchange.runs.suggester import FirstWords


@pytest.fixture(autouse=True)
def first_words(settings: Any) -> None:
    settings.SUGGESTERS = {"first": "tests.exchange.runs.suggester:FirstWords"}


def bring(project: Project, *texts: str) -> None:
    bring_in(project, *({"id": f"a{number}", "text": text} for number, text in enumerate(texts)))


@pytest.mark.django_db(transaction=True)
def test_the_command_leaves_a_run_whose_page_shows_it_to_the_end(project: Project, reviewer: Any) -> None:
    bring(project, "Ann said so.", "Bob said so.", "Cay said so.")
    out = io.StringIO()
    call_command("suggest", project="harbour", suggester="first", background=True, article=["a0", "a2"], stdout=out)
    run, client = Run.objects.get(), signed_in(reviewer)
    assert run.get_absolute_url() in out.getvalue()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Waiting for a worker" in page
    assert "Stop" in page
    assert "Suggestions" in client.get(f"/projects/{project.slug}/import/").content.decode()
    call_command("worker", batch=True)
    assert "<b>2</b> suggested for" in client.get(run.get_absolute_url()).content.decode()
    assert sorted(AnnotationSet.objects.values_list("article__external_id", flat=True)) == ["a0", "a2"]


def test_what_waits_already_is_not_asked_for_twice(project: Project) -> None:
    first, again = (ask_suggestions(project, user=None, suggester="first") for _ in range(2))
    assert first == again
    assert ask_suggestions(project, user=None, suggester="first", keys=["a0"]) != first


def test_a_large_import_leaves_its_suggestions_as_a_run_of_its_user(
    project: Project, reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "WORDS_AT_ONCE", -1)
    monkeypatch.setattr(suggesting.suggest_for, "__kwdefaults__", {"user": None, "words_at_once": -1})
    upload(signed_in(reviewer), project, ("in.jsonl", as_lines(article())), now="on", suggest="on")
    run = Run.objects.get(kind="suggest")
    assert (run.state, run.user) == ("waiting", reviewer)


def test_a_bad_span_costs_that_annotation_and_a_timeout_that_article(project: Project, reviewer: Any) -> None:
    bring(project, "Ann said so.", "BADSPAN here.", "TIMEOUT here.", "Bob said so.")
    run = ask_suggestions(project, user=None, suggester="first")
    for _ in range(2):
        assert perform(run.pk) == "finished"
    run.refresh_from_db()
    report = run.report or {}
    assert (report["suggested"], report["failed"], report["left_out"]) == (3, 1, 1)
    reasons = {item["article"]: item["reason"] for item in report["failures"]}
    assert "does not lie within the text" in reasons["a1"]
    assert reasons["a2"] == "TimeoutError: no answer within 30 s"
    assert Annotation.objects.count() == 3
    page = signed_in(reviewer).get(run.get_absolute_url()).content.decode()
    assert "no answer within 30 s" in page
    assert "<b>1</b> annotation left out" in page
    text = signed_in(reviewer).get(address("run-text", run)).content.decode()
    assert "a2: TimeoutError" in text


def test_an_article_that_took_too_long_keeps_what_was_found_and_the_report_says_so(
    project: Project, reviewer: Any
) -> None:
    bring(project, "LONG text.", "Ann said so.")
    run = ask_suggestions(project, user=None, suggester="first")
    assert perform(run.pk) == "finished"
    run.refresh_from_db()
    report = run.report or {}
    assert (report["suggested"], report["failed"], report["left_out"], report["cut_short"]) == (2, 0, 0, 1)
    assert AnnotationSet.objects.get(article__external_id="a0").notes == ["Read up to character 5."]
    page = signed_in(reviewer).get(run.get_absolute_url()).content.decode()
    assert "<b>1</b> not read to the end" in page
    assert "Read up to character 5." in page
    assert "not read to the end" in signed_in(reviewer).get(address("run-text", run)).content.decode()


@pytest.mark.parametrize(
    ("text", "runs"), [("(" * 2000, 1), ("word " * 130, 1), ("a" * 2000, 1), ("(" * 100, 0), ("word " * 90, 0)]
)
def test_a_text_that_takes_long_is_left_to_a_worker_whatever_it_is_made_of(
    project: Project, monkeypatch: pytest.MonkeyPatch, text: str, runs: int
) -> None:
    monkeypatch.setattr(suggesting, "suggester_for", lambda project, name: FirstWords())
    bring(project, text)
    suggesting.suggest_for(project, ["a0"], words_at_once=100)
    assert Run.objects.filter(kind="suggest").count() == runs


def test_the_next_run_does_not_die_of_the_same_article(project: Project) -> None:
    bring(project, "TIMEOUT here.", "Ann said so.")
    first = ask_suggestions(project, user=None, suggester="first")
    assert perform(first.pk) == "finished"
    bring_in(project, {"id": "new", "text": "Bob said so."})
    second = ask_suggestions(project, user=None, suggester="first")
    assert perform(second.pk) == "finished"
    second.refresh_from_db()
    assert ((second.report or {})["suggested"], (second.report or {})["failed"]) == (1, 1)


def test_the_command_in_the_foreground_names_what_failed_and_ends_badly(project: Project) -> None:
    bring(project, "TIMEOUT here.", "Ann said so.")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="failed on 1 article"):
        call_command("suggest", project="harbour", suggester="first", stdout=out, stderr=err)
    assert "suggested for 1 articles by first-words 1" in out.getvalue()
    assert "a0: TimeoutError" in err.getvalue()


def test_annotators_and_strangers_do_not_see_it(project: Project, annotator: Any, stranger: Any) -> None:
    run = ask_suggestions(project, user=annotator, suggester="first")
    assert signed_in(annotator).get(run.get_absolute_url()).status_code == 403
    assert signed_in(stranger).get(run.get_absolute_url()).status_code == 404


def test_a_suggester_that_is_gone_is_a_reason(project: Project) -> None:
    run = ask_suggestions(project, user=None, suggester="gone")
    assert perform(run.pk) == "failed"
    run.refresh_from_db()
    assert "There is no suggester “gone”" in run.reason


def test_the_projects_page_shows_reviewers_what_is_under_way(project: Project, reviewer: Any, annotator: Any) -> None:
    run = ask_suggestions(project, user=None, suggester="first")
    link = f'href="{run.get_absolute_url()}"'
    address = f"/projects/{project.slug}/"
    assert link in signed_in(reviewer).get(address).content.decode()
    assert link not in signed_in(annotator).get(address).content.decode()
    perform(run.pk)
    assert link not in signed_in(reviewer).get(address).content.decode()
