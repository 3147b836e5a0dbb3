"""JSON bodies, read within limits: whatever comes out can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.metadata import SimpleMetadata
from rest_framework.parsers import JSONParser

from articles.readers.types import ReadError
from config.outside import json_value
from exchange.formats.json.values import refuse_unstorable_values


class BoundedJSONParser(JSONParser):
    """JSON in UTF-8. ``most_bytes`` limits the body, where a view sets it."""

    most_bytes: int | None = None

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read() if self.most_bytes is None else stream.read(self.most_bytes + 1)
        if self.most_bytes is not None and len(body) > self.most_bytes:
            raise ParseError(f"A body of at most {self.most_bytes:,} bytes is read here.")
        try:
            value = json_value(body.decode("utf-8"))
            refuse_unstorable_values(value)
        except (ValueError, ReadError) as error:
            raise ParseError(f"The body cannot be read as JSON: {error}") from error
        return value


class PlainMetadata(SimpleMetadata):
    """What ``OPTIONS`` answers: name, description and types. The fields are in the OpenAPI document."""

    def determine_actions(self, request: Any, view: Any) -> dict[str, Any]:
        return {}
