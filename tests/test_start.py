"""The newcomer's commands, as README writes them: ``make run`` and the commands below it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.database import put_migrated
from tests.starts import ROOT, environment, free_port, signed_in, started

README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(
    not (ROOT / ".venv" / "installed").exists(), reason="needs the environment that `make install` makes"
)


def blocks() -> list[str]:
    """The shell commands of README, a block each."""
    return re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.left_to_ci
def test_make_run_gives_a_login_and_the_sample_and_a_second_start_changes_nothing(tmp_path: Path) -> None:
    port = free_port()
    command = ["make", "run", f"PORT={port}"]
    with started(command, data=tmp_path, port=port) as site:
        password = site.password
        assert site.base in site.printed
        page = signed_in(site, password).open(f"{site.base}/").read().decode()
        assert "Sample project" in page
        workbench = signed_in(site, password).open(f"{site.base}/articles/1/").read().decode()
        assert "Stoltenbergsaid" in workbench
        assert 'data-kind="quote"' in workbench
    with started(command, data=tmp_path, port=port) as site:
        assert "password" not in site.printed
        assert "sample project is loaded" not in site.printed
        assert "Sample project" in signed_in(site, password).open(f"{site.base}/").read().decode()


@pytest.mark.left_to_ci
def test_the_commands_of_the_readme_work_as_they_are_written(tmp_path: Path) -> None:
    env = environment(QUOTEMARK_VAR=str(tmp_path))
    put_migrated(tmp_path)
    commands = [block for block in blocks() if "manage.py" in block]
    assert len(commands) == 2
    for block in commands:
        done = subprocess.run(["bash", "-euc", block], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    lines = (ROOT / "var" / "demo.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 8


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first = README.split("\n## ")[0]
    assert "make run" in first
    assert "make test" in first
    assert "uvx quotemark" in first
    assert "docs/images/workbench.png" in first


def test_make_run_installs_nothing_that_only_tests_need() -> None:
    said = subprocess.run(
        ["make", "-n", "-B", "run"], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert "scripts/install .venv requirements.txt\n" in said.stdout
    assert "requirements-dev" not in said.stdout
