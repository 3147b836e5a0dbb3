"""The door for a web server. It opens only with a secret key and host names of the installation's own."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

REQUIRED = {
    "SECRET_KEY": "a long random string: python -c 'import secrets; print(secrets.token_urlsafe(48))' prints one",
    "ALLOWED_HOSTS": "the host names that people type, with commas between them: quotes.example.org",
}


def check_environment() -> None:
    """Raise ImproperlyConfigured where a setting that production needs is missing."""
    missing = [f"{name} ({remedy})" for name, remedy in REQUIRED.items() if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured("Quotemark does not serve without " + " and ".join(missing) + ".")


check_environment()
application = get_wsgi_application()
