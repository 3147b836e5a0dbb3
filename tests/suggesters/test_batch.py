"""Parquet in, Parquet out, over Dask: the same as one process, whatever is killed, and what is bad is named."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from suggesters import batch
from suggesters.parquet_parts import Part, planned, rows_of
from suggesters.stream import suggest_records
from suggesters.suggestions import LEAST_SURE

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (
    "“We will wait,” said Ines Calder, a fisherman, “but not for ever.” Mayor Tom Okafor warned that it will cost.",
    "The council met for three hours. Marta Quist said the harbour would close in May and urged members to vote.",
    "Die Stadt wartet. „Wir bleiben“, sagte Jonas Breda.",
)


def rows(number: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"a{place}",
            "text": f"Day {place}. {TEXTS[place % 3]}",
            "language": "de" if place % 3 == 2 else None,
            "n": place,
        }
        for place in range(number)
    ]


def written(path: Path, values: list[dict[str, Any]], **options: Any) -> Path:
    pq.write_table(pa.Table.from_pylist(values), path, **options)
    return path


def read(folder: Path) -> list[dict[str, Any]]:
    return [row for path in sorted(folder.glob("part-*.parquet")) for row in pq.read_table(path).to_pylist()]


def record_of(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a line of ``suggest_file``."""
    found = {"id": row["id"], "text": row["text"]}
    found |= {name: json.loads(row[name]) for name in ("quotes", "entities", "captions", "repairs")}
    notes = json.loads(row["notes"])
    return {**found, "notes": notes} if notes else found


def command(source: Path, target: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "suggesters.batch", "--input", str(source), "--output", str(target), *more]


@pytest.mark.left_to_ci
def test_two_workers_killed_in_the_middle_and_begun_again_write_what_one_process_does(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    written(source / "1.parquet", rows(40)[:25], row_group_size=10)
    written(source / "2.parquet", rows(40)[25:])
    asked = command(source, target, "--rows", "2", "--workers", "2")
    killed = subprocess.Popen([*asked[:-1], "1"], cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    while len(list(target.glob("part-*.parquet"))) < 2:
        assert killed.poll() is None
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    before = {path.name: path.stat().st_mtime_ns for path in target.glob("part-*.parquet")}
    assert 2 <= len(before) < 21
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"21 parts, {len(before)} of them done before" in ran.stderr
    assert "40 articles, 0 rows left out" in ran.stderr
    assert {name: (target / name).stat().st_mtime_ns for name in before} == before
    found = read(target)
    assert [record_of(row) for row in found] == list(suggest_records(rows(40), least_score=LEAST_SURE))
    assert [row["n"] for row in found] == list(range(40)), "other columns are kept"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts are done here, one after another."""

    def results(client: Any, parts: Any, wanted: Any, options: Any, key: Any) -> Any:
        return (batch.do_part(part, wanted, str(options.output), key) for part in parts)

    monkeypatch.setattr(batch, "results", results)
    monkeypatch.setattr(batch, "client_of", lambda options: nullcontext())


@pytest.mark.usefixtures("in_process")
def test_bad_rows_are_named_and_the_others_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = rows(1)[0]["text"]
    values = [("a", good), ("b", None), (None, good), ("a", good), ("c", " "), ("d", "x\0y"), ("e", good)]
    source = written(tmp_path / "in.parquet", [{"id": key, "text": text} for key, text in values])
    assert batch.main(["--input", str(source), "--output", str(tmp_path / "out"), "--rows", "3"]) == 1
    told = capsys.readouterr().err
    for row, reason in ((1, "text is the article"), (2, "id is a"), (3, "same id"), (4, "is empty"), (5, "NUL")):
        assert f"{source}, row {row}: " in told
        assert reason in told
    assert "2 articles, 5 rows left out" in told
    assert [row["id"] for row in read(tmp_path / "out")] == ["a", "e"]


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("more", "changed", "words"),
    [
        (["--profile", "polnear"], 0, "version was"),
        (["--language", "es"], 0, "language was None and is 'es' now"),
        ([], 1, "input was"),
    ],
)
def test_parts_of_another_run_are_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], changed: int, words: str
) -> None:
    source, target = written(tmp_path / "in.parquet", rows(2)), tmp_path / "out"
    asked = ["--input", str(source), "--output", str(target)]
    assert batch.main(asked) == 0
    if changed:
        written(source, rows(2 + changed))
    assert batch.main([*asked, *more]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("values", "words"),
    [([{"id": "a", "body": "x"}], "has no column text"), ([{"id": "a", "text": "x", "quotes": "y"}], "rename it")],
)
def test_files_that_cannot_be_used_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], values: list[dict[str, Any]], words: str
) -> None:
    source = written(tmp_path / "in.parquet", values)
    assert batch.main(["--input", str(source), "--output", str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--input", str(written(tmp_path / "in.parquet", rows(1))), "--output", str(tmp_path / "out")]
    assert batch.main([*asked, "--scheduler", "nowhere"]) == 2
    assert "no Dask scheduler answers at nowhere" in capsys.readouterr().err


def test_a_part_reads_only_its_own_rows_whatever_the_row_groups(tmp_path: Path) -> None:
    source = written(tmp_path / "in.parquet", rows(23), row_group_size=5)
    parts = planned([source], rows=7)
    assert [(part.start, part.stop) for part in parts] == [(0, 7), (7, 14), (14, 21), (21, 23)]
    found = [key for part in parts for key in rows_of(part).column("id").to_pylist()]
    assert found == [row["id"] for row in rows(23)]
    assert Part(3, "x", 0, 1).name == "part-000003.parquet"
