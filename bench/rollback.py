"""Back to the version before: an upgrade, work with the new version, and the old one again upon the backup of before.

usage: rollback.py [--to COMMIT]

Every step is that of docs/operation.md, “Upgrade and rollback”: the old code comes from git, and both versions run with
this environment's packages, upon SQLite in a folder of its own. It ends at the first thing that is not as it says.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = '{"id": "since", "text": "“We came later,” Anna Weber said."}'


class Version:
    """A working tree, and the commands of it upon one folder of data."""

    def __init__(self, code: Path, data: Path) -> None:
        self.code = code
        self.env = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            **{"QUOTEMARK_VAR": str(data), "SECRET_KEY": "only for this trial " * 3, "ALLOWED_HOSTS": "127.0.0.1"},
        }

    def run(self, *words: str, refused: bool = False) -> str:
        """What the command of manage.py prints. It must succeed, or be refused without a traceback."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.code,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) == refused, f"{words}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + (done.stderr if refused else "")

    def exported(self) -> str:
        return self.run("export", "--project", "sample", "--format", "jsonl", "--set", "machine")

    def serves(self, port: int = 8547) -> bool:
        """Whether its first page comes."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--log-level=warning",
            "--bind",
            f"127.0.0.1:{port}",
        ]
        server = subprocess.Popen(command, cwd=self.code, env=self.env)
        try:
            while server.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/login/", timeout=5) as page:
                    return 'name="username"' in page.read().decode()
                time.sleep(0.2)
            return False
        finally:
            server.terminate()
            server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", default="2cc3b2a", help="the older version; it must know backup and restore")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "old").mkdir()
        packed = subprocess.run(["git", "archive", asked.to], cwd=ROOT, check=True, capture_output=True)
        subprocess.run(["tar", "--extract", "--directory", str(place / "old")], input=packed.stdout, check=True)
        there_and_back(Version(place / "old", place / "data"), Version(ROOT, place / "data"), place)


def there_and_back(old: Version, new: Version, place: Path) -> None:
    old.run("migrate", "--verbosity", "0")
    old.run("start_here")
    before = old.exported()
    old.run("backup", str(place / "before.backup"))
    new.run("prepare", "--verbosity", "0")
    (place / "since.jsonl").write_text(TEXT, encoding="utf-8")
    new.run("import_articles", str(place / "since.jsonl"), "--project", "sample")
    new.run("suggest", "--project", "sample")
    assert new.serves()
    print("upgraded: the new version serves, and has an article more")
    new.run("backup", str(place / "after.backup"))
    print(old.run("restore", "--replace", str(place / "after.backup"), refused=True).strip().splitlines()[-1])
    old.run("restore", "--replace", str(place / "before.backup"))
    assert old.exported() == before
    old.run("collectstatic", "--noinput", "--verbosity", "0")
    assert old.serves()
    print("rolled back: the old version serves, and every article is as it was before the upgrade")
    new.run("restore", "--replace", str(place / "after.backup"))
    assert '"since"' in new.exported()
    print("and forward again: the new version has what was done with it")


if __name__ == "__main__":
    main()
