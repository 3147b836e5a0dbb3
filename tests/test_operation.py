"""What docs/operation.md gives to systemd is what systemd takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.starts import ROOT

TEXT = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
UNITS = re.findall(r"`/etc/systemd/system/([\w-]+\.service)`:\n```ini\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_both_units_are_such_as_systemd_takes(tmp_path: Path) -> None:
    assert [name for name, _ in UNITS] == ["quotemark.service", "quotemark-worker.service"]
    for name, unit in UNITS:
        assert "ExecStart=/opt/quotemark/bin/quotemark " in unit
        here = unit.replace("/opt/quotemark/bin/quotemark", "/bin/true").replace("User=quotemark", "User=root")
        (tmp_path / name).write_text(here, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name, _ in UNITS)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "quotemark" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_the_commands_of_the_service_are_commands_of_quotemark() -> None:
    from django.core.management import get_commands

    used = set(re.findall(r"^(?:ExecStart=/opt/quotemark/bin/)?quotemark (\w+)", TEXT, flags=re.MULTILINE))
    assert {"serve", "worker", "prepare", "backup", "restore"} <= used
    assert used <= {*get_commands(), "python3"}
