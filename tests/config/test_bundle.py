"""Collected scripts and stylesheets: the workbench's modules as one file, and no comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.bundle import bundle, shipped

JS = Path(__file__).resolve().parent.parent.parent / "static" / "js"


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder / "first.js"


def test_each_module_stands_once_after_what_it_imports(tmp_path: Path) -> None:
    first = write(
        tmp_path,
        first='import { a as b, c } from "./second.js";\nimport * as third from "./third.js";\nb(c, third.d);\n',
        second='import { d } from "./third.js";\nexport const c = d;\nexport async function a() {}\n',
        third="export const d = 1;\n",
    )
    whole = bundle(first)
    assert [whole.index(f"const module_{name}") for name in ("third", "second", "first")] == sorted(
        whole.index(f"const module_{name}") for name in ("third", "second", "first")
    )
    assert "const { a: b, c } = module_second;" in whole
    assert "const third = module_third;" in whole
    assert "return { c, a };" in whole
    assert "import " not in whole
    assert "export " not in whole


def test_imports_that_go_round_are_refused(tmp_path: Path) -> None:
    first = write(tmp_path, first='import "./second.js";\n', second='import "./first.js";\n')
    with pytest.raises(ValueError, match="first.js imports itself by way of second.js"):
        bundle(first)


def test_what_it_cannot_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="export default 1"):
        bundle(write(tmp_path, first="export default 1;\n"))


def test_the_workbench_is_one_file_with_all_of_its_modules() -> None:
    whole = bundle(JS / "workbench.js")
    held = {path.stem for path in JS.glob("*.js") if f"const module_{path.stem} =" in whole}
    assert {"workbench", "edit", "cards", "keys", "saving", "sync", "server", "asking", "steps", "notices"} <= held
    assert "theme" not in held  # a script of its own on every page


def test_scripts_go_out_without_comments_and_keep_what_only_looks_like_one(tmp_path: Path) -> None:
    path = tmp_path / "one.js"
    path.write_text(
        """// Why.
/** Doubles it. @type {(a: number) => number} */
export const twice = (a) => a * 2; // not three times
const kept = ["// a", '/* b */', `// ${twice(1)} /* c */
  // d`, /[/]/*2/.test("e"), 4 / 2 / 1];
"""
    )
    script = shipped(path)
    for comment in ("Why", "Doubles", "not three"):
        assert comment not in script
    for kept in ('"// a"', "'/* b */'", "`// ${twice(1)} /* c */\n  // d`", "/[/]/*2/.test"):
        assert kept in script


def test_stylesheets_go_out_without_comments_and_keep_their_combinators(tmp_path: Path) -> None:
    path = tmp_path / "one.css"
    path.write_text(
        '/* Why. */\n.a :checked + b {\n  /* here */\n  content: "/* c */";\n  width: calc(1px + 2px);\n}\n'
    )
    assert shipped(path) == '.a :checked + b {\ncontent: "/* c */";\nwidth: calc(1px + 2px);\n}\n'


def test_the_workbench_goes_out_as_one_file_without_comments() -> None:
    script = shipped(JS / "workbench.js")
    assert "const module_saving=" in script
    assert "@type" not in script
    assert len(script) < len(bundle(JS / "workbench.js")) * 0.75
