import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_search_in_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='article',
            options={'ordering': ['id'], 'verbose_name': 'article', 'verbose_name_plural': 'articles'},
        ),
        migrations.AlterModelOptions(
            name='membership',
            options={'verbose_name': 'member', 'verbose_name_plural': 'members'},
        ),
        migrations.AlterModelOptions(
            name='project',
            options={'ordering': ['name'], 'verbose_name': 'project', 'verbose_name_plural': 'projects'},
        ),
        migrations.AlterField(
            model_name='article',
            name='byline',
            field=models.CharField(blank=True, max_length=500, verbose_name='byline'),
        ),
        migrations.AlterField(
            model_name='article',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='imported on'),
        ),
        migrations.AlterField(
            model_name='article',
            name='external_id',
            field=models.CharField(max_length=400, verbose_name='external id'),
        ),
        migrations.AlterField(
            model_name='article',
            name='label',
            field=models.CharField(editable=False, help_text='What lists and headings call the article', max_length=120, verbose_name='article'),
        ),
        migrations.AlterField(
            model_name='article',
            name='language',
            field=models.CharField(blank=True, max_length=20, verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='article',
            name='project',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='articles', to='articles.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='article',
            name='published',
            field=models.DateField(blank=True, null=True, verbose_name='published on'),
        ),
        migrations.AlterField(
            model_name='article',
            name='publisher',
            field=models.CharField(blank=True, max_length=300, verbose_name='publisher'),
        ),
        migrations.AlterField(
            model_name='article',
            name='text',
            field=models.TextField(verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='article',
            name='title',
            field=models.CharField(blank=True, max_length=1000, verbose_name='title'),
        ),
        migrations.AlterField(
            model_name='article',
            name='url',
            field=models.CharField(blank=True, max_length=2000, verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='article',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn on'),
        ),
        migrations.AlterField(
            model_name='article',
            name='words',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='words'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='articles.project', verbose_name='project'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('annotator', 'Annotator'), ('reviewer', 'Reviewer'), ('manager', 'Manager')], default='annotator', max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AlterField(
            model_name='project',
            name='accept_threshold',
            field=models.FloatField(default=0.9, help_text='Suggestions with this score or more are accepted together by Shift+A.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='threshold'),
        ),
        migrations.AlterField(
            model_name='project',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='made on'),
        ),
        migrations.AlterField(
            model_name='project',
            name='description',
            field=models.TextField(blank=True, verbose_name='description'),
        ),
        migrations.AlterField(
            model_name='project',
            name='guidelines',
            field=models.TextField(blank=True, help_text='Markdown, shown in the workbench under the key h.', verbose_name='guidelines'),
        ),
        migrations.AlterField(
            model_name='project',
            name='import_mapping',
            field=models.JSONField(blank=True, default=dict, help_text='How labels, relations and columns of other tools become ours.', verbose_name='import mapping'),
        ),
        migrations.AlterField(
            model_name='project',
            name='name',
            field=models.CharField(max_length=200, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='project',
            name='remote_images',
            field=models.BooleanField(default=False, help_text='Show the pictures of articles from the addresses where they were published. Those hosts then see that somebody reads the article. Without it, the workbench shows the addresses only.', verbose_name='remote images'),
        ),
        migrations.AlterField(
            model_name='project',
            name='slug',
            field=models.SlugField(max_length=80, unique=True, verbose_name='slug'),
        ),
    ]
