"""What a user may do in a project."""

from __future__ import annotations

from typing import Any

from django import template

from articles import access
from articles.models import Project, Role

register = template.Library()


@register.filter
def reviews(user: Any, project: Project) -> bool:
    """Whether the user reviews or manages the project: ``{% if user|reviews:project %}``. One query."""
    return access.allows(project, user, at_least=Role.REVIEWER)
