"""What is the installation's own is for nobody else on the machine."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from config.private import private_file, private_folder

ROOT = Path(__file__).resolve().parents[2]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_start_makes_folder_and_database_for_one_user_alone(tmp_path: Path) -> None:
    place = tmp_path / "var"
    place.mkdir(mode=0o755)
    database = place / "quotemark.sqlite3"
    database.touch(mode=0o644)
    (place / "quotemark.sqlite3-wal").touch(mode=0o644)
    values = {**os.environ, "QUOTEMARK_VAR": str(place), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "-c", "import config.settings"], cwd=ROOT, env=values, check=True)
    assert mode(place) == 0o700
    assert mode(database) == mode(place / "quotemark.sqlite3-wal") == 0o600


def test_a_place_that_cannot_be_made_stops_no_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    private_folder(tmp_path / "file" / "var")
    private_file(tmp_path / "file" / "var" / "some.sqlite3")
    assert mode(tmp_path / "file") != 0o700


def test_a_new_database_and_its_other_files_are_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "some.sqlite3"
    private_file(path)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE word (word TEXT)")
        database.commit()
        assert {mode(file) for file in path.parent.iterdir()} == {0o600}
        assert len(list(path.parent.iterdir())) == 3
    assert mode(path.parent) == 0o700


def test_a_folder_that_everybody_uses_stays_open(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    private_folder(tmp_path)
    private_file(tmp_path / "some.sqlite3")
    assert mode(tmp_path) == 0o777
