"""Workers as processes of their own, some of them held in the middle of a run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tests.exchange.incoming.test_killed_import import database_url

SUGGESTER = "first=tests.exchange.runs.suggester:FirstWords"


@dataclass
class Workers:
    """Starts workers as processes of their own, and ends those that are left."""

    place: Path
    queue_url: str = ""
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def gate(self) -> Path:
        """While this file is there, whoever leads a run stays in the middle of it."""
        return self.place / "gate"

    def held(self) -> subprocess.Popen[bytes]:
        """A worker in the middle of a run, where it stays."""
        self.gate.touch()
        process = self.start()
        wait_for(lambda: self.gate.with_suffix(".reached").exists() or process.poll() is not None)
        assert process.poll() is None, (process.stderr and process.stderr.read()) or "it ended too early"
        return process

    def start(self) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        var = {"DATABASE_URL": database_url(), "QUOTEMARK_VAR": str(self.place), "SUGGESTERS": SUGGESTER}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.exchange.runs.held", str(self.gate)],
            cwd=settings.BASE_DIR,
            env={**kept, **var, "QUEUE_URL": self.queue_url},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def work_off(self) -> None:
        """Another worker does what is left, and ends."""
        call_command("worker", batch=True)


def wait_for(condition: Callable[[], object]) -> None:
    while not condition():
        time.sleep(0.01)
