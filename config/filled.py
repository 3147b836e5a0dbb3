"""Pages that are drawn once for each shape, and then filled in: for pages of which most is the same each time.

The template gets two sorts of values. On the *shape* its conditions and loops may depend: each shape is drawn once and
kept, so it holds little that differs between pages. The others are *filled* in: the template may show them, and ask
whether they are empty, and nothing else. So whatever it does with the request or the user must be a value by name.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from config.packed import PackedResponse, Piece

Value = str | Sequence[Piece]
"""A text, which is escaped unless it is safe, or pieces."""
Part = bytes | Piece | str
"""What stands in a page for each shape: text, a long text compressed, or the name of a value."""
MOST = 200
"""Shapes that a process keeps."""
WORTH_PACKING = 1500
"""Bytes: shorter ones are compressed with what stands around them, which is quicker than joining pieces."""
SECRET = secrets.token_hex(8)
drawn: dict[Any, list[Part]] = {}


def mark(name: str) -> SafeString:
    """Stands for the value of this name, where the shape holds it: nobody else can write it."""
    return mark_safe(f"\0{SECRET}:{name}\0")  # noqa: S308 - no markup


def fill(template: str, shape: Mapping[str, Any], values: Mapping[str, Value]) -> PackedResponse:
    """The page. All that the shape holds must be hashable, so that it cannot change."""
    empty = tuple([name for name, value in values.items() if not value])
    key = (template, get_language(), get_script_prefix(), empty, tuple(shape.items()))
    parts = drawn.get(key)
    if parts is None:
        if len(drawn) >= MOST:
            drawn.clear()
        parts = drawn[key] = draw(template, shape, {name: "" if name in empty else mark(name) for name in values})
    return PackedResponse(filled(parts, values))


def draw(template: str, shape: Mapping[str, Any], marks: Mapping[str, str]) -> list[Part]:
    """The template with marks in place of the values."""
    html = get_template(template).template.render(Context({**shape, **marks}))  # type: ignore[attr-defined]
    first, *others = html.split(f"\0{SECRET}:")
    parts: list[Part] = [packed(first)]
    for other in others:
        name, _, text = other.partition("\0")
        parts += [name, packed(text)]
    return parts


def packed(text: str) -> bytes | Piece:
    plain = text.encode()
    return Piece.of(plain, level=9) if len(plain) >= WORTH_PACKING else plain


def filled(parts: Iterable[Part], values: Mapping[str, Value]) -> Iterable[bytes | Piece]:
    """The parts with the values in their places; what is not kept compressed is put together."""
    run: list[bytes] = []
    for part in parts:
        found = values[part] if isinstance(part, str) else part
        if isinstance(found, bytes):
            run.append(found)
        elif isinstance(found, str):
            run.append((found if isinstance(found, SafeString) else escape(found)).encode())
        else:
            yield b"".join(run)
            run.clear()
            if isinstance(found, Piece):
                yield found
            else:
                yield from found
    yield b"".join(run)
