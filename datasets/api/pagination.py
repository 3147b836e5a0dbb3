"""Pages of lists that stay in place while rows are added, and cost the same at the end as at the beginning."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class IdPagination(CursorPagination):
    ordering = "id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000
