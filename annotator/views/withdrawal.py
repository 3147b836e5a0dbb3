"""Withdrawing an article, and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from annotator.forms.withdrawal import WithdrawalForm
from annotator.services.withdraw import bring_back, withdraw
from articles import access
from articles.models import Role


@require_http_methods(["GET", "POST"])
@login_required
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """What withdrawing means, and the button for it, or for bringing a withdrawn article back. For managers."""
    article = access.article_for(request.user, pk, at_least=Role.MANAGER)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if form.cleaned_data["action"] == "withdraw":
            withdraw(article, user=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, gettext("“%(title)s” is withdrawn.") % {"title": article.label})
        else:
            bring_back(article, user=request.user)
            messages.success(request, gettext("“%(title)s” is back.") % {"title": article.label})
        return redirect("withdrawal", pk=pk)
    context = {"article": article, "project": article.project, "section": "articles", "form": form}
    return render(request, "annotator/withdrawal.html", context, status=400 if form.errors else 200)
