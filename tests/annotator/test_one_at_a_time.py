"""What requests of one process share: the fields of the form."""

from __future__ import annotations

from django.http import QueryDict

from annotator.forms.actions import ActionForm
from tests.factories import new_id


def test_forms_share_their_fields_and_nothing_else() -> None:
    first = ActionForm(QueryDict(f"action={new_id()}&verb=undo&order=3"))
    second = ActionForm(QueryDict("verb=flag"))
    assert first.fields is second.fields
    assert (first.is_valid(), second.is_valid()) == (True, False)
    assert first.cleaned_data["order"] == 3
    assert "action" in second.errors
    assert not first.errors
