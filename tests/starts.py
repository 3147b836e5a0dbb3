"""Quotemark started as people start it: a command, until its first page answers."""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORTS = range(20_000, 32_768)  # Linux gives those from 32,768 on to whoever connects
OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "QUOTEMARK_VAR", "PORT", "PYTHONPATH", "PYTEST_CURRENT_TEST"}


def environment(**own: str) -> dict[str, str]:
    """This process's, without what the tests have set for themselves."""
    return {**{name: value for name, value in os.environ.items() if name not in OURS}, **own}


def free_port() -> int:
    """Where nobody listens, and nobody who connects is put: a server that starts again finds it free."""
    while True:
        port = secrets.choice(PORTS)  # not random, which is seeded alike in all processes
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Started:
    port: int
    data: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def printed(self) -> str:
        return self.log.read_text()

    @property
    def password(self) -> str:
        found = re.search(r"password\s+(\S+)", self.printed)
        assert found, self.printed
        return found[1]

    def has_worker(self) -> bool:
        with closing(sqlite3.connect(self.data / "quotemark.sqlite3", timeout=10)) as database:
            return bool(database.execute("SELECT count(*) FROM datasets_workerbeat").fetchone()[0])


@contextmanager
def started(
    command: Sequence[str],
    *,
    data: Path,
    port: int,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    ready: str = "/login/",
) -> Iterator[Started]:
    """The command until the first page answers and a worker is there; afterwards nothing of it is left."""
    data.mkdir(exist_ok=True, parents=True)
    log = data / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=env or environment(QUOTEMARK_VAR=str(data)), stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    site = Started(port, data, log, process)
    try:
        until(lambda: answers(port, ready), site)
        until(site.has_worker, site)
        yield site
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=120)
    until_nothing_is_left(process.pid)


def until(is_so: Callable[[], bool], site: Started) -> None:
    for _ in range(900):
        assert site.process.poll() is None, site.printed
        if is_so():
            return
        time.sleep(0.2)
    raise AssertionError(f"waited in vain: {site.printed}")


def until_nothing_is_left(group: int) -> None:
    for _ in range(1200):
        if not commands_of(group):
            return
        time.sleep(0.1)
    raise AssertionError(f"left behind: {commands_of(group)}")


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):  # a busy machine answers late
        return False
    finally:
        connection.close()


def processes_of(group: int) -> dict[int, str]:
    """The processes of the group with what they run, without those that have ended and are not waited for."""
    found: dict[int, str] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (place / "stat").read_text().rpartition(")")[2].split()[:3]
            words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        if int(its_group) == group and state != "Z":
            found[int(place.name)] = words
    return found


def commands_of(group: int) -> list[str]:
    return list(processes_of(group).values())


def signed_in(site: Started, password: str) -> urllib.request.OpenerDirector:
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    opener.open(f"{site.base}/login/")
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    values = {"username": "editor", "password": password, "csrfmiddlewaretoken": token}
    opener.open(f"{site.base}/login/", urllib.parse.urlencode(values).encode())
    return opener
