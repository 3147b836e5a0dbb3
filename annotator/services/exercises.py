"""Which articles are exercises: practice, which everybody gets first, and hidden checks, mixed into the queue.

Their readers are not counted: neither places nor progress, and nobody adjudicates what they do. Nobody but a manager
is told which article is a hidden check, and its gold stays hidden from those who annotate.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from annotator.models import Attempt, Exercise
from annotator.vocabulary import Purpose
from articles.models import Article, Project


def exercises_in(project: int, purpose: str = "") -> QuerySet[Exercise, tuple[int]]:
    """The keys of the project's articles that are exercises, or of those with this purpose."""
    rows = Exercise.objects.filter(project=project).order_by()
    return (rows.filter(purpose=purpose) if purpose else rows).values_list("article")


def purpose_of(article: Article) -> str:
    """The purpose of the article, or "" where it is part of the dataset."""
    return Exercise.objects.filter(article=article).values_list("purpose", flat=True).first() or ""


def hidden_checks() -> QuerySet[Exercise, tuple[int]]:
    """The keys of all articles that are hidden checks."""
    return Exercise.objects.filter(purpose=Purpose.CHECK).order_by().values_list("article")


def who_tried(article: Article) -> QuerySet[Attempt, tuple[int]]:
    """The keys of those whose work on the article was an exercise, while it still is one."""
    return Attempt.objects.filter(article=article, article__exercise__isnull=False).order_by().values_list("user")


def is_check_due(project: Project, user: Any, draw: int) -> bool:
    """Whether the article that the user gets at this draw is a hidden check: the project's share of them, by hash."""
    if not project.check_share:
        return False
    drawn = hashlib.sha256(f"check:{user.pk}:{project.pk}:{draw}".encode("ascii")).digest()
    return int.from_bytes(drawn[:4], "big") % 100 < project.check_share
