"""Parquet: everything goes out and comes back; pyarrow and Hugging Face ``datasets`` read it."""

from __future__ import annotations

import datetime
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from articles.models import Project
from exchange.formats import parquet
from exchange.records.article import ArticleRecord, Failure
from tests.examples import examples
from tests.exchange.exchange import lost_to_the_format, read
from tests.exchange.helpers import TEXT, article, bring_in, quote, repair
from tests.exchange.strategies import check_lossless_round_trip, exported_as, records


def table_of(project: Project) -> pa.Table:
    return pq.read_table(io.BytesIO(exported_as(project, "parquet")[0]))


def file_with(**columns: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


@pytest.mark.django_db
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
@example([{"text": "a", "quotes": []}], "machine")
def test_what_goes_out_comes_back(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    report = check_lossless_round_trip(found, "parquet", file_name="in.parquet", chosen=chosen)
    assert lost_to_the_format(report) == set()


def test_the_schema_is_nested_and_its_offsets_are_int64(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True, note=1)], repairs=[repair(gold=True)]))
    table = table_of(project)
    content = table.schema.field("quotes").type.value_type.field("content").type.value_type
    assert content == pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
    [row] = table.to_pylist()
    [found] = row["quotes"]
    assert [part["text"] for part in found["content"]] == ["“We wait,”", "“but not for ever.”"]
    assert all(TEXT[part["start"] : part["end"]] == part["text"] for part in found["content"])
    assert json.loads(found["extra"]) == {"note": 1}
    assert row["repairs"][0]["replacement"] == "said that"


LOAD = """
import json, sys, datasets
loaded = datasets.load_dataset("parquet", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2])
start = loaded.features["quotes"].feature["content"].feature["start"].dtype
print(json.dumps({"rows": loaded.num_rows, "quote": loaded[0]["quotes"][0], "start": start}))
"""


@pytest.mark.left_to_ci
def test_hugging_face_datasets_loads_it_offline(project: Project, tmp_path: Path) -> None:
    """In a process of its own: Hugging Face’s package has the name of our own room."""
    bring_in(project, *(article(str(number), quotes=[quote(gold=True)], published="2026-01-02") for number in range(3)))
    path = tmp_path / "harbour.parquet"
    path.write_bytes(exported_as(project, "parquet")[0])
    ran = subprocess.run(
        [sys.executable, "-I", "-c", LOAD, str(path), str(tmp_path / "cache")],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HF_HUB_OFFLINE": "1",
            "HF_HOME": str(tmp_path / "home"),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["rows"], found["start"]) == (3, "int64")
    assert found["quote"]["speaker_name"] == "Ann Lee"
    assert [part["text"] for part in found["quote"]["content"]] == ["“We wait,”", "“but not for ever.”"]


def test_groups_of_rows_are_bounded_and_come_as_they_are_full(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 2)
    bring_in(project, *(article(str(number)) for number in range(5)))
    data, _ = exported_as(project, "parquet")
    assert pq.ParquetFile(io.BytesIO(data)).metadata.num_row_groups == 3


def test_an_export_without_articles_is_a_file_without_rows(project: Project) -> None:
    assert table_of(project).num_rows == 0


def test_the_same_state_gives_the_same_bytes(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    assert exported_as(project, "parquet")[0] == exported_as(project, "parquet")[0]


def test_other_programs_tables_are_articles_with_their_columns_kept() -> None:
    days = pa.array([datetime.date(2026, 1, 2)])
    [found] = read("in.parquet", file_with(text=["Pier shut.\r\nWe wait."], label=[3], seen=days, title=["Pier"]))
    assert isinstance(found, ArticleRecord)
    assert (found.id, found.text, found.title) == ("in", "Pier shut.\nWe wait.", "Pier")
    assert found.extra == {"label": 3, "seen": "2026-01-02"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PAR1 and nothing else", "not a Parquet file that can be read"),
        (file_with(words=["a"]), "no column “text” of strings among words"),
        (file_with(text=[1]), "no column “text” of strings"),
        (file_with(text=["a"], image=[b"\x00"]), "the column image holds bytes"),
        (file_with(text=["a"], extra=["["]), "extra is a JSON object"),
        (file_with(text=["a"], quotes=["none"]), "quotes is a list of structs"),
        (file_with(text=["a"], quotes=[[{"content": 3}]]), "quotes[0].content is a list"),
        (file_with(text=["a"], blocks=[[{"start": 0}]]), "blocks[0] is [start, end, kind]"),
        (file_with(text=["a\0b"]), "a NUL character cannot be stored"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, reason: str) -> None:
    [found] = read("in.parquet", data)
    assert isinstance(found, Failure)
    assert reason in found.reason


def test_a_row_that_cannot_be_read_takes_no_other_along() -> None:
    found = read("in.parquet", file_with(text=["One.", "", "Three."]))
    assert [getattr(item, "id", None) for item in found] == ["in", None, "in-3"]
    assert str(found[1]) == "in.parquet:2: row 2: text is missing or empty; an article needs at least one word"


def test_a_row_group_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "LARGEST_GROUP", 50)
    [found] = read("in.parquet", file_with(text=["word " * 1000]))
    assert "row group 0 unpacks to" in found.reason
