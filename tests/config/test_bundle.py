"""The workbench's modules as one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.bundle import bundle

JS = Path(__file__).resolve().parent.parent.parent / "static" / "js"


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return folder / "first.js"


def test_each_module_stands_once_behind_what_it_imports(tmp_path: Path) -> None:
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
