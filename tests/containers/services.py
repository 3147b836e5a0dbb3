"""Processes in the place of containers: started, asked whether they are well, and told to stop as an engine does it."""

from __future__ import annotations

import subprocess
import time
import urllib.error
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

GRACE = 10
"""Seconds after which an engine kills what it has told to stop."""


@dataclass(slots=True)
class Service:
    """A process that goes on, with the command that says whether it is well (empty: nothing says so)."""

    name: str
    process: subprocess.Popen[bytes]
    health: Sequence[str]
    log: Path

    def wait_until_well(self) -> float:
        """Seconds until its health check passes for the first time."""
        begun = time.monotonic()
        while self.health and not self.is_well():
            assert self.process.poll() is None, f"{self.name} ended by itself:\n{self.log.read_text()}"
            assert time.monotonic() - begun < 300, f"{self.name} is not well:\n{self.log.read_text()}"
            time.sleep(0.2)
        return time.monotonic() - begun

    def is_well(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(self.health, capture_output=True, check=False, timeout=5).returncode == 0
        return False

    def stop(self) -> None:
        """As an engine stops a container. It has to end by itself."""
        self.process.terminate()
        try:
            self.process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired as error:
            self.process.kill()
            raise AssertionError(f"{self.name} had to be killed:\n{self.log.read_text()}") from error


def started(name: str, command: Sequence[str], *, health: Sequence[str], logs: Path) -> Service:
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{name}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    return Service(name, process, health, log)


def done(command: Sequence[str]) -> str:
    """What a command that ends prints."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def waited(holds: Callable[[], bool]) -> None:
    """Until the web server answers so. While it does not listen yet, it refuses connections."""
    begun = time.monotonic()
    while True:
        with suppress(ConnectionError, urllib.error.URLError):
            assert holds()
            return
        assert time.monotonic() - begun < 300, "nothing listens"
        time.sleep(0.2)
