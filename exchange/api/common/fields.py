"""Fields that several resources have."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.outside import LARGEST_NUMBER

SPAN_SCHEMA = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}


class NumberField(serializers.IntegerField):
    """A whole number that a column can hold, from 0 unless another limit is given."""

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST_NUMBER, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)


class ScoreField(serializers.FloatField):
    """A number from 0 to 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=1, **options)


class SpanField(serializers.ListField):
    """``[start, end)`` in code points."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=NumberField(), min_length=2, max_length=2, **options)


class SpansField(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(child=SpanField(), **options)
