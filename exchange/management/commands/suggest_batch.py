"""``suggest_batch``: the same as ``python -m suggesters.batch``, which needs neither database nor Django."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Suggestions for Parquet files over Dask: Parquet out, by parts."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        from suggesters import batch  # brings Parquet, which other commands do without

        sys.exit(batch.main(argv[2:]))
