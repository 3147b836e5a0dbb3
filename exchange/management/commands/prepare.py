"""``prepare``: what an installation needs before it serves, and after each upgrade."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from config.collected import collect_changed
from config.database.newer import newer_migrations


class Command(BaseCommand):
    help = "Brings the database and the static files up to date. What is so already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            newer = newer_migrations()
        except OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"the database cannot be reached ({reason}): look at DATABASE_URL.") from error
        if newer:
            raise CommandError(
                f"the database was made by a newer version ({newer[-1]}): install that one, or choose another "
                "database or folder with DATABASE_URL or QUOTEMARK_VAR."
            )
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        if collect_changed() and options["verbosity"]:
            self.stdout.write("The static files are collected.")
