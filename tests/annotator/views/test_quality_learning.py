"""The quality page on what was learned: what is in use, the last training, and training anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator import counted
from annotator.models import CheckedWork
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.profiles import change_profile
from annotator.services.queue import finish
from annotator.services.suggested import store_machine_set
from articles.models import Article, Project, Role
from exchange.runs.training import ask_training
from suggesters.profiles import PRESETS
from tests.annotator.learning.reports import REFUSED, report
from tests.annotator.learning.test_examples import check
from tests.factories import make_member, make_suggested, make_version, new_id, suggestions_for, workset

TRAIN = "Train a new version"
NEEDED = "3 fully checked articles are needed to learn from"


@pytest.fixture
def checked(project: Project, annotator: Any) -> list[Article]:
    articles = [make_suggested(project) for _ in range(3)]
    for article in articles:
        check(article, annotator)
    return articles


def learned(project: Project, articles: list[Article], **values: Any) -> Any:
    values = {"in_use": True, "articles": [article.pk for article in articles], "quotes": 9, **values}
    return make_version(project, **{"report": report(), **values})


def page_of(client: Client, project: Project, user: Any) -> str:
    client.force_login(user)
    return client.get(f"/projects/{project.slug}/quality/").text


def test_where_nothing_was_learned_it_says_what_to_do(client: Client, article: Article, manager: Any) -> None:
    page = page_of(client, article.project, manager)
    assert "Nothing has been learned here yet" in page
    assert f"{NEEDED}; there are 0." in page
    assert "An article is fully checked when" in page
    assert TRAIN not in page
    assert f"/projects/{article.project.slug}/models/" not in page


def test_with_enough_checked_articles_managers_get_the_button(
    client: Client, project: Project, checked: list[Article], manager: Any, reviewer: Any
) -> None:
    page = page_of(client, project, manager)
    assert TRAIN in page
    assert f'action="/projects/{project.slug}/train/"' in page
    assert NEEDED not in page
    assert TRAIN not in page_of(client, project, reviewer)


def test_enough_new_work_is_said_to_all_who_see_the_page(
    client: Client, project: Project, checked: list[Article], manager: Any, reviewer: Any
) -> None:
    CheckedWork.objects.create(project=project, articles=8, trained=3)
    page = page_of(client, project, manager)
    assert "Enough new work came: 8 articles are fully checked." in page
    assert "button-primary" in page
    assert "A manager of the project starts it." in page_of(client, project, reviewer)


def test_a_training_under_way_takes_the_place_of_the_button(
    client: Client, project: Project, checked: list[Article], manager: Any, annotator: Any
) -> None:
    run = ask_training(project, user=manager)
    page = page_of(client, project, manager)
    assert run.get_absolute_url() in page
    assert TRAIN not in page
    page = page_of(client, project, annotator)
    assert "A training is under way" in page
    assert run.get_absolute_url() not in page


def test_nothing_is_trained_in_an_archived_project(
    client: Client, project: Project, checked: list[Article], manager: Any
) -> None:
    from annotator.services.closing import archive

    archive(project, user=manager)
    assert TRAIN not in page_of(client, project, manager)


def test_the_version_in_use_is_shown_with_its_figures_and_examples(
    client: Client, project: Project, checked: list[Article], reviewer: Any
) -> None:
    version = learned(project, checked)
    page = page_of(client, project, reviewer)
    assert version.get_absolute_url() in page
    for words in ("learned from <b>3</b> articles", "<b>9</b> quotes", "Guideline profile: Newsroom", "6.4 points",
                  "Better with this version", "Not measured yet", f"/projects/{project.slug}/models/"):  # fmt: skip
        assert words in page
    assert page.count('class="chart"') == 2


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANNOTATOR])
def test_who_does_not_review_sees_figures_without_what_others_decided(
    client: Client, project: Project, checked: list[Article], role: str
) -> None:
    learned(project, checked)
    page = page_of(client, project, make_member(project, role=role))
    assert "6.4 points better" in page
    for words in ("Better with this version", "Time that people need", "<mark>"):
        assert words not in page


def test_a_refused_training_says_why_what_was_in_use_stays(
    client: Client, project: Project, checked: list[Article], manager: Any
) -> None:
    learned(project, checked)
    refused = learned(project, checked, weight=0.7, in_use=False, state="refused", report=report(**REFUSED))
    page = page_of(client, project, manager)
    assert "0.3 points worse (−1.4 to +0.8), so what was in use stays." in page
    assert refused.get_absolute_url() in page
    assert "6.4 points better" in page


def test_a_version_that_was_overtaken_while_it_was_trained_says_so(
    client: Client, project: Project, checked: list[Article], manager: Any
) -> None:
    learned(project, checked)
    late = learned(project, checked, weight=0.7, in_use=False, report={**report(), "overtaken": True})
    page = page_of(client, project, manager)
    assert "While it was trained, the guideline or the version in use was changed" in page
    assert late.get_absolute_url() in page


def test_where_every_training_was_refused_its_figures_are_shown(
    client: Client, project: Project, checked: list[Article], manager: Any
) -> None:
    learned(project, checked, in_use=False, state="refused", report=report(**REFUSED))
    page = page_of(client, project, manager)
    assert "Suggestions follow the rules alone: no learned version is in use." in page
    assert page.count("0.3 points worse") == 1


def test_a_version_whose_profile_was_changed_is_not_in_use(
    client: Client, project: Project, checked: list[Article], manager: Any
) -> None:
    learned(project, checked)
    change_profile(project, PRESETS["ggt"], user=manager)
    assert "no learned version is in use" in page_of(client, project, manager)


def test_an_imported_version_says_that_nothing_was_measured_here(
    client: Client, project: Project, checked: list[Article], manager: Any
) -> None:
    make_version(project, state="imported", in_use=True, report={})
    page = page_of(client, project, manager)
    assert "It was brought from elsewhere, and has not been compared here." in page
    assert "learned from <b>" not in page


def test_suggesters_are_named_in_words_by_kind_and_version(
    client: Client, project: Project, article: Article, annotator: Any, reviewer: Any
) -> None:
    version = f"5-newsroom-learned-{learned(project, [article]).key}+en_core_web_sm-3.8.0"
    store_machine_set(article, suggester="quotemark", version=version, suggestions=suggestions_for(article.text))
    for suggester in ("quotemark", "rules"):
        quote = article.annotation_sets.get(suggester=suggester).annotations.filter(kind="quote")[0]
        decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    finish(workset(article, annotator), user=annotator)
    page = page_of(client, project, reviewer)
    assert "Quotemark, Newsroom profile, learned from 1 article (version 1)" in page
    assert f'<span class="stored">quotemark {version}</span>' in page
    assert page.count("rules 1") == 1


def test_many_articles_take_the_same_queries(
    client: Client, project: Project, checked: list[Article], reviewer: Any, annotator: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    learned(project, checked)
    client.force_login(reviewer)
    client.get(f"/projects/{project.slug}/quality/")
    with django_assert_max_num_queries(200) as few:
        client.get(f"/projects/{project.slug}/quality/")
    for _ in range(4):
        check(make_suggested(project), annotator)
    learned(project, list(project.articles.all()), weight=0.9)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/projects/{project.slug}/quality/")


def test_the_page_of_a_version_has_the_same_charts_and_examples(
    client: Client, project: Project, checked: list[Article], reviewer: Any
) -> None:
    version = learned(project, checked)
    client.force_login(reviewer)
    page = client.get(version.get_absolute_url()).text
    assert page.count('class="chart"') == 2
    assert "Better with this version" in page
    assert page.count("All figures") == 0
    bare = make_version(project, 0.9, report={})
    assert "What it has learned" not in client.get(bare.get_absolute_url()).text


def test_a_large_project_says_nothing_of_time_before_it_is_counted(
    client: Client, project: Project, checked: list[Article], reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned(project, checked)
    monkeypatch.setattr(counted, "LARGE", -1)
    monkeypatch.setattr(counted, "begin", lambda *asked: None)
    client.force_login(reviewer)
    response = client.get(f"/projects/{project.slug}/quality/")
    assert "Time that people need" not in response.text
    assert response["Refresh"]
    monkeypatch.setattr(counted, "begin", counted.store)
    client.get(f"/projects/{project.slug}/quality/")
    assert "Time that people need" in client.get(f"/projects/{project.slug}/quality/").text
