"""What was published: projects, who may work in them, articles with their blocks, and figures."""

from __future__ import annotations

from articles.models.projects import AgreeRule, GuidelineVersion, Invitation, Membership, Project, QueuePolicy, Role
from articles.models.texts import (
    WORDS_OF_TEXTS,
    Article,
    ArticleQuerySet,
    Figure,
    check_blocks,
    label_for,
    shortened,
    text_digest,
)

__all__ = [
    "AgreeRule",
    "GuidelineVersion",
    "Invitation",
    "QueuePolicy",
    "WORDS_OF_TEXTS",
    "Article",
    "ArticleQuerySet",
    "Figure",
    "Membership",
    "Project",
    "Role",
    "check_blocks",
    "label_for",
    "shortened",
    "text_digest",
]
