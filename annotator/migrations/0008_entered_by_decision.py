from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0007_imported_sets'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='by_decision',
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
