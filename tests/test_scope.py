"""Which tests ``make test`` tries, and which it leaves to CI."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from tests import scope

LEFT = pytest.mark.left_to_ci
FILES = sorted(path.relative_to(scope.ROOT).as_posix() for path in (scope.ROOT / "tests").rglob("test_*.py"))
OF_SQLITE_ALONE = {"tests/test_full_disk.py"}


class Item:
    """As much of a test as the choice looks at."""

    def __init__(self, place: str, *marks: Any) -> None:
        self.path = scope.ROOT / place
        self.marks = marks

    def get_closest_marker(self, name: str) -> Any:
        return next((mark for mark in self.marks if mark.name == name), None)


ON_BOTH, ON_SQLITE = "tests/upgrades/test_upgrades.py", "tests/test_layers.py"
MARKED = Item(ON_BOTH, LEFT), Item(ON_SQLITE, LEFT)
PLAIN = Item(ON_BOTH), Item(ON_SQLITE)


def tried(monkeypatch: pytest.MonkeyPatch, tests: str, vendor: str) -> list[bool]:
    monkeypatch.setattr(scope, "TESTS", tests)
    monkeypatch.setattr(scope, "VENDOR", vendor)
    return [scope.is_tried(cast(pytest.Item, item)) for item in (*PLAIN, *MARKED)]


@pytest.mark.parametrize(
    ("vendor", "usual"), [("sqlite", [True, True, False, False]), ("postgresql", [True, False, False, False])]
)
def test_a_test_is_either_usual_or_of_the_rest(monkeypatch: pytest.MonkeyPatch, vendor: str, usual: list[bool]) -> None:
    assert tried(monkeypatch, "usual", vendor) == usual
    assert tried(monkeypatch, "rest", vendor) == [not one for one in usual]
    assert tried(monkeypatch, "", vendor) == [True] * 4


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_file_that_is_not_loaded_holds_nothing_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, vendor: str
) -> None:
    monkeypatch.setattr(scope, "ROOT", tmp_path)
    monkeypatch.setattr(scope, "VENDOR", vendor)
    for place in (ON_BOTH, ON_SQLITE):
        for marks, text in (((LEFT,), "@pytest.mark.left_to_ci"), ((), "")):
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            item = Item(place, *marks)
            item.path = path
            for tests in ("usual", "rest", ""):
                monkeypatch.setattr(scope, "TESTS", tests)
                assert scope.may_hold_some(path) or not scope.is_tried(cast(pytest.Item, item)), (tests, place, marks)


def test_each_place_on_postgresql_holds_tests() -> None:
    assert [place for place in scope.ON_POSTGRESQL if not any(name.startswith(place) for name in FILES)] == []


def test_what_commits_is_tried_on_both_databases() -> None:
    """Real transactions are where databases differ."""
    alone = [name for name in FILES if not name.startswith(("tests/browser/", *scope.ON_POSTGRESQL))]
    committing = {name for name in alone if "(transaction=True)" in (scope.ROOT / name).read_text(encoding="utf-8")}
    assert committing - {"tests/test_scope.py"} == OF_SQLITE_ALONE
