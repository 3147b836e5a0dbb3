"""The scores of suggested quotes, on an article small enough to count by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.types import ReadError
from exchange.incoming.scoring import score_files, table
from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs
from suggesters.evaluation.scores import MEASURES, Scores, last_name

TEXT = "Ann Lee said that the pier is rotten. “We will wait,” she said, “until May.”\n\nBob told Ann he hopes for rain."


def span(words: str, *, after: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, after)
    return start, start + len(words)


INDIRECT = ScoredQuote("indirect", (span("that the pier is rotten"),), (span("said"),), (span("Ann Lee"),), "Ann Lee")
SPLIT = ScoredQuote(
    "direct", (span("“We will wait,”"), span("“until May.”")), (span("said", after=40),), (span("she"),), "Ann Lee"
)
HOPE = ScoredQuote("indirect", (span("he hopes for rain"),), (span("told"),), (span("Bob"),), "", optional=True)
GOLD = [INDIRECT, SPLIT, HOPE]


def scored(*predicted: ScoredQuote) -> Scores:
    scores = Scores()
    scores.add(TEXT, GOLD, predicted)
    return scores


def test_the_same_quotes_score_one_in_every_measure() -> None:
    scores = scored(INDIRECT, SPLIT)
    assert {scores.all[name].f1 for name in MEASURES} == {1.0}
    assert {scores.direct[name].f1 for name in MEASURES} == {1.0}
    values = scores.as_json()
    assert [values[name] for name in ("speaker_acc", "speaker_end_to_end", "cue_acc", "name_acc")] == [1.0] * 4


def test_nothing_predicted_scores_nothing() -> None:
    scores = scored()
    assert (scores.all["overlap"].f1, scores.all["overlap"].missed) == (0.0, 2)
    assert scores.as_json()["speaker_acc"] == 0.0


def test_optional_gold_is_neither_asked_for_nor_wrong() -> None:
    tally = scored(INDIRECT, SPLIT, replace(HOPE, optional=False)).all["overlap"]
    assert (tally.found, tally.wrong, tally.missed) == (2, 0, 0)


def test_quotation_marks_at_the_ends_are_no_difference_but_for_the_raw_measure() -> None:
    bare = replace(SPLIT, content=tuple((start + 1, end - 1) for start, end in SPLIT.content))
    scores = scored(INDIRECT, bare)
    assert scores.all["exact"].f1 == 1.0
    assert scores.all["raw_exact"].found == 1


def test_the_same_quote_twice_is_found_once_and_wrong_once() -> None:
    scores = scored(INDIRECT, INDIRECT)
    tally = scores.all["exact"]
    assert (tally.found, tally.wrong, scores.as_json()["duplicates"]) == (1, 1, 1)


def test_half_of_a_split_quote_counts_as_a_part_only() -> None:
    scores = scored(replace(SPLIT, content=SPLIT.content[:1]))
    assert scores.all["exact"].found == 0
    assert scores.all["part_overlap"].found == 1


def test_two_halves_as_two_quotes_are_all_parts() -> None:
    halves = [replace(SPLIT, content=(part,)) for part in SPLIT.content]
    assert scored(INDIRECT, *halves).all["part_overlap"].f1 == 1.0


def test_a_prediction_called_direct_that_is_an_indirect_quote_is_not_wrong_among_direct_ones() -> None:
    tally = scored(replace(INDIRECT, type="direct"), SPLIT).direct["overlap"]
    assert (tally.found, tally.wrong, tally.missed) == (1, 0, 0)


def test_an_empty_prediction_is_wrong() -> None:
    scores = scored(ScoredQuote("direct", ()))
    assert (scores.all["overlap"].wrong, scores.as_json()["empty_content"]) == (1, 1)


def test_a_pronoun_is_right_by_the_name_it_stands_for() -> None:
    scores = scored(INDIRECT, replace(SPLIT, speaker=(), speaker_name="Lee")).as_json()
    assert scores["speaker_acc"] == 1.0
    assert (scores["name_hard_acc"], scores["name_hard_n"]) == (1.0, 1)


def test_a_name_without_a_marked_speaker_is_counted_apart() -> None:
    unstated = replace(SPLIT, speaker=(), speaker_name="Ann Lee")
    right, wrong, undecided = Scores(), Scores(), Scores()
    right.add(TEXT, [unstated], [unstated])
    wrong.add(TEXT, [unstated], [replace(unstated, speaker_name="Bob Hale")])
    undecided.add(TEXT, [unstated], [replace(unstated, speaker_name="")])
    shares = [
        (values["name_unstated_acc"], values["name_unstated_n"], values["name_n"])
        for values in (right.as_json(), wrong.as_json(), undecided.as_json())
    ]
    assert shares == [(1.0, 1, 0), (0.0, 1, 0), (0.0, 1, 0)]


def test_another_name_is_wrong() -> None:
    scores = scored(INDIRECT, replace(SPLIT, speaker=(), speaker_name="Bob")).as_json()
    assert (scores["speaker_acc"], scores["speaker_end_to_end"]) == (0.5, 0.5)


def test_the_whole_text_is_no_speaker() -> None:
    scores = scored(replace(INDIRECT, speaker=((0, len(TEXT)),), speaker_name="")).as_json()
    assert scores["speaker_acc"] == 0.0


def test_a_cue_elsewhere_is_wrong() -> None:
    assert scored(replace(INDIRECT, cue=(span("told"),))).as_json()["cue_acc"] == 0.0


@pytest.mark.parametrize(
    ("name", "last"), [("Ann Lee’s", "lee"), ("the mayor", None), ("", None), ("Jean-Luc d'Arc of Lyon", "lyon")]
)
def test_the_last_capital_word_is_the_last_name(name: str, last: str | None) -> None:
    assert last_name(name) == last


def test_the_pair_that_is_more_alike_comes_first() -> None:
    letters = Letters("abcdefghij")
    gold = [Unit(((0, 6),), INDIRECT)]
    predicted = [Unit(((0, 5),), INDIRECT), Unit(((0, 6),), INDIRECT)]
    assert pairs(gold, predicted, likeness=letters.likeness, least=0.3) == {0: 1}


@st.composite
def disjoint(draw: st.DrawFn, length: int) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@given(st.text("ab \n", min_size=1, max_size=20), st.data())
def test_shared_letters_are_those_of_both(text: str, data: st.DataObject) -> None:
    some, others = data.draw(disjoint(len(text))), data.draw(disjoint(len(text)))
    letters = Letters(text)

    def held(spans: tuple[tuple[int, int], ...]) -> set[int]:
        return {place for start, end in spans for place in range(start, end) if not text[place].isspace()}

    assert letters.shared(some, others) == len(held(some) & held(others))
    union = held(some) | held(others)
    assert letters.likeness(some, others) == (len(held(some) & held(others)) / len(union) if union else 0.0)


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_files_are_compared_by_the_ids_of_their_articles(tmp_path: Path) -> None:
    quotes = [{"type": "indirect", "content": [list(INDIRECT.content[0])]}]
    gold = write(
        tmp_path / "gold.jsonl",
        {"id": "a", "text": TEXT, "quotes": quotes},
        {"id": "b", "text": TEXT, "quotes": quotes},
    )
    predicted = write(tmp_path / "predicted.jsonl", {"id": "b", "quotes": quotes}, {"id": "c", "quotes": quotes})
    scores = score_files(gold, predicted)
    assert (scores.articles, scores.all["overlap"].recall, scores.all["overlap"].precision) == (2, 0.5, 1.0)
    assert "all     overlap             1.000   0.500  0.667         1      0       1" in table(scores)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (({"id": "a", "text": "x"}, {"id": "a", "text": "x"}), "gold.jsonl:2: the id “a” comes twice"),
        (({"text": "x"},), "gold.jsonl:1: the record has no id"),
        (({"id": "a"},), "gold.jsonl:1: the article “a” has no text"),
        (
            ({"id": "a", "text": "x", "quotes": [{"content": [1]}]},),
            "gold.jsonl:1: quotes[0].content[0] is [start, end]",
        ),
    ],
)
def test_a_file_that_cannot_be_scored_is_told_with_the_line(
    tmp_path: Path, records: tuple[object, ...], words: str
) -> None:
    gold = write(tmp_path / "gold.jsonl", *records)
    with pytest.raises(ReadError) as caught:
        score_files(gold, write(tmp_path / "none.jsonl"))
    assert words in str(caught.value)
