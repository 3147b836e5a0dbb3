"""The OpenAPI document: what is said alike of every address, and the document as plain values for the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from exchange.api.common.errors import MessageSerializer

SETTINGS: dict[str, Any] = {
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "DESCRIPTION": (
        "Who said what in the news: projects, articles, annotation sets, annotations, people and exports.\n\n"
        "Offsets are Python code points into the article’s text, half-open. Sign in with a token: "
        "Authorization: Token …  Every error is an object with a message."
    ),
}
METHODS = ("get", "post", "put", "patch", "delete")
ERRORS = (400, 401, 403, 404)


def answers(success: dict[Any, Any], *errors: int) -> dict[Any, Any]:
    """The responses of an operation: its own, and the errors that every address may give, and these."""
    return {**success, **dict.fromkeys((*ERRORS, *errors), MessageSerializer)}


def path_id(name: str, about: str, *, type: Any = OpenApiTypes.INT) -> OpenApiParameter:  # noqa: A002
    return OpenApiParameter(name, type, OpenApiParameter.PATH, description=about)


def document() -> dict[str, Any]:
    """The OpenAPI document in the reader's language, made once for each: otherwise it depends on the code alone."""
    return document_in(get_language())


@lru_cache(maxsize=len(settings.LANGUAGES) + 1)
def document_in(_language: str | None) -> dict[str, Any]:
    with patched_settings(SETTINGS):
        return dict(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation for the readable page."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    body: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    operations: tuple[Operation, ...]


def sections() -> list[Section]:
    """The document’s operations by the first part of their path."""
    found: dict[str, list[Operation]] = {}
    for path, operations in document()["paths"].items():
        title = path.removeprefix("/api/v1/").split("/")[0]
        found.setdefault(title, []).extend(
            operation_of(method, path, operations[method]) for method in METHODS if method in operations
        )
    return [Section(title.replace("-", " ").capitalize(), tuple(rows)) for title, rows in found.items()]


def operation_of(method: str, path: str, values: dict[str, Any]) -> Operation:
    body = values.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=values["summary"],
        description=values.get("description", ""),
        parameters=tuple(parameter_in_words(parameter) for parameter in values.get("parameters", ())),
        body=name_of_schema(body),
        answers=tuple((code, name_of_answer(answer)) for code, answer in sorted(values["responses"].items())),
    )


def parameter_in_words(values: dict[str, Any]) -> tuple[str, str, str]:
    """Its name, its type, and what it is."""
    choices = values["schema"].get("enum") or values["schema"].get("items", {}).get("enum")
    kind = f"one of {', '.join(sorted(choices))}" if choices else type_in_words(values["schema"])
    place = ", in the address" if values["in"] == "path" else ""
    return values["name"], kind + place, values.get("description", "")


def name_of_answer(answer: dict[str, Any]) -> str:
    contents = answer.get("content", {})
    named = [name_of_schema(content.get("schema", {})) for content in contents.values()]
    return next((name for name in named if name), "") or answer.get("description", "")


def name_of_schema(schema: dict[str, Any]) -> str:
    """“Article”, “list of Article”, or nothing for a schema without a name."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        inner = name_of_schema(schema.get("items", {}))
        return f"list of {inner}" if inner else "list"
    return str(schema.get("type", ""))


@dataclass(frozen=True, slots=True)
class Shape:
    """A named shape of bodies and answers; ``rows`` are name, type, whether it must be there, and what it is."""

    name: str
    about: str
    rows: tuple[tuple[str, str, bool, str], ...]


def shapes() -> list[Shape]:
    """The shapes that bodies and answers refer to, for the page. Lists of choices are shown where they are used."""
    schemas: dict[str, Any] = document()["components"]["schemas"]
    return [shape_of(name, schema) for name, schema in sorted(schemas.items()) if "enum" not in schema]


def shape_of(name: str, schema: dict[str, Any]) -> Shape:
    choices = [name_of_schema(choice) for choice in schema.get("oneOf", ())]
    about = f"One of {', '.join(choices)}, told apart by kind." if choices else schema.get("description", "")
    needed = schema.get("required", ())
    rows = tuple(
        (key, type_in_words(value), key in needed, value.get("description", ""))
        for key, value in schema.get("properties", {}).items()
    )
    return Shape(name, about, rows)


def type_in_words(schema: dict[str, Any]) -> str:
    """“integer”, “list of [integer, integer]”, “one of direct, mixed, indirect”, “Figure”."""
    inner = schema.get("allOf") or schema.get("oneOf") or ()
    if inner:
        return " or ".join(words for words in map(type_in_words, inner) if words)
    if "$ref" in schema:
        name = name_of_schema(schema)
        values = document()["components"]["schemas"][name].get("enum")
        return f"one of {', '.join(filter(None, map(str, values)))}" if values else name
    if schema.get("type") == "array":
        item = type_in_words(schema.get("items", {})) or "anything"
        length = schema.get("minItems") if schema.get("minItems") == schema.get("maxItems") else None
        return f"[{', '.join([item] * length)}]" if length else f"list of {item}"
    words = schema.get("format") or schema.get("type", "anything")
    return f"{words} or null" if schema.get("nullable") else str(words)
