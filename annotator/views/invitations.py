"""The page behind an invitation’s link: join, signed in or with a new account.

The address is the key. It is in no log (``config.logs``), no page sends it on as the referrer, and no cache keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from annotator.errors import Refused
from annotator.forms.team import NewAccountForm
from annotator.services.invitations import InvitationState, NotOpen, invitation_of, join, join_with_account, state_of
from annotator.services.members import name_of
from articles import access
from articles.models import Invitation
from config.lockout import COOL_OFF_TRIES, tries_too_often

View = Callable[[HttpRequest, str], HttpResponse]


def without_referrer(view: View) -> View:
    """Nothing that the page leads to learns more than the site’s name, which its own forms need against forgery."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@without_referrer
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = invitation_of(token)
    if found is None:
        return page(request, None, status=404)
    if request.method != "POST" or state_of(found) != InvitationState.OPEN:
        return page(request, found, form=NewAccountForm())
    if request.user.is_authenticated:
        return join_signed_in(request, found)
    if tries_too_often(request, "accounts"):
        response = page(request, found, form=NewAccountForm(), too_often=True, status=429)
        response["Retry-After"] = str(COOL_OFF_TRIES)
        return response
    return join_as_new(request, found)


def join_signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        is_new = join(found, user=request.user)
    except NotOpen:
        return page(request, found)
    welcome(request, found, is_new=is_new)
    return redirect(found.project)


def join_as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewAccountForm(request.POST)
    if not form.is_valid():
        return page(request, found, form=form, status=422)
    values = form.cleaned_data
    try:
        user = join_with_account(found, username=values["username"], name=values["name"], password=values["password1"])
    except NotOpen:
        return page(request, found)
    except Refused as error:
        form.add_error("username", str(error))
        return page(request, found, form=form, status=422)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    welcome(request, found, is_new=True)
    return redirect(found.project)


def welcome(request: HttpRequest, found: Invitation, *, is_new: bool) -> None:
    words = _("Welcome to “%(project)s”.") if is_new else _("You are a member of “%(project)s” already.")
    messages.success(request, words % {"project": found.project})


def page(
    request: HttpRequest,
    found: Invitation | None,
    *,
    form: NewAccountForm | None = None,
    too_often: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The invitation as it stands: open, or used, revoked, expired; a link that is none of ours has no invitation."""
    role = access.role_in(found.project, request.user) if found else None
    context = {
        "invitation": found,
        "state": state_of(found) if found else "unknown",
        "inviter": name_of(found.made_by) if found else "",
        "is_member": role is not None,
        "role_now": role.label if role else "",
        "form": form,
        "too_often": too_often,
    }
    return render(request, "annotator/invitation.html", context, status=status)
