"""The page on which a project’s data comes in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from annotator.errors import Refused
from articles import access
from articles.models import Project, Role
from exchange.formats.catalogue import READ
from exchange.forms.importing import ImportForm
from exchange.models import RunKind
from exchange.runs.services import begin, keep_draft, latest_runs


@require_http_methods(["GET", "POST"])
@login_required
def import_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Files or a pasted text are kept as a draft, whose page shows what they would bring; ``now`` imports at once."""
    project = access.project_for(request.user, slug, at_least=Role.REVIEWER)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if not (form.is_bound and form.is_valid()):
        return render_import_page(request, project, form, status=400 if form.errors else 200)
    values = form.cleaned_data
    try:
        run = keep_draft(
            project,
            user=request.user,
            client_id=values["client_id"] or uuid.uuid4(),
            uploads=form.uploads,
            options={"format": values["format"], "suggest": values["suggest"]},
        )
    except Refused as error:
        form.add_error(None, str(error))
        return render_import_page(request, project, form, status=409)
    if values["now"]:
        begin(run)
    return redirect(run)


def render_import_page(request: HttpRequest, project: Project, form: ImportForm, *, status: int) -> HttpResponse:
    context = {
        "section": "import",
        "project": project,
        "form": form,
        "client_id": uuid.uuid4(),
        "runs": latest_runs(project, RunKind.IMPORT, RunKind.SUGGEST),
        "formats": [gettext(known.label) for known in READ.values()],
        "most": settings.UPLOAD_BYTES,
    }
    return render(request, "exchange/import.html", context, status=status)
