"""Pages in another character set than they say are read by what fits, and damage is said before a text is stored."""

from __future__ import annotations

import pytest

from articles.readers.charsets import NOT_UTF8, decode_page, page_text
from articles.readers.damage import remarks_on_damage
from articles.readers.html import read_html

PAGE = (
    '<html lang="{language}"><head><meta charset="utf-8"><title>x</title></head><body><article><p>{words}</p></article>'
)
ENGLISH = (
    "“The dam holds,” said Zoë Brandt – the engineer’s café was full of people who had waited for news since noon."
)
RUSSIAN = "Плотина держится, сказала инженер, и все, кто ждал новостей с полудня, пошли домой к своим детям и соседям."


@pytest.mark.parametrize(
    ("language", "words", "charset"),
    [("en", ENGLISH, "cp1252"), ("ru", RUSSIAN, "cp1251"), ("en-GB", ENGLISH, "cp1252")],
)
def test_a_page_that_wrongly_declares_utf_8_is_read_as_what_it_is(language: str, words: str, charset: str) -> None:
    article = read_html(PAGE.format(language=language, words=words).encode(charset))
    assert words in article.text
    assert [remark.text for remark in article.remarks] == [NOT_UTF8]


def test_a_page_in_utf_8_has_no_remark() -> None:
    assert page_text(PAGE.format(language="en", words=ENGLISH).encode())[1] == ()


def test_a_stray_quotation_mark_of_windows_1252_in_utf_8_is_read() -> None:
    assert decode_page("é".encode() * 50 + b" \x93yes\x94 ") == "é" * 50 + " “yes” "


def test_a_cut_character_of_utf_8_stays_damaged() -> None:
    assert decode_page("é".encode() * 50 + b"\xe2\x80") == "é" * 50 + "\ufffd"


def test_lost_characters_are_counted_with_the_first_in_its_words() -> None:
    [remark] = remarks_on_damage("She said \ufffdyes\ufffd.")
    assert remark.counts == (2,)
    assert remark.text.startswith("# characters of the text could not be read")
    assert remark.example == "“She said \ufffdyes\ufffd.”"


@pytest.mark.parametrize("words", ["“Yes,” she said – at the café.", "L’été à Nîmes", "où « il » va"])
def test_text_that_was_decoded_twice_is_recognised(words: str) -> None:
    twice = words.encode().decode("cp1252", errors="replace")
    [remark] = [one for one in remarks_on_damage(twice) if "twice" in one.text]
    assert remark.counts[0] >= 1
    assert remarks_on_damage(words) == ()


@pytest.mark.parametrize("words", ["MANHÃ, NÃO", "“CAFÉ”", "Âge d’or", "pâté", "50 €", "châteaux"])
def test_ordinary_letters_with_accents_are_no_damage(words: str) -> None:
    assert remarks_on_damage(words) == ()
