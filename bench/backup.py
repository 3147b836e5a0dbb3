"""Backup and restore of a large project: ``bench/backup.py --articles 20000``; on PostgreSQL after with-postgresql."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import ROOT, installation


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    asked = parser.parse_args()
    with installation() as place:
        from bench.served import add_many, make_people

        project, users = make_people(2)
        add_many(project, users, upto=asked.articles)
        print(f"{asked.articles} articles")
        for command in (["backup", str(place / "all.backup")], ["restore", "--replace", str(place / "all.backup")]):
            measure(command)


def measure(command: list[str]) -> None:
    """Run the command as a process; its time, its processor time and its own largest memory."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds, processor = time.perf_counter() - begun, used.ru_utime + used.ru_stime
    assert process.returncode == 0
    print(f"{command[0]}: {seconds:.1f} s, {processor:.1f} s of processor time, at most {used.ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
