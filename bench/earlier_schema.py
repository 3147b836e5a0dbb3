"""A small database of a version, with a row in every table, for ``tests/upgrades``.

``bench/earlier_schema.py NAME`` writes ``tests/upgrades/NAME.sqlite3.gz`` (the file that this version made) and
``NAME.backup`` (the same as a backup, for PostgreSQL). ``--code FOLDER`` takes another version's working tree.
Run it for each release, before the first migration of the next one.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
UPGRADES = HERE / "tests" / "upgrades"
FILL = "--fill"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="the version, as in “0.1”")
    parser.add_argument("--code", type=Path, default=HERE, help="its working tree, this one without it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "quotemark.sqlite3"
        run(asked.code, folder, "manage.py", "migrate", "--verbosity", "0")
        run(asked.code, folder, "manage.py", "start_here")
        run(asked.code, folder, str(HERE / "bench" / "earlier_schema.py"), FILL)
        with closing(sqlite3.connect(place)) as database:
            database.execute("VACUUM")
        (UPGRADES / f"{asked.name}.sqlite3.gz").write_bytes(gzip.compress(place.read_bytes(), mtime=0))
        run(HERE, folder, "manage.py", "backup", str(UPGRADES / f"{asked.name}.backup"))


def run(code: Path, folder: str, *arguments: str) -> None:
    environment = {**os.environ, "QUOTEMARK_VAR": folder, "PYTHONPATH": os.pathsep.join([str(code), *sys.path[1:]])}
    subprocess.run([sys.executable, *arguments], cwd=code, env=environment, check=True)


def fill() -> None:
    """Decide some suggestions as that version does, then put a row into each table that has none."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    sys.path.insert(0, os.getcwd())
    django.setup()
    from django.apps import apps
    from django.contrib.auth import get_user_model

    decide_some(apps, get_user_model().objects.order_by("pk")[0])
    namespace: dict[str, Any] = {"__name__": "filled"}
    exec(compile((HERE / "tests" / "filled.py").read_text(), "filled.py", "exec"), namespace)  # noqa: S102
    namespace["fill_every_table"](apps)


def decide_some(apps: Any, user: Any) -> None:
    """Over the page, as a person does: its address and its form are the same in all versions."""
    import uuid

    from django.test import Client

    browser = Client()
    browser.force_login(user)
    cards = apps.get_model("annotator", "Annotation").objects.filter(set__source="suggester").select_related("set")
    draw = random.Random(1)
    answers = []
    for card in cards.order_by("pk")[:40]:
        verb = draw.choice(["accept", "accept", "reject"])
        sent = {"action": str(uuid.uuid4()), "verb": verb, "card": str(card.pk), "version": "0"}
        answer = browser.post(f"/articles/{card.set.article_id}/actions/", sent, HTTP_HOST="127.0.0.1")
        answers.append(answer.status_code)
    with suppress(ZeroDivisionError):
        print(f"{answers.count(200) / len(answers):.0%} of {len(answers)} decisions taken", set(answers))


if __name__ == "__main__":
    fill() if FILL in sys.argv else main()
