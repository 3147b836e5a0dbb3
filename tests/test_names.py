"""Names: in one room a class name stands for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("annotator", "articles", "config", "exchange", "suggesters")
DJANGO_FINDS_THEM_BY_THIS_NAME = {"Command", "Migration"}


def test_a_class_name_stands_for_one_thing_in_a_room() -> None:
    twice = []
    for room in ROOMS:
        places = defaultdict(list)
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(path.relative_to(ROOT).as_posix())
        assert places, room
        twice += [(name, found) for name, found in places.items() if len(found) > 1]
    assert [found for found in twice if found[0] not in DJANGO_FINDS_THEM_BY_THIS_NAME] == []
