"""Mounts of a container. They end with the namespace in which they were made."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.containers.roots import PlainRoot


def mount(*words: str | Path) -> None:
    subprocess.run(["mount", *map(str, words)], check=True)


def new_volume(root: PlainRoot, path: str, kept: Path) -> None:
    """An empty volume over a folder of the image: it belongs to whom that folder belongs to."""
    if kept.exists():
        shutil.rmtree(kept)
    kept.mkdir(parents=True)
    there = (root.folder / path.lstrip("/")).stat()
    os.chown(kept, there.st_uid, there.st_gid)
    kept.chmod(there.st_mode & 0o777)
    mount("--bind", kept, root.folder / path.lstrip("/"))
