"""Pages of lists that stay in place while rows are added, and cost the same at the end as at the beginning."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from exchange.api.common.walk import Place, Walk

UNKNOWN_CURSOR = "This cursor is not one of ours: start again without it."


class IdPagination(CursorPagination):
    ordering = "id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            # A cursor decodes to whatever its maker wrote, which may be no id at all.
            raise NotFound(UNKNOWN_CURSOR) from error


class WalkPagination(IdPagination):
    """Pages of a ``Walk``: of places in it, whose rows the view reads."""

    def paginate_walk(self, walk: Walk, request: Any) -> list[Place]:
        size = self.get_page_size(request) or self.page_size
        self.base_url = request.build_absolute_uri()
        cursor = self.decode_cursor(request)
        self.cursor = cursor and cursor._replace(offset=0)  # no two places are the same
        back, text = (cursor.reverse, str(cursor.position)) if cursor else (False, None)
        try:
            past = None if text is None else Place.read(text)
        except ValueError as error:
            raise NotFound(UNKNOWN_CURSOR) from error
        found = walk.page(size + 1, past=past, back=back)
        self.page = found[:size]
        self.has_next, self.has_previous = len(found) > size, past is not None
        if back:
            self.page.reverse()
            self.has_next, self.has_previous = self.has_previous, self.has_next
        self.next_position = self.previous_position = text
        return self.page

    def _get_position_from_instance(self, instance: Any, ordering: Any) -> str:
        return str(instance)
