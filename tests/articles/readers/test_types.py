"""Bytes become text strictly, and gzip is undone within a limit."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.types import ReadError, decode, gunzip


@given(st.text())
def test_text_survives_utf8(text: str) -> None:
    assert decode(("\ufeff" + text).encode("utf-8")) == text


def test_only_the_first_byte_order_mark_is_dropped() -> None:
    assert decode("\ufeffa\ufeffb".encode()) == "a\ufeffb"


def test_bytes_that_are_not_utf8_are_refused_with_their_place() -> None:
    with pytest.raises(ReadError, match=r"line 2, byte 8: 0xe9 is not UTF-8; save the file as UTF-8"):
        decode(b"first\nca\xe9t")


def test_gzip_is_told_by_its_first_bytes() -> None:
    assert gunzip(gzip.compress(b"some words"), limit=100) == b"some words"
    assert gunzip(b"some words", limit=100) == b"some words"


@pytest.mark.parametrize("data", [b"x" * 101, gzip.compress(b"x" * 1_000_000)])
def test_more_than_the_limit_is_refused_packed_or_not(data: bytes) -> None:
    with pytest.raises(ReadError, match="more than the limit of 100 bytes"):
        gunzip(data, limit=100)


def test_exactly_the_limit_is_read() -> None:
    assert len(gunzip(gzip.compress(b"x" * 100), limit=100)) == 100


@pytest.mark.parametrize("damage", [slice(0, 15), slice(0, 4)])
def test_cut_gzip_is_refused(damage: slice) -> None:
    with pytest.raises(ReadError, match="the gzip data is damaged"):
        gunzip(gzip.compress(b"some words that go on")[damage], limit=100)
