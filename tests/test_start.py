"""The newcomer's commands, as README writes them: ``make run`` and the commands below it."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv" / "installed").exists(), reason="needs the environment that `make install` makes"
)


def blocks() -> list[str]:
    """The shell commands of README, a block each."""
    return re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)


def environment(place: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**kept, "QUOTEMARK_VAR": str(place)}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(place: Path, port: int) -> Iterator[Path]:
    """``make run`` until the first page answers; yields what it printed; afterwards nothing of it is left."""
    log = place / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=ROOT,
            env=environment(place),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/login/", server, log)
        assert any("manage.py worker" in words for words in commands_of(server.pid)), "no worker beside the server"
        yield log
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
    for _ in range(100):
        if not commands_of(server.pid):
            return
        time.sleep(0.1)
    raise AssertionError(f"left behind: {commands_of(server.pid)}")


def commands_of(group: int) -> list[str]:
    """What the processes of the group run; those that have ended and are not waited for yet run nothing."""
    found: list[str] = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, _, its_group = (place / "stat").read_text().rpartition(")")[2].split()[:3]
            words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        if int(its_group) == group and state != "Z":
            found.append(words)
    return found


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):  # a busy machine answers late
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"no answer from {address}: {log.read_text()}")


def signed_in(base: str, password: str) -> urllib.request.OpenerDirector:
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    opener.open(f"{base}/login/")
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    values = {"username": "editor", "password": password, "csrfmiddlewaretoken": token}
    opener.open(f"{base}/login/", urllib.parse.urlencode(values).encode())
    return opener


def test_make_run_gives_a_login_and_the_sample_and_a_second_start_changes_nothing(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with running(tmp_path, port) as log:
        printed = log.read_text()
        found = re.search(r"password\s+(\S+)", printed)
        assert found, printed
        assert base in printed
        page = signed_in(base, found[1]).open(f"{base}/").read().decode()
        assert "Sample project" in page
        workbench = signed_in(base, found[1]).open(f"{base}/articles/1/").read().decode()
        assert "Stoltenbergsaid" in workbench
        assert 'data-kind="quote"' in workbench
    with running(tmp_path, port) as log:
        again = log.read_text()
        assert "password" not in again
        assert "sample project is loaded" not in again
        assert "Sample project" in signed_in(base, found[1]).open(f"{base}/").read().decode()


def test_the_commands_of_the_readme_work_as_they_are_written(tmp_path: Path) -> None:
    python = ".venv/bin/python"
    subprocess.run([python, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment(tmp_path), check=True)
    commands = [block for block in blocks() if not block.startswith("make run")]
    assert len(commands) == 2
    for block in commands:
        done = subprocess.run(
            ["bash", "-euc", block], cwd=ROOT, env=environment(tmp_path), check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    lines = (ROOT / "var" / "demo.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 8


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first = README.split("\n## ")[0]
    assert "make run" in first
    assert "make test" in first
    assert "docs/images/workbench.png" in first
