from django.db import migrations

from config.database.text_search import PartIndex

COLUMNS = ("label", "title", "external_id", "publisher")
ALL, WITHIN = PartIndex("articles_article", COLUMNS), PartIndex("articles_article", COLUMNS, within="project_id")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_parts_of_words"),
    ]

    operations = [
        migrations.RunPython(ALL.drop, ALL.create),
        migrations.RunPython(WITHIN.create, WITHIN.drop),
    ]
