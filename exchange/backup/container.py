"""The file of a backup: a ZIP archive that says of itself whether it is whole.

Its comment ends with the SHA-256 of all bytes before, so that a file that was cut off or altered anywhere is noticed
before anything of it is used.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from annotator.errors import Refused
from config.private import synced

FORMAT = "quotemark-backup/1"
MANIFEST = "manifest.json"
LABEL = f"{FORMAT} sha256:".encode()
LENGTH = 64  # of the digest, in hexadecimal
PIECE = 1 << 20


@contextmanager
def new_container(path: Path) -> Iterator[zipfile.ZipFile]:
    """A file to fill, which has its name only once it is whole and on the disk. Only its owner can read it."""
    if path.is_dir() or (path.exists() and not is_labelled(path)):
        raise Refused(f"{path} is there already and no backup, so it was not written over: give another name.")
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                archive.comment = LABEL + b"0" * LENGTH
                yield archive
            seal(file)
        part.replace(path)
        synced(path.parent)
    finally:
        part.unlink(missing_ok=True)


def seal(file: IO[bytes]) -> None:
    digest = digest_of(file)
    file.seek(-LENGTH, os.SEEK_END)
    file.write(digest.encode())
    file.flush()
    os.fsync(file.fileno())


def digest_of(file: IO[bytes]) -> str:
    """SHA-256 of all but the digest at the end."""
    left = file.seek(0, os.SEEK_END) - LENGTH
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


def is_labelled(path: Path) -> bool:
    return path.is_file() and label_and_digest(path)[0] == LABEL


def label_and_digest(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LENGTH - len(LABEL)))
        end = file.read()
    return end[:-LENGTH], end[-LENGTH:]


@contextmanager
def opened_container(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The archive and its manifest, once the whole file was checked."""
    if not path.is_file():
        raise Refused(f"{path} is not there.")
    label, digest = label_and_digest(path)
    if label != LABEL:
        other = label.endswith(b" sha256:") and b"quotemark-backup/" in label
        why = "in the form of another version of Quotemark" if other else "no backup, or only the beginning of one"
        raise Refused(f"{path} is {why}. Nothing was changed.")
    with path.open("rb") as file:
        if digest_of(file).encode() != digest:
            raise Refused(f"{path} was altered or damaged since it was written. Nothing was changed.")
    with zipfile.ZipFile(path) as archive:
        yield archive, json.loads(archive.read(MANIFEST))
