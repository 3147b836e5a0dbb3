"""The profile that fits checked articles, on invented texts and the model that is shipped."""

from __future__ import annotations

import pytest

from suggesters.evaluation.matching import ScoredQuote
from suggesters.fitting import Checked, Fits, fits
from suggesters.pipeline import Source, Suggester
from suggesters.profiles import DEFAULT, PRESETS, Profile, profile_from
from suggesters.suggestions import LEAST_SURE
from tests.suggesters.shipped import shipped

TEXTS = tuple(
    f"The ferry to Aldermoor was late again on Monday.\n\n“We have waited {number} hours,” {name} said. "
    f"“Nobody told us anything about it.”\n\nThe harbour office said that the engine had failed.\n\n"
    f"The {name} family urged the council to buy another boat."
    for number, name in (("four", "Quist"), ("six", "Okafor"), ("nine", "Calder"))
)


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped()


def checked_by(suggester: Suggester, profile: Profile) -> list[Checked]:
    """The texts with the quotes of somebody who follows this profile."""
    found = [suggester.quotes_by(Source(text, language="en"), [profile])[0] for text in TEXTS]
    return [
        Checked(
            Source(text, language="en"),
            tuple(ScoredQuote(one.type, one.content, one.cue, one.speaker) for one in quotes if one.score > LEAST_SURE),
        )
        for text, quotes in zip(TEXTS, found, strict=True)
    ]


def fitted(suggester: Suggester, *, work: str, current: Profile = DEFAULT) -> Fits:
    return fits(checked_by(suggester, PRESETS[work]), suggester=suggester, current=current)


def test_one_parse_gives_what_each_profile_alone_would(suggester: Suggester) -> None:
    source = Source(TEXTS[0], language="en")
    for name, quotes in zip(PRESETS, suggester.quotes_by(source, PRESETS.values()), strict=True):
        alone = suggester.following(PRESETS[name]).suggest(TEXTS[0], language="en").quotes
        assert [(quote.content, quote.cue, quote.score) for quote in quotes] == [
            (quote.content, quote.cue, quote.score) for quote in alone
        ]


def test_a_text_in_another_language_has_its_marks_alone(suggester: Suggester) -> None:
    text = "“Nadie nos avisó de la inundación en toda la noche”, dijo ella."
    ((quote,),) = suggester.quotes_by(Source(text, language="es"), [DEFAULT])
    assert text[slice(*quote.content[0])].startswith("“Nadie")


def test_work_that_joins_parts_is_told_from_three_articles(suggester: Suggester) -> None:
    found = fitted(suggester, work="polnear")
    assert (found.articles, found.parts, found.best) == (3, "joined", "polnear")
    assert [row.name for row in found.rows if row.all == 1][:1] == ["polnear"]
    assert {(row.kind, row.right, row.proposed) for row in found.kinds} >= {("infinitives", 3, 3)}


def test_work_that_keeps_parts_apart_is_told_likewise(suggester: Suggester) -> None:
    found = fitted(suggester, work="newsroom", current=PRESETS["wide"])
    assert (found.parts, found.best) == ("apart", "newsroom")
    assert ("infinitives", 0, 3) in {(row.kind, row.right, row.proposed) for row in found.kinds}


def test_nothing_is_proposed_where_the_profile_fits_already(suggester: Suggester) -> None:
    assert fitted(suggester, work="newsroom").best is None
    assert fitted(suggester, work="ggt").best is None


def test_a_profile_of_its_own_is_compared_as_well(suggester: Suggester) -> None:
    own = profile_from({"name": "our desk", "parts": "joined"})
    found = fitted(suggester, work="newsroom", current=own)
    assert own.key in {row.name for row in found.rows}
    assert found.best == "newsroom"
    assert found.as_json()["rows"][0]["name"] == "newsroom"


def test_a_profile_that_joins_clauses_alone_keeps_quotations_apart(suggester: Suggester) -> None:
    found = fitted(suggester, work="newsroom", current=PRESETS["gum"])
    assert found.parts == "apart"
    assert fitted(suggester, work="polnear", current=PRESETS["gum"]).best == "polnear"
