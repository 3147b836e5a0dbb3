"""Kinds, roles, verdicts and types are written in the vocabulary alone; import and export read them there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import vocabulary

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("records", "formats", "incoming", "outgoing", "management")
LISTS = {
    **{
        words.__name__: set(words.values)
        for words in (
            *(vocabulary.Kind, vocabulary.SpanRole, vocabulary.QuoteType, vocabulary.SpeakerKind, vocabulary.Verdict),
            vocabulary.Source,
        )
    },
    "entity types": set(vocabulary.ENTITY_TYPES),
}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from (ROOT / "exchange" / room).rglob("*.py")


def written_lists(source: str) -> Iterator[tuple[int, set[str]]]:
    """The line and the words of each tuple, list, set and dict that is written out."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            continue
        items = node.keys if isinstance(node, ast.Dict) else node.elts
        words = {item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)}
        if len(words) == len(items):
            yield node.lineno, words


def repeated(source: str) -> list[tuple[int, str]]:
    """Where three words of one list of the vocabulary, and no others, are written again."""
    return [
        (line, name)
        for line, words in written_lists(source)
        for name, known in LISTS.items()
        if len(words) > 2 and words <= known
    ]


@pytest.mark.parametrize(
    "copy",
    ['["quote", "entity", "caption", "repair"]', '{"content": 1, "cue": 2, "speaker": 3}', '("PERSON", "ORG", "GPE")'],
)
def test_a_copy_is_found(copy: str) -> None:
    assert len(repeated(copy)) == 1


def test_nothing_of_the_vocabulary_is_written_again() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules()
        for line, name in repeated(path.read_text("utf-8"))
    ]
    assert found == []
