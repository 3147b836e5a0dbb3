"""Suggesters by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint

import pytest

from suggesters import registry
from suggesters.pipeline import Source
from suggesters.suggestions import Entity, Suggestions


class FirstWord:
    """Proposes the first word of a text as an entity."""

    name = "first-word"
    version = "3"

    def pipe(self, sources: Iterable[Source]) -> Iterator[Suggestions]:
        for source in sources:
            word = source.text.split()[0]
            yield Suggestions(entities=(Entity(0, len(word), "ORG"),))


def test_a_suggester_of_the_settings_is_found_by_its_name() -> None:
    found = registry.suggester_named("first-word", more={"first-word": f"{__name__}:FirstWord"})
    assert (found.name, found.version) == ("first-word", "3")
    [answer] = found.pipe([Source("Harbour reopens")])
    assert answer.entities == (Entity(0, 7, "ORG"),)


def test_a_suggester_of_an_installed_package_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("first-word", f"{__name__}:FirstWord", registry.GROUP)

    def entries(*, group: str, name: str | None = None) -> list[EntryPoint]:
        return [entry] if group == registry.GROUP and name in (None, "first-word") else []

    monkeypatch.setattr(registry, "entry_points", entries)
    assert registry.suggester_named("first-word").version == "3"
    assert registry.names() == ["quotemark", "first-word"]


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(registry.UnknownSuggester, match="no suggester “nobody”; there are: quotemark, mine"):
        registry.suggester_named("nobody", more={"mine": "a:b"})


@pytest.mark.parametrize("reference", ["tests.suggesters.test_registry", "tests.suggesters.test_registry:Nothing"])
def test_a_reference_that_leads_nowhere_is_refused(reference: str) -> None:
    with pytest.raises(ImportError, match="tests.suggesters.test_registry"):
        registry.called(reference)
