"""Which version suggested, in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.services.suggested import store_machine_set
from annotator.services.versions import Version, suggested_by, version_of
from articles.models import Article, Project
from suggesters.profiles import PRESETS, Profile
from tests.factories import make_project, make_version, suggestions_for

LEARNED = "5-newsroom-learned-{}+en_core_web_sm-3.8.0"


def words(project: Project, version: str, *, name: str = "quotemark") -> str:
    [found] = suggested_by(project, [(name, version)])
    assert found.stored == f"{name} {version}"
    return found.words


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("5-newsroom+en_core_web_sm-3.8.0", Version("newsroom", "")),
        ("1-ggt", Version("ggt", "")),
        ("5-ggt-learned-ab12cd34+en_core_web_sm-3.8.0", Version("ggt", "ab12cd34")),
        ("5-custom-ab12cd34-learned-99aa00ff+xx", Version("custom-ab12cd34", "99aa00ff")),
        ("2026-10", None),
        ("5-newsroom-learned-short+en", None),
        ("newsroom", None),
        ("", None),
    ],
)
def test_a_version_of_ours_is_taken_apart(version: str, found: Version | None) -> None:
    assert version_of("quotemark", version) == found
    assert version_of("desk", version) is None


def test_the_rules_alone_are_named_by_their_profile(project: Project, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert words(project, "5-newsroom+en_core_web_sm-3.8.0") == "Quotemark, Newsroom profile"
        assert words(project, "5-ggt+en_core_web_sm-3.8.0") == "Quotemark, Gender Gap Tracker profile"
        assert words(project, "2026-10", name="desk model") == "desk model 2026-10"


def test_a_custom_profile_has_its_name_while_the_project_has_it(project: Project) -> None:
    own = Profile("Our desk", "joined", frozenset({"objects"}))
    version = f"5-{own.key}+en_core_web_sm-3.8.0"
    assert words(project, version) == "Quotemark, custom profile"
    project.profile = own.as_json()
    assert words(project, version) == "Quotemark, Our desk profile"


def test_what_was_learned_is_named_by_its_version_and_articles(
    project: Project, django_assert_num_queries: Any
) -> None:
    make_version(project, 0.1, articles=[1, 2])
    row = make_version(project, 0.2, articles=list(range(25)))
    version = LEARNED.format(row.key)
    with django_assert_num_queries(1):
        assert words(project, version) == "Quotemark, Newsroom profile, learned from 25 articles (version 2)"
    make_version(project, 0.2, articles=list(range(30)))
    assert words(project, version) == "Quotemark, Newsroom profile, learned from 30 articles (version 3)"


def test_a_profile_that_was_learned_has_no_name_of_its_own(project: Project) -> None:
    own = Profile("learned", "joined", frozenset({"objects"}))
    project.profile = own.as_json()
    row = make_version(project, 0.4, articles=[1], profile=own)
    version = f"5-{own.key}-learned-{row.key}+en_core_web_sm-3.8.0"
    assert words(project, version) == "Quotemark, learned from 1 article (version 1)"


def test_what_was_learned_elsewhere_says_so(project: Project) -> None:
    row = make_version(make_project(), 0.3, articles=[1])
    version = LEARNED.format(row.key)
    assert words(project, version) == "Quotemark, learned elsewhere"
    make_version(project, 0.3, state="imported")
    assert words(project, version) == "Quotemark, learned elsewhere (version 1)"


def test_many_versions_take_one_query(project: Project, django_assert_num_queries: Any) -> None:
    versions = [LEARNED.format(make_version(project, weight / 10).key) for weight in range(1, 6)]
    with django_assert_num_queries(1):
        assert len(suggested_by(project, [("quotemark", version) for version in versions])) == 5


def opened(client: Client, article: Article) -> str:
    return client.get(f"/articles/{article.pk}/").text


def test_the_workbench_says_it_in_words_and_keeps_the_version_at_hand(
    client: Client, article: Article, annotator: Any
) -> None:
    version = LEARNED.format(make_version(article.project, articles=[1, 2, 3]).key)
    store_machine_set(article, suggester="quotemark", version=version, suggestions=suggestions_for(article.text))
    client.force_login(annotator)
    page = opened(client, article)
    assert "suggested by Quotemark, Newsroom profile, learned from 3 articles (version 1)" in page
    assert f'title="quotemark {version}"' in page
    assert "suggested by rules 1" in page


def test_every_preset_has_words(project: Project) -> None:
    for name in PRESETS:
        assert "custom" not in words(project, f"5-{name}+en_core_web_sm-3.8.0")
