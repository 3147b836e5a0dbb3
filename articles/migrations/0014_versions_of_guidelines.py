"""The request that made a project, and the first version of every project's guidelines: the text as it stands."""

from django.db import migrations, models


def keep_first_versions(apps, schema_editor):
    versions = apps.get_model("articles", "GuidelineVersion")
    projects = apps.get_model("articles", "Project").objects.only("pk", "guidelines", "guideline_version")
    for project in projects.iterator(chunk_size=500):
        versions.objects.get_or_create(
            project_id=project.pk, number=project.guideline_version, defaults={"text": project.guidelines}
        )


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_teams")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="client_id",
            field=models.UUIDField(
                editable=False, help_text="Of the request that made it", null=True, unique=True
            ),
        ),
        migrations.RunPython(keep_first_versions, migrations.RunPython.noop, elidable=True),
    ]
