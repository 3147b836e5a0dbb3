"""``purge_projects``: removes deleted projects for good, once nobody can bring them back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from exchange.runs.purging import purge_projects


class Command(BaseCommand):
    help = "Removes the projects that were deleted more than 14 days ago, with their files. The worker does so as well."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = purge_projects()
        self.stdout.write(f"removed for good: {', '.join(gone) or 'nothing'}")
