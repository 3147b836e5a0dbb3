"""Two sets counted and measured: on known disagreements, by hand, and against other implementations."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from suggesters.evaluation import chance
from suggesters.evaluation.agreement.columns import COLUMNS, LABELS
from suggesters.evaluation.agreement.comparing import Counts, Statement, Text, compare
from suggesters.evaluation.agreement.figures import (
    FEWEST,
    GROUPS,
    MOST_LABELS,
    Compared,
    differences,
    figures,
    gathered,
)
from suggesters.evaluation.chance import alpha_nominal, fleiss_kappa, gwet_ac1
from suggesters.evaluation.unitizing import alpha_unitizing
from suggesters.suggestions import Span

TEXT = "Mayor Ines Calder said the pier is closed. She warned that repairs would be costly, Tom Okafor added later."
READ = Text(TEXT)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def quote(content: str, speaker: str = "", *, label: str = "indirect", name: str = "", person: str = "") -> Statement:
    roles = {"content": (at(content),)} | ({"speaker": (at(speaker),)} if speaker else {})
    kind = "named" if speaker else "none"
    return Statement("quote", roles, {"quote_type": label, "speaker_kind": kind}, name=name, person=person)


def entity(words: str, label: str) -> Statement:
    return Statement("entity", {"mention": (at(words),)}, {"entity_type": label})


def repair(words: str, replacement: str) -> Statement:
    return Statement("repair", {"damaged": (at(words),)}, replacement=replacement)


def measured(*found: Counts, of_a_pair: bool = True) -> dict[str, dict[str, object]]:
    """The figures of articles, each of one comparison, by role, label and attribute."""
    numbers, beside = [one.numbers for one in found], [one.open_labels for one in found]
    result = figures(gathered(range(len(found)), numbers, beside), of_a_pair=of_a_pair)
    rows = {f"{row['kind']}.{row['role']}": row for row in result["spans"]}
    rows |= {row["label"]: row for row in result["labels"]}
    return rows | {row["what"]: row for row in result["same"]}


def value(row: dict[str, object], name: str) -> object:
    figure = row[name]
    assert isinstance(figure, dict)
    return figure["value"]


PIER = quote("the pier is closed", "Mayor Ines Calder", name="ines calder")
REPAIRS = quote("that repairs would be costly", "She", name="ines calder")


def test_known_disagreements_are_counted_by_hand() -> None:
    """One quote is the same, one has another edge and another speaker, one of each person is missing."""
    other_edge = quote("repairs would be costly", "Tom Okafor", label="direct", name="tom okafor")
    first = [PIER, REPAIRS, quote("Tom Okafor added")]
    second = [PIER, other_edge, quote("added later")]
    rows = measured(compare(READ, first, second))
    content = rows["quote.content"]
    assert (content["first"], content["second"]) == (3, 3)
    assert value(content, "exact") == round(2 * 1 / 6, 4)
    assert value(content, "overlap") == round(2 * 2 / 6, 4)
    assert (rows["quote_type"]["compared"], value(rows["quote_type"], "same")) == (2, 0.5)
    assert (rows["speaker"]["compared"], value(rows["speaker"], "same")) == (2, 0.5)
    assert (rows["person"]["compared"], value(rows["person"], "same")) == (2, 0.5)
    found = {(row["kind"], row["what"]): row["number"] for row in differences(compared(READ, first, second), most=1)}
    # “Tom Okafor added” and “added later” share five of nineteen letters: less than 0.3, so each is missing once.
    assert found == {
        ("quote", "missing"): 2,
        ("quote", "edges"): 1,
        ("quote", "quote_type"): 1,
        ("quote", "speaker"): 1,
        ("quote", "person"): 1,
    }


def compared(text: Text, first: list[Statement], second: list[Statement]) -> Compared:
    counts = compare(text, first, second)
    return gathered([1], [counts.numbers], [counts.open_labels])


def test_identical_sets_agree_wholly() -> None:
    own = [PIER, REPAIRS, entity("Ines Calder", "PERSON"), entity("Tom Okafor", "ORG"), repair("costly", "cost ly")]
    counts = compare(READ, own, own)
    rows = measured(counts)
    for role in ("quote.content", "quote.speaker", "entity.mention", "repair.damaged"):
        assert [value(rows[role], name) for name in ("exact", "overlap", "alpha_tokens", "alpha_u")] == [1, 1, 1, 1]
    assert value(rows["entity_type"], "cohen_kappa") == value(rows["entity_type"], "alpha") == 1
    assert value(rows["replacement"], "same") == value(rows["person"], "same") == 1
    assert differences(compared(READ, own, own), most=1) == []


def test_one_empty_set_agrees_on_nothing() -> None:
    rows = measured(compare(READ, [PIER, REPAIRS], []))
    assert [value(rows["quote.content"], name) for name in ("exact", "overlap")] == [0, 0]
    alpha = value(rows["quote.content"], "alpha_u")
    assert isinstance(alpha, float)
    assert alpha < 0
    assert "quote_type" not in rows


def test_two_empty_sets_and_no_articles_say_nothing() -> None:
    assert measured(compare(READ, [], [])) == {}
    nothing = figures(gathered([], [], []), of_a_pair=False)
    assert (nothing["articles"], nothing["comparisons"], nothing["spans"]) == (0, 0, [])


def test_punctuation_at_the_edges_of_a_quote_is_no_disagreement() -> None:
    rows = measured(compare(READ, [quote("the pier is closed")], [quote("the pier is closed. ")]))
    assert value(rows["quote.content"], "exact") == 1


def test_a_type_of_entity_that_only_one_knows_is_counted() -> None:
    counts = compare(READ, [entity("Tom Okafor", "PERSON")], [entity("Tom Okafor", "FISHERMAN")])
    rows = measured(counts, compare(READ, [entity("Ines Calder", "PERSON")], [entity("Ines Calder", "PERSON")]))
    assert counts.open_labels == {"PERSON": {"FISHERMAN": 1}}
    assert (rows["entity_type"]["compared"], value(rows["entity_type"], "same")) == (2, 0.5)


def test_a_person_is_the_same_by_the_registry_else_by_name() -> None:
    def same(one: tuple[str, str], other: tuple[str, str]) -> object:
        pair = [quote("the pier is closed", name=name, person=person) for name, person in (one, other)]
        rows = measured(compare(READ, pair[:1], pair[1:]))
        return value(rows["person"], "same") if "person" in rows else None

    assert same(("ines calder", "1"), ("calder", "1")) == 1
    assert same(("ines calder", "1"), ("ines calder", "2")) == 0
    assert same(("ines calder", "1"), ("ines calder", "")) == 1
    assert same(("ines calder", ""), ("", "")) is None


def test_tokens_and_stretches_are_those_of_the_other_implementations() -> None:
    """The figures of the columns, against the same texts given to the published formulas whole."""
    first, second = [PIER, REPAIRS], [quote("pier is closed"), quote("that repairs would be costly, Tom")]
    rows = measured(compare(READ, first, second))
    marked = [[READ.tokens_in(READ.letters.trimmed(one.spans("content"))) for one in own] for own in (first, second)]
    inside = [set().union(*own) for own in marked]
    labels = [["in" if token in own else "out" for own in inside] for token in range(len(READ.tokens))]
    assert value(rows["quote.content"], "alpha_tokens") == pytest.approx(alpha_nominal(labels), abs=1e-4)
    spans = [[READ.letters.trimmed(one.spans("content"))[0] for one in own] for own in (first, second)]
    expected = alpha_unitizing([(len(TEXT), spans)])
    assert value(rows["quote.content"], "alpha_u") == pytest.approx(expected, abs=1e-4)


pairs_of_labels = st.lists(st.tuples(*[st.sampled_from(LABELS["quote_type"])] * 2), min_size=1, max_size=40)


@given(pairs_of_labels)
def test_kappa_is_that_of_another_implementation(pairs: list[tuple[str, str]]) -> None:
    labels = sorted({label for pair in pairs for label in pair})
    if len(labels) < 2:
        return
    found = chance.cohen_kappa(pairs)
    assert found == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


@given(pairs_of_labels)
def test_labels_in_columns_are_measured_as_rows_are(pairs: list[tuple[str, str]]) -> None:
    counts = Counts()
    for one, other in pairs:
        counts.add(f"quote_type.{one}.{other}")
    row = measured(counts)["quote_type"]
    for name, by_rows in (("fleiss_kappa", fleiss_kappa), ("ac1", gwet_ac1), ("alpha", alpha_nominal)):
        expected = by_rows(pairs)
        assert value(row, name) == (None if expected is None else pytest.approx(expected, abs=1e-4))


def test_of_three_people_the_pairs_give_fleiss_kappa() -> None:
    ratings = [("direct", "direct", "mixed"), ("indirect", "indirect", "indirect"), ("mixed", "direct", "indirect")]
    counts = Counts()
    for row in ratings:
        for one, other in combinations(row, 2):
            counts.add(f"quote_type.{one}.{other}")
    found = measured(counts, of_a_pair=False)["quote_type"]
    assert value(found, "fleiss_kappa") == pytest.approx(fleiss_kappa(ratings), abs=1e-4)
    assert value(found, "ac1") == pytest.approx(gwet_ac1(ratings), abs=1e-4)
    assert "cohen_kappa" not in found


def half_alike(articles: int) -> dict[str, dict[str, object]]:
    same, other = compare(READ, [PIER], [PIER]), compare(READ, [PIER], [REPAIRS])
    return measured(*[same, other] * (articles // 2))


def test_an_interval_holds_the_figure_narrows_with_articles_and_is_the_same_each_time() -> None:
    widths = []
    for articles in (10, 100, 10 * GROUPS):
        figure = half_alike(articles)["quote.content"]["exact"]
        assert isinstance(figure, dict)
        assert figure["low"] <= figure["value"] == 0.5 <= figure["high"]
        assert half_alike(articles)["quote.content"]["exact"] == figure
        widths.append(figure["high"] - figure["low"])
    assert widths == sorted(widths, reverse=True)


def test_an_interval_of_many_articles_is_as_wide_as_theory_has_it() -> None:
    """The share of 2,000 independent articles that agree, at one half: 1.96 · √(0.25 / 2,000) on each side."""
    draw = np.random.default_rng(1)
    same, other = compare(READ, [PIER], [PIER]), compare(READ, [PIER], [REPAIRS])
    figure = measured(*[same if draw.random() < 0.5 else other for _ in range(2000)])["quote.content"]["exact"]
    assert isinstance(figure, dict)
    assert figure["high"] - figure["low"] == pytest.approx(2 * 1.96 * (0.25 / 2000) ** 0.5, rel=0.15)


def test_few_articles_have_no_interval() -> None:
    figure = half_alike(FEWEST - 1)["quote.content"]["exact"]
    assert isinstance(figure, dict)
    assert (figure["low"], figure["high"]) == (None, None)


def test_every_count_has_a_column_of_its_own() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert all(number >= 0 for number in compare(READ, [PIER], [REPAIRS]).numbers)


def test_rare_types_of_entities_stand_together_and_still_differ() -> None:
    words = ["Ines Calder", "Tom Okafor"]
    many = [compare(READ, [entity(words[0], f"T{n}")], [entity(words[0], f"T{n}")]) for n in range(2 * MOST_LABELS)]
    differing = compare(READ, [entity(words[1], "T1000")], [entity(words[1], "T1001")])
    row = measured(*many, differing)["entity_type"]
    assert row["compared"] == len(many) + 1
    assert value(row, "same") == round(len(many) / (len(many) + 1), 4)
