"""Where the files of releases lie: ``RELEASES_DIR/PROJECT/NUMBER/``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from annotator.errors import Refused
from exchange.models import Release

MANIFEST = "manifest.json"
CARD = "README.md"
LOSSES = "losses.json"
PIECE = 1 << 20


def folder_of(release: Release) -> Path:
    root: Path = settings.RELEASES_DIR
    return root / release.project.slug / str(release.number)


def path_in(release: Release, name: str) -> Path | None:
    """The file of this name, None where the release has none of it."""
    names = {item["name"] for item in release.files} | ({MANIFEST} if release.manifest else set())
    path = folder_of(release) / name
    return path if name in names and path.is_file() else None


def files_in(release: Release) -> list[tuple[str, Path]]:
    """All files of a release with their names: the manifest, then those that it lists in their order."""
    names = [MANIFEST, *(item["name"] for item in release.files)]
    return [(name, path) for name in names if (path := path_in(release, name))]


@contextmanager
def new_folder(release: Release) -> Iterator[Path]:
    """A folder to write into, put in place as the release’s when the block ends well, and removed when it does not."""
    target = folder_of(release)
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in drafts_of(release):
        shutil.rmtree(left_over, ignore_errors=True)
    draft = target.parent / f".{release.number}-{uuid4().hex}"
    draft.mkdir()
    try:
        yield draft
        put_in_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def drafts_of(release: Release) -> list[Path]:
    """Folders of this release that somebody writes into, or was writing into when stopped."""
    return list(folder_of(release).parent.glob(f".{release.number}-*"))


def put_in_place(draft: Path, target: Path) -> None:
    """Raises Refused where other files lie there already: those of a release are never written over."""
    for path in draft.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    try:
        draft.rename(target)
    except OSError as error:
        if not target.is_dir():
            raise
        if not is_same(draft, target):
            raise Refused(
                f"The folder {target.parent.name}/{target.name} of releases holds another release already, so nothing "
                "was written over it: move that folder away."
            ) from error


def is_same(one: Path, other: Path) -> bool:
    """Whether both manifests, which name each file’s digest, are the same to the byte."""
    known = other / MANIFEST
    return known.is_file() and known.read_bytes() == (one / MANIFEST).read_bytes()


def digest_and_size(path: Path) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and bytes."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
