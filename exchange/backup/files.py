"""The files beside the database that a backup holds: those of releases and runs. Not the secret key, nor any cache."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from django.apps.registry import Apps
from django.conf import settings

from annotator.errors import Refused
from config.private import private_folder, synced
from exchange.backup.container import PIECE

LEFT_OVER = 24 * 3600  # seconds after which a folder of a backup or restore is one that was killed


def roots() -> dict[str, Path]:
    return {"releases": Path(settings.RELEASES_DIR), "runs": Path(settings.RUNS_DIR)}


def beside(root: Path, what: str) -> Path:
    """A name for a folder on the same disk."""
    return root.with_name(f".{root.name}-{what}-{uuid4().hex}")


def remove_left_over(root: Path) -> None:
    for folder in root.parent.glob(f".{root.name}-*-*"):
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > LEFT_OVER:
                shutil.rmtree(folder, ignore_errors=True)


class HeldFiles:
    """Files held by a second name, so that whoever removes one meanwhile does not take it from the backup."""

    def __init__(self) -> None:
        for root in roots().values():
            remove_left_over(root)
        self.folders = {name: beside(root, "held") for name, root in roots().items()}

    def __enter__(self) -> HeldFiles:
        return self

    def __exit__(self, *args: object) -> None:
        for folder in self.folders.values():
            shutil.rmtree(folder, ignore_errors=True)

    def hold(self) -> None:
        """Hold all files that are there now and were not before."""
        for name, root in roots().items():
            for path in root.rglob("*"):
                target = self.folders[name] / path.relative_to(root)
                if not target.exists() and path.is_file() and not path.is_symlink():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with suppress(FileNotFoundError):
                        link_or_copy(path, target)

    def named(self, apps: Apps) -> Iterator[tuple[str, Path]]:
        """Those that the database knows, with the names under which a backup keeps them."""
        for name, folder in self.folders.items():
            is_known = KNOWN[name](apps)
            for path in sorted(folder.rglob("*")):
                place = path.relative_to(folder)
                if path.is_file() and is_known(place):
                    yield f"files/{name}/{place.as_posix()}", path


def link_or_copy(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except FileNotFoundError:
        raise
    except OSError:  # a disk that knows no second names
        shutil.copyfile(path, target)


def known_releases(apps: Apps) -> Callable[[Path], bool]:
    """Of a release that was not ready yet, nothing: the run that makes it begins again."""
    if not has_runs_and_releases(apps):
        return lambda place: False
    ready = apps.get_model("datasets", "Release").objects.filter(state="ready")
    folders = {(slug, str(number)) for slug, number in ready.values_list("project__slug", "number")}
    return lambda place: place.parts[:2] in folders


def known_runs(apps: Apps) -> Callable[[Path], bool]:
    if not has_runs_and_releases(apps):
        return lambda place: False
    runs = {str(key) for key in apps.get_model("datasets", "Run").objects.values_list("pk", flat=True)}
    return lambda place: place.parts[0] in runs


def has_runs_and_releases(apps: Apps) -> bool:
    """The first versions had none."""
    return "datasets" in apps.app_configs


KNOWN: dict[str, Callable[[Apps], Callable[[Path], bool]]] = {"releases": known_releases, "runs": known_runs}


@contextmanager
def new_files(archive: zipfile.ZipFile, listed: list[dict[str, Any]]) -> Iterator[Callable[[], None]]:
    """Write the files of a backup beside those in use. What is given puts them in their place."""
    new = {name: beside(root, "restored") for name, root in roots().items()}
    old = {name: beside(root, "replaced") for name, root in roots().items()}
    try:
        for folder in new.values():
            private_folder(folder)
        for item in listed:
            extract(archive, item, target_of(item["path"], new))
        yield lambda: put_in_place(new, old)
    finally:
        for folder in (*new.values(), *old.values()):
            shutil.rmtree(folder, ignore_errors=True)


def target_of(name: str, folders: dict[str, Path]) -> Path:
    """Where the file goes; a name that leads elsewhere is refused."""
    parts = PurePosixPath(name).parts
    if len(parts) < 3 or parts[0] != "files" or parts[1] not in folders or ".." in parts:  # noqa: PLR2004
        raise Refused(f"The backup names a file that is none of Quotemark's: {name}. Nothing was changed.")
    return folders[parts[1]].joinpath(*parts[2:])


def extract(archive: zipfile.ZipFile, item: dict[str, Any], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    with archive.open(item["path"]) as source, target.open("wb") as file:
        while piece := source.read(PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != item["sha256"]:
        raise Refused(f"{item['path']} in the backup is not what was written. Nothing was changed.")


def put_in_place(new: dict[str, Path], old: dict[str, Path]) -> None:
    for name, root in roots().items():
        with suppress(FileNotFoundError):
            root.rename(old[name])
        new[name].rename(root)
        synced(root.parent)


def are_there() -> bool:
    """Whether there are files of releases or runs."""
    return any(path.is_file() for root in roots().values() for path in root.rglob("*"))
