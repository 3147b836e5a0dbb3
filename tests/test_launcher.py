"""The start of everything on one machine: what is in its way is one line, and its processes end together."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.database import put_migrated
from tests.starts import ROOT, Started, environment, free_port, processes_of, started, until_nothing_is_left

QUOTEMARK = [sys.executable, "-m", "quotemark"]


def said(*arguments: str, data: Path, **env: str) -> str:
    """What the refused start says."""
    done = subprocess.run(
        [*QUOTEMARK, "--data", str(data), *arguments],
        cwd=ROOT, env=environment(**env), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stdout == ""
    return done.stderr


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert said("--port", str(port), data=tmp_path) == (
            f"quotemark: port {port} is in use: choose another with --port or PORT, or stop what uses it.\n"
        )


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = tmp_path / "file" / "data"
    answer = said("--port", "0", data=place)
    assert answer.startswith(f"quotemark: {place} cannot be written (Not a directory): ")
    assert "--data" in answer


def test_a_setting_that_cannot_be_read_is_named_with_the_way_out(tmp_path: Path) -> None:
    answer = said("--port", "0", data=tmp_path, HTTPS="perhaps")
    assert answer == "quotemark: HTTPS='perhaps' is neither yes nor no: write 1 or 0.\n"


@pytest.mark.left_to_ci
def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    subprocess.run(
        [*QUOTEMARK, "--data", str(tmp_path), "migrate", "contenttypes", "-v0"],
        cwd=ROOT, env=environment(), check=True,
    )  # fmt: skip
    with closing(sqlite3.connect(tmp_path / "quotemark.sqlite3")) as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('annotator', '9999_later', '')")
        database.commit()
    answer = said("--port", "0", data=tmp_path)
    assert "made by a newer version (annotator.9999_later): install that one" in answer
    with closing(sqlite3.connect(tmp_path / "quotemark.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'articles_article'").fetchone() == (0,)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which everything was made before."""
    place = tmp_path_factory.mktemp("data")
    put_migrated(place)
    for command in ("prepare", "start_here"):
        subprocess.run(
            [*QUOTEMARK, "--data", str(place), command], cwd=ROOT, env=environment(), check=True, capture_output=True
        )
    return place


def children_of(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(number) for number in text.split()]


def ends_with(site: Started, process: int, how: signal.Signals) -> int:
    """The exit status of the start after one of its processes was ended."""
    os.kill(process, how)
    return site.process.wait(timeout=120)


@pytest.mark.left_to_ci
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("who", ["the start", "its server", "its worker"])
def test_whichever_process_is_killed_takes_the_others_along(data: Path, who: str) -> None:
    port = free_port()
    with started([*QUOTEMARK, "--data", str(data), "--port", str(port)], data=data, port=port) as site:
        server, worker = sorted(children_of(site.process.pid), key=lambda one: not children_of(one))
        target = {"the start": site.process.pid, "its server": server, "its worker": worker}[who]
        assert len(processes_of(site.process.pid)) >= 4
        assert ends_with(site, target, signal.SIGKILL) != 0
        until_nothing_is_left(site.process.pid)


@pytest.mark.left_to_ci
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_start_that_is_told_to_end_ends_everything(data: Path) -> None:
    port = free_port()
    with started([*QUOTEMARK, "--data", str(data), "--port", str(port)], data=data, port=port) as site:
        assert "watching.py" in processes_of(site.process.pid)[site.process.pid], "it keeps what it has loaded"
        assert ends_with(site, site.process.pid, signal.SIGINT) == 130
        until_nothing_is_left(site.process.pid)
