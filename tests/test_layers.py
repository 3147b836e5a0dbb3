"""Imports go one way: between the rooms, inside each room, and never in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "suggesters": set(),
    "articles": {"config", "suggesters"},
    "annotator": {"articles", "config", "suggesters"},
    "exchange": {"annotator", "articles", "config", "suggesters"},
    "config": {"annotator", "articles", "exchange", "suggesters"},
    "quotemark": {"config", "exchange", "suggesters"},
}
# Inside a room an arrow points to the left of where it starts. A place is a file or a folder of the room's hall; what
# stands in one group may not import one another; "" is whatever is not named.
ORDER: dict[str, list[str]] = {
    "config/database": [
        "sqlite", "ids text_search newer waiting shared", "collector", "rows", "snapshot",
        "bulk prepared tables replacing",
    ],
    "quotemark": ["place watching", "__init__", "suggesters start", "cli", "__main__"],
    "suggesters": [
        "suggestions word_sets", "repaired references single_marks", "frames quotation evaluation", "", "people",
        "learned", "quotes entities", "components", "pipeline", "registry stream fitting", "learning",
        "parquet_parts", "batch",
    ],
    "articles": ["readers names", "profiles", "models", "access", "templatetags direction pictures", "admin"],
    "annotator": [
        "errors keys vocabulary charts in_context", "frame guideline querysets judged", "merging", "models",
        "services", "history", "workbench", "quality counted", "agreement learning everybody",
        "markdown context", "forms", "views", "admin", "urls", "management",
    ],
    "annotator/merging": ["alignment", "differences rules"],
    "annotator/workbench": [
        "card_html marks", "cards", "blocks", "block_html brief bench cases changes", "drawing", "kept", "opening",
        "steps",
    ],
    "exchange": [
        "models", "backup", "records", "formats", "outgoing", "incoming", "releases", "forms", "runs", "views", "api",
        "admin", "urls", "management",
    ],
    "exchange/formats": [
        "json left_out", "mapping sink dates", "source columns", "native", "foreign", "tokens zipped", "csv", "",
        "catalogue",
    ],
}  # fmt: skip
# Strings of Django's settings are no imports; a view, form or model never knows a suggester's inside or a format.
WHAT_FORMATS_THERE_ARE = {f"exchange.formats.{name}" for name in ("catalogue", "mapping", "source")}


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Of the module’s tree, without names and constants, which are most of it."""
    asked = (ast.Import, ast.ImportFrom, ast.Attribute)
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, asked)]


def imports(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@cache
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
                assert not format_of_a_tool, f"{path.name} imports {name}"
                assert not name.startswith("suggesters"), f"{path.name} imports {name}"


def test_the_databases_differ_in_one_place() -> None:
    """Nobody else asks which database it is."""
    for room in MAY_IMPORT:
        for path in modules(room):
            if (ROOT / "config" / "database") not in path.parents:
                asked = {node.attr for node in nodes_of(path) if isinstance(node, ast.Attribute)}
                assert not asked & {"vendor", "features"}, path


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def arrows() -> dict[str, set[str]]:
    """Each module of ours with those that it imports, also the ones that only a type checker reads."""
    named = {module_name(path): path for room in MAY_IMPORT for path in modules(room)}
    found: dict[str, set[str]] = {}
    for name, path in named.items():
        nodes = nodes_of(path)
        asked = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.module:
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                asked |= (inside & named.keys()) or {node.module}
        found[name] = (asked & named.keys()) - {name}
    return found


def test_no_two_modules_import_each_other() -> None:
    """Nor do more of them in a circle."""
    found = arrows()
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> None:
        assert name not in way, " -> ".join([*way[way.index(name) :], name])
        if name not in done:
            for target in sorted(found[name]):
                visit(target, [*way, name])
            done.add(name)

    for name in found:
        visit(name, [])


def test_no_arrow_inside_a_room_points_upward() -> None:
    upward = []
    found = arrows()
    for room, order in ORDER.items():
        prefix = room.replace("/", ".") + "."
        rank = {place: number for number, group in enumerate(order) for place in group.split()}
        rest = order.index("") if "" in order else len(order)
        for name, targets in found.items():
            for target in targets:
                if name.startswith(prefix) and target.startswith(prefix):
                    here, there = (one.removeprefix(prefix).split(".")[0] for one in (name, target))
                    others = here not in rank and there not in rank
                    if here != there and not others and rank.get(there, rest) >= rank.get(here, rest):
                        upward.append(f"{name} -> {target}")
    assert upward == []
