"""Parts of Parquet files: planned, read, suggested for, and written so that a part is there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from suggesters.stream import suggest_records

if TYPE_CHECKING:
    from suggesters.pipeline import Suggester

LONGEST = 20_000_000
"""Characters of one text: more is no article."""
KINDS = ("quotes", "entities", "captions", "repairs", "notes")
"""The columns that are added: JSON, as in a line of ``suggest_file``."""
ABOUT = b"quotemark"


class BatchError(ValueError):
    """The work cannot begin or go on; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows ``start`` to ``stop`` of one file, and which of them have the id of an earlier row."""

    number: int
    file: str
    start: int
    stop: int
    repeated: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return f"part-{self.number:06d}.parquet"


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that was left out."""

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.reason}"


def input_files(source: Path) -> list[Path]:
    """The file, or the Parquet files of the folder by name. Raises BatchError where there are none to read."""
    files = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
    if not files or not all(path.is_file() for path in files):
        raise BatchError(f"{source} is neither a Parquet file nor a folder with *.parquet files.")
    for path in files:
        check_columns(path)
    return files


def check_columns(path: Path) -> None:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise BatchError(f"{path} cannot be read as Parquet: {error}") from error
    missing = {"id", "text"} - set(schema.names)
    if missing:
        raise BatchError(f"{path} has no column {' and '.join(sorted(missing))}; there are: {', '.join(schema.names)}.")
    taken = set(KINDS) & set(schema.names)
    if taken:
        raise BatchError(f"{path} has a column {' and '.join(sorted(taken))}, which would be overwritten: rename it.")


def planned(files: Sequence[Path], *, rows: int) -> list[Part]:
    """The parts, of at most this many rows, with rows marked whose id has been met."""
    repeated = repeated_ids(files)
    parts: list[Part] = []
    for path in files:
        total = pq.read_metadata(path).num_rows
        for start in range(0, total, rows):
            stop = min(start + rows, total)
            again = tuple(row for row in repeated.get(path, ()) if start <= row < stop)
            parts.append(Part(len(parts), str(path), start, stop, again))
    return parts


def repeated_ids(files: Sequence[Path]) -> dict[Path, list[int]]:
    """Rows with the id of an earlier one. Keeps eight bytes for each id, so that many millions fit into memory."""
    import numpy as np

    hashes = np.fromiter((hash(key) for _, _, key in ids_of(files)), dtype=np.int64)
    values, counts = np.unique(hashes, return_counts=True)
    suspects = set(values[counts > 1].tolist())
    found: dict[Path, list[int]] = {}
    seen: set[str] = set()
    if suspects:
        for path, row, key in ids_of(files):
            if hash(key) in suspects:
                if key in seen:
                    found.setdefault(path, []).append(row)
                seen.add(key)
    return found


def ids_of(files: Sequence[Path]) -> Iterator[tuple[Path, int, str]]:
    """Every id with its file and row, without those that are empty."""
    for path in files:
        row = 0
        for batch in pq.ParquetFile(path).iter_batches(columns=["id"]):
            for key in batch.column(0).to_pylist():
                if key is not None and key != "":
                    yield path, row, str(key)
                row += 1


def fingerprint(files: Sequence[Path]) -> str:
    """A hash of the files' sizes and of their footers, which know the size and the extremes of every column."""
    found = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(-8, os.SEEK_END)
            length = int.from_bytes(file.read(4), "little")
            file.seek(-8 - length, os.SEEK_END)
            found.update(f"{path.name} {size} ".encode() + file.read(length))
    return found.hexdigest()[:16]


def rows_of(part: Part) -> pa.Table:
    """The part's rows; of the file only the row groups are read in which they lie."""
    file = pq.ParquetFile(part.file)
    begin, before = 0, 0
    groups: list[int] = []
    for number in range(file.num_row_groups):
        end = begin + file.metadata.row_group(number).num_rows
        if begin < part.stop and end > part.start:
            before = begin if not groups else before
            groups.append(number)
        begin = end
    return file.read_row_groups(groups).slice(part.start - before, part.stop - part.start)


def sorted_out(part: Part, table: pa.Table) -> tuple[pa.Table, list[dict[str, Any]], list[Bad]]:
    """The rows that can be suggested for, as a table and as records, and the others."""
    languages = table.column("language").to_pylist() if "language" in table.column_names else [None] * len(table)
    columns = (table.column("id").to_pylist(), table.column("text").to_pylist(), languages)
    kept: list[int] = []
    records: list[dict[str, Any]] = []
    bad: list[Bad] = []
    for place, (key, text, language) in enumerate(zip(*columns, strict=True)):
        row = part.start + place
        reason = "another row before has the same id" if row in part.repeated else fault_of(key, text)
        if reason:
            bad.append(Bad(part.file, row, reason))
        else:
            kept.append(place)
            records.append({"id": key, "text": text, "language": language})
    return table.take(pa.array(kept, pa.int64())), records, bad


def fault_of(key: object, text: object) -> str:
    """Why a row cannot be suggested for; empty where it can."""
    if isinstance(key, bool) or not isinstance(key, str | int) or key == "":
        return f"id is a text or a number, not {key!r}"
    if not isinstance(text, str):
        return f"text is the article’s text, not {'empty' if text is None else repr(text)[:50]}"
    if not text.strip():
        return "text is empty"
    if len(text) > LONGEST:
        return f"text has {len(text):,} characters; at most {LONGEST:,} can be read"
    return "text holds a NUL character: remove it" if "\0" in text else ""


def suggested(
    part: Part, suggester: Suggester, *, language: str | None, target: Path, key: dict[str, Any]
) -> list[Bad]:
    """Do the part and write it under its name. Returns the rows that were left out."""
    table, records, bad = sorted_out(part, rows_of(part))
    wanted = ({**record, "language": record["language"] or language} for record in records)
    done = list(suggest_records(wanted, suggester=suggester))
    for name in KINDS:
        found = [json.dumps(record.get(name, []), ensure_ascii=False) for record in done]
        table = table.append_column(name, pa.array(found, pa.string()))
    about = {**key, "rows": len(done), "bad": [[item.row, item.reason] for item in bad]}
    known = table.schema.metadata or {}
    write_whole(table.replace_schema_metadata({**known, ABOUT: json.dumps(about).encode()}), target / part.name)
    return bad


def write_whole(table: pa.Table, path: Path) -> None:
    """Write beside the place and rename, so that nobody meets half a file."""
    beside = path.with_name(f".{path.name}.{os.uname().nodename}-{os.getpid()}")
    try:
        pq.write_table(table, beside, compression="zstd")
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def about(path: Path) -> dict[str, Any] | None:
    """What a finished part says of itself; None where there is none."""
    if not path.exists():
        return None
    try:
        known = pq.read_schema(path).metadata or {}
        found: dict[str, Any] = json.loads(known[ABOUT])
    except (pa.ArrowInvalid, KeyError, ValueError) as error:
        raise BatchError(f"{path} was not written by this command: choose another folder.") from error
    return found


def is_done(part: Part, *, target: Path, key: dict[str, Any]) -> bool:
    """Whether the part is there already. Raises BatchError where what is there was made of, or by, something else."""
    found = about(target / part.name)
    if found is None:
        return False
    other = [name for name, value in key.items() if found.get(name) != value]
    if other:
        was = ", ".join(f"{name} was {found.get(name)!r} and is {key[name]!r} now" for name in other)
        raise BatchError(f"{target / part.name} belongs to another run: {was}. Choose another folder, or remove it.")
    return True
