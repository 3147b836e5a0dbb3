"""The admin's “view on site”, for those who may see the object."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from articles import access
from articles.models import Project, Role


@require_safe
def on_site(request: HttpRequest, content_type: int, key: str) -> HttpResponse:
    """To the object's page. 404 where there is none, or where its project is not the user's: its address names it."""
    kind = get_object_or_404(ContentType, pk=content_type)
    try:
        found: Any = kind.get_object_for_this_type(pk=key)
    except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError, AttributeError) as error:
        raise Http404 from error
    project = found if isinstance(found, Project) else getattr(found, "project", None)
    if not isinstance(project, Project) or not hasattr(found, "get_absolute_url"):
        raise Http404
    access.project_for(request.user, project.slug, at_least=Role.VIEWER)
    return redirect(found)
