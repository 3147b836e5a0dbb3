"""Roles and places that most tests need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from articles.models import Article, Project, Role
from tests import database, examples, factories

hypothesis.settings.load_profile(examples.USUAL)  # before a profile that the command line names

WITHOUT_DATABASE = pytest.StashKey[int]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what uses a database: the rest was tried with SQLite, and is the same."""
    if connection.vendor != "postgresql":
        return
    left_out = [item for item in items if not uses_database(item)]
    items[:] = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=left_out)
    config.stash[WITHOUT_DATABASE] = len(left_out)
    if hasattr(config, "workeroutput"):  # a process of xdist, which alone collects the tests
        config.workeroutput["without_database"] = len(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    if "without_database" in getattr(node, "workeroutput", {}):
        node.config.stash[WITHOUT_DATABASE] = node.workeroutput["without_database"]


def uses_database(item: pytest.Item) -> bool:
    return bool(
        {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("django_db")
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    with ExitStack() as made:
        with django_db_blocker.unblock():
            made.enter_context(database.own_database())
        yield
        with django_db_blocker.unblock():
            made.close()


@pytest.fixture(scope="session", autouse=True)
def quick_ground() -> Iterator[None]:
    """Tables are emptied by what they hold, and passwords hashed by the real algorithms, with little of their work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", database.empty_tables)
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 64)  # KiB
        patch.setattr(PBKDF2PasswordHasher, "iterations", 100)
        yield


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
    """Where the files of the test’s imports and exports and its parses and drawings lie, and no other’s."""
    settings.RUNS_DIR = tmp_path / "runs"
    settings.PARSES_DIR = tmp_path / "parses"
    settings.DRAWN_DIR = tmp_path / "drawn"
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
    """Say in which order the tests ran, and which did not run on PostgreSQL, with ``-q`` as well."""
    if left_out := config.stash.get(WITHOUT_DATABASE, 0):
        terminalreporter.write_line(f"{left_out} tests use no database: they run once, with SQLite.")
    seed = config.getoption("randomly_seed", None)  # None with `-p no:randomly`
    if seed is not None:
        terminalreporter.write_line(f"Order of the tests: --randomly-seed={seed} repeats it.")
