"""What the pages of progress, assignment and practice ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from annotator.services.article_states import FOR_MANAGERS, TeamState
from annotator.services.members import name_of
from annotator.vocabulary import Purpose
from articles.models import Membership, Project, Role
from config.outside import WholeNumber

MOST_AT_ONCE = 1000  # articles of one request


class Keys(forms.Field):
    """The keys of rows, each a value of its own in the form."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        found = list(dict.fromkeys(value or []))
        if self.required and not found:
            raise ValidationError(_("Choose at least one."))
        if len(found) > MOST_AT_ONCE:
            raise ValidationError(_("These are too many at once."))
        number = WholeNumber(min_value=1)
        return [int(number.clean(one)) for one in found]


class OfForm(forms.Form):
    """Whose work is asked for."""

    of = WholeNumber(required=False, min_value=1)


class PurposeForm(forms.Form):
    """What articles are used for."""

    articles = Keys()
    purpose = forms.ChoiceField(choices=[("", _("the dataset alone")), *Purpose.choices], required=False)
    purpose_note = forms.CharField(required=False, max_length=1000)


class PeopleField(forms.ModelMultipleChoiceField[Any]):
    """Members who annotate, by their names."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class AssignForm(forms.Form):
    """Which articles go to whom: those named, or the next ones that nobody reads."""

    articles = Keys(required=False)
    following = WholeNumber(required=False, min_value=1, max_value=MOST_AT_ONCE)
    each = WholeNumber(required=False, min_value=1, max_value=100)

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data)
        self.fields["people"] = PeopleField(queryset=annotating(project), label=_("People"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and bool(values["articles"]) == bool(values["following"]):
            raise ValidationError(_("Choose articles, or say how many of the next ones."))
        if not self.errors and (values["each"] or 1) > len(values["people"]):
            raise ValidationError(_("There are fewer people than are to read each article."))
        return values


def annotating(project: Project | int) -> QuerySet[Any]:
    """The members who annotate, in order."""
    members = Membership.objects.filter(project=project).exclude(role=Role.VIEWER).order_by().values("user")
    return get_user_model().objects.filter(pk__in=members).order_by("username")


class TeamForm(forms.Form):
    """What of the team's work the list of articles shows."""

    who = WholeNumber(required=False, min_value=1)
    readers = WholeNumber(required=False, max_value=100)

    def __init__(self, data: Any = None, *, with_checks: bool) -> None:
        super().__init__(data)
        self.states = [(value, label) for value, label in TeamState.choices if with_checks or value not in FOR_MANAGERS]
        self.fields["team"] = forms.ChoiceField(required=False, choices=[("", _("all")), *self.states])
