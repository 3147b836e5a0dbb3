"""An imported version of the suggestions is measured by a kind of run of its own."""

from django.db import migrations, models

KINDS = ["import", "export", "release", "suggest", "train", "measure"]


class Migration(migrations.Migration):
    dependencies = [("datasets", "0006_training")]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("import", "Import"), ("export", "Export"), ("release", "Release"), ("suggest", "Suggestions"),
                    ("train", "Training"), ("measure", "Measurement"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="run", name="run_kind_is_known"),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="run_kind_is_known"),
        ),
    ]  # fmt: skip
