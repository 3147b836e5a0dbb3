from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0011_guideline_profile"),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="score",
            field=models.FloatField(default=1.0),
        ),
    ]
