"""What the interface says when it refuses: one sentence that names the field and the remedy, and each field apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.views import exception_handler

from annotator.errors import Refused
from exchange.api.common.parsing import BoundedJSONParser


class MessageSerializer(serializers.Serializer[Any]):
    """An error: what is wrong, and what to do about it."""

    message = serializers.CharField()
    fields_ = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="For invalid input: the messages of each field, by its path",
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {name.rstrip("_"): field for name, field in fields.items()}  # “fields” is taken on a serializer


class JsonOnly:
    """For views: JSON comes in, and every error goes out as ``{"message": …}``.

    Invalid input has ``"fields": {path: [message, …]}`` as well.
    """

    parser_classes: Sequence[type[BaseParser]] = (BoundedJSONParser,)

    def get_exception_handler(self) -> Any:
        return answer_to


def answer_to(error: Exception, context: Any) -> Response | None:
    """The response to an error. None for those that are faults of the program."""
    if isinstance(error, Refused):
        return Response({"message": str(error)}, status=status.HTTP_400_BAD_REQUEST)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        fields: dict[str, list[str]] = {}
        for path, message in flattened(error.detail):
            fields.setdefault(path, []).append(message)
        lines = [f"{path}: {' '.join(messages)}" if path else " ".join(messages) for path, messages in fields.items()]
        named = {path: messages for path, messages in fields.items() if path}
        response.data = {"message": " ".join(lines), "fields": named}
    else:
        response.data = {"message": message_of(response.data)}
    return response


def message_of(data: Any) -> str:
    return str(data.get("detail", data)) if isinstance(data, dict) else str(data)


def flattened(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Nested error details as pairs such as ``("quotes[2].content[0]", "…")``."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            if key == "non_field_errors":
                yield from flattened(value, path)
            elif isinstance(key, int):
                yield from flattened(value, f"{path}[{key}]")
            else:
                yield from flattened(value, f"{path}.{key}" if path else str(key))
    elif isinstance(detail, list):
        for number, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from flattened(value, f"{path}[{number}]" if nested else path)
    else:
        yield path, str(detail)
