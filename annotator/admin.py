"""The admin of what people decide. Each part registers its models; Django finds them through this module."""

from __future__ import annotations

from annotator.admin_annotations import AnnotationAdmin
from annotator.admin_articles import AnnotationSetAdmin, ReviewedArticleAdmin
from annotator.admin_history import EventAdmin, FlagAdmin
from annotator.admin_people import PersonAdmin

__all__ = [
    "AnnotationAdmin",
    "AnnotationSetAdmin",
    "EventAdmin",
    "FlagAdmin",
    "PersonAdmin",
    "ReviewedArticleAdmin",
]
