"""Roles and places that most tests need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from articles.models import Article, Project, Role
from tests import factories

hypothesis.settings.register_profile("any machine", deadline=None)  # a busy one is slow, and that is not a failure
hypothesis.settings.load_profile("any machine")


@pytest.fixture
def project(db: None) -> Project:
    return factories.make_project("harbour", name="Harbour")


@pytest.fixture
def annotator(project: Project) -> Any:
    return factories.make_member(project, name="ann")


@pytest.fixture
def reviewer(project: Project) -> Any:
    return factories.make_member(project, role=Role.REVIEWER, name="rev")


@pytest.fixture
def manager(project: Project) -> Any:
    return factories.make_member(project, role=Role.MANAGER, name="max")


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """Nothing is left of earlier tests: counts of projects of the same key, failed sign-ins, the reader's language."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def runs_dir(settings: Any, tmp_path: Path) -> Path:
    """Where the files of the test’s imports and exports lie, and no other’s."""
    settings.RUNS_DIR = tmp_path / "runs"
    return tmp_path / "runs"


@pytest.fixture
def releases_dir(settings: Any, tmp_path: Path) -> Path:
    """Where the test’s releases lie, and no other’s."""
    settings.RELEASES_DIR = tmp_path / "releases"
    return tmp_path / "releases"


@pytest.fixture
def stranger(db: None) -> Any:
    return factories.make_user("stranger")


@pytest.fixture
def article(project: Project) -> Article:
    """An article with one machine set: three quotes, an entity, a caption and a repair."""
    return factories.make_suggested(project)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in which order the tests ran, with ``-q`` as well."""
    seed = config.getoption("randomly_seed", None)  # None with `-p no:randomly`
    if seed is not None:
        terminalreporter.write_line(f"Order of the tests: --randomly-seed={seed} repeats it.")
