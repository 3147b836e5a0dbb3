"""Exports without words, and how they come back onto the texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotator.errors import Refused
from annotator.frame import Frame
from articles.models import Project, text_digest
from exchange.formats.catalogue import WRITTEN, Format
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.records.article import AnnotationRecord, ArticleRecord, FilePlace, Owner, word_hash
from exchange.records.stand_off import hashes_of, misplaced, without_words
from tests.examples import examples
from tests.exchange.formats.test_schema import validator  # noqa: F401 - a fixture
from tests.exchange.helpers import (
    TEXT,
    article,
    as_lines,
    bring_in,
    export_bytes,
    exported,
    import_bytes,
    quote,
    repair,
    without_ids_and_times,
)
from tests.exchange.unpacking import contents
from tests.factories import make_project

WORDY = {"reason": "cue ‘said’", "candidates": [["Ann Lee", 0.9]], "note": "We wait"}


@pytest.fixture
def wordy(project: Project) -> Project:
    """An article with words of its text wherever some can be."""
    bring_in(
        project,
        article(
            title="The pier is shut",
            byline="By Jo for ever",
            url="https://pier.example/1",
            publisher="Courier",
            quotes=[quote(annotator="mara", **WORDY), quote(suggester="rules", version="1", **WORDY)],
            captions=[{"start": 0, "end": 17, "credit": [4, 8], "annotator": "mara", "reason": "pier"}],
            repairs=[repair(annotator="mara")],
            figures=[{"image_url": "https://pier.example/a.jpg", "alt": "a pier that is shut", "caption": [0, 17]}],
            sets=[{"annotator": "mara", "state": "finished", "notes": ["but not for ever"]}],
            lead="The pier is shut.",
        ),
    )
    return project


@pytest.mark.parametrize("name", [name for name, known in WRITTEN.items() if known.stand_off])
def test_no_word_of_the_text_is_written(wordy: Project, name: str) -> None:
    """Names aside: a speaker’s canonical name is what the annotation says, and stays."""
    words = [b"pier is", b"shut", b"wait", b"for ever", b"are dear", b"saidthat", b"said that"]
    for chosen in ("", "all", "mara"):
        data = export_bytes(wordy, format=name, chosen=chosen, stand_off=True)
        for part in contents(data):
            assert [word for word in words if word in part.lower()] == []
        plain = export_bytes(wordy, format=name, chosen=chosen)
        assert any(b"for ever" in part for part in contents(plain))


def test_what_stays_and_what_goes(wordy: Project) -> None:
    export = open_export(wordy, ExportOptions(chosen="all", stand_off=True))
    record = json.loads(b"".join(export.chunks()))
    assert record["stand_off"] is True
    assert record["sha256"] == text_digest(TEXT)
    assert (record["id"], record["url"], record["publisher"]) == ("pier", "https://pier.example/1", "Courier")
    assert record["figures"][0]["image_url"] == "https://pier.example/a.jpg"
    [mine] = [item for item in record["quotes"] if "annotator" in item]
    assert mine["content"] == quote()["content"]
    assert mine["speaker_name"] == "Ann Lee"
    assert mine["hashes"] == {
        "content": [word_hash("“We wait,”"), word_hash("“but not for ever.”")],
        "speaker": [word_hash("Ann Lee")],
        "cue": [word_hash("said")],
    }
    lost = {loss["of"]: loss["count"] for loss in export.report.as_json()["losses"]}
    assert lost == {
        "titles": 1, "bylines": 1, "descriptions of images": 1, "notes": 1, "further keys": 3, "reasons": 3,
        "other candidates": 2, "repairs": 1,
    }  # fmt: skip
    for kind in ("quote", "caption", "repair"):
        assert export.report.read[kind] == export.report.written[kind] + export.report.lost(kind)


def test_the_csv_has_hashes_in_the_place_of_words(wordy: Project) -> None:
    lines = export_bytes(wordy, format="csv", chosen="mara", stand_off=True).decode().splitlines()
    assert word_hash("“We wait,”") in lines[1]
    assert "Ann Lee" in lines[1]
    assert len(lines) == 2


def test_a_stand_off_record_fits_the_schema(wordy: Project, validator: Any) -> None:  # noqa: F811
    for record in exported(wordy, chosen="all", stand_off=True):
        validator.validate(record)
    assert not validator.is_valid({"id": "pier", "stand_off": True, "quotes": []})


@pytest.mark.parametrize("name", ["jsonl", "w3c", "parquet"])
def test_it_goes_back_onto_an_article_that_has_the_text(wordy: Project, name: str) -> None:
    data = export_bytes(wordy, chosen="all", stand_off=True, format=name)
    other = make_project("other")
    bring_in(other, article(title="The pier is shut"))
    report = import_bytes(other, data, name=f"in.{WRITTEN[name].extension}")
    assert (report.unchanged, report.sets_added, report.failures) == (1, 2, [])
    again = export_bytes(other, chosen="all", stand_off=True)
    first = export_bytes(wordy, chosen="all", stand_off=True)
    told, kept = (without_figures(lines) for lines in (first, again))
    assert kept == told
    assert import_bytes(other, data, name=f"in.{WRITTEN[name].extension}").sets_added == 0


def without_figures(data: bytes) -> list[Any]:
    """What the article’s own import decides is left aside: the annotations and their sets are compared."""
    records = [json.loads(line) for line in without_ids_and_times(data)]
    return [
        {key: value for key, value in record.items() if key in ("sets", "quotes", "captions")} for record in records
    ]


def test_an_article_under_another_id_is_found_by_its_text(wordy: Project) -> None:
    data = export_bytes(wordy, chosen="mara", stand_off=True)
    other = make_project("other")
    bring_in(other, article("their-own-id"))
    assert import_bytes(other, data).sets_added == 1
    assert [record["id"] for record in exported(other, chosen="mara")] == ["their-own-id"]


def test_without_the_text_in_the_project_it_is_refused(wordy: Project) -> None:
    data = export_bytes(wordy, chosen="mara", stand_off=True)
    other = make_project("other")
    bring_in(other, article(text=TEXT.replace("pier", "quay")))
    [failure] = import_bytes(other, data).failures
    assert "the project has no article “pier” with the text of sha256" in str(failure)
    assert "import the article with its text first" in str(failure)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"content": [[1, 5], [6, 9]]}, "quotes[0]: the words at [1, 5) are not those that its hash of content names"),
        ({"hashes": {"content": ["x"]}}, "quotes[0].hashes.content has 1 hashes for 2 spans"),
        ({"hashes": [1]}, "quotes[0].hashes is an object"),
    ],
)
def test_offsets_that_moved_are_found_by_the_hashes(wordy: Project, change: dict[str, Any], words: str) -> None:
    record = exported(wordy, chosen="mara", stand_off=True)[0]
    record["quotes"][0] |= change
    other = make_project("other")
    bring_in(other, article())
    [failure] = import_bytes(other, as_lines(record)).failures
    assert words in str(failure)
    assert not other.articles.get().annotation_sets.exists()


def test_a_record_without_sha256_is_refused(project: Project) -> None:
    [failure] = import_bytes(project, as_lines({"id": "pier", "stand_off": True})).failures
    assert "sha256 is missing" in str(failure)


def test_what_contradicts_the_text_left_out_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="leave the repairs unapplied"):
        open_export(project, ExportOptions(stand_off=True, apply_repairs=True))
    wordy = Format("Words", "txt", "text/plain", WRITTEN["csv"].write)
    monkeypatch.setitem(WRITTEN, "words", wordy)
    with pytest.raises(Refused, match="The format words consists of the text: without it, choose one of jsonl, "):
        open_export(project, ExportOptions(format="words", stand_off=True))
    with pytest.raises(Refused, match="The format words holds one set of an article"):
        open_export(project, ExportOptions(format="words", chosen="all"))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)


@examples(60, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, data=st.data())
def test_hashes_fit_the_words_of_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    frame = Frame("", "entity", "", (("mention", start, end),))
    item = AnnotationRecord(frame=frame, owner=Owner("gold"), label="entities[0]")
    assert misplaced(AnnotationRecord(**{**fields(item), "hashes": hashes_of(frame, text)}), text) == ""
    record = ArticleRecord(id="a", text=text, annotations=(item,), place=FilePlace("x"))
    bare = without_words(record, report=empty_report())
    assert (bare.text, bare.text_sha256) == ("", text_digest(text))
    assert misplaced(bare.annotations[0], text) == ""
    moved = text + "x" if text[:1] != "y" else "z" + text[1:]
    assert (misplaced(bare.annotations[0], "y" + moved) == "") == (("y" + moved)[start:end] == text[start:end])


def fields(item: AnnotationRecord) -> dict[str, Any]:
    return {name: getattr(item, name) for name in AnnotationRecord.__dataclass_fields__}


def empty_report() -> Any:
    from exchange.records.loss import LossReport

    return LossReport(format="jsonl", chosen="")
