"""The files of runs: what was uploaded, until its import has ended, and what was exported, until it expires."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from exchange.formats.source import Upload
from exchange.models import Run

PIECE = 1024 * 1024


def folder_of(run: Run) -> Path:
    return Path(settings.RUNS_DIR) / str(run.pk)


def keep_uploads(run: Run, uploads: Sequence[Upload]) -> list[dict[str, Any]]:
    """Write the uploads into the run’s folder; their names and sizes, for its options. Names of files are numbers
    there: what a user calls a file is never a path of ours.
    """
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True)
    kept: list[dict[str, Any]] = []
    for number, upload in enumerate(uploads):
        upload.file.seek(0)
        path = folder / f"upload-{number}"
        with path.open("wb") as target:
            shutil.copyfileobj(upload.file, target, PIECE)
        kept.append({"name": upload.name, "size": path.stat().st_size})
    return kept


@dataclass(slots=True)
class KeptUploads:
    """The uploads of a run, open."""

    uploads: list[Upload]

    @property
    def bytes_read(self) -> int:
        """How many of their bytes were read, roughly: some readers jump, and some read ahead."""
        return sum(upload.file.tell() for upload in self.uploads if not upload.file.closed)


@contextmanager
def opened_uploads(run: Run) -> Iterator[KeptUploads]:
    """The run’s uploads. Raises FileNotFoundError where they are gone."""
    with ExitStack() as stack:
        names = run.file_names
        paths = [folder_of(run) / f"upload-{number}" for number in range(len(names))]
        files: list[IO[bytes]] = [stack.enter_context(path.open("rb")) for path in paths]
        yield KeptUploads([Upload(name, file) for name, file in zip(names, files, strict=True)])


def has_uploads(run: Run) -> bool:
    folder = folder_of(run)
    return bool(run.file_names) and all((folder / f"upload-{n}").exists() for n in range(len(run.file_names)))


def export_path(run: Run) -> Path:
    """Where the run’s export lies when it is whole."""
    return folder_of(run) / "export"


def remove_files(run: Run) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)
