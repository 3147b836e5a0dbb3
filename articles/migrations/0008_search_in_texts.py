from django.db import migrations

from config.database.text_search import TextIndex

WORDS = TextIndex("articles_article", "text")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_without_double_indexes'),
    ]

    operations = [
        migrations.RunPython(WORDS.create, WORDS.drop),
    ]
