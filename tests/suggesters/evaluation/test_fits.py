"""Which way of suggesting fits checked articles best, on quotes made by hand."""

from __future__ import annotations

from suggesters.evaluation.fits import KindFit, Sample, interrupted, kind_fit, parts_of, ranked, scores_by, seams
from suggesters.evaluation.matching import ScoredQuote

TEXT = "“We can wait,” she said. “But not for ever.” The crew slammed the new timetable."
FIRST, SECOND, THIRD = (
    (TEXT.index(words), TEXT.index(words) + len(words))
    for words in ("“We can wait,”", "“But not for ever.”", "the new timetable")
)
JOINED = [ScoredQuote("direct", (FIRST, SECOND))]
APART = [ScoredQuote("direct", (FIRST,)), ScoredQuote("direct", (SECOND,))]
WITH_OBJECTS = [*APART, ScoredQuote("indirect", (THIRD,))]
WAYS = {"joined": JOINED, "apart": APART, "apart+objects": WITH_OBJECTS}


def sample(gold: list[ScoredQuote]) -> Sample:
    return Sample(TEXT, gold, WAYS)


def parts(*golds: list[ScoredQuote], lead: float = 0) -> str:
    samples = [sample(gold) for gold in golds]
    return parts_of(samples, joined="joined", apart="apart", best_joined=lead, best_apart=0)


def test_the_way_that_proposes_what_people_found_comes_first() -> None:
    rows = ranked(scores_by([sample(WITH_OBJECTS), sample(APART)], list(WAYS)))
    assert [row.name for row in rows] == ["apart+objects", "apart", "joined"]
    assert rows[2].parts > rows[2].all == 0


def test_of_two_that_are_equally_good_the_first_named_comes_first() -> None:
    scores = scores_by([sample([])], ["joined", "apart"])
    assert [row.name for row in ranked(scores)] == ["joined", "apart"]


def test_each_seam_says_whether_people_join_parts() -> None:
    assert seams(JOINED, JOINED, APART) == {"joined": 1}
    assert seams(APART, JOINED, APART) == {"apart": 1}
    assert seams(APART[:1], JOINED, APART) == {"apart": 1}
    assert seams([], JOINED, APART) == {}


def test_half_of_a_sentence_that_every_way_joins_says_nothing() -> None:
    assert seams(APART[:1], JOINED, JOINED) == {}


def test_parts_are_told_by_most_seams_and_left_open_without_any() -> None:
    assert parts(JOINED, JOINED, APART) == "joined"
    assert parts(JOINED, APART, APART) == "apart"
    assert parts([], []) == ""
    assert parts(JOINED, APART) == ""
    assert parts([], lead=0.2) == "joined"


def test_a_quote_that_goes_on_after_its_own_cue_is_joined_though_nothing_was_proposed() -> None:
    said = (TEXT.index("said"), TEXT.index("said") + 4)
    gold = [ScoredQuote("direct", (FIRST, SECOND), (said,))]
    nothing = Sample(TEXT, gold, {"joined": [], "apart": []})
    assert parts_of([nothing], joined="joined", apart="apart", best_joined=0, best_apart=0) == "joined"
    assert interrupted([ScoredQuote("direct", (FIRST, SECOND), ((0, 1),))]) == 0


def test_a_kind_is_judged_by_what_it_adds() -> None:
    scores = scores_by([sample(WITH_OBJECTS), sample(APART)], list(WAYS))
    found = kind_fit("objects", without=scores["apart"], with_it=scores["apart+objects"])
    assert found == KindFit("objects", right=1, proposed=2)
