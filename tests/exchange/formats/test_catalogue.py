"""The formats by name: what the documentation tells of them is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from exchange.formats.catalogue import READ, WRITTEN

ROOT = Path(__file__).resolve().parents[3]
ROW = re.compile(r"^\| `(\w+)` \| (yes|) ?\| (yes|) ?\|", re.MULTILINE)


def test_the_table_of_formats_in_the_docs_is_complete() -> None:
    rows = ROW.findall((ROOT / "docs" / "formats.md").read_text(encoding="utf-8"))
    assert {name for name, is_read, _ in rows if is_read} == set(READ)
    assert {name for name, _, is_written in rows if is_written} == set(WRITTEN)


def test_extensions_tell_files_of_different_kinds_apart() -> None:
    assert all(
        known.extension.endswith("zip") == (known.content_type == "application/zip") for known in WRITTEN.values()
    )
    assert {name for name, known in WRITTEN.items() if not known.is_text} == {
        *("parquet", "docbin", "cas", "citron", "brat"),
    }
