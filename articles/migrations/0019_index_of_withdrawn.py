from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_parts_within_projects")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["project", "id"],
                name="article_withdrawn",
            ),
        ),
    ]
