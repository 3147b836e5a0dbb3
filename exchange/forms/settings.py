"""The sections of a project's settings, each a small form of its own."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from annotator.judged import DEFAULTS, ENTITY_PREFIX, Judged, Level
from annotator.services.certificates import holding
from annotator.services.guidelines import MOST_CHARACTERS
from annotator.services.suggest import known_suggesters
from annotator.vocabulary import ENTITY_LABELS, ENTITY_TYPES, KIND_PLURALS, Kind
from annotator.workbench.promises import line_in_short
from articles.models import Project
from config.outside import DecimalNumber, WholeNumber

MOST_READERS = 100
UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}
MOST_MINUTES = 90 * UNITS["days"]
READERS = [
    ("1", _("one")), ("2", _("two")), ("3", _("three")), ("number", _("another number")), ("all", _("everybody")),
]  # fmt: skip
LIKE_THE_KIND = ""


class SettingsSection(forms.ModelForm[Project]):
    """Some settings of a project, as a form that leaves the project that it was given alone."""

    template: ClassVar[str] = "exchange/settings/_fields.html"
    previews: ClassVar[bool] = True
    """Whether a choice is worth saying what it affects before it is saved."""

    def __init__(self, data: Any = None, *, project: Project, **options: Any) -> None:
        super().__init__(data, instance=copy(project), auto_id=f"id_{type(self).__name__.lower()}_%s", **options)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that the form states, by the names that ``change_settings`` has for them."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class General(SettingsSection):
    previews = False

    class Meta:
        model = Project
        fields = ["name", "description", "language", "remote_images"]
        widgets = {"description": forms.Textarea({"rows": 2})}


class Guidelines(forms.Form):
    """The text, and what changed, in a sentence."""

    template = "exchange/settings/_guidelines.html"
    previews = False
    text = forms.CharField(
        label=_("Guidelines"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        help_text=_("Markdown, shown in the workbench under the key h."),
        widget=forms.Textarea({"rows": 14}),
    )
    note = forms.CharField(
        label=_("What changed, in a sentence"),
        required=False,
        max_length=500,
        help_text=_("Annotators read it where the workbench says that the guidelines changed."),
    )

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, initial={"text": project.guidelines}, auto_id="id_guidelines_%s")


class JudgedFields(forms.Form):
    """A level for each kind, and for each type of entity that goes another way than entities do."""

    def __init__(self, *args: Any, judged: Judged | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = judged or Judged()
        for kind in Kind:
            self.fields[f"kind_{kind}"] = forms.ChoiceField(
                label=KIND_PLURALS[kind], choices=Level.choices, initial=shown.level(kind), widget=forms.RadioSelect
            )
        for name in ENTITY_TYPES:
            self.fields[f"type_{name}"] = forms.ChoiceField(
                label=ENTITY_LABELS[name],
                choices=[(LIKE_THE_KIND, _("as entities")), *Level.choices],
                initial=shown.levels.get(f"{ENTITY_PREFIX}{name}", LIKE_THE_KIND),
                required=False,
            )

    @property
    def kinds(self) -> Iterator[forms.BoundField]:
        return (self[f"kind_{kind}"] for kind in Kind)

    @property
    def types(self) -> Iterator[forms.BoundField]:
        return (self[f"type_{name}"] for name in ENTITY_TYPES)

    @property
    def judged(self) -> dict[str, str]:
        """As a project stores it: what differs from the defaults."""
        kinds = {str(kind): self.cleaned_data[f"kind_{kind}"] for kind in Kind}
        types = {f"{ENTITY_PREFIX}{name}": self.cleaned_data[f"type_{name}"] for name in ENTITY_TYPES}
        levels = {name: level for name, level in kinds.items() if level != DEFAULTS[name]}
        levels |= {name: level for name, level in types.items() if level != LIKE_THE_KIND}
        return Judged.of(levels).as_json()


class JudgedSection(JudgedFields):
    template = "exchange/settings/_judged.html"
    previews = True

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, judged=Judged.of(project.judged), auto_id="id_judged_%s")

    @property
    def settings(self) -> dict[str, Any]:
        return {"judged": self.judged}


class ReadersFields(forms.Form):
    """How many people read an article: a choice, and a number where none of the others fits."""

    readers = forms.ChoiceField(
        label=_("Readers of an article"), choices=READERS, widget=forms.RadioSelect, initial="1"
    )
    readers_number = WholeNumber(label=_("The other number"), required=False, min_value=1, max_value=MOST_READERS)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("readers") == "number" and not values.get("readers_number") and not self.errors:
            self.add_error("readers_number", ValidationError(_("Say how many people read an article.")))
        return values

    @property
    def overlap(self) -> int | None:
        readers: str = self.cleaned_data["readers"]
        if readers == "number":
            return int(self.cleaned_data["readers_number"])
        return None if readers == "all" else int(readers)


def shown_readers(overlap: int | None) -> dict[str, Any]:
    """The overlap as the initial values of ``ReadersFields``."""
    if overlap is None:
        return {"readers": "all"}
    return {"readers": str(overlap)} if overlap <= 3 else {"readers": "number", "readers_number": overlap}


class Queue(ReadersFields, SettingsSection):
    template = "exchange/settings/_queue.html"
    kept = WholeNumber(label=_("An article is kept for"), min_value=1, max_value=MOST_MINUTES)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))]
    )

    class Meta:
        model = Project
        fields = ["queue_policy", "blind_share", "check_share", "count_time"]
        field_classes: ClassVar = {"blind_share": WholeNumber, "check_share": WholeNumber}

    def __init__(self, data: Any = None, *, project: Project) -> None:
        minutes = project.lease_minutes
        unit = next(name for name in ("days", "hours", "minutes") if minutes % UNITS[name] == 0)
        initial = {**shown_readers(project.overlap), "kept": minutes // UNITS[unit], "unit": unit}
        super().__init__(data, project=project, initial=initial)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and self.lease_minutes > MOST_MINUTES:
            self.add_error("kept", ValidationError(_("An article is kept for 90 days at most.")))
        return values

    @property
    def lease_minutes(self) -> int:
        return int(self.cleaned_data["kept"]) * UNITS[self.cleaned_data["unit"]]

    @property
    def settings(self) -> dict[str, Any]:
        return {**super().settings, "overlap": self.overlap, "lease_minutes": self.lease_minutes}


class Adjudication(SettingsSection):
    class Meta:
        model = Project
        fields = ["agree_rule", "agree_overlap", "agree_majority", "tie_break"]
        field_classes: ClassVar = {"agree_overlap": DecimalNumber}


class Suggestions(SettingsSection):
    class Meta:
        model = Project
        fields = ["suggester", "accept_threshold"]
        field_classes: ClassVar = {"accept_threshold": DecimalNumber}

    suggester = forms.ChoiceField(label=_("Suggester"), required=False)

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, project=project)
        choices: Any = suggester_choices(project)
        self.fields["suggester"].choices = choices  # type: ignore[attr-defined]
        threshold = self.fields["accept_threshold"]
        lines = [f"{capfirst(line_in_short(one))}." for one in holding(project)]
        threshold.help_text = " ".join([str(threshold.help_text), *lines])


def suggester_choices(project: Project | None = None) -> list[tuple[str, Any]]:
    return [("", _("the newest set of every suggester")), *((name, name) for name in known_suggesters(project))]


class DeleteForm(forms.Form):
    """The project's name, typed, so that no project is deleted by a slip."""

    name = forms.CharField(label=_("The project’s name"), max_length=200)

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, auto_id="id_delete_%s")
        self.project = project

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name != self.project.name:
            raise ValidationError(
                _("This is not the name of the project: type “%(name)s”."), params={"name": self.project.name}
            )
        return name


SECTIONS: dict[str, Any] = {
    "general": General,
    "guidelines": Guidelines,
    "judged": JudgedSection,
    "queue": Queue,
    "adjudication": Adjudication,
    "suggestions": Suggestions,
}
TITLES = {
    "general": _("General"),
    "guidelines": _("Guidelines"),
    "judged": _("What is judged"),
    "queue": _("Queue"),
    "adjudication": _("Adjudication"),
    "suggestions": _("Suggestions"),
}
