"""The workbench's scripts stay small, and what they say is on the page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from config.bundle import in_order, shipped

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
WORDS = ROOT / "templates" / "workbench" / "_words.html"
DIALOGS = ROOT / "templates" / "workbench" / "_dialogs.html"
KBD = re.compile(r"<kbd>(.*?)</kbd>")
SHOWN = {" ": "Space", "ArrowDown": "↓", "ArrowUp": "↑", "Escape": "Esc"}


def test_the_scripts_of_the_workbench_stay_below_their_budget_and_so_does_each_other() -> None:
    entry = ROOT / "static" / "js" / "workbench.js"
    of_workbench: list[Path] = []
    in_order(entry, done=of_workbench, above=())
    assert len(shipped(entry).encode()) <= 48_000  # what browsers get; every key, gesture and sentence is in it
    sizes = {path.name: len(shipped(path).encode()) for path in SCRIPTS if path not in of_workbench}
    assert max(sizes.values()) < 6_000, sizes


def test_every_sentence_of_the_scripts_is_in_the_pages_list() -> None:
    known = set(re.findall(r'id="word-([\w-]+)"', WORDS.read_text(encoding="utf-8")))
    asked = {name for path in SCRIPTS for name in re.findall(r'\bword\("([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= known


def test_every_key_is_in_the_list_of_keys() -> None:
    table = re.search(r"const KEYS = {(.*?)};", (ROOT / "static" / "js" / "keys.js").read_text(encoding="utf-8"), re.S)
    assert table
    keys = re.findall(r'^ +(?:"(.+?)"|(\w+)): "', table[1], re.M)
    shown = {unescape(re.sub('{.+?"(.+?)" %}', r"\1", key)) for key in KBD.findall(DIALOGS.read_text(encoding="utf-8"))}
    names = [SHOWN.get(name, name.upper()) for name in map("".join, keys)]
    assert len(names) > 40
    assert [name for name in names if name not in {key.upper() for key in shown} | set(SHOWN.values()) & shown] == []
    shifted = [name for name in map("".join, keys) if re.fullmatch("[A-Z]", name)]
    assert [
        name for name in shifted if f"<kbd>Shift</kbd> <kbd>{name}</kbd>" not in DIALOGS.read_text(encoding="utf-8")
    ] == []
