"""A user's own account: the password, and the tokens for programs."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from annotator.forms.account import PasswordForm
from annotator.services import tokens


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The page, and a new password. This session goes on; the user's others and all tokens end."""
    form = PasswordForm(request, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is new. Your other sessions and all your tokens have ended."))
        return redirect("account")
    context = {"form": form, "tokens": tokens.tokens_of(request.user), "token_days": settings.TOKEN_DAYS}
    return render(request, "annotator/account.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def revoke_token(request: HttpRequest, key: str) -> HttpResponse:
    if tokens.revoke(key, user=request.user):
        messages.success(request, _("The token %(key)s opens nothing any more.") % {"key": key})
    return redirect("account")
