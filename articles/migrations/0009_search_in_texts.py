from django.db import migrations

from config.database.text_search import TextIndex

WORDS = TextIndex("articles_article", "text")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_counted_in_an_index'),
    ]

    operations = [
        migrations.RunPython(WORDS.create, WORDS.drop),
    ]
