"""A user's own account: name, password, language, keys, and the tokens for programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from annotator.forms.account import KeysForm, NameForm, PasswordForm, SignInForm
from annotator.keys import keys_with
from annotator.services import tokens
from annotator.services.preferences import keep_keys, keep_language, language_of, own_keys, rename


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
    return account_page(request, status=422 if form.is_bound else 200, form=form)


def account_page(request: HttpRequest, *, status: int, **forms: Any) -> HttpResponse:
    """The page with these forms as they were filled in, and the others as they begin."""
    user: Any = request.user
    context = {
        "form": PasswordForm(request, None),
        "name_form": NameForm(initial={"name": user.get_full_name()}),
        "keys_form": KeysForm(keys=keys_with(own_keys(user))),
        "tokens": tokens.tokens_of(user),
        "token_days": settings.TOKEN_DAYS,
        **forms,
    }
    return render(request, "annotator/account.html", context, status=status)


@require_POST
@login_required
def change_name(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return account_page(request, status=422, name_form=form)
    rename(request.user, form.cleaned_data["name"])
    messages.success(request, _("Your name is changed."))
    return redirect("account")


@require_POST
@login_required
def change_keys(request: HttpRequest) -> HttpResponse:
    """Keep the user’s own keys of the workbench; with ``reset``, those that everybody begins with."""
    if "reset" in request.POST:
        keep_keys(request.user, {})
        messages.success(request, _("All keys are as everybody begins with them."))
        return redirect("account")
    form = KeysForm(request.POST, keys=keys_with(own_keys(request.user)))
    if not form.is_valid():
        return account_page(request, status=422, keys_form=form)
    keep_keys(request.user, form.keys)
    messages.success(request, _("Your keys are kept. The workbench has them when it is opened next."))
    return redirect("account")


def language(request: HttpRequest) -> HttpResponseBase:
    """Django’s choice of the language, which is kept with the account of whoever is signed in."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.method == "POST" and request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        keep_language(request.user, chosen)
    return response


class SignIn(LoginView):
    """Signs in, and goes on in the language that the user chose last, on whatever machine."""

    authentication_form = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        chosen = language_of(self.request.user)
        if chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response


@require_POST
@login_required
def revoke_token(request: HttpRequest, key: str) -> HttpResponse:
    if tokens.revoke(key, user=request.user):
        messages.success(request, _("The token %(key)s opens nothing any more.") % {"key": key})
    return redirect("account")
