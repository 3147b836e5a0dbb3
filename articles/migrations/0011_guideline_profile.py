from django.db import migrations, models

import articles.profiles

POLNEAR = {
    "name": "polnear",
    "parts": "joined",
    "kinds": ["objects", "infinitives", "prepositions", "stances", "nouns", "questions", "scare_quotes"],
    "edges": {"full_stop": "out", "that": "in", "marks": "in"},
}


def keep_what_was_suggested(apps, schema_editor):
    """Projects of before go on as they were suggested for until now; new ones begin with the newsroom preset."""
    apps.get_model("articles", "Project").objects.update(profile=POLNEAR)


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0010_words_of_the_admin"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="profile",
            field=models.JSONField(default=articles.profiles.default_profile, help_text='Which kinds of attribution count as quotes, whether their parts are joined, and where edges lie.', validators=[articles.profiles.check_profile], verbose_name='guideline profile'),
        ),
        migrations.AddField(
            model_name="project",
            name="profile_fit",
            field=models.JSONField(blank=True, editable=False, help_text='How well the profiles fit the finished articles', null=True),
        ),
        migrations.RunPython(keep_what_was_suggested, migrations.RunPython.noop, elidable=True),
    ]
