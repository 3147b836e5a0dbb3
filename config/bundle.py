"""Collected static files: few requests, and no bytes that only a reader of the source needs.

There is no build step: from the source the files are served as they are. `collectstatic` puts the workbench's modules
into one file, each after the modules that it imports; and it takes comments, layout and long names of variables out of
our scripts and stylesheets, so that types and reasons can stand beside what they are about.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "js/workbench.js"
IMPORT = re.compile(
    r'^import (?:\* as (?P<all>\w+)|\{(?P<names>[^}]*)\}|) ?(?:from )?"\./(?P<module>[\w-]+)\.js";\n', re.M
)
EXPORT = re.compile(r"^export (?P<rest>(?:async )?(?:function\*?|const|let) (?P<names>\{[^}]*\}|[\w$]+))", re.M)
TYPES = {".css": "text/css", ".js": "application/javascript"}


class BundledStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files with a digest in their names, compressed; ours without comments, the workbench's modules as one."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        with tempfile.TemporaryDirectory() as folder:
            ours = {name for name, (storage, path) in paths.items() if is_ours(Path(storage.path(path)))}
            for name in ours:
                storage, path = paths[name]
                made = Path(folder, name)
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_text(shipped(Path(storage.path(path))), encoding="utf-8")
            paths = {**paths, **{name: (FileSystemStorage(folder), name) for name in ours}}
            yield from super().post_process(paths, dry_run=dry_run, **options)


def is_ours(path: Path) -> bool:
    return path.suffix in {".css", ".js"} and path.is_relative_to(settings.BASE_DIR / "static")


def shipped(path: Path) -> str:
    """What browsers get of a script or stylesheet of ours."""
    is_entry = path.name == Path(ENTRY).name
    source = f"{{\n{bundle(path)}}}\n" if is_entry else path.read_text(encoding="utf-8")
    return minified(source, TYPES[path.suffix])  # names within a block become short


def minified(source: str, media_type: str) -> str:
    """The source without what only its readers need; as it is where the minifier cannot be installed."""
    try:
        import minify
    except ImportError:
        return source
    return str(minify.string(media_type, source))


def bundle(entry: Path) -> str:
    """The module and all that it imports, directly or not, as one module.

    What a module exports by name is a name of the whole file, what only it knows stays in a scope of its own. Raises
    ValueError for circular imports, and where two modules export one name that others import.
    """
    paths = in_order(entry, done=[], above=())
    found = [imported for path in paths for imported in IMPORT.finditer(path.read_text(encoding="utf-8"))]
    whole = {imported["module"] for imported in found if imported["all"]}
    named: dict[str, set[str]] = {path.stem: set() for path in paths}
    for imported in found:
        named[imported["module"]] |= {
            name.split(" as ")[0].strip() for name in (imported["names"] or "").split(",") if name.strip()
        }
    for name, modules in owners(named).items():
        if len(modules) > 1:
            raise ValueError(f"“{name}” is exported by {' and '.join(modules)}: one of them needs another name.")
    return "".join(scoped(path, named=sorted(named[path.stem]), whole=path.stem in whole) for path in paths)


def owners(named: dict[str, set[str]]) -> dict[str, list[str]]:
    """For each name the modules from which others import it."""
    found: dict[str, list[str]] = {}
    for module, names in named.items():
        for name in names:
            found.setdefault(name, []).append(module)
    return found


def in_order(path: Path, *, done: list[Path], above: tuple[Path, ...]) -> list[Path]:
    """The modules, each after those that it imports."""
    if path in above:
        raise ValueError(
            f"{path.name} imports itself by way of {above[-1].name}: move what both need to a third module."
        )
    for found in IMPORT.finditer(path.read_text(encoding="utf-8")):
        in_order(path.with_name(f"{found['module']}.js"), done=done, above=(*above, path))
    if path not in done:
        done.append(path)
    return done


def scoped(path: Path, *, named: list[str], whole: bool) -> str:
    """The module as a function that is called at once. ``named`` are what others import of it by name.

    ``whole``: whether another one imports it as a whole.
    """
    source = path.read_text(encoding="utf-8")
    exported = [name for found in EXPORT.finditer(source) for name in re.findall(r"[\w$]+", found["names"])]
    missing = sorted({*named} - {*exported})
    if missing:
        raise ValueError(f"{path.name} does not export {', '.join(missing)}.")
    body = EXPORT.sub(lambda found: found["rest"], IMPORT.sub(import_as_constant, source))
    left = re.search(r"^\s*(?:import|export)\b.*", body, re.M)
    if left:
        raise ValueError(f"{path.name}: the bundle cannot read “{left.group().strip()}”.")
    shared = f"{{ {', '.join(named)} }}"
    if whole:
        given = f"const {scope(path.stem)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"
        return f"{given}const {shared} = {scope(path.stem)};\n" if named else given
    if named:
        return f"const {shared} = (() => {{\n{body}\nreturn {shared};\n}})();\n"
    return f"(() => {{\n{body}\n}})();\n"


def scope(module: str) -> str:
    return f"${module.replace('-', '_')}"


def import_as_constant(found: re.Match[str]) -> str:
    """What stands in the place of an import: nothing for names that are those of the file."""
    if found["all"]:
        return f"const {found['all']} = {scope(found['module'])};\n"
    renamed = re.findall(r"([\w$]+)\s+as\s+([\w$]+)", found["names"] or "")
    return "".join(f"const {mine} = {theirs};\n" for theirs, mine in renamed)
