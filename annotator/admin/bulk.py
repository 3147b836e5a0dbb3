"""Bulk actions in the admin: asked about first, told afterwards, listed, and taken back as one."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.admin.filters import ProjectFilter
from annotator.errors import Refused
from annotator.forms.bulk import BulkForm
from annotator.models import Annotation, BulkAction
from annotator.services.bulk import Done, act_in_bulk, begun_by, take_back
from annotator.services.review import MOST_AT_ONCE
from annotator.vocabulary import Source
from articles.admin import ProjectScopedAdmin

Do = BulkAction.Kind
TITLES = {
    Do.ACCEPT: _("Accept suggestions"),
    Do.REJECT: _("Reject suggestions"),
    Do.PERSON: _("Give annotations to a person"),
    Do.FLAG: _("Ask colleagues about annotations"),
    Do.REOPEN: _("Send back to adjudication"),
}
FOLLOWS = {
    Do.ACCEPT: _(
        "Suggestions that you have not decided about are accepted in your own sets. What others decided stays."
    ),
    Do.REJECT: _(
        "Suggestions that you have not decided about are rejected in your own sets. What others decided stays."
    ),
    Do.PERSON: _(
        "In people’s sets and in gold, these annotations point to that person, as a change of the registry. "
        "Gold that is saved stays saved. Suggestions stay as they are."
    ),
    Do.FLAG: _("Each of them gets a question in these words, which your colleagues see."),
    Do.REOPEN: _(
        "Cases that somebody decided by hand are asked again in adjudication, and their articles are to adjudicate. "
        "Gold keeps what was decided until somebody decides anew."
    ),
}


def confirmed_or_asked(page: Any, request: HttpRequest, rows: QuerySet[Annotation], *, kind: Do) -> HttpResponse | None:
    """Do it where the reviewer has confirmed it, and say what was done; else the page that asks."""
    form = BulkForm(request.POST if "bulk" in request.POST else None, kind=kind)
    if not form.is_valid():
        return asking(page, request, rows, kind=kind, form=form)
    values = form.cleaned_data
    try:
        found = act_in_bulk(rows, user=request.user, kind=kind, bulk_id=values["bulk"], words=values["words"])
    except (Refused, PermissionDenied) as error:
        page.message_user(request, str(error), messages.ERROR)
        return None
    done = summed(done for _bulk, done in found)
    words = done_in_words(done, kind=kind)
    if done.number:
        address = reverse("admin:annotator_bulkaction_changelist")
        message = format_html('{} <a href="{}">{}</a>', words, address, gettext("Last bulk actions"))
        page.message_user(request, message, messages.SUCCESS)
    else:
        page.message_user(request, words, messages.WARNING)
    return None


def asking(page: Any, request: HttpRequest, rows: QuerySet[Annotation], *, kind: Do, form: BulkForm) -> HttpResponse:
    """How many there are, and what follows."""
    found = list(rows[: MOST_AT_ONCE + 1])
    suggestions = [row for row in found if row.set.source == Source.SUGGESTER]
    decides = kind in (Do.ACCEPT, Do.REJECT)
    form.initial["bulk"] = uuid.uuid4()
    context = {
        **page.admin_site.each_context(request),
        "title": TITLES[kind],
        "opts": page.opts,
        "media": page.media,
        "follows": FOLLOWS[kind],
        "number": min(len(found), MOST_AT_ONCE),
        "articles": len({row.set.article_id for row in found}),
        "too_many": len(found) > MOST_AT_ONCE,
        "others": len(found) - len(suggestions) if decides else 0,
        "decided": sum(bool(getattr(row, "mine", ())) for row in suggestions) if decides else 0,
        "begun": begun_by(suggestions, request.user) if decides else 0,
        "form": form,
        "bulk": form.data.get("bulk") or form.initial["bulk"],
        "action": request.POST.get("action", ""),
        "across": request.POST.get("select_across") == "1",
        "keys": [row.pk for row in found[:1]] if request.POST.get("select_across") == "1" else [r.pk for r in found],
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/annotator/annotation/bulk.html", context)


def summed(found: Any) -> Done:
    total = Done()
    for done in found:
        total.number += done.number
        total.articles += done.articles
        total.skipped += Counter({reason: number for reason, number in done.skipped.items() if number})
    return total


def done_in_words(done: Done, *, kind: Do) -> str:
    """“Accepted 12 suggestions in 3 articles. Left alone: 2 decided already.”"""
    words = {
        Do.ACCEPT: ngettext("Accepted %(number)s suggestion", "Accepted %(number)s suggestions", done.number),
        Do.REJECT: ngettext("Rejected %(number)s suggestion", "Rejected %(number)s suggestions", done.number),
        Do.PERSON: ngettext(
            "Gave %(number)s annotation to the person", "Gave %(number)s annotations to the person", done.number
        ),
        Do.FLAG: ngettext("Asked about %(number)s annotation", "Asked about %(number)s annotations", done.number),
        Do.REOPEN: ngettext(
            "Sent %(number)s case to adjudication", "Sent %(number)s cases to adjudication", done.number
        ),
    }[kind] % {"number": done.number}
    articles = len(done.articles)
    where = ngettext("%(done)s in %(number)s article.", "%(done)s in %(number)s articles.", articles)
    told = where % {"done": words, "number": articles}
    left = [f"{count} {gettext(reason)}" for reason, count in done.skipped.items() if count]
    return gettext("%(told)s Left alone: %(left)s.") % {"told": told, "left": "; ".join(left)} if left else told


@admin.register(BulkAction)
class BulkActionAdmin(ProjectScopedAdmin):
    """The last bulk actions of the projects that the user reviews. Each is taken back as one."""

    list_display = ["at", "user", "kind", "words", "number", "in_articles", "project", "state"]
    list_display_links = None
    list_filter = [ProjectFilter, "kind", ("undone_at", admin.EmptyFieldListFilter)]
    actions = ["take_back_selected"]
    ordering = ["-at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("project", "user", "undone_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BulkAction | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: BulkAction | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_decide_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Users with Django’s permission to change annotations."""
        return bool(request.user.has_perm("annotator.change_annotation"))

    @admin.display(description=_("articles"))
    def in_articles(self, bulk: BulkAction) -> int:
        return len(bulk.articles)

    @admin.display(description=_("state"))
    def state(self, bulk: BulkAction) -> str:
        if bulk.undone_at is None:
            return gettext("done")
        return gettext("taken back by %(who)s") % {"who": bulk.undone_by}

    @admin.action(description=_("Take the selected bulk actions back"), permissions=["decide"])
    def take_back_selected(self, request: HttpRequest, queryset: QuerySet[BulkAction]) -> None:
        """The newest first, since an older one may lie below it."""
        number = actions = 0
        for bulk in queryset.order_by("-at", "-id"):
            try:
                number += take_back(bulk, user=request.user)
            except (Refused, PermissionDenied) as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                actions += 1
        if actions:
            words = ngettext(
                "Taken back: %(number)s annotation is as before.",
                "Taken back: %(number)s annotations are as before.",
                number,
            ) % {"number": number}
            more = gettext("What was changed since stays as it is.")
            self.message_user(request, f"{words} {more}", messages.SUCCESS if number else messages.WARNING)
