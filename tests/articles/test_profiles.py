"""A project’s guideline profile: its default, what cannot be stored, and what projects of before got."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from articles.models import Project
from suggesters.profiles import DEFAULT, PRESETS


def test_a_new_project_follows_the_default(project: Project) -> None:
    assert Project(slug="x").chosen_profile == project.chosen_profile == DEFAULT


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"parts": "both"}, "parts is one of joined, clauses, apart"),
        ({"kinds": ["thoughts"]}, "There is no kind “thoughts”"),
        ({"name": "desk\0"}, "name holds a NUL character"),
        ({"name": "desk\ud800"}, "the lone surrogate U+D800"),
        ([1], "A profile is a JSON object"),
    ],
)
def test_what_is_no_profile_is_refused_by_the_model(project: Project, value: Any, words: str) -> None:
    project.profile = value
    with pytest.raises(ValidationError) as error:
        project.full_clean()
    assert words in error.value.message_dict["profile"][0]


@pytest.mark.django_db
def test_projects_of_before_go_on_as_they_were_suggested_for(project: Project) -> None:
    import_module("articles.migrations.0011_guideline_profile").keep_what_was_suggested(apps, None)
    project.refresh_from_db()
    assert project.chosen_profile == PRESETS["polnear"]
