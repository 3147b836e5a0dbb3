"""In a migration of its own: PostgreSQL makes no index in the transaction that fills the column."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_queue_and_progress'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('finished', True)), fields=['project'], name='article_finished'),
        ),
    ]
