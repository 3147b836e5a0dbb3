"""``make run`` on a new machine: the first login and the sample project. A second time it changes nothing."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from exchange.incoming.sample import load_sample


class Command(BaseCommand):
    help = "Makes the first user and the sample project where there are none."

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        user = users.objects.filter(is_superuser=True).order_by("id").first()
        if user is None:
            password = secrets.token_urlsafe(12)
            user = users.objects.create_superuser("editor", password=password)
            self.stdout.write(
                f"\n  Sign in as   editor\n  password     {password}\n  (shown once; it is kept nowhere)\n"
            )
        if load_sample(user=user) is not None:
            self.stdout.write("  The sample project is loaded.\n")
