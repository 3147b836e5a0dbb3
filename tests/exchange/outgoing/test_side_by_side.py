"""An export by several processes is that of one, and whatever ends one of them is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.outgoing import side_by_side
from exchange.outgoing.exporting import ExportOptions, open_export
from tests.database import put_migrated
from tests.exchange.helpers import TEXT, article, as_lines, bring_in, quote
from tests.factories import make_project
from tests.starts import ROOT, environment

IN_A_PROCESS_OF_ITS_OWN = """
import json, os, signal, sys
from io import BytesIO
import django
django.setup()
from articles.models import Project
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.incoming.importing import import_records
from exchange.outgoing import side_by_side
from exchange.outgoing.exporting import ExportOptions, open_export

project = Project.objects.create(slug="pier", name="Pier")
import_records(project, records_of_upload(Upload("in.jsonl", BytesIO(sys.stdin.buffer.read()))))
os.sched_getaffinity = lambda _: {0, 1}
side_by_side.TOGETHER, side_by_side.FEW = 2, 4

def opened(name):
    return open_export(project, ExportOptions(format=name))

def both(name):
    alone, together = opened(name), opened(name)
    expected = b"".join(alone.chunks())
    return [b"".join(side_by_side.chunks_of(together)) == expected, together.report == alone.report]

def ended_by(after):
    real = side_by_side.Export.as_asked
    def as_asked(export, record):
        return after() if record.id == "a7" else real(export, record)
    side_by_side.Export.as_asked = as_asked
    try:
        return len(b"".join(side_by_side.chunks_of(opened("conll"))))
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    finally:
        side_by_side.Export.as_asked = real

def broken():
    raise ValueError("it cannot be written")

said = {name: both(name) for name in ("conll", "docbin", "cas", "jsonl")}
said["broken"] = ended_by(broken)
said["killed"] = ended_by(lambda: os.kill(os.getpid(), signal.SIGKILL))
left = side_by_side.chunks_of(opened("cas"))
next(left)
left.close()  # nobody waits for the rest
print(json.dumps(said))
"""


@pytest.mark.left_to_ci
def test_several_processes_write_the_file_of_one_and_what_ends_them_is_raised(tmp_path: Path) -> None:
    put_migrated(tmp_path)
    given = as_lines(
        *(article(f"a{number}", quotes=[quote(note=1)], text=TEXT + " 😀" * number) for number in range(11))
    )
    ran = subprocess.run(
        [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN],
        input=given,
        env=environment(QUOTEMARK_VAR=str(tmp_path), DJANGO_SETTINGS_MODULE="config.settings"),
        cwd=ROOT,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert json.loads(ran.stdout) == {
        **dict.fromkeys(("conll", "docbin", "cas", "jsonl"), [True, True]),
        "broken": "ValueError: it cannot be written",
        "killed": f"EOFError: {side_by_side.ENDED}",
    }


@pytest.mark.django_db
def test_one_process_writes_where_others_would_not_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a transaction, as here; few articles, and formats whose articles are not apart, are tested with it."""
    project = make_project()
    bring_in(project, article("a"), article("b"))
    monkeypatch.setattr(side_by_side, "FEW", 1)
    monkeypatch.setattr(side_by_side, "can_fork", lambda: True)
    monkeypatch.setattr(side_by_side, "pieces_of", None)
    for name in ("conll", "csv"):
        export = open_export(project, ExportOptions(format=name))
        assert b"".join(side_by_side.chunks_of(export)) == b"".join(open_export(project, export.options).chunks())
    monkeypatch.setattr(side_by_side, "is_shared", lambda: True)
    monkeypatch.setattr(side_by_side, "FEW", 2)
    assert b"".join(side_by_side.chunks_of(open_export(project, ExportOptions(format="conll"))))
