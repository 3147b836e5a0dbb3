"""The wheel alone, in an empty folder with an environment of its own, of another Python where there is one.

Nothing of the clone is on the path. The requirements come from the registry, at the versions of requirements.txt.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.starts import ROOT, Started, environment, free_port, signed_in, started

pytestmark = pytest.mark.left_to_ci
UV = [sys.executable, "-m", "uv"]
PLUGIN = """
from quotemark.suggesters import Quote, Suggestions


class Headlines:
    name = "headlines"
    version = "1"

    def pipe(self, sources):
        for source in sources:
            yield Suggestions(quotes=(Quote(type="direct", content=((0, 4),), score=0.5),))
"""
EMPTY = """
import quotemark.suggesters, sys

assert not {"django", "spacy", "config", "articles"} & set(sys.modules), sorted(sys.modules)
print(quotemark.suggesters.__file__)
"""


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and an empty folder to be in."""

    place: Path

    @property
    def bin(self) -> Path:
        return self.place / "env" / "bin"

    @property
    def packages(self) -> Path:
        [found] = (self.place / "env" / "lib").glob("python*/site-packages")
        return found

    @property
    def env(self) -> dict[str, str]:
        return environment(XDG_DATA_HOME=str(self.place / "share"), HOME=str(self.place / "home"))

    @property
    def data(self) -> Path:
        return self.place / "share" / "quotemark"

    def run(self, *command: str, takes: str = "") -> str:
        done = subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.place / "empty", env=self.env, input=takes, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def python() -> str:
    """One of another version that really runs, else this one."""
    others = [f"python3.{minor}" for minor in (13, 12, 11) if minor != sys.version_info.minor]
    home = Path.home() / ".pyenv" / "versions"
    known = [str(path) for name in others for path in sorted(home.glob(f"{name.removeprefix('python')}.*/bin/{name}"))]
    for name in [*others, *known]:
        try:
            subprocess.run([name, "-c", "import sqlite3, venv"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return name
    return sys.executable


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    place = tmp_path_factory.mktemp("wheel")
    (place / "empty").mkdir()
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = place.glob("quotemark-*.whl")
    subprocess.run([*UV, "venv", "--quiet", "--python", python(), str(place / "env")], check=True)
    done = subprocess.run(
        [*UV, "pip", "install", "--quiet", "--python", str(place / "env" / "bin" / "python"),
         "--constraint", str(ROOT / "requirements.txt"), str(wheel)],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode and not os.environ.get("CI") and re.search("connect|dns|timed out|fetch", done.stderr, re.I):
        pytest.skip(f"the registry of packages cannot be reached: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr
    return Installed(place)


@pytest.fixture(scope="module")
def site(installed: Installed) -> Iterator[Started]:
    port = free_port()
    command = [str(installed.bin / "quotemark"), "--port", str(port)]
    with started(command, data=installed.data, port=port, cwd=installed.place / "empty", env=installed.env) as site:
        yield site


def test_one_package_and_one_command_are_installed(installed: Installed) -> None:
    [record] = installed.packages.glob("quotemark-*.dist-info/RECORD")
    files = [line.split(",")[0] for line in record.read_text().splitlines()]
    tops = {name.split("/")[0] for name in files}
    assert tops == {"quotemark", record.parent.name, ".."}
    assert [name for name in files if name.startswith("..")] == ["../../../bin/quotemark"]
    assert not {"config", "articles", "annotator", "exchange", "suggesters"} & set(os.listdir(installed.packages))


def test_the_first_page_has_the_sample_in_english_and_spanish(site: Started) -> None:
    opener = signed_in(site, site.password)
    assert "Sample project" in opener.open(f"{site.base}/").read().decode()
    assert 'data-kind="quote"' in opener.open(f"{site.base}/articles/1/").read().decode()
    spanish = urllib.request.Request(f"{site.base}/", headers={"Cookie": "", "Accept-Language": "es"})
    assert 'lang="es"' in urllib.request.urlopen(spanish).read().decode()
    assert "Contraseña" in urllib.request.urlopen(spanish).read().decode()


def test_static_files_have_names_that_change_with_them(site: Started) -> None:
    page = urllib.request.urlopen(f"{site.base}/login/").read().decode()
    [address] = re.findall(r'href="(/static/app\.[0-9a-f]{12}\.css)"', page)
    answer = urllib.request.urlopen(site.base + address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.read()


def test_commands_work_upon_the_same_data(installed: Installed, site: Started) -> None:
    lines = installed.run("quotemark", "export", "--project", "sample", "--format", "jsonl", "--set", "machine")
    assert len(lines.splitlines()) == 8
    text = json.dumps({"id": "a", "text": "“We stay,” Anna Weber said. She left on Monday."})
    found = installed.run("quotemark", "suggest_file", "--input", "-", "--output", "-", takes=text)
    assert json.loads(found)["quotes"][0]["speaker_name"] == "Anna Weber"


def test_the_data_is_in_the_users_folder_and_nothing_beside_the_code(installed: Installed, site: Started) -> None:
    assert (installed.data / "quotemark.sqlite3").exists()
    assert (installed.data / "secret-key").stat().st_mode & 0o777 == 0o600
    assert not list((installed.packages / "quotemark").rglob("*.sqlite3"))
    assert os.listdir(installed.place / "empty") == []


def test_a_suggester_of_another_package_has_its_names_and_is_found(installed: Installed, site: Started) -> None:
    assert "site-packages/quotemark/suggesters.py" in installed.run("python", "-c", EMPTY)
    (installed.packages / "newsroom.py").write_text(PLUGIN)
    about = installed.packages / "newsroom-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: newsroom\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[quotemark.suggesters]\nheadlines = newsroom:Headlines\n")
    installed.run("quotemark", "suggest", "--project", "sample", "--suggester", "headlines")
    lines = installed.run("quotemark", "export", "--project", "sample", "--format", "jsonl", "--set", "machine")
    assert '"headlines"' in lines
