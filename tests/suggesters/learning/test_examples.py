"""Checked articles as a learner sees them: of which candidate how much is right, and what teaches nothing."""

from __future__ import annotations

import pytest

from suggesters.fitting import Checked
from suggesters.learning.examples import RIGHT, Example, example_of
from suggesters.pipeline import Suggester
from suggesters.profiles import DEFAULT, PRESETS, Profile
from tests.suggesters.learning.work import Said, checked

SPEECH = "“We stay here tonight,” Ines Calder said. “We have nowhere else to go.”"
FIRST, SECOND = "“We stay here tonight,”", "“We have nowhere else to go.”"
REPORT = "The council met. Ines Calder said the boat was late on Monday. Owen Pryce warned that prices may rise."


def example(suggester: Suggester, article: Checked, profile: Profile = DEFAULT) -> Example:
    (reading,) = suggester.readings([article.source])
    found = example_of(article, reading, profile=profile)
    assert found is not None
    return found


def right(found: Example, cue: str) -> dict[str, float] | None:
    """How much of each candidate of a cue is right, by its words."""
    for proposal, row in zip(found.proposals, found.targets, strict=True):
        if proposal.setting.cue.token.text == cue:
            words = (" … ".join(found.page.text[slice(*span)] for span in one.fragments) for one in proposal.candidates)
            return None if row is None else dict(zip(words, row, strict=True))
    raise AssertionError(f"nothing was proposed for “{cue}”")


def test_a_candidate_is_right_as_far_as_its_letters_are(suggester: Suggester) -> None:
    found = right(example(suggester, checked(REPORT, [Said(("the boat was late on Monday",), "said")])), "said")
    assert found is not None
    assert found["the boat was late on Monday"] == 1.0
    assert all(share == 0 or share >= RIGHT for share in found.values())
    assert found["the boat was late"] == 0.0, "less than four fifths of the letters"


def test_a_cue_with_which_nothing_was_said_teaches_that(suggester: Suggester) -> None:
    found = right(example(suggester, checked(REPORT, [Said(("the boat was late on Monday",), "said")])), "warned")
    assert found is not None
    assert set(found.values()) == {0.0}


def test_an_optional_quote_teaches_nothing(suggester: Suggester) -> None:
    optional = Said(("that prices may rise",), "warned", optional=True)
    found = example(suggester, checked(REPORT, [Said(("the boat was late on Monday",), "said"), optional]))
    assert right(found, "warned") is None
    assert right(found, "said")


def test_where_parts_are_apart_a_candidate_stands_for_each_of_them(suggester: Suggester) -> None:
    article = checked(SPEECH, [Said((FIRST,), "said"), Said((SECOND,))])
    found = right(example(suggester, article), "said")
    assert found is not None
    assert found[FIRST] == 1.0


def test_two_quotes_around_their_attribution_are_right_together(suggester: Suggester) -> None:
    text = "The harbour of Marlow, Ines Calder said, will close before the winter."
    parts = ("The harbour of Marlow", "will close before the winter")
    found = right(example(suggester, checked(text, [Said((part,), "said") for part in parts])), "said")
    assert found is not None
    assert found[" … ".join(parts)] == 1.0


def test_where_parts_are_joined_half_a_quote_is_not_right(suggester: Suggester) -> None:
    both = right(example(suggester, checked(SPEECH, [Said((FIRST, SECOND), "said")]), PRESETS["polnear"]), "said")
    assert both is not None
    assert both[f"{FIRST} … {SECOND}"] == 1.0
    assert both[FIRST] == 0.0


def test_what_goes_on_beyond_the_reach_of_a_cue_is_not_asked_of_it(suggester: Suggester) -> None:
    """The next paragraph is joined later, whatever candidate is chosen."""
    text = "“We stay here,” Ines Calder said.\n\n“And tomorrow we leave for the islands with everything we own.”"
    parts = ("“We stay here,”", "“And tomorrow we leave for the islands with everything we own.”")
    found = right(example(suggester, checked(text, [Said(parts, "said")]), PRESETS["polnear"]), "said")
    assert found is not None
    assert found["“We stay here,”"] == 1.0


def test_a_quote_is_learned_with_the_cue_that_people_marked(suggester: Suggester) -> None:
    text = "Ines Calder, who warned that prices may rise, claimed that prices may rise again soon."
    content = "that prices may rise again soon"
    for cue, expected in {"claimed": 1.0, "warned": 0.0}.items():
        found = right(example(suggester, checked(text, [Said((content,), cue)])), "claimed")
        assert found is not None
        assert found[content] == expected


@pytest.mark.parametrize("cue", ["", "who"])
def test_without_a_cue_that_is_proposed_it_is_learned_with_any(suggester: Suggester, cue: str) -> None:
    text = "Ines Calder, who owns the boat, claimed that prices may rise again soon."
    content = "that prices may rise again soon"
    found = right(example(suggester, checked(text, [Said((content,), cue)])), "claimed")
    assert found is not None
    assert found[content] == 1.0


@pytest.mark.parametrize("text", [SPEECH, REPORT])
def test_each_candidate_has_its_features(suggester: Suggester, text: str) -> None:
    found = example(suggester, checked(text, []))
    candidates = [candidate for proposal in found.proposals for candidate in proposal.candidates]
    assert {id(candidate) for candidate in candidates} == set(found.names)
    assert all(any(name.startswith("rule=") for name in row) for row in found.names.values())


def test_spans_are_those_of_the_text_though_it_was_read_repaired(suggester: Suggester) -> None:
    text = "Ines Calder visited Aldermoor. The harbour officesaid that the boat was late again on Monday."
    article = checked(text, [Said(("that the boat was late again on Monday",), "said")])
    found = example(suggester, article)
    assert found.reading.text != text
    values = right(found, "said")
    assert values is not None
    assert max(values.values()) == 1.0


def test_a_text_without_a_parse_is_no_example(suggester: Suggester) -> None:
    article = checked("Die Fähre kam nicht, sagte sie, und der Rat schwieg dazu.", [], language="de")
    (reading,) = suggester.readings([article.source])
    assert example_of(article, reading, profile=DEFAULT) is None
