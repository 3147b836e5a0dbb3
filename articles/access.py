"""Who may see and do what. Views fetch through here: strangers find nothing, members without the right are refused."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.models import Article, Membership, Project, Role
from config.database.prepared import Prepared, number

RANK = {Role.ANNOTATOR: 1, Role.REVIEWER: 2, Role.MANAGER: 3}

MEMBERSHIP = Prepared(lambda: Membership.objects.filter(project=number("project"), user=number("user")).order_by())
PROJECT = Prepared(lambda: Project.objects.filter(pk=number("pk")).order_by())
ANY_ARTICLE = Prepared(lambda: Article.objects.filter(pk=number("pk")).order_by())
ARTICLE_OF_MEMBER = Prepared(
    lambda: Article.objects.filter(pk=number("pk"), project__memberships__user=number("user")).order_by()
)


def role_in(project: Project, user: Any) -> Role | None:
    """The user's role in the project, None for a stranger. A superuser is a manager everywhere. One query."""
    if user.is_superuser:
        return Role.MANAGER
    if not user.is_authenticated:
        return None
    return next((Role(found.role) for found in MEMBERSHIP(project=project.pk, user=user.pk)), None)


def allows(project: Project, user: Any, *, at_least: Role) -> bool:
    role = role_in(project, user)
    return role is not None and RANK[role] >= RANK[at_least]


def require(project: Project, user: Any, *, at_least: Role = Role.ANNOTATOR) -> None:
    """Raise PermissionDenied unless the user holds this role, or a higher one, in the project."""
    if not allows(project, user, at_least=at_least):
        raise PermissionDenied(f"This needs the role {at_least.label.lower()} in the project “{project}”.")


def project_for(user: Any, slug: str, *, at_least: Role = Role.ANNOTATOR) -> Project:
    """The project, or 404 for a stranger and 403 for a member whose role is too low."""
    project = get_object_or_404(Project.objects.visible_to(user), slug=slug)
    require(project, user, at_least=at_least)
    return project


def article_for(user: Any, pk: int, *, at_least: Role = Role.ANNOTATOR) -> Article:
    """The article with its project, or 404 for a stranger and 403 for a member whose role is too low."""
    found = ANY_ARTICLE(pk=pk) if user.is_superuser else ARTICLE_OF_MEMBER(pk=pk, user=user.pk)
    if not found:
        raise Http404("No article of this number in the projects of this user.")
    article = found[0]
    [article.project] = PROJECT(pk=article.project_id)
    if at_least != Role.ANNOTATOR:  # the lowest role is that of every member, who alone sees the article
        require(article.project, user, at_least=at_least)
    return article
