"""Annotations in the admin: found by filters, read in context, accepted and rejected in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.admin.bulk import confirmed_or_asked
from annotator.admin.filters import (
    AgeFilter,
    AnnotatorFilter,
    CertifiedFilter,
    FlagFilter,
    GuidelinesFilter,
    MyDecisionFilter,
    PersonFilter,
    PlaceFilter,
    ProjectOfSetFilter,
    ScoreFilter,
    SuggesterFilter,
)
from annotator.admin.search import MOST_ARTICLES, found_by_words
from annotator.admin.words import blocks_with_marks, spans_table, with_surroundings, words_in_context
from annotator.history import in_words
from annotator.models import Annotation, BulkAction, Event
from annotator.services.notices import threads_of
from annotator.services.visibility import annotations_visible_to, history_hidden_from, may_read
from annotator.vocabulary import Source, Verdict
from articles.admin import ProjectScopedAdmin
from articles.models import Project
from config.outside import key_of


@admin.register(Annotation)
class AnnotationAdmin(ProjectScopedAdmin):
    """Annotations can only be read here. What the reviewer decides goes into the reviewer's own set."""

    project_path = "set__article__project"
    list_display = ["words", "kind", "verdict", "my_decision", "score_text", "source", "who", "questions", "bench"]
    list_display_links = ["words"]
    list_filter = [
        ProjectOfSetFilter,
        "kind",
        "verdict",
        ScoreFilter,
        SuggesterFilter,
        AnnotatorFilter,
        PlaceFilter,
        MyDecisionFilter,
        PersonFilter,
        AgeFilter,
        GuidelinesFilter,
        CertifiedFilter,
        FlagFilter,
    ]
    search_fields = ["name"]
    search_help_text = _("Searches the words of annotations, the names in them, and people of the registry.")
    list_per_page = 100
    actions = ["accept_selected", "reject_selected", "give_selected", "ask_about_selected", "reopen_selected"]
    fields = readonly_fields = (
        *("shown", "spans_shown", "kind", "verdict", "source", "bench", "article_text", "attributes"),
        *("person", "score_text", "reason", "place", "origin_link", "decisions_shown", "history", "version"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = with_surroundings(super().get_queryset(request).filter(may_read(request.user, to_set="set__")))
        unread = ("text", "blocks", "extra")
        return (
            rows.select_related("set__article__project", "set__user", "person")
            .prefetch_related(
                "spans",
                Prefetch("decisions", queryset=decided_by(request.user), to_attr="mine"),
                asked_openly(request.user),
            )
            .defer(*(f"set__article__{name}" for name in unread))
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """With ``reader``: whoever looks sees of an article under way only what they may see of it."""
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            found.reader = request.user
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        return False  # a decision is an annotation of one's own set, made by the actions or in the workbench

    def has_view_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_decide_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Users with Django's permission to change annotations may decide in bulk."""
        return super().has_change_permission(request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The events of the article, since Django's own log does not hold what is done in the workbench."""
        annotation = self.get_object(request, object_id)
        address = reverse("admin:annotator_event_changelist")
        return redirect(f"{address}?article__id__exact={annotation.set.article_id}" if annotation else address)

    @admin.action(description=_("Accept the selected suggestions …"), permissions=["decide"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse | None:
        return confirmed_or_asked(self, request, queryset, kind=BulkAction.Kind.ACCEPT)

    @admin.action(description=_("Reject the selected suggestions …"), permissions=["decide"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse | None:
        return confirmed_or_asked(self, request, queryset, kind=BulkAction.Kind.REJECT)

    @admin.action(description=_("Give the selected annotations to a person …"), permissions=["decide"])
    def give_selected(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse | None:
        return confirmed_or_asked(self, request, queryset, kind=BulkAction.Kind.PERSON)

    @admin.action(description=_("Ask colleagues about the selected …"), permissions=["decide"])
    def ask_about_selected(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse | None:
        return confirmed_or_asked(self, request, queryset, kind=BulkAction.Kind.FLAG)

    @admin.action(description=_("Send the selected back to adjudication …"), permissions=["decide"])
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse | None:
        return confirmed_or_asked(self, request, queryset, kind=BulkAction.Kind.REOPEN)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        projects = Project.objects.reviewed_by(request.user).order_by()
        chosen = key_of(request.GET.get(ProjectOfSetFilter.parameter_name))
        projects = projects if chosen is None else projects.filter(pk=chosen)
        found, more = found_by_words(queryset, search_term, projects.values_list("pk", flat=True))
        if more:
            words = gettext("These words stand in more than %(number)s articles: the newest were searched.")
            self.message_user(request, words % {"number": f"{MOST_ARTICLES:,}"}, messages.WARNING)
        return found, False

    @admin.display(description=_("words in context"))
    def words(self, annotation: Annotation) -> SafeString:
        return words_in_context(annotation)

    @admin.display(description=_("score"), ordering="score")
    def score_text(self, annotation: Annotation) -> str:
        return "–" if annotation.score is None else f"{annotation.score:.2f}"

    @admin.display(description=_("my decision"))
    def my_decision(self, annotation: Any) -> str:
        """What the reviewer decided about the suggestion, so that a row shows what was just done to it."""
        if annotation.set.source != Source.SUGGESTER:
            return "–"
        verdict = annotation.mine[0].verdict if annotation.mine else Verdict.SUGGESTED
        return str(Verdict(verdict).label)

    @admin.display(description=_("source"))
    def source(self, annotation: Annotation) -> str:
        return annotation.set.source_name

    @admin.display(description=_("person"), ordering="person")
    def who(self, annotation: Annotation) -> SafeString | str:
        if annotation.person is None:
            return annotation.name or "–"
        return format_html('<a href="?person={}">{}</a>', annotation.person_id, annotation.person)

    @admin.display(description=_("open questions"))
    def questions(self, annotation: Any) -> str:
        return "; ".join(flag.note for flag in annotation.asked) or "–"

    @admin.display(description=_("workbench"))
    def bench(self, annotation: Annotation) -> SafeString:
        card = annotation.origin_id or annotation.pk
        is_proposal = annotation.set.source == Source.SUGGESTER
        article = annotation.set.article
        address = article.get_absolute_url() if is_proposal else annotation.set.get_absolute_url()
        return format_html('<a href="{}#annotation-{}">{}</a>', address, card, article.label)

    @admin.display(description=_("in the article"))
    def shown(self, annotation: Annotation) -> SafeString:
        return blocks_with_marks(annotation)

    @admin.display(description=_("spans"))
    def spans_shown(self, annotation: Annotation) -> SafeString:
        return spans_table(annotation)

    @admin.display(description=_("article"))
    def article_text(self, annotation: Annotation) -> SafeString:
        article = annotation.set.article
        address = reverse("admin:articles_article_change", args=[article.pk])
        return format_html('<a href="{}">{}</a> · {}', address, article.label, article.project)

    @admin.display(description=_("attributes"))
    def attributes(self, annotation: Annotation) -> str:
        names = ("quote_type", "speaker_kind", "entity_type", "replacement", "name")
        stated = [(name.replace("_", " "), getattr(annotation, name)) for name in names]
        return ", ".join(f"{name}: {value}" for name, value in stated if value) or "none"

    @admin.display(description=_("decides about"))
    def origin_link(self, annotation: Annotation) -> SafeString | str:
        return annotation_link(annotation.origin) if annotation.origin else "–"

    @admin.display(description=_("decisions"))
    def decisions_shown(self, annotation: Any) -> SafeString | str:
        decisions = annotations_visible_to(annotation.reader).filter(origin=annotation).order_by("created_at")
        decisions = decisions.select_related("set__user", "set__article")
        lines = format_html_join("", "<li>{}</li>", ((annotation_link(row),) for row in decisions))
        return format_html('<ul class="quotemark-lines">{}</ul>', lines) if lines else "none yet"

    @admin.display(description=_("history"))
    def history(self, annotation: Any) -> SafeString | str:
        lines = [
            (date_format(event.at, "Y-m-d H:i"), event.actor or "the machine", in_words(event))
            for event in events_of(annotation)
        ]
        items = format_html_join("", "<li>{} <b>{}</b> {}</li>", lines)
        return format_html('<ol class="quotemark-lines">{}</ol>', items) if lines else "nothing was done yet"


def asked_openly(user: Any) -> Prefetch[Any]:
    """The open questions that the user may read."""
    return Prefetch("flags", queryset=threads_of(user).filter(resolved_at=None).order_by("id"), to_attr="asked")


def decided_by(user: Any) -> QuerySet[Annotation]:
    return Annotation.objects.filter(set__user=user.pk).order_by()


def events_of(annotation: Any) -> QuerySet[Event]:
    """What was done to the annotation itself, and every decision about it, also those taken back; oldest first."""
    key = str(annotation.pk)
    about = Q(annotation=annotation.pk) | Q(after__origin=key) | Q(before__origin=key)
    events = Event.objects.filter(about, article=annotation.set.article_id)
    return events.exclude(history_hidden_from(annotation.reader)).select_related("actor").order_by("id")


def annotation_link(annotation: Annotation) -> SafeString:
    address = reverse("admin:annotator_annotation_change", args=[annotation.pk])
    return format_html('<a href="{}">{}: {}</a>', address, annotation.set.source_name, annotation.verdict)
