"""Certificates: what holds, what is being tested, what one promises, and what it lets through."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotator.errors import Refused
from annotator.forms.certificates import BeginTestForm, LetThroughForm
from annotator.models import Certificate, CertificateTest
from annotator.services import certified
from annotator.services.certificate_tests import begin_test, state_of, stop_test
from annotator.services.certificates import certificates_of, holding, outdated, with_project
from annotator.services.checks import open_tests, people_who_checked
from annotator.services.versions import suggested_by
from annotator.workbench.cases import person_name
from annotator.workbench.promises import evidence, promise, shown_line, shown_test
from articles import access
from articles.models import Project, Role

MOST_EARLIER = 50


@require_http_methods(["GET", "POST"])
@login_required
def certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """What is certified, what is being tested, and the form that begins a test."""
    is_post = request.method == "POST"
    project = access.project_for(request.user, slug, at_least=Role.MANAGER if is_post else Role.VIEWER)
    form = BeginTestForm(request.POST if is_post else None, initial={"client_id": uuid.uuid4()})
    if is_post and form.is_valid():
        try:
            test = begin_test(project, form.terms, user=request.user, test_id=form.cleaned_data["client_id"])
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, gettext("The test has begun. Everybody who annotates can check; nobody sees scores.")
            )
            return redirect("checks", test.project.slug)
        return redirect("certificates", project.slug)
    context = {"form": form, **page_of(project, request.user)}
    return render(request, "annotator/certificates.html", context, status=400 if form.errors else 200)


def page_of(project: Project, user: Any) -> dict[str, Any]:
    held = holding(project)
    others = certificates_of(project).exclude(pk__in=[one.pk for one in held])[:MOST_EARLIER]
    without = CertificateTest.objects.filter(project=project, ended_at__isnull=False, certificates__isnull=True)
    return {
        "section": "quality",
        "project": project,
        "held": [shown(one) for one in held],
        "earlier": [shown(one) for one in with_project(others, project)],
        "tests": [shown_test(state_of(test)) for test in open_tests(project)],
        "failed": [shown_test(state_of(test)) for test in without.select_related("project")[:MOST_EARLIER]],
        "may_check": access.allows(project, user, at_least=Role.ANNOTATOR),
        "may_manage": access.allows(project, user, at_least=Role.MANAGER) and project.archived_at is None,
    }


def shown(certificate: Certificate) -> dict[str, Any]:
    """A certificate with its sentences. One that nobody has noted to have lapsed says so."""
    lapse = certificate.lapse or outdated(certificate.test)
    return {
        "certificate": certificate,
        "promise": promise(certificate),
        "evidence": evidence(certificate),
        "line": shown_line(certificate.line),
        "lapse": Certificate.Lapse(lapse).label if lapse else "",
    }


def certificate_for(request: HttpRequest, slug: str, key: uuid.UUID, *, at_least: Role) -> Certificate:
    project = access.project_for(request.user, slug, at_least=at_least)
    found: Certificate = get_object_or_404(certificates_of(project), pk=key)
    return with_project([found], project)[0]


@require_GET
@login_required
def certificate(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """One certificate: the promise in plain words, what it rests on, and the switch that lets suggestions through."""
    found = certificate_for(request, slug, key, at_least=Role.VIEWER)
    sources = sorted(found.test.sources.items(), key=lambda pair: (-pair[1], pair[0]))
    holds = found.stands and not outdated(found.test)
    may_manage = access.allows(found.project, request.user, at_least=Role.MANAGER) and not found.project.archived_at
    context = {
        "section": "quality",
        "project": found.project,
        "shown": shown(found),
        "by": suggested_by(found.project, [(found.test.suggester, found.test.version)])[0],
        "holds": holds,
        "sources": sources,
        "people": [(person_name(user), number) for user, number in people_who_checked(found.test)],
        "accepted": certified.accepted_by(found).count(),
        "waiting": certified.waiting(found).count() if holds and may_manage else None,
        "may_manage": may_manage,
    }
    return render(request, "annotator/certificate.html", context)


@require_POST
@login_required
def end_certificate_test(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """End a test. What it has shown by now is certified."""
    project = access.project_for(request.user, slug, at_least=Role.MANAGER)
    test = get_object_or_404(CertificateTest.objects.filter(project=project), pk=key)
    test.project = project
    issued = stop_test(test, user=request.user).certificates.count()
    if issued:
        messages.success(request, gettext("The test has ended. What it had shown by then is certified."))
    else:
        messages.info(request, gettext("The test has ended. It had not shown anything yet, so nothing is certified."))
    return redirect("certificates", project.slug)


@require_POST
@login_required
def let_through(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Let suggestions above the line be accepted without a look, or no longer."""
    found = certificate_for(request, slug, key, at_least=Role.MANAGER)
    form = LetThroughForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Write accepts=on or accepts=off\n", status=400, content_type="text/plain")
    if form.cleaned_data["accepts"] == "off":
        certified.stop(found, user=request.user)
        messages.success(request, gettext("Nothing more is accepted by this certificate. What was accepted stays."))
        return redirect(found)
    try:
        number = certified.let_through(found, user=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "%(number)s suggestion was accepted, marked as certified.",
            "%(number)s suggestions were accepted, marked as certified.",
            number,
        )
        messages.success(request, words % {"number": number})
    return redirect(found)


@require_POST
@login_required
def take_certified_back(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """Take back all that a certificate has accepted."""
    found = certificate_for(request, slug, key, at_least=Role.MANAGER)
    number = certified.take_all_back(found, user=request.user)
    words = ngettext("%(number)s suggestion is undecided again.", "%(number)s suggestions are undecided again.", number)
    messages.success(request, words % {"number": number})
    return redirect(found)
