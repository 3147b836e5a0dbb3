"""What ``make test`` tries of the suite, and what it leaves to CI. ``make test-rest`` runs what was left.

``TESTS`` says which of the two: ``usual`` or ``rest``. Without it, as in a plain ``pytest``, everything runs.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parent.parent
TESTS = os.environ.get("TESTS", "")
VENDOR = connection.vendor
LEFT = "left_to_ci"
"""The mark of a test that takes seconds: it starts processes, migrates old databases, or tries every value."""

# What a database may do otherwise: transactions, locks, plans, search, texts and numbers that it refuses, migrations.
ON_POSTGRESQL = (
    "tests/annotator/admin/test_search.py",
    "tests/annotator/services/test_decide.py",
    "tests/annotator/services/test_places_at_once.py",
    "tests/annotator/services/test_queue.py",
    "tests/annotator/services/test_sets.py",
    "tests/annotator/services/test_undo.py",
    "tests/annotator/test_many_articles.py",
    "tests/annotator/test_nothing_lost.py",
    "tests/annotator/workbench/test_kept_drawn.py",
    "tests/articles/test_search.py",
    "tests/articles/test_versions_of_guidelines.py",
    "tests/config/database/",
    "tests/exchange/backup/",
    "tests/exchange/incoming/test_ahead.py",
    "tests/exchange/incoming/test_killed_import.py",
    "tests/exchange/incoming/test_several_records_of_one_text.py",
    "tests/exchange/releases/test_downloads.py",
    "tests/exchange/releases/test_making.py",
    "tests/exchange/releases/test_pages.py",
    "tests/exchange/runs/",
    "tests/exchange/test_commands.py",
    "tests/exchange/test_many_articles.py",
    "tests/exchange/test_pages.py",
    "tests/exchange/test_unstorable_characters.py",
    "tests/test_clock.py",
    "tests/test_filters_at_scale.py",
    "tests/test_hostile.py",
    "tests/test_killed_server.py",
    "tests/test_permissions.py",
    "tests/test_prepared_queries.py",
    "tests/test_replay.py",
    "tests/upgrades/",
)


def uses_database(item: pytest.Item) -> bool:
    return bool(
        {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("django_db")
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


def is_tried(item: pytest.Item) -> bool:
    """Whether the test belongs to what is asked for: each is either usual or of the rest."""
    usual = not item.get_closest_marker(LEFT) and differs(item.path)
    return usual if TESTS == "usual" else not usual if TESTS == "rest" else True


def differs(path: Path) -> bool:
    """Whether the tests of this file may end otherwise than with SQLite, which tries them all."""
    return VENDOR != "postgresql" or path.relative_to(ROOT).as_posix().startswith(ON_POSTGRESQL)


def may_hold_some(path: Path) -> bool:
    """Whether the file may hold a test that is asked for; without loading it, which takes longer than many tests."""
    if TESTS == "usual":
        return differs(path)
    return TESTS != "rest" or VENDOR == "postgresql" or LEFT in path.read_text(encoding="utf-8")
