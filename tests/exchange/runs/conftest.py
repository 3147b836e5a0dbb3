"""What the tests of workers share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.runs.workers import SUGGESTER, Workers


@pytest.fixture
def workers(tmp_path: Path, settings: Any) -> Iterator[Workers]:
    settings.RELEASES_DIR = tmp_path / "releases"
    settings.SUGGESTERS = dict([SUGGESTER.split("=")])
    found = Workers(tmp_path)
    yield found
    for process in found.started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
