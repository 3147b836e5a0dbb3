"""Whatever a file of another tool’s format holds, it gives articles, failures and notes, and nothing else happens."""

from __future__ import annotations

import json
import re
import time
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.formats import citron
from exchange.formats.catalogue import READ
from exchange.formats.json.stream import keys_at_start
from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import detected, records_of_upload, records_of_uploads
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming, Note
from exchange.records.loss import LossReport
from tests.examples import examples
from tests.exchange.exchange import read_together, unzipped
from tests.exchange.helpers import TEXT, article, quote, repair
from tests.exchange.strategies import written_as

RECORD = record_of(
    article(
        quotes=[quote(gold=True), quote(suggester="rules", version="1", score=0.5)],
        entities=[{"start": 0, "end": 8, "type": "FAC", "gold": True}],
        captions=[{"start": 0, "end": 16, "credit": [4, 8]}],
        repairs=[repair()],
        figures=[{"caption": [0, 16]}],
    ),
    place=FilePlace("a"),
)
JSON_FORMATS = ["labelstudio", "prodigy", "doccano", "w3c", "jsonl"]
PACKED_FORMATS = ["csv", "brat", "parquet", "docbin", "cas", "citron"]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "\0", 10**300, "mara", "T1", "Content", -1, 2**31])
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of the value with one place in it become another."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(copy[path[0]], path[1:], new)
    return copy


def read(data: bytes, *, format_name: str = "auto", name: str = "in") -> list[Incoming]:
    items = list(records_of_upload(Upload(name, BytesIO(data)), format=format_name))
    assert all(isinstance(item, ArticleRecord | Failure | Note) for item in items)
    return items


@pytest.mark.parametrize("format_name", JSON_FORMATS)
@examples(150)
@given(data=st.data())
def test_any_value_in_any_place_gives_an_article_or_a_failure(format_name: str, data: st.DataObject) -> None:
    told = json.loads(written_as(RECORD, format_name)[0])
    told = told[0] if isinstance(told, list) else told
    broken = changed(told, data.draw(st.sampled_from(places(told))), data.draw(values))
    items = read((json.dumps(told) + "\n" + json.dumps(broken) + "\n").encode(), format_name=format_name)
    assert len([item for item in items if not isinstance(item, Note)]) == 2
    assert any(isinstance(item, ArticleRecord) and item.place.line == 1 for item in items)


@pytest.mark.parametrize("format_name", READ)
@examples(40)
@given(data=st.binary(max_size=60))
def test_any_bytes_under_any_format_are_read_or_told(format_name: str, data: bytes) -> None:
    items = read(data, format_name=format_name)
    assert items or data.strip() == b"[]"
    read(data)


@pytest.mark.parametrize("format_name", [*JSON_FORMATS, *PACKED_FORMATS])
@examples(40)
@given(data=st.data())
def test_a_file_with_bytes_changed_or_cut_off_is_read_or_told(format_name: str, data: st.DataObject) -> None:
    whole, _ = written_as(RECORD, format_name)
    start = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 8))
    broken = whole[:start] + data.draw(st.binary(max_size=3)) + whole[start + cut :]
    read(broken)
    read(whole[:start])


NUMBER = re.compile(rb'="(?:-?[0-9]+)"')


@examples(40)
@given(data=st.data())
def test_a_cas_with_any_number_in_place_of_another_is_read_or_told(data: st.DataObject) -> None:
    files = unzipped(written_as(RECORD, "cas")[0])
    [name] = [name for name in files if name.endswith(".xmi")]
    place = data.draw(st.sampled_from(list(NUMBER.finditer(files[name]))))
    new = data.draw(st.sampled_from([b"-1", b"0", b"1", b"7", b"99999999999", b"x", b"", b"1 2"]))
    files[name] = files[name][: place.start()] + b'="' + new + b'"' + files[name][place.end() :]
    assert read_together(files)


@examples(60)
@given(data=st.data())
def test_a_docbin_that_was_changed_within_is_read_or_told(data: st.DataObject) -> None:
    whole = zlib.decompress(written_as(RECORD, "docbin")[0])
    start = data.draw(st.integers(0, len(whole)))
    broken = whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + data.draw(st.integers(0, 8)) :]
    assert read(zlib.compress(broken), format_name="docbin")


def citron_document() -> dict[str, Any]:
    return citron.document(RECORD, LossReport(format="citron", chosen=""))


