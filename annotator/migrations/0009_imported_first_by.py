from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0008_entered_by_decision'),
    ]

    operations = [
        migrations.AddField(
            model_name='annotationset',
            name='imported_first_by',
            field=models.CharField(blank=True, editable=False, help_text='Who brought it first, as the imported file says', max_length=150),
        ),
    ]
