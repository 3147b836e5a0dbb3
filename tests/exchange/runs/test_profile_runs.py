"""A project’s guideline is changed: what nobody has decided in is suggested anew, what people decided on stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from annotator.models import AnnotationSet, Event
from annotator.services import suggest
from annotator.services.decide import Seen, accept
from annotator.services.flags import flag
from annotator.services.profiles import change_profile, touched_by_change
from annotator.services.queue import finish
from annotator.services.sets import latest_machine_sets
from annotator.services.suggest import lacking, suggest_articles, suggester_for
from articles.models import Article, Project
from exchange.models import Run
from exchange.runs.profiles import follow
from exchange.runs.services import perform
from suggesters.profiles import PRESETS
from tests.exchange.helpers import bring_in
from tests.exchange.runs.helpers import signed_in
from tests.exchange.runs.suggester import ByProfile
from tests.factories import bench_for, new_id, workset

POLNEAR = PRESETS["polnear"]


@pytest.fixture(autouse=True)
def by_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "loaded", lambda *asked: ByProfile())


@pytest.fixture
def articles(project: Project) -> list[Article]:
    """Three articles with the suggestions of the newsroom's guideline."""
    bring_in(project, *({"id": name, "text": f"The pier {name} is shut, she said."} for name in ("a", "b", "c")))
    list(suggest_articles(project, suggester_for(project)))
    return list(project.articles.order_by("id"))


def version_shown(article: Article) -> str:
    (found,) = latest_machine_sets(article)
    return found.version


def versions_shown(articles: list[Article]) -> list[str]:
    return [version_shown(article) for article in articles]


def decide(article: Article, user: Any) -> None:
    card = next(iter(bench_for(article, None).cards))
    accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(card.id, 0))


def change(project: Project, user: Any, name: str = "polnear") -> Run:
    run = follow(project, PRESETS[name], user=user)
    assert run is not None
    assert perform(run.pk) == "finished"
    return run


def test_a_new_project_follows_the_newsroom_and_is_suggested_by_it(articles: list[Article]) -> None:
    assert articles[0].project.chosen_profile == PRESETS["newsroom"]
    assert version_shown(articles[0]) == "1-newsroom"


def test_a_change_suggests_anew_only_where_nobody_has_decided(
    project: Project, articles: list[Article], annotator: Any, manager: Any
) -> None:
    decided, finished, untouched = articles
    decide(decided, annotator)
    finish(workset(finished, annotator), user=annotator)
    assert touched_by_change(project) == (1, 2)
    run = change(project, manager)
    assert versions_shown(articles) == ["1-newsroom", "1-newsroom", "1-polnear"]
    run.refresh_from_db()
    assert (run.report or {})["suggested"] == 1
    shown = bench_for(untouched, None).cards
    assert [card.frame.reason for card in shown] == ["parts are joined"]
    event = Event.objects.get(verb="change profile")
    assert (event.actor, (event.before or {})["name"], (event.after or {})["name"]) == (manager, "newsroom", "polnear")


def test_the_workbench_says_which_version_it_shows(articles: list[Article], annotator: Any) -> None:
    page = signed_in(annotator).get(articles[0].get_absolute_url()).content.decode()
    assert "suggested by Quotemark, Newsroom profile" in page
    assert 'title="quotemark 1-newsroom"' in page


def test_an_open_question_keeps_the_suggestion_that_it_is_about(
    project: Project, articles: list[Article], annotator: Any, manager: Any
) -> None:
    card = next(iter(bench_for(articles[0], None).cards))
    flag(workset(articles[0], annotator), user=annotator, action_id=new_id(), card=card.id, note="Is it one?")
    change(project, manager)
    assert versions_shown(articles) == ["1-newsroom", "1-polnear", "1-polnear"]


