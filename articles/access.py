"""Who may see and do what. Views fetch through here: strangers get 404, members without the right 403."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles.models import Article, Membership, Project, Role
from config.database.prepared import prepared

RANK = {Role.VIEWER: 0, Role.ANNOTATOR: 1, Role.REVIEWER: 2, Role.MANAGER: 3}


@prepared
def memberships(*, project: int, user: int) -> QuerySet[Membership]:
    return Membership.objects.filter(project=project, user=user).order_by()


@prepared
def projects_by_key(*, pk: int) -> QuerySet[Project]:
    return Project.objects.filter(pk=pk).order_by()


@prepared
def articles_by_key(*, pk: int) -> QuerySet[Article]:
    return Article.objects.filter(pk=pk).order_by()


@prepared
def articles_of_member(*, pk: int, user: int | None) -> QuerySet[Article]:
    """With ``role``: the user’s role in the article’s project."""
    found = Article.objects.filter(pk=pk, project__memberships__user=user)
    return found.annotate(role=F("project__memberships__role")).order_by()


def role_in(project: Project, user: Any) -> Role | None:
    """The user's role in the project, or None for a stranger. A superuser is a manager everywhere. One query."""
    if user.is_superuser:
        return Role.MANAGER
    if not user.is_authenticated:
        return None
    return next((Role(found.role) for found in memberships(project=project.pk, user=user.pk)), None)


def allows(project: Project, user: Any, *, at_least: Role) -> bool:
    role = role_in(project, user)
    return role is not None and RANK[role] >= RANK[at_least]


def require(project: Project, user: Any, *, at_least: Role = Role.ANNOTATOR) -> None:
    """Raise PermissionDenied unless the user holds this role, or a higher one, in the project."""
    if not allows(project, user, at_least=at_least):
        raise lacking(project, at_least)


def lacking(project: Project, at_least: Role) -> PermissionDenied:
    """The refusal of a member whose role is too low."""
    return PermissionDenied(
        _("This needs the role %(role)s in the project “%(project)s”.")
        % {"role": at_least.label.lower(), "project": project}
    )


def project_for(user: Any, slug: str, *, at_least: Role = Role.ANNOTATOR) -> Project:
    """The project, or 404 for a stranger and 403 for a member whose role is too low."""
    project = get_object_or_404(Project.objects.visible_to(user), slug=slug)
    require(project, user, at_least=at_least)
    return project


def article_for(user: Any, pk: int, *, at_least: Role = Role.ANNOTATOR) -> Article:
    """The article with its project, or 404 for a stranger and 403 for a member whose role is too low."""
    if user.is_superuser:
        found: list[tuple[Article, list[Sequence[Any]]]] = [
            (article, [(Role.MANAGER,)]) for article in articles_by_key(pk=pk)
        ]
    else:
        found = articles_of_member.joined(pk=pk, user=user.pk)
    if not found:
        raise Http404("No article of this number in the projects of this user.")
    [(article, [(role,)])] = found
    [article.project] = projects_by_key(pk=article.project_id)
    if RANK[Role(role)] < RANK[at_least]:
        raise lacking(article.project, at_least)
    return article


def with_role(articles: Sequence[Article], role: Role) -> list[tuple[Article, list[Sequence[Any]]]]:
    """As ``articles_of_member`` finds them."""
    return [(article, [(role,)]) for article in articles]
