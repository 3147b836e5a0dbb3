"""Other tools’ spans and relations as frames: joined by relations, else by nearness; nothing left out silently."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.readers.types import ReadError
from exchange.formats.foreign.flat import FlatRelation, FlatSpan, article_values, flattened
from exchange.formats.foreign.joining import Frames, frames_from
from exchange.formats.mapping import Mapping, mapping_from_json
from exchange.formats.native.articles import record_of
from exchange.records.article import GOLD, ArticleRecord, FilePlace, Owner
from tests.examples import examples
from tests.exchange.strategies import records, stated

TEXT = "“We wait,” said Ann Lee, “but not for ever.”\n\nThe mayor denied that. “No,” he said. Photo: Bob Ray"
STANDARD = Mapping()


def spans(*told: tuple[str, str], owner: Owner | None = None) -> list[FlatSpan]:
    """Labelled words of ``TEXT``, named T1, T2 and so on."""
    found = []
    for number, (label, part) in enumerate(told):
        start = TEXT.index(part)
        pieces = ((start, start + len(part)),)
        found.append(FlatSpan(id=f"T{number + 1}", label=label, pieces=pieces, surface=part, owner=owner))
    return found


def joined(found: list[FlatSpan], *relations: tuple[str, str, str], mapping: Mapping = STANDARD) -> Frames:
    return frames_from(TEXT, found, [FlatRelation(*relation) for relation in relations], mapping)


def in_words(frame: dict[str, Any]) -> dict[str, list[str]]:
    return {
        role: [TEXT[start:end] for start, end in frame[role]]
        for role in ("content", "speaker", "cue")
        if frame.get(role)
    }


SPLIT = [
    ("Content", "“We wait,”"),
    ("Cue", "said"),
    ("Source", "Ann Lee"),
    ("Content", "“but not for ever.”"),
    ("Content", "“No,”"),
    ("Source", "he"),
]
WHOLE = {"content": ["“We wait,”", "“but not for ever.”"], "speaker": ["Ann Lee"], "cue": ["said"]}


def test_relations_join_whatever_their_direction_and_names() -> None:
    frames = joined(spans(*SPLIT[:4]), ("same-as", "T4", "T1"), ("said by", "T1", "T3"), ("any", "T2", "T4"))
    assert [in_words(frame) for frame in frames.lists["quotes"]] == [WHOLE]
    assert not frames.left


def test_a_speaker_of_the_cue_is_the_speaker_of_the_cues_quotes() -> None:
    found = spans(*SPLIT[:3], SPLIT[4])
    frames = joined(found, ("r", "T2", "T1"), ("r", "T3", "T2"), ("r", "T2", "T4"))
    assert [frame.get("speaker") for frame in frames.lists["quotes"]] == [[list(found[2].hull)]] * 2


def test_cues_that_have_quotes_of_their_own_are_not_shared_by_way_of_a_speaker() -> None:
    found = spans(SPLIT[0], SPLIT[4], ("Cue", "said"), ("Cue", "denied"), SPLIT[2])
    frames = joined(found, ("r", "T3", "T1"), ("r", "T4", "T2"), ("r", "T5", "T3"), ("r", "T5", "T4"))
    assert [in_words(frame)["cue"] for frame in frames.lists["quotes"]] == [["said"], ["denied"]]
    assert [in_words(frame)["speaker"] for frame in frames.lists["quotes"]] == [["Ann Lee"]] * 2


def test_an_entity_that_a_relation_calls_the_speaker_is_both() -> None:
    frames = joined(spans(("Quote", "“We wait,”"), ("PERSON", "Ann Lee")), ("Speaker", "T1", "T2"))
    assert in_words(frames.lists["quotes"][0]) == {"content": ["“We wait,”"], "speaker": ["Ann Lee"]}
    assert [item["type"] for item in frames.lists["entities"]] == ["PERSON"]


def test_without_relations_an_interrupted_quote_is_one_and_the_nearest_parts_join() -> None:
    frames = joined(spans(*SPLIT))
    assert [in_words(frame) for frame in frames.lists["quotes"]] == [WHOLE, {"content": ["“No,”"], "speaker": ["he"]}]


def test_nothing_is_joined_across_paragraphs_or_where_the_mapping_says_never() -> None:
    frames = joined(spans(SPLIT[0], ("Source", "The mayor")))
    assert in_words(frames.lists["quotes"][0]) == {"content": ["“We wait,”"]}
    assert [item["type"] for item in frames.lists["entities"]] == ["Source"]
    assert frames.left == {"spans “Source” that belong to no content became entities": 1}
    apart = joined(spans(*SPLIT), mapping=mapping_from_json({"join": "never"}))
    assert [in_words(frame) for frame in apart.lists["quotes"]] == [
        {"content": [part]} for label, part in SPLIT if label == "Content"
    ]


def test_only_what_relations_left_open_is_joined_by_nearness() -> None:
    frames = joined(spans(*SPLIT), ("Speaker", "T1", "T3"))
    assert [in_words(frame) for frame in frames.lists["quotes"]] == [
        {"content": ["“We wait,”"], "speaker": ["Ann Lee"], "cue": ["said"]},
        {"content": ["“but not for ever.”"]},
        {"content": ["“No,”"], "speaker": ["he"]},
    ]


def test_spans_of_two_people_are_never_joined() -> None:
    mine, yours = spans(SPLIT[0], owner=GOLD), spans(SPLIT[0], SPLIT[2], owner=Owner("annotator", "mara"))[1:]
    frames = joined([*mine, *yours], ("Speaker", "T1", "T2"))
    assert in_words(frames.lists["quotes"][0]) == {"content": ["“We wait,”"]}
    assert frames.lists["quotes"][0]["gold"] is True
    assert frames.lists["entities"][0]["annotator"] == "mara"
    assert frames.left["relations “Speaker” between spans of two people were left out"] == 1


def test_unknown_labels_become_entities_and_what_cannot_be_said_is_counted() -> None:
    frames = joined(spans(("Claim", "“We wait,”"), ("PERSON", "Ann Lee"), ("ORG", "Bob Ray")), ("married", "T2", "T3"))
    assert [item["type"] for item in frames.lists["entities"]] == ["Claim", "PERSON", "ORG"]
    assert frames.left == {
        "spans “Claim” became entities of that type; the mapping can say otherwise": 1,
        "relations “married” that join no quote were left out": 1,
    }


def test_the_projects_mapping_names_labels_relations_and_whose_work_it_is() -> None:
    mapping = mapping_from_json(
        {
            "labels": {"Claim": "quote:content:indirect", "WHO": "quote:speaker", "Misc": "ignore"},
            "relations": {"by": "speaker"},
            "owner": "mara",
        }
    )
    found = spans(("claim", "“We wait,”"), ("who", "Ann Lee"), ("MISC", "Bob Ray"))
    frames = joined(found, ("BY", "T1", "T2"), mapping=mapping)
    [quote] = frames.lists["quotes"]
    assert (in_words(quote)["speaker"], quote["type"], quote["annotator"]) == (["Ann Lee"], "indirect", "mara")
    assert frames.left == {"spans “MISC” were left out, as the mapping says": 1}
    assert mapping_from_json(mapping.as_json()) == mapping


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "a mapping is an object with the keys labels"),
        ({"label": {}}, "a mapping has no key “label”"),
        ({"labels": {"A": "quote"}}, "labels: “quote” is none of quote:content"),
        ({"labels": {"A": 1}}, "labels: “A” is a text, not 1"),
        ({"relations": {"A": "b"}}, "relations: “b” is none of fragment"),
        ({"columns": []}, "columns is an object of names"),
        ({"columns": {"A": "words"}}, "columns: “words” is none of id, text"),
        ({"owner": "Ann Lee"}, "owner: “Ann Lee” is no user name"),
        ({"join": "always"}, "join: “always” is none of nearest, never"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused_with_the_choices(values: Any, words: str) -> None:
    if values == {"columns": []}:
        assert mapping_from_json(values) == Mapping()  # an empty list says nothing
        return
    with pytest.raises(ReadError) as caught:
        mapping_from_json(values)
    assert str(caught.value).startswith(words)


def test_attributes_that_are_ours_are_read_and_others_kept() -> None:
    anchor, speaker = spans(("Quote", "“We wait,”"), ("Speaker", "Ann Lee"))
    anchor.attributes.update({"Quote type": "Mixed", "certainty": 3, "version": "x", "score": 0.5})
    speaker.attributes.update({"name": "Ann B. Lee", "gender": "f"})
    [quote] = joined([anchor, speaker]).lists["quotes"]
    assert (quote["type"], quote["speaker_name"], quote["score"]) == ("mixed", "Ann B. Lee", 0.5)
    assert (quote["certainty"], quote["other_version"], quote["speaker_gender"]) == (3, "x", "f")


def test_credits_join_their_caption_and_an_entity_of_pieces_keeps_them() -> None:
    caption, credit = spans(("Caption", "Photo: Bob Ray"), ("Credit", "Bob Ray"))
    frames = joined([caption, credit])
    assert frames.lists["captions"][0]["credit"] == list(credit.hull)
    pieces = FlatSpan(id="T9", label="ORG", pieces=((0, 3), (6, 9)))
    frames = joined([pieces])
    assert (frames.lists["entities"][0]["end"], frames.lists["entities"][0]["fragments"]) == (9, [[0, 3], [6, 9]])
    assert frames.left.total() == 1


def read_back(record: ArticleRecord) -> ArticleRecord:
    flat = flattened(record)
    frames = frames_from(record.text, flat.spans, flat.relations, STANDARD)
    assert not frames.left
    return record_of({**article_values(record), "text": record.text, **frames.lists}, place=record.place)


@examples(60, suppress_health_check=[HealthCheck.too_slow])
@given(records(), st.booleans())
def test_flattened_and_joined_again_is_the_same(found: dict[str, Any], is_entity_clash: bool) -> None:
    if is_entity_clash:
        found["entities"] = [{**item, "type": "Speaker"} for item in found["entities"]]
    record = record_of({"id": "a", **found}, place=FilePlace("a"))
    again = read_back(record)
    assert stated(again) == stated(record)
    assert (again.blocks, again.figures, again.sets, again.extra, again.title, again.published) == (
        record.blocks, record.figures, record.sets, record.extra, record.title, record.published
    )  # fmt: skip
