"""The rooms import one way only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "suggesters": set(),
    "articles": {"config", "suggesters"},
    "annotator": {"articles", "config", "suggesters"},
    "exchange": {"annotator", "articles", "config", "suggesters"},
    "config": {"annotator", "articles", "exchange", "suggesters"},
}
# Strings of Django's settings are no imports; a view, form or model never knows a suggester's inside or a format.
WHAT_FORMATS_THERE_ARE = {f"exchange.formats.{name}" for name in ("catalogue", "mapping", "source")}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def modules(room: str) -> list[Path]:
    return [path for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts]


def test_a_room_imports_only_the_rooms_before_it() -> None:
    for room, allowed in MAY_IMPORT.items():
        files = modules(room)
        assert files, room
        for path in files:
            for name in imports(path):
                top = name.split(".")[0]
                assert top not in set(MAY_IMPORT) - allowed - {room}, f"{path.relative_to(ROOT)} imports {name}"


def test_suggesters_know_no_django() -> None:
    for path in modules("suggesters"):
        for name in imports(path):
            assert name.split(".")[0] not in {"django", "rest_framework"}, path


def test_views_know_neither_suggesters_nor_formats() -> None:
    for path in modules("annotator") + modules("exchange"):
        if "views" in path.parts or path.stem == "views":
            for name in imports(path):
                format_of_a_tool = name.startswith("exchange.formats.") and name not in WHAT_FORMATS_THERE_ARE
                assert not name.startswith("suggesters") and not format_of_a_tool, f"{path.name} imports {name}"


def test_modules_of_tasks_alone_know_the_task_library() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for room in ("articles", "annotator", "exchange")
        for path in modules(room)
        if any(name.split(".")[0] in {"django_tasks", "django_tasks_db"} for name in imports(path))
    }
    assert users <= {"annotator/tasks.py", "exchange/releases/tasks.py", "exchange/runs/tasks.py"}
