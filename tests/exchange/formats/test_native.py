"""The native format: what is read, what is refused, and with which words."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from articles.readers.types import ReadError
from exchange.formats.json import lines as jsonlines
from exchange.formats.native import articles as native
from exchange.formats.source import SourceFile
from exchange.records.article import ArticleRecord, Failure, FilePlace, Note, Owner
from tests.exchange.helpers import TEXT, article, as_lines, quote, repair

PLACE = FilePlace("in.jsonl", 1)


def read(values: dict[str, Any]) -> ArticleRecord:
    return native.record_of(values, place=PLACE)


def refusal(values: dict[str, Any]) -> str:
    with pytest.raises(ReadError) as caught:
        read(values)
    return str(caught.value)


def read_bytes(data: bytes) -> list[ArticleRecord | Failure | Note]:
    return list(native.read(SourceFile("in.jsonl", BytesIO(data), "in")))


def test_a_quote_is_read_with_all_of_its_spans() -> None:
    [found] = read(article(quotes=[quote(score=0.5, reason="cue")])).annotations
    words = {
        role: [TEXT[start:end] for start, end in found.frame.by_role(role)] for role in ("content", "cue", "speaker")
    }
    assert words == {"content": ["“We wait,”", "“but not for ever.”"], "cue": ["said"], "speaker": ["Ann Lee"]}
    assert (found.frame.quote_type, found.frame.name, found.frame.score, found.frame.reason) == (
        "direct",
        "Ann Lee",
        0.5,
        "cue",
    )


def test_keys_that_are_not_ours_are_kept() -> None:
    record = read(article(desk={"b": 1, "a": [2]}, quotes=[quote(optional=True)]))
    assert record.extra == {"desk": {"b": 1, "a": [2]}}
    assert record.annotations[0].frame.extra == {"optional": True}


def test_what_the_record_leaves_out_is_read_from_the_text() -> None:
    text = "Pier shut\n\nBy Ann Lee\n\n3 March 2025\n\nIt is shut until May, the mayor said on Monday."
    record = read({"id": "a", "text": text})
    assert (record.title, record.byline, str(record.published)) == ("Pier shut", "Ann Lee", "2025-03-03")
    assert [block.kind for block in record.blocks] == ["headline", "other", "other", "paragraph"]


def test_what_the_record_tells_to_be_empty_is_empty() -> None:
    record = read(article(title="", byline="", published=None, blocks=[]))
    assert (record.title, record.byline, record.published, record.blocks) == ("", "", None, ())


def test_annotations_that_tell_nothing_are_of_an_import_named_by_their_content() -> None:
    first, again, other = (
        read(article(quotes=[values])).annotations[0].owner for values in (quote(), quote(), quote(type="mixed"))
    )
    assert first == again != other
    assert (first.kind, first.name, len(first.version)) == ("suggester", "import", 12)


@pytest.mark.parametrize(
    ("told", "owner"),
    [
        ({"suggester": "rules", "version": "2"}, Owner("suggester", "rules", "2")),
        ({"annotator": "mara"}, Owner("annotator", "mara")),
        ({"gold": True}, Owner("gold")),
    ],
)
def test_annotations_are_of_whom_they_tell(told: dict[str, Any], owner: Owner) -> None:
    assert read(article(quotes=[quote(**told)])).annotations[0].owner == owner


def test_the_kind_of_speaker_follows_from_what_is_told() -> None:
    named = quote()
    unnamed = quote(speaker_name=None)
    nobody = quote(speaker_name=None, speaker=[])
    for values in (named, unnamed, nobody):
        del values["speaker_kind"]
    found = read(article(quotes=[named, unnamed, nobody])).annotations
    assert [item.frame.speaker_kind for item in found] == ["named", "unnamed", "none"]


def test_the_type_of_a_quote_is_told_by_its_marks_where_it_is_missing() -> None:
    values = quote()
    del values["type"]
    assert read(article(quotes=[values])).annotations[0].frame.quote_type == "direct"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"id": "a"}, "text is missing or empty"),
        ({"id": "a", "text": " \n"}, "text is missing or empty"),
        ({"id": "a", "text": 5}, "text is a text, not 5"),
        ({"id": "", "text": "x"}, "id is empty"),
        ({"id": ["a"], "text": "x"}, "id is a text, not ['a']"),
        ({"id": "a", "text": "x\0y"}, "a NUL character cannot be stored"),
        ({"id": "a", "text": "x\ud800"}, "the lone surrogate U+D800 cannot be stored"),
        ({"id": "a", "text": "x", "note": "\ud800"}, "the lone surrogate U+D800 cannot be stored"),
        ({"id": "a", "text": "x", "published": "yesterday"}, "published is a date such as 2026-10-20, not “yesterday”"),
        ({"id": "a", "text": "x", "sha256": "0" * 64}, "sha256 is not that of the text"),
        ({"id": "a", "text": "x", "quotes": {}}, "quotes is a list, not {}"),
        ({"id": "a", "text": "x", "blocks": [[0, 1, "poem"]]}, "blocks[0] is [start, end, kind]"),
        ({"id": "a", "text": "x", "sets": [{}]}, "sets[0] names a suggester with its version"),
        (article(quotes=[quote(type="sung")]), "quotes[0].type is one of direct, indirect, mixed, not “sung”"),
        (article(quotes=[quote(), quote(content=[[0, 1.5]])]), "quotes[1].content[0] is [start, end] in code points"),
        (article(quotes=[quote(content=[[True, 2]])]), "quotes[0].content[0] is [start, end] in code points"),
        (article(quotes=[quote(score=2)]), "quotes[0].score is a number from 0 to 1, not 2"),
        (article(quotes=[quote(suggester="rules")]), "quotes[0].version is missing"),
        (article(quotes=[quote(gold=True, annotator="mara")]), "quotes[0].gold stands beside annotator"),
        (article(quotes=[quote(verdict="accepted")]), "quotes[0].verdict is “accepted”, which only people give"),
        (article(quotes=[quote(verdict="suggested", gold=True)]), "quotes[0].verdict is “suggested”"),
        (article(entities=[{"start": 0, "end": 3}]), "entities[0].type is missing"),
    ],
)
def test_a_record_that_cannot_be_read_tells_which_key(values: dict[str, Any], words: str) -> None:
    assert words in refusal(values)


def test_json_that_is_nested_without_end_is_refused() -> None:
    nested: dict[str, Any] = {}
    for _ in range(100):
        nested = {"a": nested}
    assert "nested deeper than 40" in refusal(article(x=nested))


def test_bad_lines_are_told_with_their_numbers_and_good_ones_are_read() -> None:
    lines = b"".join(
        [
            as_lines(article("a")),
            b"nope\n",
            b"\n",
            b"[1]\n",
            b'{"id": "\xff"}\n',
            b'{"x": NaN}\n',
            as_lines(article("b")),
        ]
    )
    found = read_bytes(lines)
    assert [item.id for item in found if isinstance(item, ArticleRecord)] == ["a", "b"]
    assert [str(item).split(":")[1] for item in found if isinstance(item, Failure)] == ["2", "4", "5", "6"]
    assert "in.jsonl:2: not JSON at character 0" in [str(item) for item in found if isinstance(item, Failure)][0]


def test_json_nested_too_deeply_to_be_parsed_is_one_bad_line() -> None:
    found = read_bytes(b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n" + as_lines(article()))
    assert [type(item) for item in found] == [Failure, ArticleRecord]


def test_a_line_beyond_the_limit_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "LINE_BYTES", 400)
    found = read_bytes(as_lines({"id": "long", "text": "x" * 2000}, {"id": "short", "text": "x"}))
    assert [type(item) for item in found] == [Failure, ArticleRecord]
    assert "more than 400 bytes" in str(found[0])


def test_records_without_an_id_are_named_by_the_file_and_the_line() -> None:
    found = read_bytes(as_lines({"text": "one"}, {"text": "two"}))
    assert [(item.id, item.id_given) for item in found if isinstance(item, ArticleRecord)] == [
        ("in", False),
        ("in-2", False),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_record() -> None:
    [record] = read_bytes(b"\xef\xbb\xbf" + as_lines(article()))
    assert isinstance(record, ArticleRecord)


def test_keys_are_written_in_a_fixed_order_and_annotations_by_place() -> None:
    late, early = quote(content=[[30, 40]]), quote(content=[[0, 5]])
    forward = native.values_of(read(article(quotes=[late, early], repairs=[repair()], z=1, a=2)))
    backward = native.values_of(
        read(dict(reversed(article(a=2, z=1, repairs=[repair()], quotes=[late, early]).items())))
    )
    assert json.dumps(forward) == json.dumps(backward)
    assert [item["content"] for item in forward["quotes"]] == [[[0, 5]], [[30, 40]]]
    assert list(forward)[:2] == ["id", "title"]
    assert list(forward)[-2:] == ["a", "z"]


def test_a_line_holds_no_character_that_programs_split_lines_at() -> None:
    line = jsonlines.written({"text": "a\u2028b\u2029c\u0085d\ne"})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"text": "a\u2028b\u2029c\u0085d\ne"}
