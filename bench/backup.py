"""Backup and restore of a large project: ``bench/backup.py --articles 20000``; on PostgreSQL after with-postgresql."""

from __future__ import annotations

import argparse
import resource
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
    """Run the command as a process; its time, its processor time and its largest memory."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{command[0]}: {seconds:.1f} s, {processor:.1f} s of processor time, at most {after.ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
