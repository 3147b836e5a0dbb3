from typing import Any

from django.conf import settings
from django.db import migrations
from django.utils import timezone


def let_them_expire(apps: Any, schema_editor: Any) -> None:
    """Tokens from before they had an end live as long from now on as a new one. With TOKEN_DAYS=0, none expires."""
    life = settings.REST_KNOX["TOKEN_TTL"]
    if life is not None:
        apps.get_model("knox", "AuthToken").objects.filter(expiry__isnull=True).update(expiry=timezone.now() + life)


class Migration(migrations.Migration):

    dependencies = [
        ('annotator', '0009_imported_first_by'),
        ('knox', '0009_extend_authtoken_field'),
    ]

    operations = [
        migrations.RunPython(let_them_expire, migrations.RunPython.noop),
    ]
