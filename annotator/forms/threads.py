"""What the pages of notes and questions ask for."""

from __future__ import annotations

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotator.forms.queue import MOST_PAGES
from annotator.services.flags import LONGEST_NOTE
from config.outside import WholeNumber


class NoteForm(forms.Form):
    """A note on an article, or an answer. ``client_id`` comes with the page, so that twice the same is one."""

    client_id = forms.UUIDField()
    text = forms.CharField(max_length=LONGEST_NOTE)


class Whose(TextChoices):
    WAITS = "waits", _("Waits for me")
    MINE = "mine", _("Asked by me")
    ALL = "all", pgettext_lazy("questions", "All that I see")


class Answered(TextChoices):
    OPEN = "open", pgettext_lazy("questions", "open")
    RESOLVED = "resolved", pgettext_lazy("questions", "resolved")
    BOTH = "both", pgettext_lazy("questions", "all")


class InboxForm(forms.Form):
    """Which threads the inbox lists, and the page, from 1."""

    whose = forms.ChoiceField(choices=Whose, required=False)
    state = forms.ChoiceField(choices=Answered, required=False)
    project = forms.SlugField(max_length=80, required=False)
    page = WholeNumber(required=False, min_value=1, max_value=MOST_PAGES)
