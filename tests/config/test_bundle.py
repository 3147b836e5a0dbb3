"""Collected scripts and stylesheets: the workbench's modules as one file, and no comments."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from config.bundle import bundle, shipped

JS = Path(__file__).resolve().parent.parent.parent / "static" / "js"


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder / "first.js"


def test_each_module_stands_once_after_what_it_imports_and_what_others_import_is_a_name_of_the_file(
    tmp_path: Path,
) -> None:
    first = write(
        tmp_path,
        first='import { a as b, c } from "./second.js";\nimport * as third from "./third.js";\nb(c, third.d);\n',
        second='import { d } from "./third.js";\nexport const c = d;\nexport async function a() {}\n',
        third="export const d = 1;\nexport const e = 2;\n",
    )
    whole = bundle(first)
    places = [whole.index(words) for words in ("const $third = (", "return { d, e };", "const { d } = $third;")]
    places += [whole.index(words) for words in ("const { a, c } = (", "return { a, c };", "const b = a;")]
    assert places == sorted(places)
    assert "const third = $third;" in whole
    assert "import " not in whole
    assert "export " not in whole


def test_two_exports_of_one_name_and_names_that_are_missing_are_refused(tmp_path: Path) -> None:
    both = 'import { a } from "./second.js";\nimport { a as b } from "./third.js";\n'
    first = write(tmp_path, first=both, second="export const a = 1;\n", third="export const a = 2;\n")
    with pytest.raises(ValueError, match="“a” is exported by second and third"):
        bundle(first)
    with pytest.raises(ValueError, match=r"second.js does not export x"):
        bundle(write(tmp_path, first='import { x } from "./second.js";\n', second="export const a = 1;\n"))


def test_imports_that_go_round_are_refused(tmp_path: Path) -> None:
    first = write(tmp_path, first='import "./second.js";\n', second='import "./first.js";\n')
    with pytest.raises(ValueError, match="first.js imports itself by way of second.js"):
        bundle(first)


def test_what_it_cannot_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="export default 1"):
        bundle(write(tmp_path, first="export default 1;\n"))


def test_the_workbench_is_one_file_with_all_of_its_modules() -> None:
    whole = bundle(JS / "workbench.js")
    for words in ('"accept-many"', "function listenToPointer", "quotemark:open", "Quotemark-Held", "BroadcastChannel"):
        assert words in whole
    assert "data-theme-switch" not in whole  # a script of its own on every page


def test_scripts_go_out_without_comments_and_keep_what_only_looks_like_one(tmp_path: Path) -> None:
    path = tmp_path / "one.js"
    path.write_text(
        """// Why.
/** Doubles it. @type {(a: number) => number} */
export const twice = (a) => a * 2; // not three times
const kept = ["// a", '/* b */', `// ${twice(1)} /* c */
  // d`, /[/]*2/.test("e"), 4 / 2 / 1];
globalThis.kept = kept;
"""
    )
    script = shipped(path)
    for comment in ("Why", "Doubles", "not three"):
        assert comment not in script
    for kept in ("// a", "/* b */", "/* c */\n  // d", "/[/]*2/.test"):
        assert kept in script


def test_where_there_is_no_minifier_browsers_get_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "minify", None)
    first = write(tmp_path, first="// Why.\nlet a = 1;\n")
    assert shipped(first) == "// Why.\nlet a = 1;\n"


def test_stylesheets_go_out_without_comments_and_keep_their_combinators(tmp_path: Path) -> None:
    path = tmp_path / "one.css"
    path.write_text(
        '/* Why. */\n.a :checked + b {\n  /* here */\n  content: "/* c */";\n  width: calc(1px + 2px);\n}\n'
    )
    assert shipped(path) == '.a :checked+b{content:"/* c */";width:calc(1px + 2px)}'


def test_the_workbench_goes_out_as_one_file_without_comments() -> None:
    script = shipped(JS / "workbench.js")
    assert "quotemark:open" in script
    assert "@type" not in script
    assert len(script) < len(bundle(JS / "workbench.js")) * 0.6
