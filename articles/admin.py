"""The admin of what was published: projects with their members, and articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles import access
from articles.models import Article, Membership, Project, Role
from config.outside import key_of

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Any]
    BaseInline = admin.TabularInline[Any, Any]
    BasePaginator = Paginator[Any]
else:
    BaseAdmin = admin.ModelAdmin
    BaseInline = admin.TabularInline
    BasePaginator = Paginator

admin.site.site_header = admin.site.site_title = "Quotemark"
admin.site.index_title = _("Review")
admin.site.enable_nav_sidebar = False  # the lists show words in context and need the width


MOST_COUNTED = 5_000


class PaginatorOfSome(BasePaginator):
    """Counts no further than MOST_COUNTED rows, and leads no further: whoever looks for more narrows the list."""

    @cached_property
    def counted(self) -> int:
        rows: Any = self.object_list
        return len(rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        return self.counted > MOST_COUNTED


class ProjectScopedAdmin(BaseAdmin):
    """An admin whose staff see the objects of the projects that they review, on top of Django's own permissions.

    ``project_path`` is the lookup from the model to its project, empty for the project itself. Nothing is deleted
    here: history would go with it.
    """

    project_path = "project"
    list_per_page = 50
    paginator = PaginatorOfSome
    show_full_result_count = False

    class Media:
        css = {"all": ["admin-quotemark.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of standing projects that the user reviews."""
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            to_project = f"{self.project_path}__" if self.project_path else ""
            return rows.filter(**{f"{to_project}deleted_at__isnull": True})
        return rows.filter(
            Q((f"{self.project_path or 'pk'}__in", Project.objects.reviewed_by(request.user).values("pk")))
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed in an archived project."""
        return super().has_change_permission(request, obj) and (obj is None or self.project_of(obj).archived_at is None)

    def project_of(self, obj: Any) -> Project:
        for name in self.project_path.split("__") if self.project_path else ():
            obj = getattr(obj, name)
        project: Project = obj
        return project

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **options: Any
    ) -> HttpResponse | None:
        """Django’s, for keys that rows can have."""
        if all(self.is_key(value) for value in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return super().response_action(request, queryset, *args, **options)
        self.message_user(request, _("These rows do not exist: reload the list and select again."), messages.WARNING)
        return redirect(request.get_full_path())

    def is_key(self, value: str) -> bool:
        field = self.opts.pk
        if isinstance(field, models.IntegerField):
            return key_of(value) is not None
        try:
            field.to_python(value)
        except ValidationError:
            return False
        return True


class MembershipInline(BaseInline):
    model = Membership
    autocomplete_fields = ["user"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user")


@admin.register(Project)
class ProjectAdmin(ProjectScopedAdmin):
    """Projects; only a project's managers change it and its members."""

    project_path = ""
    list_display = ["name", "slug", "accept_threshold", "created_at", "page"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]

    def has_change_permission(self, request: HttpRequest, obj: Project | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or access.allows(obj, request.user, at_least=Role.MANAGER))

    def get_readonly_fields(self, request: HttpRequest, obj: Project | None = None) -> list[str]:
        return ["slug"] if obj else []  # addresses and scripts name projects by it

    def get_inlines(self, request: HttpRequest, obj: Project | None) -> list[Any]:
        return self.inlines if self.has_change_permission(request, obj) else []

    @admin.display(description=_("page"))
    def page(self, project: Project) -> SafeString:
        return format_html('<a href="{}">{}</a>', project.get_absolute_url(), _("articles"))


@admin.register(Article)
class ArticleAdmin(ProjectScopedAdmin):
    """Articles: what is known about them can be corrected; the text, which every offset points into, is only read."""

    list_display = ["label", "project", "publisher", "published", "words", "language", "bench"]
    list_filter = [("project", admin.RelatedOnlyFieldListFilter), "published", "language"]
    search_fields = ["title", "external_id"]
    search_help_text = _("Searches titles, external ids, publishers and the words of the texts.")
    ordering = ["-id"]
    editable = ("title", "url", "publisher", "byline", "published", "language")
    fields = [*("bench", "project", "external_id"), *editable, "words", "sha256", "created_at", "shown_text"]
    readonly_fields = ["bench", "project", "external_id", "words", "sha256", "created_at", "shown_text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        rows: QuerySet[Article] = super().get_queryset(request)
        return rows.select_related("project").defer("text", "blocks", "extra")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """As on the project's page, with a full-text index for the texts."""
        return (queryset.search(search_term.strip()) if search_term.strip() else queryset), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # articles come in by import, which reads their blocks and figures

    @admin.display(description=_("workbench"))
    def bench(self, article: Article) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("workbench", args=[article.pk]), _("Open it"))

    @admin.display(description=_("text"))
    def shown_text(self, article: Article) -> SafeString:
        return format_html('<div class="quotemark-text" dir="auto">{}</div>', article.text)

    def get_view_on_site_url(self, obj: Article | None = None) -> str | None:
        return obj.get_absolute_url() if obj else None
