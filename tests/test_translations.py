"""Every language that is offered is whole: nothing untranslated, no place lost, the compiled catalogue fresh."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.messages import ROOT, Entry, read_catalogue, sentences_in_sources

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?\w+[^>]*>|&\w+;")


def catalogue(code: str) -> Path:
    return ROOT / "locale" / code / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_of_pages_and_code_is_in_the_catalogue(code: str) -> None:
    known = {entry.key for entry in read_catalogue(catalogue(code))}
    assert sorted(sentences_in_sources() - known) == []
    assert sorted(known - sentences_in_sources()) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_left_to_translate_and_nothing_is_a_guess(code: str) -> None:
    entries = read_catalogue(catalogue(code))
    assert [entry.sentence for entry in entries if "fuzzy" in entry.flags] == []
    assert [
        entry.sentence for entry in entries if not all(entry.translations) or len(entry.translations) < forms(entry)
    ] == []


def forms(entry: Entry) -> int:
    return 2 if entry.plural else 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_keep_the_places_and_the_markup(code: str) -> None:
    changed = [
        (entry.sentence, words)
        for entry in read_catalogue(catalogue(code))
        for words in entry.translations
        if sorted(PLACES.findall(words)) != sorted(PLACES.findall(entry.sentence))
    ]
    assert changed == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_text_says(code: str) -> None:
    source = catalogue(code)
    with source.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in read_catalogue(source):
        found = [
            compiled.npgettext(entry.context, entry.sentence, entry.plural, number)
            if entry.plural and entry.context
            else compiled.ngettext(entry.sentence, entry.plural, number)
            if entry.plural
            else compiled.pgettext(entry.context, entry.sentence)
            if entry.context
            else compiled.gettext(entry.sentence)
            for number in (1, 2)
        ]
        assert found == [entry.translations[0], entry.translations[-1]], "make messages compiles it"
