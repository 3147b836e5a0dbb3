"""Places in articles, what people skipped, and sets made without suggestions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Avg, Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce


def count_readers(apps, schema_editor):
    """How many people have signed each article."""
    sets = apps.get_model("annotator", "AnnotationSet").objects.filter(
        source="annotator", state="finished", imported_at__isnull=True
    )
    numbers = sets.filter(article=OuterRef("pk")).order_by().values("article").annotate(n=Count("pk")).values("n")
    articles = apps.get_model("articles", "Article").objects.filter(pk__in=sets.values("article"))
    articles.update(readers=Subquery(numbers))


def measure_uncertainty(apps, schema_editor):
    """How far the scores of the newest suggestions of quotes, captions and repairs are from certain, on average."""
    sets = apps.get_model("annotator", "AnnotationSet").objects.filter(source="suggester")
    newer = sets.filter(article=OuterRef("article"), suggester=OuterRef("suggester"), id__gt=OuterRef("id"))
    scored = apps.get_model("annotator", "Annotation").objects.filter(
        set__article=OuterRef("pk"), set__in=sets.filter(~Exists(newer)), score__isnull=False,
        kind__in=["quote", "caption", "repair"],
    )
    means = scored.order_by().values("set__article").annotate(mean=1 - Avg("score")).values("mean")
    articles = apps.get_model("articles", "Article").objects.filter(pk__in=sets.values("article"))
    articles.update(uncertainty=Coalesce(Subquery(means), 0.0))


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0010_older_tokens_expire'),
        ('articles', '0015_queue_and_blind'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='annotationset',
            name='blind',
            field=models.BooleanField(default=False, editable=False, help_text='Its user saw no suggestions before it was finished', verbose_name='without suggestions'),
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='assigned on')),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='articles.article')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [models.UniqueConstraint(fields=('article', 'user'), name='assignment_once_per_person')],
            },
        ),
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField(verbose_name='taken on')),
                ('expires_at', models.DateTimeField(verbose_name='kept until')),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='leases', to='articles.article')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'indexes': [models.Index(fields=['expires_at'], name='lease_by_end')],
                'constraints': [models.UniqueConstraint(fields=('article', 'user'), name='lease_once_per_person')],
            },
        ),
        migrations.CreateModel(
            name='Skip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='skipped on')),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='skips', to='articles.article')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skips', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'skipped article',
                'verbose_name_plural': 'skipped articles',
                'constraints': [models.UniqueConstraint(fields=('article', 'user'), name='skip_once_per_person')],
            },
        ),
        migrations.RunPython(count_readers, migrations.RunPython.noop),
        migrations.RunPython(measure_uncertainty, migrations.RunPython.noop),
    ]
