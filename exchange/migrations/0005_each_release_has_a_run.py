"""No release without a run."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0004_work_of_before_as_runs")]

    operations = [
        migrations.AlterField(
            model_name="release",
            name="run",
            field=models.OneToOneField(
                editable=False, on_delete=django.db.models.deletion.CASCADE, related_name="release", to="datasets.run"
            ),
        ),
    ]
