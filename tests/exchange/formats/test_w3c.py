"""W3C Web Annotation: everything goes out and comes back; annotations of other tools come in, whatever they count."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from articles.models import Project
from exchange.formats.w3c import reading as w3c_reading
from exchange.records.article import ArticleRecord, Failure, Note
from tests.examples import examples
from tests.exchange.exchange import lost_to_the_format, read, read_together
from tests.exchange.helpers import TEXT, article, bring_in, quote, repair
from tests.exchange.strategies import check_lossless_round_trip, exported_as, records

SMILING = "😀 “We wait,” said Ann Lee."
POSITION, QUOTE = "TextPositionSelector", "TextQuoteSelector"


def pages_in(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line]


@pytest.mark.django_db
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
@example([{"text": "a", "quotes": []}], "machine")
def test_what_goes_out_comes_back(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    report = check_lossless_round_trip(found, "w3c", file_name="in.w3c.jsonl", chosen=chosen)
    assert lost_to_the_format(report) == set()


def test_each_line_is_a_page_of_annotations_whose_selectors_find_the_words(project: Project) -> None:
    bring_in(project, article(quotes=[quote(annotator="mara", verdict="corrected")], repairs=[repair(gold=True)]))
    [page] = pages_in(exported_as(project, "w3c", chosen="mara")[0])
    assert (page["@context"][0], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    [item] = page["items"]
    assert (item["type"], item["motivation"], item["creator"]["nickname"]) == ("Annotation", "classifying", "mara")
    assert {body["purpose"]: body["value"] for body in item["body"]} == {
        "classifying": "quote",
        "tagging": "direct",
        "identifying": "Ann Lee",
    }
    for target in item["target"]:
        position, words = target["selector"]
        assert (position["type"], words["type"]) == (POSITION, QUOTE)
        start, end = position["start"], position["end"]
        assert words["exact"] == TEXT[start:end]
        assert TEXT[:start].endswith(words["prefix"])
        assert TEXT[end:].startswith(words["suffix"])
    assert [target["role"] for target in item["target"]] == ["content", "content", "speaker", "cue"]
    assert item["created"].endswith("Z")


def test_terms_that_the_vocabulary_lacks_are_defined_in_the_context(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    [page] = pages_in(exported_as(project, "w3c")[0])
    defined = page["@context"][1].keys()
    assert {"article"} | {key for key in page["items"][0] if key in ("kind", "details")} <= defined
    assert "role" in defined


def test_a_repair_proposes_what_should_stand_there(project: Project) -> None:
    bring_in(project, article(repairs=[repair(gold=True)]))
    [page] = pages_in(exported_as(project, "w3c")[0])
    [item] = page["items"]
    assert item["motivation"] == "editing"
    assert {"type": "TextualBody", "purpose": "editing", "value": "said that", "format": "text/plain"} in item["body"]


def selected(text: str, words: str, *, shift: int = 0, position: bool = True) -> dict[str, Any]:
    start = text.index(words)
    found: list[dict[str, Any]] = [{"type": QUOTE, "exact": words}]
    if position:
        found.insert(0, {"type": POSITION, "start": start + shift, "end": start + shift + len(words)})
    return {"source": "https://pier.example/pier.txt", "selector": found}


def annotation(key: str, tag: str, target: Any, **values: Any) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": key,
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": tag}],
        "target": target,
        **values,
    }


def link(tag: str, first: str, second: str) -> dict[str, Any]:
    return annotation(f"#{tag}", tag, [{"id": first}, {"id": second}], motivation="linking")


def beside(*items: dict[str, Any], text: str = SMILING) -> list[Any]:
    found = read_together({"pier.jsonld": json.dumps(items).encode("utf-8"), "pier.txt": text.encode("utf-8")})
    return [item for item in found if not (isinstance(item, ArticleRecord) and item.place.file == "pier.txt")]


def article_in(found: list[Any]) -> ArticleRecord:
    [record] = [item for item in found if isinstance(item, ArticleRecord)]
    return record


def words_of(record: ArticleRecord) -> list[dict[str, str]]:
    return [
        {role: record.text[start:end] for role, start, end in annotation.frame.spans}
        for annotation in record.annotations
    ]


WHOLE = {"content": "“We wait,”", "cue": "said", "speaker": "Ann Lee"}


def test_annotations_that_count_utf_16_are_found_by_their_words_and_links_make_a_frame() -> None:
    found = beside(
        annotation("#1", "Quote", selected(SMILING, "“We wait,”", shift=1)),
        annotation("#2", "Speaker", selected(SMILING, "Ann Lee", shift=1)),
        annotation("#3", "Cue", selected(SMILING, "said", shift=1)),
        link("speaker", "#1", "#2"),
        link("cue", "#1", "#3"),
    )
    assert words_of(article_in(found)) == [WHOLE]
    notes = [item.words for item in found if isinstance(item, Note)]
    assert notes == ["offsets are UTF-16 code units: 3 of 3 surface words fit"]


def test_words_without_a_position_are_searched() -> None:
    target = selected(SMILING, "Ann Lee", position=False)
    assert words_of(article_in(beside(annotation("#1", "PERSON", target)))) == [{"mention": "Ann Lee"}]


def test_positions_in_another_text_give_way_to_the_words_and_those_around_them() -> None:
    text = "He said no. She said no."
    target = {
        "source": "pier.txt",
        "selector": [
            {"type": POSITION, "start": 500, "end": 507},
            {"type": QUOTE, "exact": "said no", "prefix": "She ", "suffix": "."},
        ],
    }
    record = article_in(beside(annotation("#1", "Quote", target), text=text))
    assert record.annotations[0].frame.by_role("content") == [(16, 23)]


def test_the_person_who_made_an_annotation_is_its_annotator() -> None:
    creator = {"id": "https://pier.example/people/mara", "type": "Person"}
    record = article_in(beside(annotation("#1", "PERSON", selected(SMILING, "Ann Lee", shift=1), creator=creator)))
    assert str(record.annotations[0].owner) == "mara"


def test_annotations_of_the_same_id_are_all_taken() -> None:
    items = [annotation("#1", "PERSON", selected(SMILING, words, shift=1)) for words in ("Ann", "Lee")]
    assert words_of(article_in(beside(*items))) == [{"mention": "Ann"}, {"mention": "Lee"}]


def test_what_selects_no_words_is_counted() -> None:
    page = annotation("#2", "nice", "https://pier.example/pier.txt")
    found = beside(annotation("#1", "PERSON", selected(SMILING, "Ann Lee", shift=1)), page)
    assert len(article_in(found).annotations) == 1
    assert any("that select no words" in item.words for item in found if isinstance(item, Note))


def test_an_item_that_is_no_object_is_told() -> None:
    data = json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "items": [3]}).encode("utf-8")
    assert "an item of the page is no annotation" in read("in.jsonld", data)[0].reason


def test_several_targets_are_one_quote_of_fragments() -> None:
    text = "“A,” she said, “B.”"
    targets = [selected(text, "“A,”"), selected(text, "“B.”")]
    [found] = article_in(beside(annotation("#1", "Quote", targets), text=text)).annotations
    assert found.frame.by_role("content") == [(0, 4), (15, 19)]


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([annotation("#1", "Q", selected(SMILING, "Ann") | {"source": "else.txt"})], "put else.txt"),
        ([annotation("#1", "Q", {"source": "pier.txt", "selector": {"type": QUOTE, "exact": "Bob"}})], "“Bob” do not"),
        ([annotation("#1", "Q", {"source": "pier.txt", "selector": {"type": "SvgSelector"}})], "has neither"),
    ],
)
def test_what_cannot_be_placed_is_told(items: list[dict[str, Any]], reason: str) -> None:
    name = "pier.jsonld" if "else" not in reason else "other.jsonld"
    found = read_together({name: json.dumps(items).encode("utf-8"), "pier.txt": SMILING.encode("utf-8")})
    failures = [item for item in found if isinstance(item, Failure)]
    assert len(failures) == 1
    assert reason in failures[0].reason


@pytest.mark.parametrize("kind", [["quote"], {}, None, 3])
def test_a_kind_that_is_none_of_ours_makes_an_annotation_another_tools(project: Project, kind: Any) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    [page] = pages_in(exported_as(project, "w3c")[0])
    page["items"][0]["kind"] = kind
    record = article_in(read("in.jsonld", json.dumps(page).encode("utf-8")))
    [found] = record.annotations  # the first tag, “quote”, is its label, and its targets are fragments
    assert len(found.frame.by_role("content")) == len(found.frame.spans) == 4


def test_annotations_come_from_the_items_of_a_page_alone(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    [page] = pages_in(exported_as(project, "w3c")[0])
    page["article"]["quotes"] = 3
    assert len(article_in(read("in.jsonld", json.dumps(page).encode("utf-8"))).annotations) == 1


def test_endless_loose_annotations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(w3c_reading, "MOST_LOOSE", 1)
    items = [annotation("#1", "Q", selected(SMILING, "Ann")), annotation("#2", "Q", selected(SMILING, "said"))]
    found = read("in.jsonld", json.dumps(items).encode("utf-8"))
    assert "write an AnnotationPage a text" in found[0].reason


def test_a_collection_with_its_first_page_is_read(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    [page] = pages_in(exported_as(project, "w3c")[0])
    collection = {"@context": page.pop("@context"), "type": "AnnotationCollection", "total": 1, "first": page}
    record = article_in(read("in.json", json.dumps(collection).encode("utf-8")))
    assert (record.id, len(record.annotations)) == ("pier", 1)
