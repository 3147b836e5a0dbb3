"""What requests of one process share: the turn to decide on SQLite, and the fields of the form."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict

from annotator.forms.pages import ActionForm
from annotator.views.actions import DECIDING, one_at_a_time
from tests.factories import new_id


def test_decisions_take_turns_where_the_database_has_one_writer(db: None) -> None:
    seen: list[bool] = []

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        seen.append(DECIDING.locked())
        return HttpResponse(status=200 + pk)

    assert one_at_a_time(view)(HttpRequest(), 4).status_code == 204
    assert seen == [not connection.features.has_select_for_update]
    assert not DECIDING.locked()


def test_forms_share_their_fields_and_nothing_else() -> None:
    first = ActionForm(QueryDict(f"action={new_id()}&verb=undo&order=3"))
    second = ActionForm(QueryDict("verb=flag"))
    assert first.fields is second.fields
    assert (first.is_valid(), second.is_valid()) == (True, False)
    assert first.cleaned_data["order"] == 3
    assert "action" in second.errors
    assert not first.errors
