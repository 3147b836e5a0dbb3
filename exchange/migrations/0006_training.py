"""Training is a kind of run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0005_each_release_has_a_run")]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("import", "Import"), ("export", "Export"), ("release", "Release"), ("suggest", "Suggestions"),
                    ("train", "Training"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="run", name="run_kind_is_known"),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["import", "export", "release", "suggest", "train"]),
                name="run_kind_is_known",
            ),
        ),
    ]  # fmt: skip
