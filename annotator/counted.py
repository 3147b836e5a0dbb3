"""Counts over a whole project: exact in a small one, cached for a minute in a large one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from articles.models import Project

LARGE = 2000  # articles
SECONDS = 60

Counts = TypeVar("Counts")


def counted(project: Project, name: str, count: Callable[[], Counts]) -> Counts:
    """What ``count`` returns. With more than ``LARGE`` articles, the answer is cached for a minute."""
    if project.articles.order_by()[: LARGE + 1].count() <= LARGE:
        return count()
    key = f"{name}:{project.pk}"
    kept: Counts | None = cache.get(key)
    if kept is None:
        kept = count()
        cache.set(key, kept, SECONDS)
    return kept
