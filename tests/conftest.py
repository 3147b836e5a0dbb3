"""Roles and places that most tests need."""

from __future__ import annotations

from collections import Counter
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
from tests import database, examples, factories, scope

hypothesis.settings.load_profile(examples.USUAL)  # before a profile that the command line names

WITHOUT_DATABASE = "without_database"
NOT_RUN = pytest.StashKey[Counter[str]]()
"""How many tests are left to CI, by file; and how many use no database, on PostgreSQL."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    is_test = collection_path.match("test_*.py")
    return True if is_test and not scope.may_hold_some(collection_path) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is asked for, and on PostgreSQL only what uses a database: without one, both are the same."""
    run, not_run, found = [], [], Counter[str]()
    for item in items:
        if connection.vendor == "postgresql" and not scope.uses_database(item):
            found[WITHOUT_DATABASE] += 1
        elif not scope.is_tried(item):
            found[item.nodeid.split("::")[0]] += 1
        else:
            run.append(item)
            continue
        not_run.append(item)
    items[:] = run
    config.hook.pytest_deselected(items=not_run)
    config.stash[NOT_RUN] = found
    if hasattr(config, "workeroutput"):  # a process of xdist, which alone collects the tests
        config.workeroutput["not_run"] = dict(found)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    if "not_run" in getattr(node, "workeroutput", {}):
        node.config.stash[NOT_RUN] = Counter(node.workeroutput["not_run"])


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
    """Say in which order the tests ran, and which did not run, with ``-q`` as well."""
    not_run = config.stash.get(NOT_RUN, Counter())
    if without_database := not_run.pop(WITHOUT_DATABASE, 0):
        terminalreporter.write_line(f"{without_database} tests use no database: they run once, with SQLite.")
    if not_run and scope.TESTS == "usual":
        terminalreporter.write_line(f"{not_run.total()} tests are left to CI (make test-rest runs them):")
        for name, number in sorted(not_run.items()):
            terminalreporter.write_line(f"  {number:3} {name}")
    seed = config.getoption("randomly_seed", None)  # None with `-p no:randomly`
    if seed is not None:
        terminalreporter.write_line(f"Order of the tests: --randomly-seed={seed} repeats it.")
