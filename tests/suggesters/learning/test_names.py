"""When a speaker gets a name in a project: names that are wrong there are left open, open ones that are right given."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from suggesters.evaluation.matching import ScoredQuote
from suggesters.fitting import Checked
from suggesters.learning import names
from suggesters.learning.extras import Extra
from suggesters.learning.names import learn_names, shift_of, shown_by
from suggesters.people.recalibrated import FORMS, GIVEN, form_of, recalibrated, shifted
from suggesters.pipeline import Source, Suggester
from suggesters.suggestions import Candidate, Quote
from tests.suggesters.learning.models import small_model
from tests.suggesters.shipped import shipped

PLACES = (
    *("Marlow", "Hexley", "Dunmore", "Calder", "Ashby", "Thornton"),
    *("Redford", "Milton", "Weston", "Norwood", "Stratton", "Langley"),
)
HE = "Carl Berg, Tom Hale and Max Lund live in {place}."
SAID_HE = "“We will stay here for the winter,” he said."
SAID_WEBER = "“The harbour is open again,” Anna Weber said."
SAID_BERG = "“We stay,” Carl Berg said. The wind blew in {place} for many hours, and Tom Hale went home."
SAYING = small_model(weights={"lemma=say": 8.0}, none=4.0)
"""Quotes with “said”, and no others that have a cue."""
GOES_ON = "“We will not leave the harbour before the ice is gone from it.”"


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped("newsroom")


def checked(*lines: tuple[str, str, str], place: str) -> Checked:
    """Lines, each with the speaker's words in it and the person's name; without a name the line is no quote."""
    text = "\n\n".join(line.format(place=place) for line, _, _ in lines)
    quotes, at = [], 0
    for line, speaker, name in lines:
        start = text.index("“", at) if name else at
        at = text.index(line.format(place=place)[-10:], at)
        if name:
            content = ((start, text.index("”", start) + 1),)
            first = text.index(speaker, content[0][1]) if speaker else 0
            quotes.append(ScoredQuote("direct", content, (), ((first, first + len(speaker)),) if speaker else (), name))
    return Checked(Source(text, "en"), tuple(quotes))


def he(place: str, who: str = "Max Lund") -> Checked:
    return checked((HE, "", ""), (SAID_HE, "he", who), (SAID_WEBER, "Anna Weber", "Anna Weber"), place=place)


def going_on(place: str, who: str = "Carl Berg") -> Checked:
    return checked((SAID_BERG, "Carl Berg", "Carl Berg"), (GOES_ON, "", who), place=place)


def learned(suggester: Suggester, articles: list[Checked]) -> Extra:
    readings = list(suggester.readings(article.source for article in articles))
    return learn_names(articles, readings, stories=list(range(len(articles))))


def test_names_that_are_wrong_in_this_project_are_left_open(suggester: Suggester) -> None:
    extra = learned(suggester, [he(place) for place in PLACES])
    assert extra.values["pronoun"] < 0 < extra.values["name"]
    assert (extra.report["kept"], extra.report["number"]) == (True, 24)
    assert extra.report["f1_after"] > extra.report["f1_before"]

    text = he("Arden").source.text
    before = suggester.suggest(text, language="en").quotes[0]
    after = suggester.learned(replace(SAYING, names=extra.values)).suggest(text, language="en").quotes[0]
    assert (before.speaker_name, before.speaker_kind) == ("Carl Berg", "named")
    assert (after.speaker_name, after.speaker_kind) == (None, "unnamed")
    assert [one.name for one in after.candidates] == [one.name for one in before.candidates]
    assert after.reason.endswith("→ perhaps Carl Berg")


def test_names_that_are_left_open_are_given_where_they_are_right(suggester: Suggester) -> None:
    extra = learned(suggester, [going_on(place) for place in PLACES])
    assert extra.values["unstated_open"] > 0
    assert extra.report["kept"]

    text = going_on("Arden").source.text
    before = suggester.suggest(text, language="en").quotes[-1]
    after = suggester.learned(replace(SAYING, names=extra.values)).suggest(text, language="en").quotes[-1]
    assert (before.speaker_name, before.speaker_kind) == (None, "none")
    assert (after.speaker_name, after.speaker_kind) == ("Carl Berg", "named")
    assert after.candidates[0].score >= GIVEN["unstated_open"] > before.candidates[0].score
    assert after.reason.endswith("→ Carl Berg (as in articles that were checked)")


def test_where_names_are_as_right_as_expected_nothing_is_kept(suggester: Suggester) -> None:
    articles = [going_on(place, "Carl Berg" if number % 2 else "Tom Hale") for number, place in enumerate(PLACES)]
    extra = learned(suggester, articles)
    assert extra.values == {}
    assert (extra.report["kept"], extra.report["reason"]) == (False, "not_better")


def test_quotes_without_a_persons_name_teach_nothing(suggester: Suggester) -> None:
    extra = learned(suggester, [Checked(he(place).source, ()) for place in PLACES])
    assert (extra.values, extra.report["articles"], extra.report["reason"]) == ({}, 0, "too_few")


def test_a_quote_beyond_what_was_read_teaches_nothing(suggester: Suggester) -> None:
    article = he("Marlow")
    (reading,) = suggester.readings([Source(article.source.text[:40], "en")])
    assert shown_by(article, reading).rows == ()


def test_of_many_articles_the_newest_are_asked(suggester: Suggester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_ARTICLES", 4)
    extra = learned(suggester, [he(place) for place in PLACES[:2]] + [going_on(place) for place in PLACES[:4]])
    assert extra.report["articles"] == 4
    (reading,) = suggester.readings([going_on("Marlow").source])
    assert extra.report["number"] == 8 == 4 * len(shown_by(going_on("Marlow"), reading).rows)


def test_no_name_and_no_word_is_in_what_was_learned(suggester: Suggester) -> None:
    extra = learned(suggester, [he(place) for place in PLACES])
    assert set(extra.values) <= set(FORMS)
    written = json.dumps([extra.values, extra.report])
    assert not [word for word in ("Carl", "Berg", "Lund", "Weber", "harbour", *PLACES) if word in written]


def test_one_name_hardly_moves_what_is_shipped(suggester: Suggester) -> None:
    (reading,) = suggester.readings([he("Marlow").source])
    row = shown_by(he("Marlow"), reading).rows[0]
    assert (row.form, row.is_first) == ("pronoun", False)
    assert shifted(row.share, shift_of([row])) == pytest.approx(25 * row.share / 26, abs=0.01)


TEXT = "He left. Anna Weber, the head of the port, and the officials said so."


def quote(speaker: str, candidates: tuple[Candidate, ...], **values: object) -> Quote:
    start = TEXT.index(speaker) if speaker else 0
    spans = ((start, start + len(speaker)),) if speaker else ()
    return Quote("direct", ((0, 8),), (), spans, candidates=candidates, **values)  # type: ignore[arg-type]


WEBER = (Candidate("Anna Weber", 0.5), Candidate("Tom Hale", 0.3))
NAMED = {"speaker_name": "Anna Weber", "speaker_kind": "named"}


@pytest.mark.parametrize(
    ("speaker", "values", "form"),
    [
        ("Anna Weber, the head of the port", NAMED, "name"),
        ("He", NAMED, "pronoun"),
        ("He", {"speaker_kind": "unnamed"}, "pronoun_open"),
        ("the head of the port", NAMED, "title"),
        ("the head of the port", {"speaker_kind": "unnamed"}, "title_open"),
        ("", NAMED, "unstated"),
        ("", {}, "unstated_open"),
        ("the officials", {"speaker_kind": "collective"}, ""),
    ],
)
def test_how_a_speaker_is_mentioned(speaker: str, values: dict[str, object], form: str) -> None:
    assert form_of(quote(speaker, WEBER, **values), TEXT) == form


def test_without_a_candidate_there_is_nothing_to_shift() -> None:
    assert form_of(quote("He", ()), TEXT) == ""


def test_other_candidates_keep_their_order_behind_the_first() -> None:
    named = quote("He", WEBER, **NAMED)
    for shift in (-4.0, -0.1, 0.5, 4.0):
        (found,) = recalibrated([named], {"pronoun": shift}, TEXT)
        scores = [one.score for one in found.candidates]
        assert scores == sorted(scores, reverse=True)
        assert [one.name for one in found.candidates] == ["Anna Weber", "Tom Hale"]
        assert sum(scores) <= 1.001


def test_a_form_that_was_not_learned_stays_as_it_is() -> None:
    named = quote("He", WEBER, **NAMED)
    assert recalibrated([named], {}, TEXT) == recalibrated([named], {"title": -4.0}, TEXT) == [named]
