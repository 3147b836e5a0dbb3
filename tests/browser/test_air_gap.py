"""No request leaves for another host: not from the server, the worker, a command or the pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

from tests.database import put_migrated
from tests.starts import ROOT, environment, free_port, started, until

pytestmark = pytest.mark.browser

# Python imports this by its name in each of our processes, before anything else.
WATCH = """
import os, sys

def note(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    elif event == "socket.sendto" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    with open(os.environ["CALLED_HOSTS"], "a") as file:
        file.write(f"{host}\\n")

sys.addaudithook(note)
with open(os.environ["CALLED_HOSTS"], "a"):
    pass
"""
HERE = {"127.0.0.1", "::1", "localhost"}
ELSEWHERE = "192.0.2.1"  # an address for documentation, which is nobody's


def called(place: Path) -> set[str]:
    return set((place / "hosts").read_text().split()) - HERE


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """The environment in which each Python process notes the hosts that it calls."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    return environment(
        PYTHONPATH=str(tmp_path), CALLED_HOSTS=str(tmp_path / "hosts"), QUOTEMARK_VAR=str(tmp_path / "data")
    )


def test_a_call_to_another_host_would_be_seen(watched: dict[str, str], tmp_path: Path) -> None:
    code = f"import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('{ELSEWHERE}', 9))"
    subprocess.run([sys.executable, "-c", code], env=watched, check=False, capture_output=True)
    assert called(tmp_path) == {ELSEWHERE}


@pytest.mark.left_to_ci
def test_start_import_suggestions_workbench_and_export_call_no_other_host(
    watched: dict[str, str], tmp_path: Path, page: Page
) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2] if "//" in request.url else ""))
    port = free_port()
    quotemark = [sys.executable, "-m", "quotemark"]

    def run(*command: str) -> str:
        done = subprocess.run([*quotemark, *command], cwd=ROOT, env=watched, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    put_migrated(tmp_path / "data")
    with started([*quotemark, "--port", str(port)], data=tmp_path / "data", port=port, env=watched) as site:
        run("import_articles", "samples/harbour-ferry.html", "--project", "more", "--create-project")
        run("suggest", "--project", "more", "--background")
        until(lambda: bool(run("export", "--project", "more", "--format", "jsonl", "--set", "machine")), site)
        page.goto(f"{site.base}/login/")
        page.fill("[name=username]", "editor")
        page.fill("[name=password]", site.password)
        page.click("form:has([name=password]) [type=submit]")
        page.goto(f"{site.base}/articles/1/")
        card = page.locator("[id^=annotation-][data-kind=quote]").first
        with page.expect_response(lambda answer: "/actions/" in answer.url):
            card.click()
            page.keyboard.press("a")
        for address in ("", "projects/more/", "projects/more/people/", "projects/more/quality/", "api/v1/docs/"):
            page.goto(f"{site.base}/{address}")
        assert asked - {""} == {f"127.0.0.1:{port}"}
        with pytest.raises(Error):  # what a script of the page might ask elsewhere, its policy forbids
            page.evaluate(f"fetch('http://{ELSEWHERE}/')")
        assert (tmp_path / "hosts").exists()
        assert called(tmp_path) == set()
