"""The registry in the admin: entries with their aliases, and merging entries that mean one person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotator.admin.filters import ProjectFilter
from annotator.errors import Refused
from annotator.forms.people import NamedPersonForm
from annotator.models import Alias, Annotation, Event, Person
from annotator.services.people import change_person, described
from annotator.services.review import merge_all
from annotator.vocabulary import Verb
from articles.admin import BaseInline, ProjectScopedAdmin
from articles.models import Project


class AliasInline(BaseInline):
    model = Alias
    extra = 0


@admin.register(Person)
class PersonAdmin(ProjectScopedAdmin):
    """People of the registry. Every change goes through the service that keeps its event."""

    list_display = ["name", "distinction", "kind", "role", "wikidata_id", "other_names", "mentions", "project"]
    list_filter = [ProjectFilter, "kind"]
    search_fields = ["name", "aliases__name", "wikidata_id"]
    form = NamedPersonForm
    inlines = [AliasInline]
    fields = ["project", "name", "distinction", "kind", "role", "wikidata_id", "note"]
    actions = ["merge_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = Annotation.objects.filter(person=OuterRef("pk")).order_by().values("person").annotate(number=Count("pk"))
        number = Coalesce(Subquery(own.values("number"), output_field=IntegerField()), 0)
        registry = Person.objects.in_registry().values("pk")
        rows = super().get_queryset(request).filter(pk__in=registry).select_related("project")
        with_number: QuerySet[Any] = rows.prefetch_related("aliases").annotate(number=number)
        return with_number

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        return ["project"] if obj else []  # annotations of the project point to its own people

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "project":
            kwargs["queryset"] = Project.objects.reviewed_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            change_person(Person.objects.get(pk=obj.pk), user=request.user, **values)
            return
        obj.save()
        user: Any = request.user
        Event.objects.create(project=obj.project, actor=user, verb=Verb.ENTER_PERSON, after=described(obj))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """All aliases as one change of the person, so that history holds it."""
        formset.save(commit=False)
        person = Person.objects.get(pk=form.instance.pk)
        names = dict(person.aliases.values_list("pk", "name"))
        names.update({alias.pk: alias.name for alias, _ in formset.changed_objects})
        for alias in formset.deleted_objects:
            del names[alias.pk]
        added = [alias.name for alias in formset.new_objects]
        change_person(person, user=request.user, aliases=[*names.values(), *added])

    @admin.display(description=_("aliases"))
    def other_names(self, person: Person) -> str:
        return ", ".join(alias.name for alias in person.aliases.all()) or "–"

    @admin.display(description=_("annotations"))
    def mentions(self, person: Any) -> int:
        return int(person.number)

    @admin.action(description=_("Merge the selected people …"), permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        """Ask which entry to keep; once that is answered, merge the others into it."""
        people = list(queryset)
        if len(people) < 2 or len({person.project_id for person in people}) > 1:
            self.message_user(request, _("Select two or more people of one project to merge them."), messages.WARNING)
            return None
        keep = next((person for person in people if str(person.pk) == request.POST.get("keep")), None)
        if keep is None:
            return self.ask_whom_to_keep(request, people)
        others = [person for person in people if person.pk != keep.pk]
        try:
            moved = merge_all(keep, others, user=request.user)
        except (Refused, PermissionDenied) as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        names = ", ".join(f"“{person}”" for person in others)
        words = ngettext(
            "%(names)s became “%(keep)s”: %(number)s annotation moved, the names are aliases now.",
            "%(names)s became “%(keep)s”: %(number)s annotations moved, the names are aliases now.",
            moved,
        ) % {"names": names, "keep": keep, "number": moved}
        self.message_user(request, words, messages.SUCCESS)
        return None

    def ask_whom_to_keep(self, request: HttpRequest, people: list[Person]) -> HttpResponse:
        people.sort(key=lambda person: (-self.mentions(person), person.name))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge people"),
            "opts": self.opts,
            "people": people,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/annotator/person/merge.html", context)
