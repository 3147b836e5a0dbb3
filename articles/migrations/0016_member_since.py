"""Since when somebody is a member. Nobody knows of those who were members before."""

from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_queue_and_blind")]
    operations = [
        migrations.AddField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="member since"),
        ),
        migrations.AlterField(
            model_name="membership",
            name="joined_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, null=True, verbose_name="member since"
            ),
        ),
    ]