@examples(100)
@given(data=st.data())
def test_any_value_in_any_place_of_citrons_document_is_read_or_told(data: st.DataObject) -> None:
    told = citron_document()
    broken = changed(told, data.draw(st.sampled_from(places(told))), data.draw(values))
    assert read(json.dumps(broken).encode() + b"\n", format_name="citron") or broken == []


LINES = st.lists(
    st.sampled_from(
        ["T1", "R1", "E1", "A1", "N1", "#1", "*", "E2", "Content", "Cue", "T1:T2", "a:E1", "0 4", "5 9;3 4", "\t", " "]
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


@examples(150)
@given(st.lists(LINES, max_size=6).map("\n".join))
def test_any_lines_of_standoff_are_read_or_told(lines: str) -> None:
    ann = ("T1\tContent 0 8\tThe pier\n" + lines).encode("utf-8", "surrogatepass")
    files = [Upload("a.txt", BytesIO(TEXT.encode())), Upload("a.ann", BytesIO(ann))]
    items = [item for item in records_of_uploads(files) if not isinstance(item, Note)]
    assert len(items) == 1


def test_deep_json_is_told_in_lines_and_in_arrays() -> None:
    deep = b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert "nested" in str(read(deep + b"\n", name="a.jsonl")[0])
    assert "nested" in str(read(b"[" + deep + b"]", name="a.json")[0])


def test_a_value_without_end_is_given_up_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exchange.formats.json.stream.LONGEST", 200_000)
    [found] = read(b'[{"text": "' + b"a" * 1_000_000 + b'"}]', name="a.json")
    assert "a record has more than 200,000 characters" in str(found)


def test_signs_are_found_in_time_that_grows_with_the_beginning_alone() -> None:
    start = time.process_time()
    for text in (b'{"text": "' + b'\\"' * 130_000, b'{"a": "' + b"\\" * 260_000, b"[" * 260_000, b'{"a":{' * 40_000):
        keys_at_start(text)
    assert time.process_time() - start < 20  # minutes, where parts of a string are tried again


@pytest.mark.parametrize(
    ("told", "format_name"),
    [
        ({"id": 1, "text": "a", "label": [[0, 1, "X"]]}, "doccano"),
        ({"id": 1, "text": "a", "label": [], "Comments": []}, "doccano"),
        ({"text": "a", "entities": [{"id": 1, "start_offset": 0, "end_offset": 1, "label": "X"}]}, "doccano"),
        ({"text": "a", "entities": [], "relations": [], "Comments": []}, "doccano"),
        ({"text": "a", "entities": [{"start": 0, "end": 1, "type": "ORG"}]}, "jsonl"),
        ({"text": "a", "label": ["x"], "quotes": []}, "jsonl"),
        ({"text": "a", "topic": "b"}, "jsonl"),
        ({"text": "a", "spans": [{"start": 0, "end": 1, "label": "X"}]}, "prodigy"),
        ({"text": "a", "_input_hash": 1, "options": [], "answer": "accept"}, "prodigy"),
        ({"id": 1, "data": {"text": "a"}, "annotations": []}, "labelstudio"),
        ({"id": 1, "data": {"text": "a"}, "completions": [{"result": []}]}, "labelstudio"),
        (
            {"text": "a", "label": [{"start": 0, "end": 1, "labels": []}], "annotator": 1, "annotation_id": 1},
            "labelstudio",
        ),
    ],
)
def test_formats_of_json_are_told_by_their_keys(told: dict[str, Any], format_name: str) -> None:
    line = json.dumps(told).encode()
    for name in ("x.json", "x.jsonl", "x", *(["x.txt"] if format_name != "jsonl" else [])):
        assert detected(name, line) == format_name
        assert detected(name, b"\xef\xbb\xbf[\n" + line + b"]") == format_name
    assert detected("x.json", json.dumps({**told, "zz": "a" * 99}).encode()[:-80]) == format_name


@pytest.mark.parametrize("asked", ["labelstudio", "prodigy", "doccano", "brat", "zip", "csv"])
def test_a_file_that_is_not_what_the_user_says_is_told_so(asked: str) -> None:
    data = json.dumps({"id": "a", "text": TEXT, "quotes": []}).encode()
    [found] = [item for item in read(data, format_name=asked, name="a.jsonl") if not isinstance(item, Note)]
    assert isinstance(found, Failure)
    words = {
        "labelstudio": "no task of Label Studio", "prodigy": "no task of Prodigy", "doccano": "no record of doccano",
        "brat": "a.jsonl.txt is not beside", "zip": "the ZIP archive is damaged", "csv": "no column holds",
    }  # fmt: skip
    assert words[asked] in found.reason
