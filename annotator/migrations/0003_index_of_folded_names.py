"""In a migration of its own: PostgreSQL makes no index in the transaction that fills the column."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0002_folded_names_and_flag_actions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['project', 'folded'], name='person_by_folded_name'),
        ),
        migrations.AddIndex(
            model_name='alias',
            index=models.Index(fields=['folded', 'person'], name='alias_by_folded_name'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['actor', '-id'], name='event_latest_of_actor'),
        ),
        migrations.AddIndex(
            model_name='annotationset',
            index=models.Index(fields=['article', 'source', 'user'], name='set_by_article_and_owner'),
        ),
    ]
