"""What the tests of releases share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from articles.models import Project
from exchange.models import Release
from exchange.releases import storage
from exchange.releases.options import ReleaseOptions, SplitOptions
from exchange.releases.services import ask_release
from exchange.runs.services import do_here


def split_of(method: str, **values: Any) -> SplitOptions:
    return SplitOptions(method=method, **values)


def make(release: Release) -> Release:
    """Make the release in this process; the release as it is then."""
    do_here(release.run)
    release.refresh_from_db()
    return release


def released(project: Project, **options: Any) -> Release:
    """A release that was made well."""
    release, is_new = ask_release(project, user=None, client_id=uuid4(), options=ReleaseOptions(**options))
    assert is_new
    release = make(release)
    assert release.state == Release.State.READY, release.reason
    return release


def files_of(release: Release) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(storage.folder_of(release).iterdir())}


def ids_in(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def sides_of(release: Release) -> dict[str, str]:
    """The side of each article, by id, read from the native files."""
    folder = storage.folder_of(release)
    return {key: side for side in ("train", "dev", "test") for key in ids_in(folder / f"{side}.jsonl")}
