"""Releases and suggestions become runs: new kinds, who does a run now, and how often its worker died."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0002_runs")]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("import", "Import"), ("export", "Export"), ("release", "Release"), ("suggest", "Suggestions"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="run", name="run_kind_is_known"),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["import", "export", "release", "suggest"]), name="run_kind_is_known"
            ),
        ),
        migrations.AddField(
            model_name="run", name="claim", field=models.UUIDField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            model_name="run", name="attempts", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(state__in=["waiting", "running"]), fields=["asked_at"], name="run_to_do"
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="run",
            field=models.OneToOneField(
                editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="release",
                to="datasets.run",
            ),
        ),
    ]  # fmt: skip