def test_the_command_does_not_offer_decided_articles_of_an_older_guideline(
    project: Project, articles: list[Article], annotator: Any, manager: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(articles[0], annotator)
    change_profile(project, POLNEAR, user=manager)
    bring_in(project, {"id": "new", "text": "The ferry is late, he said."})
    call_command("suggest", project=project.slug)
    assert "suggested for 3 articles by quotemark 1-polnear" in capsys.readouterr().out
    assert version_shown(articles[0]) == "1-newsroom"
    assert version_shown(project.articles.get(external_id="new")) == "1-polnear"


def test_back_to_the_earlier_guideline_shows_the_earlier_suggestions_again(
    project: Project, articles: list[Article], manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [card.id for card in bench_for(articles[0], None).cards]
    change(project, manager)
    monkeypatch.setattr(ByProfile, "pipe", None)  # nothing is read again
    change(project, manager, "newsroom")
    assert versions_shown(articles) == ["1-newsroom"] * 3
    assert [card.id for card in bench_for(articles[0], None).cards] == before
    assert not lacking(project, suggester_for(project)).exists()
    assert AnnotationSet.objects.count() == 6


def test_what_is_decided_while_a_run_reads_keeps_its_suggestions(
    project: Project, articles: list[Article], annotator: Any, manager: Any
) -> None:
    change_profile(project, POLNEAR, user=manager)
    found = suggest_articles(project, suggester_for(project))
    next(found)
    decide(articles[2], annotator)
    list(found)
    assert versions_shown(articles) == ["1-polnear", "1-polnear", "1-newsroom"]


def test_a_run_by_the_former_guideline_is_stopped_and_ends_by_itself(
    project: Project, articles: list[Article], manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "BATCH", 1)
    change_profile(project, POLNEAR, user=manager)
    running = Run.objects.create(
        pk=new_id(), project=project, kind="suggest", state="running", options={"suggester": "quotemark", "keys": []}
    )
    found = suggest_articles(project, suggester_for(project))
    next(found)
    again = Project.objects.get(pk=project.pk)
    assert follow(again, PRESETS["ggt"], user=manager)
    assert list(found) == []
    running.refresh_from_db()
    assert running.cancel_asked or running.state == "cancelled"


def test_nothing_is_asked_where_nothing_changes_or_all_is_decided(
    project: Project, articles: list[Article], annotator: Any, manager: Any
) -> None:
    assert follow(project, PRESETS["newsroom"], user=manager) is None
    for article in articles:
        finish(workset(article, annotator), user=annotator)
    assert follow(project, POLNEAR, user=manager) is None
    assert not Run.objects.filter(kind="suggest").exists()


def test_a_change_needs_a_manager(project: Project, reviewer: Any) -> None:
    with pytest.raises(PermissionDenied):
        follow(project, POLNEAR, user=reviewer)
    project.refresh_from_db()
    assert project.chosen_profile == PRESETS["newsroom"]


def test_the_admin_takes_a_profile_checks_it_and_suggests_anew(project: Project, articles: list[Article]) -> None:
    from django.contrib.auth import get_user_model

    client = signed_in(get_user_model().objects.create_superuser("root", password="x"))  # noqa: S106
    address = f"/admin/articles/project/{project.pk}/change/"
    form = client.get(address).context["adminform"].form
    values = {name: form.initial.get(name, "") for name in ("name", "accept_threshold")}
    values |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0, "import_mapping": "{}"}
    wrong = client.post(address, {**values, "profile": '{"kinds": ["thoughts"]}'})
    assert "There is no kind “thoughts”" in wrong.content.decode()
    assert client.post(address, {**values, "profile": '"wide"'}).status_code == 302
    project.refresh_from_db()
    assert project.chosen_profile == PRESETS["wide"]
    assert Run.objects.get(kind="suggest").state == "waiting"
    assert Event.objects.filter(verb="change profile").count() == 1


def test_a_profile_stored_by_an_older_version_is_the_same_profile(project: Project, manager: Any) -> None:
    """One that was stored before a choice existed lacks its key."""
    edges = {key: place for key, place in POLNEAR.as_json()["edges"].items() if key != "phrases"}
    Project.objects.update(profile={**POLNEAR.as_json(), "edges": edges})
    project.refresh_from_db()
    assert not change_profile(project, POLNEAR, user=manager)
    assert not Event.objects.filter(verb="change profile").exists()
    assert follow(project, POLNEAR, user=manager) is None
