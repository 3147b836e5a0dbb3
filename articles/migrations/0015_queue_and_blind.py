"""What the queue orders by, and which articles are read without suggestions."""

import hashlib

from django.db import migrations, models

from config.database.text_search import TextIndex

WORDS = TextIndex("articles_article", "text")
BATCH = 2000


def draw(apps, schema_editor):
    """Give each article its place in a random order, and its number from 0 to 99."""
    rows = apps.get_model("articles", "Article").objects.order_by("id").values_list("id", "project_id", "sha256")
    reached = 0
    while batch := list(rows.filter(id__gt=reached)[:BATCH]):
        reached = batch[-1][0]
        values = [(*drawn(project, digest), key) for key, project, digest in batch]
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE articles_article SET shuffle = %s, draw = %s WHERE id = %s", values)


def drawn(project, digest):
    found = hashlib.sha256(f"{project}:{digest}".encode("ascii")).digest()
    return int.from_bytes(found[:4], "big") >> 1, int.from_bytes(found[4:12], "big") % 100


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_versions_of_guidelines'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='draw',
            field=models.PositiveSmallIntegerField(default=0, editable=False, help_text='From 0 to 99, by hash: below the project’s share it is read blind'),
        ),
        migrations.AddField(
            model_name='article',
            name='readers',
            field=models.PositiveSmallIntegerField(default=0, editable=False, help_text='How many people have finished it or are to read it'),
        ),
        migrations.AddField(
            model_name='article',
            name='shuffle',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='Its place in a random order'),
        ),
        migrations.AddField(
            model_name='article',
            name='uncertainty',
            field=models.FloatField(default=0.0, editable=False, help_text='How unsure its newest suggestions are: 0 where there are none'),
        ),
        migrations.AddField(
            model_name='membership',
            name='queue_draws',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='How often this user has finished an article here: draws the next one'),
        ),
        migrations.RunPython(draw, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['project', 'id', 'readers'], name='article_queue_by_id'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['project', 'readers', 'id'], name='article_queue_fewest'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['project', 'shuffle', 'id', 'readers'], name='article_queue_random'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['project', '-uncertainty', 'id', 'readers'], name='article_queue_unsure'),
        ),
        # On SQLite each new column copies the table, which drops the triggers of the search.
        migrations.RunPython(WORDS.create, migrations.RunPython.noop),
    ]
