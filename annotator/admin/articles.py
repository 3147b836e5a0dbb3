"""Articles with the state of their sets, and the sets themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotator.admin.filters import ProjectOfArticleFilter
from annotator.errors import Refused
from annotator.models import AnnotationSet
from annotator.services.review import change_article, make_gold
from annotator.services.sets import with_number
from annotator.services.visibility import may_read, sets_visible_to
from annotator.vocabulary import Source
from articles.admin import ArticleAdmin, BaseInline, ProjectScopedAdmin
from articles.models import Article


class ReadOnly(BaseInline):
    """Rows that are shown with an object and cannot be changed there."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AnnotationSetInline(ReadOnly):
    model = AnnotationSet
    fields = readonly_fields = ("source_name", "state", "imported", "number", "created_at", "finished_at")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(may_read(request.user, to_set=""))
        return with_number(rows.select_related("user", "imported_by"))

    @admin.display(description=_("imported"))
    def imported(self, annotation_set: AnnotationSet) -> str:
        return annotation_set.imported_in_words or "–"

    @admin.display(description=_("annotations"))
    def number(self, annotation_set: Any) -> int:
        return int(annotation_set.number)


admin.site.unregister(Article)


@admin.register(Article)
class ReviewedArticleAdmin(ArticleAdmin):
    """The admin of the room ``articles``, with what machines and people made of each article."""

    list_display = [*ArticleAdmin.list_display, "sets"]
    list_filter = [*ArticleAdmin.list_filter, ("withdrawn_at", admin.EmptyFieldListFilter)]
    fields = [*ArticleAdmin.fields, "withdrawal"]
    readonly_fields = [*ArticleAdmin.readonly_fields, "withdrawal"]
    inlines = [AnnotationSetInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        sets = sets_visible_to(request.user).select_related("user", "imported_by").order_by("id")
        return super().get_queryset(request).prefetch_related(Prefetch("annotation_sets", queryset=sets))

    @admin.display(description=_("sets"))
    def sets(self, article: Article) -> str:
        """“rules 1, ann finished, bob finished (imported by rev), gold”."""
        names = [
            (f"{row.source_name} {row.state}" if row.source == Source.ANNOTATOR else row.source_name)
            + (f" ({row.imported_in_words})" if row.imported_at else "")
            for row in article.annotation_sets.all()
        ]
        return ", ".join(names) or "–"

    @admin.display(description=_("withdrawn"))
    def withdrawal(self, article: Article) -> SafeString:
        """Since when and why, with a link to the page that withdraws the article or brings it back."""
        address = reverse("withdrawal", args=[article.pk])
        if article.withdrawn_at is None:
            return format_html('– <a href="{}">{}</a>', address, _("Withdraw"))
        words = f"{article.withdrawn_at:%Y-%m-%d}: {article.withdrawn_reason} "
        return format_html('{}<a href="{}">{}</a>', words, address, _("Bring back"))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The article's events, since Django's own log does not hold what is done in the workbench."""
        return redirect(f"{reverse('admin:annotator_event_changelist')}?article__id__exact={quote(object_id)}")

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        stored = Article.objects.select_related("project").get(pk=obj.pk)
        change_article(stored, user=request.user, **{name: form.cleaned_data[name] for name in form.changed_data})


@admin.register(AnnotationSet)
class AnnotationSetAdmin(ProjectScopedAdmin):
    """Sets can only be read here. A person's finished set can be made the gold of its article."""

    project_path = "article__project"
    list_display = [
        *("article", "source_name", "source", "state", "imported", "has_gold"),
        *("annotations", "created_at", "finished_at"),
    ]
    list_filter = [ProjectOfArticleFilter, "source", "state", ("imported_at", admin.EmptyFieldListFilter)]
    search_fields = ["article__title", "article__external_id", "suggester", "user__username"]
    actions = ["make_gold_of_selected"]
    ordering = ["-id"]
    fields = readonly_fields = (
        *("article", "source_name", "state", "imported", "annotations", "notes_shown", "created_at", "finished_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(may_read(request.user, to_set=""))
        rows = rows.select_related("article__project", "user", "imported_by")
        gold = AnnotationSet.objects.gold().filter(article=OuterRef("article"))
        rows = rows.annotate(article_has_gold=Exists(gold))
        return with_number(rows.defer("article__text", "article__blocks", "article__extra"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AnnotationSet | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: AnnotationSet | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_decide_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Users with Django's permission to change sets may make gold."""
        return super().has_change_permission(request)

    @admin.action(description=_("Make the selected sets the gold of their articles"), permissions=["decide"])
    def make_gold_of_selected(self, request: HttpRequest, queryset: QuerySet[AnnotationSet]) -> None:
        made = 0
        for annotation_set in queryset:
            try:
                make_gold(annotation_set, request.user)
            except (Refused, PermissionDenied) as error:
                self.message_user(request, str(error), messages.WARNING)
            else:
                made += 1
        if made:
            words = ngettext("Made gold of %(number)s set.", "Made gold of %(number)s sets.", made) % {"number": made}
            self.message_user(request, words, messages.SUCCESS)

    @admin.display(description=_("article has gold"), boolean=True)
    def has_gold(self, annotation_set: Any) -> bool:
        return bool(annotation_set.article_has_gold)

    @admin.display(description=_("annotations"))
    def annotations(self, annotation_set: Any) -> SafeString:
        address = reverse("admin:annotator_annotation_changelist")
        return format_html('<a href="{}?set__id__exact={}">{}</a>', address, annotation_set.pk, annotation_set.number)

    @admin.display(description=_("imported"))
    def imported(self, annotation_set: AnnotationSet) -> str:
        return annotation_set.imported_in_words or "–"

    @admin.display(description=_("what the suggester left out"))
    def notes_shown(self, annotation_set: AnnotationSet) -> str:
        return " ".join(annotation_set.notes) or "nothing"
