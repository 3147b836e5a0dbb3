"""``serve``: the web server, for a service or a container."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from config.serving import serve


class Command(BaseCommand):
    help = "Serves the pages. Needs SECRET_KEY and ALLOWED_HOSTS; a worker runs beside (see worker)."
    requires_system_checks: list[str] = []  # `migrate` makes them; here they would only take time and memory

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", action="append", metavar="ADDRESS", help="as host:port; 127.0.0.1:8000 without it; repeatable"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            import config.wsgi  # noqa: F401 - it says which settings are missing
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        serve(*(options["bind"] or ["127.0.0.1:8000"]))
