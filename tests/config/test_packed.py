"""Pages of pieces: whoever takes gzip gets the same bytes as everybody else."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from config.packed import PackedResponse, Packing, Piece, gzipped

PARTS = st.lists(st.binary(max_size=2000) | st.text(max_size=9).map(lambda text: text.encode() * 300), max_size=6)


@given(parts=PARTS)
def test_pieces_strung_together_are_one_file(parts: list[bytes]) -> None:
    pieces = [Piece.of(part) for part in parts]
    assert gzip.decompress(gzipped(pieces)) == b"".join(parts)
    assert [piece.plain for piece in pieces] == parts


@given(parts=PARTS, kept=st.lists(st.booleans(), min_size=6, max_size=6))
def test_pieces_and_bytes_are_one_file(parts: list[bytes], kept: list[bool]) -> None:
    mixed = [Piece.of(part) if is_kept else part for part, is_kept in zip(parts, kept, strict=False)]
    assert gzip.decompress(gzipped(mixed)) == b"".join(parts)


def test_answers_of_the_same_page_differ_in_length() -> None:
    pieces = [Piece.of(b"the same words")]
    assert len({len(gzipped(pieces)) for _ in range(50)}) > 5


def test_a_page_is_the_same_packed_and_unpacked(client: Client, article: Article, annotator: Any) -> None:
    client.force_login(annotator)
    plain = client.get(f"/articles/{article.pk}/")
    packed = client.get(f"/articles/{article.pk}/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert [len(answer.content) for answer in (plain, packed)] == [
        int(answer["Content-Length"]) for answer in (plain, packed)
    ]
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]
    assert without_tokens(gzip.decompress(packed.content)) == without_tokens(plain.content)


def without_tokens(page: bytes) -> list[bytes]:
    return [part.partition(b'"')[2] for part in page.split(b'name="csrfmiddlewaretoken" value="')]


def test_nobody_can_write_the_mark_of_a_piece() -> None:
    packing = Packing()
    mark = packing.place([Piece.of(b"kept")])
    assert b"".join(PackedResponse(packing.parts(f"a{mark}b\0x:0\0")).content.split()) == b"akeptb\0x:0\0"


@pytest.fixture
def drawn() -> Any:
    """A template with a part that is kept, drawn for these values."""
    template = engines["django"].from_string(
        "{% load i18n kept %}{% kept name=name %}{{ name }}{{ user }} {% translate 'Sign out' %}{% endkept %}{{ user }}"
    )
    return lambda **values: template.render(values)


def test_a_kept_part_sees_nothing_but_the_values_that_are_named(drawn: Any) -> None:
    assert drawn(name="a", user="ann") == "a Sign outann"
    assert drawn(name="a", user="bob") == "a Sign outbob"
    assert drawn(name="<b>", user="bob") == "&lt;b&gt; Sign outbob"


def test_a_kept_part_is_drawn_for_each_language(drawn: Any) -> None:
    assert drawn(name="a", user="") == "a Sign out"
    with translation.override("es"):
        assert drawn(name="a", user="") == "a Cerrar sesión"


def test_what_is_fresh_in_a_kept_part_is_drawn_each_time() -> None:
    fresh = "{% if n %}{% fresh %}{{ x }}{% endfresh %}{% endif %}"
    template = engines["django"].from_string(
        f"{{% load kept %}}{{% kept n=n %}}[{{{{ n }}}}{fresh}{{{{ x }}}}]{{% endkept %}}"
    )
    drawn = [template.render({"n": number, "x": word}) for number, word in ((1, "a"), (1, "<b>"), (0, "c"))]
    assert drawn == ["[1a]", "[1&lt;b&gt;]", "[0]"]


def test_what_is_fresh_in_a_part_within_a_kept_part_belongs_to_the_page() -> None:
    source = (
        "{% load kept %}{% kept %}{% kept %}{% fresh %}{{ x }}{% endfresh %}{% endkept %}"
        "{% include inner only %}{% endkept %}"
    )
    inner: Any = engines["django"].from_string("{% load kept %}{% fresh %}{{ x }}!{% endfresh %}")
    template = engines["django"].from_string(source.replace("{% kept %}", "{% kept inner=inner %}"))
    assert [template.render({"inner": inner.template, "x": word}) for word in "ab"] == ["aa!", "bb!"]


def test_what_is_fresh_stands_by_itself_where_nothing_is_kept() -> None:
    template = engines["django"].from_string("{% load kept %}{% fresh %}{{ x }}{% endfresh %}")
    assert [template.render({"x": word}) for word in "ab"] == ["a", "b"]


def test_an_address_with_a_number_is_that_of_its_view() -> None:
    template = engines["django"].from_string("{% load kept %}{% address 'act' 1234567 %}")
    assert template.render({}) == reverse("act", args=[1234567])
    before = get_script_prefix()
    set_script_prefix("/news/")
    try:
        assert template.render({}) == "/news/articles/1234567/actions/"
    finally:
        set_script_prefix(before)
