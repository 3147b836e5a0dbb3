"""What a web worker, ``manage.py check`` and an import load: not spaCy, which takes seconds and 100 MB.

Nor do pages bring along what only the interface for programs uses.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"numpy", "pyarrow", "spacy", "thinc", "trafilatura", "wordfreq"}
FOR_PROGRAMS = {"exchange.api.urls", "psycopg", "pygments", "requests", "rest_framework.serializers", "yaml"}
CHECK = """
from django.core.management import execute_from_command_line

execute_from_command_line(["manage.py", "check"])
"""
DOOR = """
import config.wsgi
from config.serving import settle
from django.contrib.auth.forms import AuthenticationForm

settle()
assert 'name="username"' in str(AuthenticationForm())
"""
WORKBENCH = """
import json
import django
from django.conf import settings

settings.MIGRATION_MODULES = {name: None for name in ("articles", "annotator", "datasets")}
django.setup()

from django.core.management import call_command
from django.test import Client
from annotator.models import Annotation
from tests import factories

call_command("migrate", run_syncdb=True, verbosity=0)
article = factories.make_suggested(factories.make_project())
client = Client(headers={"host": "localhost"})
client.force_login(factories.make_member(article.project))
page = f"/articles/{article.pk}/"
assert client.get(page).status_code == 200
card = Annotation.objects.filter(kind="quote").first()
added = {"kind": "quote", "spans": json.dumps([["content", 0, 5]]), "quote_type": "direct", "speaker_kind": "none"}
for values in (
    {"verb": "accept", "card": card.pk, "version": 0},
    {"verb": "undo", "order": 1},
    {"verb": "add", "card": factories.new_id(), **added},
):
    answer = client.post(page + "actions/", {"action": factories.new_id(), **values})
    assert answer.status_code == 200, answer.content
"""
IMPORT = """
import json, pathlib
import django
from django.conf import settings

settings.MIGRATION_MODULES = {name: None for name in ("articles", "annotator", "datasets")}
django.setup()

from django.core.management import call_command, execute_from_command_line

call_command("migrate", run_syncdb=True, verbosity=0)
records = pathlib.Path(settings.DATABASES["default"]["NAME"]).with_name("in.jsonl")
records.write_text(json.dumps({"id": "a", "text": "Ana said so."}))
execute_from_command_line(["manage.py", "import_articles", str(records), "--project", "press", "--create-project"])
import sys
assert "config.urls" not in sys.modules, "the import loaded the pages"
"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(CHECK, id="check", marks=pytest.mark.left_to_ci),
        pytest.param(DOOR, id="web worker"),
        pytest.param(WORKBENCH, id="workbench", marks=pytest.mark.left_to_ci),
        pytest.param(IMPORT, id="import", marks=pytest.mark.left_to_ci),
    ],
)
def test_spacy_is_not_loaded(code: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only for this test " * 3,
        "ALLOWED_HOSTS": "localhost",
    }
    told = f"{code}\nimport sys\nprint(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    loaded = set(ended.stdout.split())
    assert not HEAVY & loaded
    assert FOR_PROGRAMS & loaded == (FOR_PROGRAMS if code == CHECK else set())
