"""Prodigy: its tasks come in as frames, and what we write keeps to its rules for tokens."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
import srsly
from hypothesis import given

from exchange.formats.native.articles import record_of
from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming, Note, Owner
from tests.examples import examples
from tests.exchange.helpers import TEXT, article, as_lines, quote, span_in
from tests.exchange.strategies import records, written_as


def tokens(text: str) -> list[dict[str, Any]]:
    """White space tokens, as a blank pipeline makes them."""
    found: list[dict[str, Any]] = []
    at = 0
    for number, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        found.append({"text": word, "start": start, "end": at, "id": number, "ws": True})
    return found


def task(*spans: tuple[str, str], **values: Any) -> dict[str, Any]:
    told = []
    for label, words in spans:
        start, end = span_in(TEXT, words)
        told.append({"start": start, "end": end, "label": label})
    return {"text": TEXT, "spans": told, "_task_hash": 1, "answer": "accept", **values}


def read(*tasks: dict[str, Any]) -> list[Incoming]:
    return list(records_of_upload(Upload("p.jsonl", BytesIO(as_lines(*tasks)))))


def one(items: list[Incoming]) -> ArticleRecord:
    [found] = [item for item in items if not isinstance(item, Note)]
    assert isinstance(found, ArticleRecord), found
    return found


def notes(items: list[Incoming]) -> list[str]:
    return [item.words for item in items if isinstance(item, Note)]


def in_words(record: ArticleRecord) -> list[dict[str, list[str]]]:
    return [
        {role: [TEXT[start:end] for start, end in item.frame.by_role(role)] for role in ("content", "speaker", "cue")}
        for item in record.annotations
        if item.frame.kind == "quote"
    ]


GUARDIAN = [("Content", "“We wait,”"), ("Cue", "said"), ("Source", "Ann Lee"), ("Content", "“but not for ever.”")]
WHOLE = [{"content": ["“We wait,”", "“but not for ever.”"], "speaker": ["Ann Lee"], "cue": ["said"]}]


def test_flat_spans_without_relations_become_whole_quotes() -> None:
    record = one(
        read(task(*GUARDIAN, _annotator_id="quotes-mara", meta={"id": "g1", "source": "x", "url": "https://a.example"}))
    )
    assert in_words(record) == WHOLE
    assert record.annotations[0].owner == Owner("annotator", "quotes-mara")
    assert (record.id, record.url, record.extra) == ("g1", "https://a.example", {"source": "x"})


def test_relations_name_their_spans_by_place_or_by_token() -> None:
    spans = task(*GUARDIAN)["spans"]
    by_place = {"head": 0, "child": 0, "label": "Source", "head_span": spans[0], "child_span": spans[2]}
    same = {"head": 0, "child": 0, "label": "same-as", "head_span": spans[0], "child_span": spans[3]}
    assert in_words(one(read(task(*GUARDIAN, relations=[by_place, same])))) == [{**WHOLE[0], "cue": ["said"]}]
    told = tokens(TEXT)
    starts = {token["start"]: token["id"] for token in told}
    for span in spans:
        span["token_start"] = starts.get(span["start"])
        span["token_end"] = span["token_start"] + 1 if span["token_start"] is not None else None
    by_token = {"head": spans[0]["token_end"], "child": spans[2]["token_end"], "label": "SAID_BY"}
    found = one(read({**task(), "spans": [spans[0], spans[2]], "tokens": told, "relations": [by_token]}))
    assert in_words(found)[0]["speaker"] == ["Ann Lee"]


def test_a_span_that_only_a_relation_tells_is_there() -> None:
    head, child = task(*GUARDIAN)["spans"][:2]
    items = read(task(relations=[{"head": 1, "child": 2, "label": "Cue", "head_span": head, "child_span": child}]))
    assert in_words(one(items)) == [{"content": ["“We wait,”"], "speaker": [], "cue": ["said"]}]


def test_answers_are_verdicts_and_sessions_are_people() -> None:
    def found(**values: Any) -> list[tuple[str, str]]:
        return [(item.owner.name, item.frame.verdict) for item in one(read(task(GUARDIAN[0], **values))).annotations]

    assert found(answer="reject", _annotator_id="mara") == [("mara", "rejected")]
    assert found(_session_id="quotes-Mara K") == [("quotes-Mara-K", "added")]
    assert found(_session_id="2024-05-01_10-11-12") == [("prodigy", "added")]
    assert found(answer="ignore")[0][1] == "suggested"
    assert found(answer=None)[0][0] == "import"


def test_words_of_the_tokens_tell_the_unit() -> None:
    text = "😀 Ann Lee said no."
    told = [{"text": word, "start": start, "end": end, "id": n} for n, (word, start, end) in enumerate(
        [("😀", 0, 2), ("Ann", 3, 6), ("Lee", 7, 10), ("said", 11, 15)]
    )]  # fmt: skip
    items = read(
        {"text": text, "tokens": told, "spans": [{"start": 3, "end": 10, "label": "PERSON"}], "answer": "accept"}
    )
    assert one(items).annotations[0].frame.spans == (("mention", 2, 9),)
    assert notes(items) == ["offsets are UTF-16 code units: 1 of 1 surface words fit"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": TEXT, "_task_hash": 1, "spans": ["x"]}, "spans[0] is an object with start, end and label"),
        ({"text": TEXT, "_task_hash": 1, "spans": [{"start": True, "end": 4}]}, "spans[0].start, end is [start, end]"),
        ({"text": TEXT, "_task_hash": 1, "spans": [{"start": 0, "end": 4, "label": 3}]}, "spans[0].label is a text"),
        ({"text": TEXT, "_task_hash": 1, "relations": [1]}, "relations[0] is an object with head, child"),
        ({"text": "", "_task_hash": 1, "answer": "accept"}, "the text is missing or empty"),
        ({"text": TEXT, "_task_hash": 1, "spans": [{"start": 0, "end": 10**6, "label": "X"}]}, "is no stretch"),
        ({"text": TEXT, "_task_hash": 1, "spans": [{"start": 0, "end": 4, "label": "\ud800"}]}, "lone surrogate"),
    ],
)
def test_a_task_that_cannot_be_read_is_told_and_the_next_is_read(values: dict[str, Any], words: str) -> None:
    data = (json.dumps(values) + "\n").encode() + as_lines(task(*GUARDIAN))
    items = list(records_of_upload(Upload("p.jsonl", BytesIO(data)), format="prodigy"))
    [found] = [item for item in items if isinstance(item, Failure)]
    assert str(found).startswith("p.jsonl:1: ")
    assert words in str(found)
    assert len([item for item in items if isinstance(item, ArticleRecord)]) == 1


def test_a_file_that_is_no_prodigy_file_says_so() -> None:
    [found] = records_of_upload(Upload("p.jsonl", BytesIO(as_lines({"id": 1, "quotes": []}))), format="prodigy")
    assert "this is no task of Prodigy" in str(found)


@examples(60)
@given(records())
def test_spans_and_relations_keep_to_the_tokens(found: dict[str, Any]) -> None:
    record = record_of({"id": "a", **found}, place=FilePlace("a"))
    written = srsly.json_loads(written_as(record, "prodigy")[0].decode())
    told = written["tokens"]
    assert "".join(token["text"] + " " * token["ws"] for token in told) == record.text
    assert [token["id"] for token in told] == list(range(len(told)))
    for span in written["spans"]:
        assert told[span["token_start"]]["start"] == span["start"]
        assert told[span["token_end"]]["end"] == span["end"]  # inclusive
    for relation in written["relations"]:
        for end in ("head", "child"):
            assert relation[f"{end}_span"]["token_start"] <= relation[end] <= relation[f"{end}_span"]["token_end"]


def test_what_prodigy_gives_back_is_a_decision_about_the_suggestion() -> None:
    suggestion = "b1b5a1de-5b0c-4b3f-9d5e-1d3c5f4a2b10"
    values = article(quotes=[quote(suggester="rules", version="1", id=suggestion)])
    told = srsly.json_loads(written_as(record_of(values, place=FilePlace("a")), "prodigy")[0].decode())
    assert "answer" not in told
    for answer, verdict in (("accept", "accepted"), ("reject", "rejected")):
        [found] = one(read({**told, "answer": answer, "_annotator_id": "mara"})).annotations
        assert (found.owner.name, found.frame.origin, found.frame.verdict) == ("mara", suggestion, verdict)
