"""What the page of an article's history is asked: a moment, whose set, whose events, where the list goes on."""

from __future__ import annotations

from annotator.forms.registry import OptionalForm
from config.outside import WholeNumber


class MomentForm(OptionalForm):
    """``at`` is the number of an event, ``set`` the key of a set, ``who`` that of a user."""

    at = WholeNumber(required=False)
    set = WholeNumber(required=False)
    who = WholeNumber(required=False)
    before = WholeNumber(required=False)
