"""Parses kept on disk: the same suggestions, whatever happens to the files."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from suggesters.learned.parses import Parses
from suggesters.pipeline import Source, Suggester
from tests.suggesters.shipped import shipped

if TYPE_CHECKING:
    from spacy.tokens import Doc

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))[:3]]
SHORT = "“We will fight this,” Ines Calder said."


class Counting(Suggester):
    """Counts the texts that were parsed."""

    parsed = 0

    def _parse(self, texts: Sequence[str]) -> Iterator[Doc]:
        self.parsed += len(texts)
        return super()._parse(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "parses"


def counting(folder: Path, *, most_bytes: int = 10_000_000) -> Counting:
    suggester = Counting(shipped().nlp)
    suggester.parses = Parses(folder, most_bytes=most_bytes)
    return suggester


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_a_kept_parse_gives_the_same_suggestions_without_parsing(folder: Path) -> None:
    sources = [Source(text, "en") for text in TEXTS]
    plain = list(shipped().pipe(sources))
    first, second = counting(folder), counting(folder)
    assert list(first.pipe(sources)) == plain
    assert list(second.pipe(sources)) == plain
    assert (first.parsed, second.parsed) == (3, 0)


def test_kept_and_fresh_parses_come_in_the_order_of_the_texts(folder: Path) -> None:
    counting(folder).suggest(TEXTS[1], language="en")
    suggester = counting(folder)
    sources = [Source(text, "en") for text in TEXTS]
    assert list(suggester.pipe(sources)) == list(shipped().pipe(sources))
    assert suggester.parsed == 2


def test_a_suggester_for_another_profile_keeps_them_too(folder: Path) -> None:
    suggester = shipped().keeping(Parses(folder))
    suggester.following(shipped("ggt").profile).suggest(SHORT)
    assert len(files(folder)) == 1
    assert shipped().parses is None


@pytest.mark.parametrize("damage", [b"", b"nonsense", zlib.compress(b"nonsense"), zlib.compress(b"\x81\xa1a\x01")])
def test_a_damaged_file_is_parsed_again_and_mended(folder: Path, damage: bytes) -> None:
    expected = counting(folder).suggest(SHORT)
    (path,) = files(folder)
    whole = path.read_bytes()
    path.write_bytes(damage)
    suggester = counting(folder)
    assert suggester.suggest(SHORT) == expected
    assert suggester.parsed == 1
    assert zlib.decompress(path.read_bytes()) == zlib.decompress(whole)


def test_the_parse_of_another_text_is_not_taken(folder: Path) -> None:
    counting(folder).suggest(SHORT)
    (path,) = files(folder)
    other = "“We will win this,” Ines Calder said."
    suggester = counting(folder)
    path.rename(suggester.parses.place(suggester.nlp, other) if suggester.parses else path)
    suggester.suggest(other)
    assert suggester.parsed == 1


def test_another_pipeline_has_other_parses(folder: Path) -> None:
    suggester = counting(folder)
    suggester.suggest(SHORT)
    parses = Parses(folder)
    assert parses.kept(suggester.nlp, SHORT) is not None
    with suggester.nlp.select_pipes(disable=["ner"]):
        assert parses.kept(suggester.nlp, SHORT) is None


def test_what_was_not_used_for_longest_goes_first(folder: Path) -> None:
    suggester = counting(folder)
    texts = [f"“We will fight this,” said Ines Calder in year {number}." for number in range(6)]
    for number, text in enumerate(texts):
        suggester.suggest(text)
        os.utime(suggester.parses.place(suggester.nlp, text) if suggester.parses else folder, (number, number))
    size = max(path.stat().st_size for path in files(folder))
    suggester.suggest(texts[0])  # is used again
    parses = Parses(folder, most_bytes=3 * size, most_days=1e6)
    parses.tidy()
    kept = [number for number, text in enumerate(texts) if parses.place(suggester.nlp, text).exists()]
    assert kept == [0, 4, 5]


def test_the_folder_stays_within_its_bound(folder: Path) -> None:
    counting(folder).suggest(SHORT)
    size = files(folder)[0].stat().st_size
    suggester = counting(folder, most_bytes=4 * size)
    for number in range(12):
        suggester.suggest(f"“We will fight this,” Ines Calder {number} said.")
    assert sum(path.stat().st_size for path in files(folder)) <= 4 * size


def test_what_nobody_used_for_long_goes(folder: Path) -> None:
    suggester = counting(folder)
    suggester.suggest(SHORT)
    suggester.suggest(TEXTS[0])
    os.utime(files(folder)[0], (1, 1))
    Parses(folder).tidy()
    assert len(files(folder)) == 1


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    suggester = counting(tmp_path / "file" / "parses")
    assert suggester.suggest(SHORT).quotes
    assert suggester.suggest(SHORT).quotes
    assert suggester.parsed == 2


def test_only_its_owner_reads_the_folder_and_clearing_leaves_nothing(folder: Path) -> None:
    counting(folder).suggest(SHORT)
    assert folder.stat().st_mode & 0o777 == 0o700
    Parses(folder).clear()
    assert not folder.exists()
    Parses(folder).clear()
    Parses(folder).tidy()


def test_pieces_of_a_long_text_are_kept_each(folder: Path) -> None:
    long = "\n".join([TEXTS[0]] * 16)
    first, second = counting(folder), counting(folder)
    assert first.suggest(long) == second.suggest(long)
    assert first.parsed > 1
    assert second.parsed == 0
