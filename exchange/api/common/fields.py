"""Fields that several resources have."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

SPAN_SCHEMA = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}


class SpanField(serializers.ListField):
    """``[start, end)`` in code points."""

    def __init__(self, **options: Any) -> None:
        number = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
        super().__init__(child=number, min_length=2, max_length=2, **options)


class SpansField(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(child=SpanField(), **options)
