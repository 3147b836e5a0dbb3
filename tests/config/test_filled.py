"""Pages that are drawn once for each shape, and then filled in."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from config import filled
from config.filled import fill, mark
from config.packed import Piece, gzipped

TEMPLATE = (
    "{% load i18n %}<p>{% if name %}{{ name }}{% else %}nobody{% endif %} {% translate 'Sign in' %} {{ kind }}</p>"
)


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The templates that were drawn; the one of this test is called “page”, any other name is its text."""
    found: list[str] = []

    def draw(name: str) -> Any:
        found.append(name)
        return engines["django"].from_string(TEMPLATE if name == "page" else name)

    monkeypatch.setattr(filled, "get_template", draw)
    filled.drawn.clear()
    yield found
    filled.drawn.clear()


def test_a_page_is_drawn_once_and_filled_in_each_time(drawings: list[str]) -> None:
    assert fill("page", {"kind": "a"}, {"name": "Ann"}).content == b"<p>Ann Sign in a</p>"
    assert fill("page", {"kind": "a"}, {"name": "Bob"}).content == b"<p>Bob Sign in a</p>"
    assert drawings == ["page"]


def test_another_shape_an_empty_value_and_another_language_are_drawn_anew(drawings: list[str]) -> None:
    fill("page", {"kind": "a"}, {"name": "Ann"})
    assert fill("page", {"kind": "b"}, {"name": "Ann"}).content == b"<p>Ann Sign in b</p>"
    assert fill("page", {"kind": "a"}, {"name": ""}).content == b"<p>nobody Sign in a</p>"
    with translation.override("es"):
        assert "Iniciar sesión" in fill("page", {"kind": "a"}, {"name": "Ann"}).content.decode()
    assert len(drawings) == 4


def test_values_are_escaped_unless_they_are_safe(drawings: list[str]) -> None:
    assert b"<p>&lt;b&gt; &amp; &quot;" in fill("page", {"kind": "a"}, {"name": '<b> & "'}).content
    assert b"<p><b>Ann</b> " in fill("page", {"kind": "a"}, {"name": mark_safe("<b>Ann</b>")}).content


def test_the_words_of_one_value_are_never_the_place_of_another(drawings: list[str]) -> None:
    page = fill("{{ one }} {{ other }}", {}, {"one": mark("other"), "other": "secret"})
    assert page.content.decode() == f"{mark('other')} secret"


def test_the_shape_may_hold_places_of_values(drawings: list[str]) -> None:
    template = "{% for name, number in rows %}{{ name }}: {{ number }} {% endfor %}"
    shape = {"rows": (("quotes", mark("quote")), ("repairs", mark("repair")))}
    assert fill(template, shape, {"quote": "3", "repair": "4"}).content == b"quotes: 3 repairs: 4 "
    assert fill(template, shape, {"quote": "5", "repair": "6"}).content == b"quotes: 5 repairs: 6 "
    assert len(drawings) == 1


def test_what_could_change_is_no_shape(drawings: list[str]) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        fill("page", {"kind": ["a"]}, {"name": "Ann"})


def test_long_text_and_pieces_are_sent_as_they_are_kept(drawings: list[str]) -> None:
    kept = [Piece.of(b"one "), Piece.of(b"two")]
    page = fill("x" * 2000 + "{{ text }}|{{ name }}", {}, {"text": kept, "name": "Ann"})
    assert page.content == b"x" * 2000 + b"one two|Ann"
    assert sum(isinstance(part, Piece) for part in page.parts) == 3
    assert zlib.decompress(gzipped(page.parts), zlib.MAX_WBITS | 16) == page.content


def test_a_process_keeps_only_so_many_shapes(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filled, "MOST", 3)
    for number in range(9):
        fill("page", {"kind": number}, {"name": "Ann"})
    assert len(filled.drawn) <= 3
