"""Each release gets its run. Suggestions that wait in the task table of before become runs that wait."""

import json
import uuid
from typing import Any

from django.db import migrations
from django.utils import timezone

STATES = {"waiting": "waiting", "making": "running", "ready": "finished", "failed": "failed"}
TASKS = "django_tasks_database_dbtaskresult"
SUGGEST = "annotator.tasks.suggest_in_background"


def make_runs(apps: Any, schema_editor: Any) -> None:
    runs_of_releases(apps)
    runs_of_suggestions(apps, schema_editor.connection)


def runs_of_releases(apps: Any) -> None:
    Run = apps.get_model("datasets", "Run")
    for release in apps.get_model("datasets", "Release").objects.filter(run=None).iterator():
        release.run = Run.objects.create(
            id=uuid.uuid4(),
            project_id=release.project_id,
            user_id=release.made_by_id,
            kind="release",
            state=STATES[release.state],
            report=report_of(release),
            reason=release.reason,
            asked_at=release.created_at,
            started_at=release.started_at,
            # one that was being made is taken up once its heartbeat is a minute old
            beat_at=release.started_at,
            finished_at=release.finished_at,
        )
        release.save(update_fields=["run"])
        Run.objects.filter(pk=release.run_id).update(created_at=release.created_at)


def report_of(release: Any) -> dict[str, Any] | None:
    """The report that its run would have had."""
    if release.state != "ready":
        return None
    files = [{"name": item["name"], "size": item["size"]} for item in release.manifest["files"]]
    return {"number": release.number, "articles": release.manifest["counts"]["articles"], "files": files}


def runs_of_suggestions(apps: Any, connection: Any) -> None:
    """From rows of the task table, where there is one. Tasks of imports and exports have their runs already."""
    Run, Project = apps.get_model("datasets", "Run"), apps.get_model("articles", "Project")
    with connection.cursor() as cursor:
        if TASKS not in connection.introspection.table_names(cursor):
            return
        cursor.execute(
            f"SELECT args_kwargs FROM {TASKS} WHERE task_path = %s AND status IN ('READY', 'RUNNING')", [SUGGEST]
        )
        rows = cursor.fetchall()
    for (stored,) in rows:
        values = json.loads(stored) if isinstance(stored, str) else stored
        project_id, keys, suggester = arguments(*values["args"], **values["kwargs"])
        if Project.objects.filter(pk=project_id).exists():
            Run.objects.create(
                id=uuid.uuid4(),
                project_id=project_id,
                kind="suggest",
                state="waiting",
                options={"suggester": suggester, "keys": sorted(keys)},
                asked_at=timezone.now(),
            )


def arguments(project_id: int, keys: Any = (), name: str = "quotemark") -> tuple[int, Any, str]:
    """As the task took them."""
    return project_id, keys, name


def remove_runs(apps: Any, schema_editor: Any) -> None:
    apps.get_model("datasets", "Release").objects.update(run=None)
    apps.get_model("datasets", "Run").objects.filter(kind__in=["release", "suggest"]).delete()


class Migration(migrations.Migration):
    dependencies = [("datasets", "0003_runs_of_every_kind")]

    operations = [migrations.RunPython(make_runs, remove_runs)]
