"""Articles that people finished before adjudication existed are in its list; what differs in them is found later."""

from typing import Any

from django.db import migrations
from django.db.models import Count

BATCH = 2000


def note(apps: Any, schema_editor: Any) -> None:
    sets = apps.get_model("annotator", "AnnotationSet").objects.filter(state="finished")
    Adjudication = apps.get_model("annotator", "Adjudication")  # noqa: N806 - a model
    known = set(Adjudication.objects.values_list("article", flat=True))
    gold = set(sets.filter(source="gold").values_list("article", flat=True))
    readers = sets.filter(source="annotator").order_by().values_list("article", "article__project")
    rows = []
    for article, project, number in readers.annotate(number=Count("pk")).iterator(BATCH):
        state = "gold" if article in gold else "open" if number > 1 else "waiting"
        if article not in known:
            rows.append(
                Adjudication(
                    article_id=article,
                    project_id=project,
                    state=state,
                    readers=number,
                    open=None if number > 1 else 0,
                )
            )
    Adjudication.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("annotator", "0015_adjudication")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
