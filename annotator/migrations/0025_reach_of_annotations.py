from typing import Any

from django.db import migrations, models
from django.db.models import F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest, Least


def measure(apps: Any, schema_editor: Any) -> None:
    """The hull of the spans of each annotation, in one statement."""
    Annotation, Span = (apps.get_model("annotator", name) for name in ("Annotation", "Span"))
    spans = Span.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    first, last = (spans.annotate(found=found).values("found") for found in (Min("start"), Max("end")))
    Annotation.objects.using(schema_editor.connection.alias).update(
        first=Least(Coalesce(Subquery(first), F("start")), F("start")),
        last=Greatest(Coalesce(Subquery(last), F("end")), F("end")),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0024_certificates"),
    ]

    operations = [
        migrations.AddField(
            model_name="annotation",
            name="first",
            field=models.PositiveIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="annotation",
            name="last",
            field=models.PositiveIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(measure, migrations.RunPython.noop),
    ]
