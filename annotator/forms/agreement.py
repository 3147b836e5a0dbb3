"""Which comparisons the agreement page sums."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from annotator.agreement.chosen import Chosen
from annotator.models import AnnotationSet
from annotator.vocabulary import Source
from articles.models import Project

MOST_PUBLISHERS = 300


class AgreementForm(forms.Form):
    """Filters of the project’s comparisons; nothing chosen is everything."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    publisher = forms.ChoiceField(label=_("Publisher"), required=False)
    since = forms.DateField(label=_("Finished from"), required=False)
    until = forms.DateField(label=_("Finished until"), required=False)
    machines = forms.BooleanField(label=_("Also compare suggestions with each person’s work"), required=False)

    def __init__(self, *args: Any, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        sets = AnnotationSet.objects.filter(user=OuterRef("pk"), article__project=project, source=Source.ANNOTATOR)
        users = get_user_model().objects.filter(Exists(sets.filter(state=AnnotationSet.State.FINISHED)))
        self.people = dict(users.order_by("username").values_list("username", "pk"))
        publishers = (
            project.articles.in_use().exclude(publisher="").order_by("publisher").values_list("publisher", flat=True)
        )
        self.fields["person"].choices = [("", _("everybody")), *((name, name) for name in self.people)]  # type: ignore[attr-defined]
        self.fields["publisher"].choices = [  # type: ignore[attr-defined]
            ("", _("all publishers")),
            *((name, name) for name in publishers.distinct()[:MOST_PUBLISHERS]),
        ]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    @property
    def chosen(self) -> Chosen:
        """What is asked for; call it on a form that is valid."""
        values = self.cleaned_data
        return Chosen(
            person=self.people.get(values["person"]),
            publisher=values["publisher"],
            since=values["since"],
            until=values["until"],
            machines=values["machines"],
        )
