"""History and questions in the admin: both can only be read, and questions resolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotator.admin.filters import ProjectFilter, ProjectOfArticleFilter
from annotator.history import in_words
from annotator.models import Event, Flag
from annotator.services.review import resolve_flags
from annotator.services.visibility import history_hidden_from, not_under_way
from annotator.vocabulary import Verb
from articles.admin import ProjectScopedAdmin

UNREAD = tuple(f"article__{name}" for name in ("text", "blocks", "extra"))


class VerbFilter(admin.SimpleListFilter):
    title = _("what was done")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        blanks = defaultdict[str, str](lambda: "…")
        return sorted(((verb.value, str(verb.label) % blanks) for verb in Verb), key=itemgetter(1))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ProjectScopedAdmin):
    """History is only ever added to, and never here."""

    list_display = ["at", "actor", "done", "article", "project", "then"]
    list_filter = [ProjectFilter, VerbFilter]
    search_fields = ["actor__username", "article__title", "article__external_id"]
    ordering = ["-id"]
    fields = ["at", "actor", "done", "article", "project", "annotation_link", "before", "after"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).exclude(history_hidden_from(request.user))
        return rows.select_related("project", "article", "actor").defer(*UNREAD)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    @admin.display(description=_("what was done"))
    def done(self, event: Event) -> str:
        return in_words(event)

    @admin.display(description=_("as it stood then"))
    def then(self, event: Event) -> SafeString | str:
        if event.article_id is None:
            return "–"
        address = reverse("audit", args=[event.article_id])
        return format_html('<a href="{}?at={}">{}</a>', address, event.pk, _("Show"))

    @admin.display(description=_("annotation"))
    def annotation_link(self, event: Event) -> SafeString | str:
        if event.annotation is None:
            return "–"
        address = reverse("admin:annotator_annotation_change", args=[event.annotation])
        return format_html('<a href="{}">{}</a>', address, event.annotation)


class ResolvedFilter(admin.EmptyFieldListFilter):
    """Questions by whether they are resolved."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice, label in zip(
            super().choices(changelist), (_("All"), _("not resolved yet"), _("resolved")), strict=True
        ):
            yield {**choice, "display": label}


@admin.register(Flag)
class FlagAdmin(ProjectScopedAdmin):
    """Questions to colleagues. A filter finds the open ones."""

    project_path = "article__project"
    list_display = ["note", "user", "article", "project", "bench", "number", "created_at", "resolved_at"]
    list_filter = [ProjectOfArticleFilter, ("resolved_at", ResolvedFilter)]
    search_fields = ["note", "user__username"]
    actions = ["resolve_selected"]
    fields = [
        *("note", "user", "article", "project", "bench", "answers", "created_at", "resolved_at", "resolved_by"),
    ]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = not_under_way(request.user, to_article="article") | Q(user=request.user.pk)
        rows: QuerySet[Any] = super().get_queryset(request).filter(seen).annotate(number=Count("comments"))
        return rows.select_related("article__project", "user", "annotation").defer(*UNREAD)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # questions are asked in the workbench

    def has_change_permission(self, request: HttpRequest, obj: Flag | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Flag | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_decide_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Users with Django's permission to change flags may resolve questions."""
        return super().has_change_permission(request)

    @admin.action(description=_("Resolve the selected questions"), permissions=["decide"])
    def resolve_selected(self, request: HttpRequest, queryset: QuerySet[Flag]) -> None:
        number = resolve_flags(queryset, user=request.user)
        words = ngettext("Resolved %(number)s question.", "Resolved %(number)s questions.", number) % {"number": number}
        self.message_user(request, words, messages.SUCCESS if number else messages.WARNING)

    @admin.display(description=_("project"))
    def project(self, flag: Flag) -> str:
        return str(flag.article.project)

    @admin.display(description=_("answers"))
    def number(self, flag: Any) -> int:
        return int(flag.number)

    @admin.display(description=_("workbench"))
    def bench(self, flag: Flag) -> SafeString:
        card = (flag.annotation.origin_id if flag.annotation else None) or flag.annotation_id
        address = reverse("workbench", args=[flag.article_id])
        return format_html('<a href="{}{}">open</a>', address, f"#annotation-{card}" if card else "")

    @admin.display(description=_("answers"))
    def answers(self, flag: Flag) -> SafeString | str:
        said = flag.comments.select_related("user").order_by("id")
        lines = ((comment.user, comment.created_at, comment.text) for comment in said)
        return format_html_join(mark_safe("<br>"), "<b>{}</b> {:%Y-%m-%d %H:%M}: {}", lines) or "–"
