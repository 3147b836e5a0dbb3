from django.db import migrations

from config.database.text_search import PartIndex

PARTS = PartIndex("articles_article", ("label", "title", "external_id", "publisher"))


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0016_member_since'),
    ]

    operations = [
        migrations.RunPython(PARTS.create, PARTS.drop),
    ]
