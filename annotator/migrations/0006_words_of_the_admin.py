import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0005_counts'),
        ('articles', '0010_words_of_the_admin'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='alias',
            options={'ordering': ['name'], 'verbose_name': 'alias', 'verbose_name_plural': 'aliases'},
        ),
        migrations.AlterModelOptions(
            name='annotation',
            options={'ordering': ['set_id', 'start', 'end', 'id'], 'verbose_name': 'annotation', 'verbose_name_plural': 'annotations'},
        ),
        migrations.AlterModelOptions(
            name='annotationset',
            options={'ordering': ['article_id', 'id'], 'verbose_name': 'annotation set', 'verbose_name_plural': 'annotation sets'},
        ),
        migrations.AlterModelOptions(
            name='event',
            options={'ordering': ['id'], 'verbose_name': 'event', 'verbose_name_plural': 'events'},
        ),
        migrations.AlterModelOptions(
            name='flag',
            options={'ordering': ['id'], 'verbose_name': 'question', 'verbose_name_plural': 'questions'},
        ),
        migrations.AlterModelOptions(
            name='person',
            options={'ordering': ['name', 'id'], 'verbose_name': 'person', 'verbose_name_plural': 'people'},
        ),
        migrations.AlterField(
            model_name='alias',
            name='name',
            field=models.CharField(max_length=300, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='kind',
            field=models.CharField(choices=[('quote', 'Quote'), ('entity', 'Entity'), ('caption', 'Caption'), ('repair', 'Repair')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='person',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='annotations', to='annotator.person', verbose_name='person'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='place',
            field=models.CharField(blank=True, max_length=20, verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='score',
            field=models.FloatField(blank=True, null=True, verbose_name='score'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='verdict',
            field=models.CharField(choices=[('suggested', 'undecided'), ('accepted', 'accepted'), ('corrected', 'corrected'), ('rejected', 'rejected'), ('added', 'added')], max_length=20, verbose_name='verdict'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annotation_sets', to='articles.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='made on'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='finished_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='finished on'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='source',
            field=models.CharField(choices=[('suggester', 'Suggester'), ('annotator', 'Annotator'), ('gold', 'Gold')], max_length=20, verbose_name='source'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('finished', 'finished')], default='open', max_length=20, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='suggester',
            field=models.CharField(blank=True, max_length=100, verbose_name='suggester'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='user',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annotation_sets', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AlterField(
            model_name='annotationset',
            name='version',
            field=models.CharField(blank=True, max_length=200, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='event',
            name='actor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AlterField(
            model_name='event',
            name='article',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='articles.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='event',
            name='at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='when'),
        ),
        migrations.AlterField(
            model_name='event',
            name='project',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='articles.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='event',
            name='verb',
            field=models.CharField(max_length=40, verbose_name='what was done'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='annotation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='annotator.annotation', verbose_name='annotation'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='articles.article', verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='asked on'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='note',
            field=models.TextField(verbose_name='note'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='resolved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='resolved on'),
        ),
        migrations.AlterField(
            model_name='flag',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to=settings.AUTH_USER_MODEL, verbose_name='who asked'),
        ),
        migrations.AlterField(
            model_name='person',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='made on'),
        ),
        migrations.AlterField(
            model_name='person',
            name='distinction',
            field=models.CharField(blank=True, help_text='Tells two people of the same name apart', max_length=100, verbose_name='distinction'),
        ),
        migrations.AlterField(
            model_name='person',
            name='kind',
            field=models.CharField(choices=[('person', 'Person'), ('organisation', 'Organisation'), ('group', 'Group')], default='person', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='person',
            name='name',
            field=models.CharField(max_length=300, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='person',
            name='note',
            field=models.TextField(blank=True, verbose_name='note'),
        ),
        migrations.AlterField(
            model_name='person',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='articles.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='person',
            name='role',
            field=models.CharField(blank=True, max_length=300, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='person',
            name='wikidata_id',
            field=models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^Q[1-9]\\d*$', 'A Wikidata id looks like Q42.')], verbose_name='Wikidata id'),
        ),
    ]
