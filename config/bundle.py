"""Collected static files: the workbench's modules as one, so that a page opens with few requests.

There is no build step: whoever runs from the source gets the modules as they lie. `collectstatic` puts a module that
imports others together with them, each in a scope of its own, in the order in which they need one another.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "js/workbench.js"
IMPORT = re.compile(
    r'^import (?:\* as (?P<all>\w+)|\{(?P<names>[^}]*)\}|) ?(?:from )?"\./(?P<module>[\w-]+)\.js";\n', re.M
)
EXPORT = re.compile(r"^export (?P<rest>(?:async )?(?:function|const|let) (?P<names>\{[^}]*\}|[\w$]+))", re.M)


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files with a digest in their names, compressed; `js/workbench.js` holds all modules that it imports."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ENTRY not in paths:
            yield from super().post_process(paths, dry_run=dry_run, **options)
            return
        storage, path = paths[ENTRY]
        with tempfile.TemporaryDirectory() as folder:
            whole = Path(folder, ENTRY)
            whole.parent.mkdir()
            whole.write_text(bundle(Path(storage.path(path))), encoding="utf-8")
            paths = {**paths, ENTRY: (FileSystemStorage(folder), ENTRY)}
            yield from super().post_process(paths, dry_run=dry_run, **options)


def bundle(entry: Path) -> str:
    """The module and all that it imports, directly or not, as one module. Raises ValueError where imports go round."""
    return "".join(scoped(path) for path in in_order(entry, done=[], above=()))


def in_order(path: Path, *, done: list[Path], above: tuple[Path, ...]) -> list[Path]:
    """The modules, each behind those that it imports."""
    if path in above:
        raise ValueError(
            f"{path.name} imports itself by way of {above[-1].name}: move what both need to a third module."
        )
    for found in IMPORT.finditer(path.read_text(encoding="utf-8")):
        in_order(path.with_name(f"{found['module']}.js"), done=done, above=(*above, path))
    if path not in done:
        done.append(path)
    return done


def scoped(path: Path) -> str:
    """The module as a function that is called at once and returns what it exports."""
    source = path.read_text(encoding="utf-8")
    names = [name for found in EXPORT.finditer(source) for name in re.findall(r"[\w$]+", found["names"])]
    body = EXPORT.sub(lambda found: found["rest"], IMPORT.sub(import_as_constant, source))
    left = re.search(r"^\s*(?:import|export)\b.*", body, re.M)
    if left:
        raise ValueError(f"{path.name}: the bundle cannot read “{left.group().strip()}”.")
    returned = ", ".join(names)
    return f"const {scope(path.stem)} = (() => {{\n{body}\nreturn {{ {returned} }};\n}})();\n"


def scope(module: str) -> str:
    return f"module_{module.replace('-', '_')}"


def import_as_constant(found: re.Match[str]) -> str:
    if found["all"]:
        return f"const {found['all']} = {scope(found['module'])};\n"
    if not found["names"]:
        return ""
    names = re.sub(r"\s+as\s+", ": ", found["names"])
    return f"const {{{names}}} = {scope(found['module'])};\n"
