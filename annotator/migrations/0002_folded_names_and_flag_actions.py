"""Names are looked up by an index however large a registry grows; a repeated request asks a colleague once."""

from django.db import migrations, models


def fold_names(apps, schema_editor):
    for name in ("Person", "Alias"):
        model = apps.get_model("annotator", name)
        batch = []
        for row in model.objects.only("pk", "name").iterator(chunk_size=1000):
            row.folded = " ".join(row.name.split()).casefold()
            batch.append(row)
            if len(batch) == 1000:
                model.objects.bulk_update(batch, ["folded"])
                batch = []
        model.objects.bulk_update(batch, ["folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='folded',
            field=models.CharField(default='', editable=False, help_text='The name for comparison', max_length=900),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='alias',
            name='folded',
            field=models.CharField(default='', editable=False, help_text='The name for comparison', max_length=900),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='flag',
            name='action',
            field=models.UUIDField(editable=False, help_text='The request that asked', null=True, unique=True),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
