"""Who may see and do what. Views fetch through here: strangers get 404, members without the right 403.

A deleted project is out of everybody’s sight. An archived one is read and exported, and nothing in it is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles.models import Article, Membership, Project, Role
from config.database.prepared import prepared

Row = TypeVar("Row")


class RoleTooLow(PermissionDenied):
    """A member of the project may do more with another role, which a manager gives."""


RANK = {Role.VIEWER: 0, Role.ANNOTATOR: 1, Role.REVIEWER: 2, Role.MANAGER: 3}


@prepared
def memberships(*, project: int, user: int) -> QuerySet[Membership]:
    return Membership.objects.filter(project=project, user=user).order_by()


@prepared
def projects_by_key(*, pk: int) -> QuerySet[Project]:
    return Project.objects.filter(pk=pk).order_by()


@prepared
def projects_of_member(*, slug: str, user: int) -> QuerySet[Project]:
    """With ``role``: the user’s role in the project."""
    found = Project.objects.standing().filter(slug=slug, memberships__user=user)
    return found.annotate(role=F("memberships__role")).order_by()


@prepared
def projects_standing(*, slug: str) -> QuerySet[Project]:
    return Project.objects.standing().filter(slug=slug).order_by()


@prepared
def articles_by_key(*, pk: int) -> QuerySet[Article]:
    return Article.objects.filter(pk=pk).order_by()


@prepared
def articles_of_member(*, pk: int, user: int | None) -> QuerySet[Article]:
    """With ``role``: the user’s role in the article’s project."""
    found = Article.objects.filter(pk=pk, project__memberships__user=user)
    return found.annotate(role=F("project__memberships__role")).order_by()


def role_in(project: Project, user: Any) -> Role | None:
    """The user's role in the project, or None for a stranger. A superuser is a manager everywhere.

    Nobody has a role in a deleted project. One query, unless the project was fetched here for this user.
    """
    if project.reader is not None and project.reader[0] == user.pk and not user.is_superuser:
        return Role(project.reader[1]) if project.deleted_at is None else None
    return role_now(project, user)


def role_now(project: Project, user: Any) -> Role | None:
    """The same as it is stored at this moment, for whatever is about to change something."""
    if project.deleted_at is not None or not user.is_authenticated:
        return None
    if user.is_superuser:
        return Role.MANAGER
    return next((Role(found.role) for found in memberships(project=project.pk, user=user.pk)), None)


def allows(project: Project, user: Any, *, at_least: Role) -> bool:
    role = role_in(project, user)
    return role is not None and RANK[role] >= RANK[at_least]


def require(project: Project, user: Any, *, at_least: Role = Role.ANNOTATOR) -> None:
    """For every change: raise PermissionDenied unless the user holds this role, or a higher one, in an open project."""
    refuse_lower(role_now(project, user), project, at_least=at_least)
    require_open(project)


def require_role(project: Project, user: Any, *, at_least: Role = Role.ANNOTATOR) -> None:
    """For reading, which an archived project allows: raise PermissionDenied unless the user holds this role."""
    refuse_lower(role_in(project, user), project, at_least=at_least)


def refuse_lower(role: Role | None, project: Project, *, at_least: Role) -> None:
    if role is None or RANK[role] < RANK[at_least]:
        raise lacking(project, at_least)


def require_open(project: Project) -> None:
    """Raise PermissionDenied where the project is archived or deleted, for changes that no user asks for as well."""
    if project.deleted_at is not None:
        raise PermissionDenied(_("The project “%(project)s” was deleted.") % {"project": project})
    if project.archived_at is not None:
        raise PermissionDenied(
            _(
                "The project “%(project)s” is archived: it can be read and exported, and nothing in it is changed. "
                "A manager restores it in its settings."
            )
            % {"project": project}
        )


def lacking(project: Project, at_least: Role) -> RoleTooLow:
    """The refusal of a member whose role is too low."""
    return RoleTooLow(
        _("This needs the role %(role)s in the project “%(project)s”.")
        % {"role": at_least.label.lower(), "project": project}
    )


def may_make_projects(user: Any) -> bool:
    """Whether the user may make a project: staff, who manages one already, and who has Django’s permission for it.

    A superuser has every permission.
    """
    if user.is_staff or user.is_superuser or Project.objects.standing().with_roles(user, Role.MANAGER).exists():
        return True
    return bool(user.has_perm("articles.add_project"))


def project_for(user: Any, slug: str, *, at_least: Role = Role.ANNOTATOR) -> Project:
    """The project, or 404 for a stranger and 403 for a member whose role is too low."""
    if user.is_superuser:
        found = with_role(projects_standing(slug=slug), Role.MANAGER)
    else:
        found = projects_of_member.joined(slug=slug, user=user.pk) if user.is_authenticated else []
    if not found:
        raise Http404("No Project matches the given query.")
    [(project, [(role,)])] = found
    project.reader = (user.pk, role)
    require_role(project, user, at_least=at_least)
    return project


def deleted_project_for(user: Any, slug: str) -> Project:
    """The deleted project, which its managers can bring back, or 404."""
    return get_object_or_404(Project.objects.deleted_for(user), slug=slug)


def article_for(user: Any, pk: int, *, at_least: Role = Role.ANNOTATOR) -> Article:
    """The article with its project, or 404 for a stranger and 403 for a member whose role is too low."""
    if user.is_superuser:
        found = with_role(articles_by_key(pk=pk), Role.MANAGER)
    else:
        found = articles_of_member.joined(pk=pk, user=user.pk)
    if not found:
        raise Http404("No article of this number in the projects of this user.")
    [(article, [(role,)])] = found
    [article.project] = projects_by_key(pk=article.project_id)
    if article.project.deleted_at is not None:
        raise Http404("The article’s project was deleted.")
    article.project.reader = (user.pk, role)
    refuse_lower(Role(role), article.project, at_least=at_least)
    return article


def with_role(rows: Iterable[Row], role: Role) -> list[tuple[Row, list[Sequence[Any]]]]:
    """The rows as the queries of a member find them."""
    return [(row, [(role,)]) for row in rows]
