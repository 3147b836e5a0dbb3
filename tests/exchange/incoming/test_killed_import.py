"""An import that is killed in the middle and run again is as one that went through: nothing twice, nothing half."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote as quoted

import pytest
from django.conf import settings
from django.db import connection

from annotator.models import Annotation, AnnotationSet, Event, Person, Span
from articles.models import Article, Project
from exchange.incoming.importing import BATCH, import_paths
from tests.exchange.helpers import article, as_lines, export_bytes, quote, repair, without_ids_and_times
from tests.factories import make_project

RECORDS = 1000


def database_url() -> str:
    """The test’s own database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user, password, host = (quoted(str(values[name]), safe="") for name in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{values['PORT'] or 5432}/{values['NAME']}"


def started(project: Project, path: Path, *command: str) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(
        [sys.executable, *(command or ("manage.py", "import_articles")), str(path), "--project", project.slug],
        cwd=settings.BASE_DIR,
        env={**kept, "DATABASE_URL": database_url(), "QUOTEMARK_VAR": str(path.parent)},
        stdout=subprocess.PIPE,
    )


def killed_in_the_middle(project: Project, path: Path) -> int:
    """Start the import, and kill it in the middle of a transaction; how many articles are in."""
    reached = path.with_name("reached")
    process = started(project, path, "-m", "tests.exchange.incoming.held", str(reached))
    while not reached.exists():
        assert process.poll() is None, "it ended too early"
        time.sleep(0.01)
    process.kill()
    process.communicate()
    return project.articles.count()


def counts(project: Project) -> dict[str, int]:
    sets = AnnotationSet.objects.filter(article__project=project)
    return {
        "articles": project.articles.count(),
        "sets": sets.count(),
        "annotations": Annotation.objects.filter(set__in=sets).count(),
        "spans": Span.objects.filter(annotation__set__in=sets).count(),
        "people": Person.objects.filter(project=project).count(),
        "events": Event.objects.filter(project=project).count(),
    }


@pytest.mark.left_to_ci
@pytest.mark.django_db(transaction=True)
def test_killed_and_run_again_is_as_if_nothing_had_happened(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    speakers = ({"speaker_name": f"Ann Lee {number % 7}"} for number in range(RECORDS))
    path.write_bytes(
        as_lines(
            *(
                article(f"a{number}", quotes=[quote(gold=True, **speaker)], repairs=[repair()])
                for number, speaker in enumerate(speakers)
            )
        )
    )
    broken, clean = make_project("broken"), make_project("clean")
    stored = killed_in_the_middle(broken, path)
    assert stored == BATCH, "the first transaction alone"
    assert AnnotationSet.objects.count() == 2 * stored, "an article is half in"
    printed = started(broken, path).communicate()[0].decode()
    assert f"imported {RECORDS - stored}, unchanged {stored}, failed 0" in printed
    import_paths(clean, [path])
    assert counts(broken) == counts(clean)
    assert Article.objects.count() == 2 * RECORDS
    for chosen in ("gold", "machine"):
        again, once = (without_ids_and_times(export_bytes(project, chosen=chosen)) for project in (broken, clean))
        assert again == once
