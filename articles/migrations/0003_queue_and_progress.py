"""Where a queue goes on and how far a project is, without reading every article."""

from django.db import migrations, models


def mark_finished(apps, schema_editor):
    sets = apps.get_model("annotator", "AnnotationSet").objects.filter(source="annotator", state="finished")
    apps.get_model("articles", "Article").objects.filter(pk__in=sets.values("article")).update(finished=True)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_remote_images'),
        ('annotator', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='queue_start',
            field=models.PositiveBigIntegerField(default=0, editable=False, help_text='This user has finished every article of the project with a smaller id'),
        ),
        migrations.AddField(
            model_name='article',
            name='finished',
            field=models.BooleanField(default=False, editable=False, help_text='Somebody has finished it'),
        ),
        migrations.RunPython(mark_finished, migrations.RunPython.noop),
    ]
