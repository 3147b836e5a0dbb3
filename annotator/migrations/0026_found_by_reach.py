from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0025_reach_of_annotations"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="annotation",
            constraint=models.CheckConstraint(
                condition=Q(first__lte=F("start"), last__gte=F("end")), name="annotation_spans_hold_the_main_ones"
            ),
        ),
        migrations.RemoveIndex(model_name="annotation", name="annotation_in_text_order"),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(fields=["set", "start", "first", "last"], name="annotation_by_place"),
        ),
    ]
