"""Candidates for learners: what no rule draws, drawn generously, and features of it that hold nobody's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from suggesters.pipeline import Source, Suggester
from suggesters.profiles import DEFAULT, PRESETS
from suggesters.quotes import features, find_quotes, wide, wide_features
from suggesters.quotes.candidates import Proposal, draw, propose
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.ranking import proposals_to_rank
from suggesters.quotes.wide import profile_counting_all, propose_all
from suggesters.quotes.wide_features import TOGETHER, all_features_of, are_twins, plain_lemma
from suggesters.suggestions import Spans
from tests.examples import examples
from tests.suggesters import quote_docs
from tests.suggesters.quote_docs import doc_of
from tests.suggesters.shipped import SAMPLES, sample

if TYPE_CHECKING:
    from spacy.tokens import Doc

BEYOND = {
    "a verb that no rule knows": (
        "Ines Calder accepted that the ferry had been late for months.",
        "that the ferry had been late for months",
    ),
    "an adjective": ("The fishermen were critical of the new timetable.", "of the new timetable"),
    "an adjective, without its preposition": ("The fishermen were critical of the new timetable.", "the new timetable"),
    "a noun with a complement": (
        "Calder's insistence that the boats were safe helped nobody.",
        "that the boats were safe",
    ),
    "what stands before an unknown verb": ("The pier will close, Calder relented.", "The pier will close"),
    "an earlier end": (
        "Ines Calder accepted that the ferry was late, which angered the crews.",
        "that the ferry was late",
    ),
}
SENTENCES = (
    "Ines Calder accepted that the ferry had been late for months, after three repairs.",
    "The fishermen were critical of the new timetable; nobody had asked them.",
    "“We stay here tonight,” Owen Pryce said. “We have nowhere else to go.”",
    "According to the union, wages rose — and the harbour emptied.",
    "Her claim that the boats were safe was met with silence.",
    "MR. OKAFOR: I like dirt.",
    "The plan, Weber said, is “a gift” to the town.",
    "They denounced the plan for the harbour and called for new elections.",
    "She was clear that it was over. He knew, as everybody did, what to do.",
    "So tired of rain — Nia Bowen (@niab) June 7, 2024",
)


def parsed(suggester: Suggester, text: str) -> Doc:
    (reading,) = suggester.readings([Source(text, "en")])
    assert reading.doc is not None
    return reading.doc


def page_of(doc: Doc) -> ParsedPage:
    return ParsedPage(doc, profile=profile_counting_all(DEFAULT))


def words(page: ParsedPage, proposals: Iterable[Proposal]) -> set[str]:
    return {
        " … ".join(page.text[start:end] for start, end in candidate.fragments)
        for proposal in proposals
        for candidate in proposal.candidates
    }


@pytest.mark.parametrize(("text", "content"), BEYOND.values(), ids=BEYOND)
def test_what_the_rules_miss_is_among_the_candidates(suggester: Suggester, text: str, content: str) -> None:
    page = page_of(parsed(suggester, text))
    assert content in words(page, propose_all(page))


def test_the_rules_themselves_miss_it(suggester: Suggester) -> None:
    for text, content in (BEYOND["a verb that no rule knows"], BEYOND["what stands before an unknown verb"]):
        page = page_of(parsed(suggester, text))
        assert content not in words(page, propose(page))


def test_nothing_is_drawn_inside_marks_or_without_a_speaker(suggester: Suggester) -> None:
    inside = "“Calder's insistence that the boats are safe is critical of us,” he said."
    page = page_of(parsed(suggester, f"{inside} Imagine that we had rowed."))
    assert {proposal.setting.cue.token.text for proposal in propose_all(page)} == {"said"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_rules_proposals_are_all_there_and_first(path: Path) -> None:
    doc = sample(path)
    plain = {proposal.setting.cue.spans: proposal.candidates for proposal in propose(page_of(doc))}
    found = {proposal.setting.cue.spans: proposal.candidates for proposal in propose_all(page_of(doc))}
    assert plain.keys() <= found.keys()
    for cue, candidates in plain.items():
        assert [one.fragments for one in found[cue][: len(candidates)]] == [one.fragments for one in candidates]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_rules_choose_the_same_whether_or_not_the_wide_candidates_were_drawn(path: Path) -> None:
    doc = sample(path)
    for profile in (DEFAULT, PRESETS["wide"]):
        before = find_quotes(doc, profile=profile)
        proposals_to_rank(ParsedPage(doc, profile=profile_counting_all(profile)), profile=profile)
        assert find_quotes(doc, profile=profile) == before


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_cue_has_the_same_content_twice_or_more_than_sixty(path: Path) -> None:
    for proposal in propose_all(page_of(sample(path))):
        fragments = Counter(candidate.fragments for candidate in proposal.candidates)
        assert max(fragments.values()) == 1
        assert len(fragments) <= 60


def test_a_sentence_with_many_ends_stays_within_the_limit(
    suggester: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "Ines Calder accepted from Owen Pryce, after the storm, on the quay, in Marlow, with regret, that the ferry "
        "was late, with the nets, on the quay, after the rain, which fell, and that it sank, with the crates."
    )
    doc = parsed(suggester, text)
    assert max(len(proposal.candidates) for proposal in propose_all(page_of(doc))) > 12
    monkeypatch.setattr(wide, "_MOST_A_CUE", 12)
    assert max(len(proposal.candidates) for proposal in propose_all(page_of(doc))) == 12


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), st.sampled_from([" ", "\n\n", "\n"]))
def test_fragments_lie_in_the_text_in_order_each_on_one_line(
    suggester: Suggester, sentences: list[str], between: str
) -> None:
    text = between.join(sentences)
    candidates = [one for proposal in propose_all(page_of(parsed(suggester, text))) for one in proposal.candidates]
    for candidate in candidates:
        fragments = candidate.fragments
        assert fragments
        assert all(0 <= start < end <= len(text) for start, end in fragments)
        assert all(left[1] <= right[0] for left, right in zip(fragments, fragments[1:], strict=False))
        if candidate.rule.startswith("wide_"):
            ((start, end),) = fragments
            assert "\n" not in text[start:end]
            assert text[start:end] == text[start:end].strip()


FEATURE = re.compile(r"[a-z_0-9]{1,40}=[!-~]{1,100}")
DOCUMENTED = features.FAMILIES | wide_features.FAMILIES


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_features_are_names_that_a_model_may_have_and_documented(path: Path) -> None:
    page = page_of(sample(path))
    for name in {name for names in _features(page) for name in names}:
        assert FEATURE.fullmatch(name), name
        assert name.split("=", 1)[0] in DOCUMENTED


def test_families_are_documented_once_and_each_is_used(suggester: Suggester) -> None:
    assert not features.FAMILIES.keys() & wide_features.FAMILIES.keys()
    assert TOGETHER.keys() <= wide_features.FAMILIES.keys()
    page = page_of(parsed(suggester, "\n".join(SENTENCES)))
    used = {name.split("=", 1)[0] for names in _features(page) for name in names}
    assert wide_features.FAMILIES.keys() <= used


def test_together_is_what_two_families_say(suggester: Suggester) -> None:
    page = page_of(parsed(suggester, SENTENCES[0]))
    values = dict(name.split("=", 1) for name in _features(page)[0])
    assert all(values[family] == f"{values[one]}+{values[other]}" for family, (one, other) in TOGETHER.items())


def _features(page: ParsedPage) -> list[list[str]]:
    return [
        all_features_of(candidate, proposal.setting)
        for proposal in proposals_to_rank(page, profile=DEFAULT)
        for candidate in proposal.candidates
    ]


NAME, PLACE, COMPANY = "Zorvathen", "Quillebeck", "Drabbletonic"
PERSONAL = (
    "{name} said that {place} would sell {company}.",
    "“{place} is ours,” said {name} of {company}. “{company} will never have it.”",
    "{name} {company} {place} that the pier is dead.",
    "{name}: We lost {place} to {company}.",
    "“{place} sinks” - {name}",
    "According to {name}, {company} owns {place}.",
    "{name}'s insistence that {company} left {place} helped nobody.",
    "{company} accepted that {name} was critical of {place}.",
    "{name} was {place} that {company} failed.",
    "Q: Who owns {place}? A: {name} does, with {company}.",
    "The pier stays — {name} ({company}) June 7, 2024",
    "They {name} the plan, to {place} that {company} had failed.",
)


@pytest.mark.parametrize("written", [str, str.lower, str.upper], ids=["usual", "small", "capitals"])
def test_no_feature_holds_a_word_of_who_spoke_or_of_what_was_said(
    suggester: Suggester, written: type[str] | staticmethod[[str], str]
) -> None:
    """Also where the tagger takes a name for a verb, a noun or an adjective."""
    name, place, company = (written(word) for word in (NAME, PLACE, COMPANY))
    text = "\n\n".join(line.format(name=name, place=place, company=company) for line in PERSONAL)
    found = _features(page_of(parsed(suggester, text)))
    assert len(found) > len(PERSONAL)
    told = " ".join(name for names in found for name in names).casefold()
    for word in (NAME, PLACE, COMPANY, "pier", "plan"):
        assert word.casefold()[:6] not in told.replace("+", " "), word


def test_only_common_words_of_the_cue_are_named(suggester: Suggester) -> None:
    doc = parsed(suggester, "Ines Calder said that London had confirmed it.")
    lemmas = {token.text: plain_lemma(token) for token in doc}
    assert (lemmas["said"], lemmas["confirmed"]) == ("say", "confirm")
    assert lemmas["Calder"] == lemmas["London"] == lemmas["."] == "other"


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        (((0, 10),), ((0, 10),), True),
        (((0, 10),), ((0, 8),), True),
        (((0, 10),), ((0, 7),), False),
        (((0, 4), (6, 10)), ((0, 10),), True),
        (((0, 4),), ((4, 8),), False),
    ],
)
def test_twins_share_four_fifths_of_their_letters(some: Spans, others: Spans, expected: bool) -> None:
    assert are_twins(some, others) is are_twins(others, some) is expected


def test_a_page_by_another_profile_keeps_what_it_learns_of_cues_to_itself(suggester: Suggester) -> None:
    page = page_of(parsed(suggester, "“We stay,” Ines Calder said, “for now.”"))
    other = page.by(PRESETS["ggt"])
    propose(other)
    assert other.going_on
    assert not page.going_on
    assert (other.text, other.profile) == (page.text, PRESETS["ggt"])
    assert page.profile.counts("objects")


def test_what_the_rules_make_of_a_candidate_is_a_feature() -> None:
    doc = doc_of(quote_docs.THAT_AND_WARNED)
    page = ParsedPage(doc, profile=profile_counting_all(DEFAULT))
    by_words = {
        page.text[slice(*candidate.fragments[0])]: all_features_of(candidate, proposal.setting)
        for proposal in proposals_to_rank(page, profile=DEFAULT)
        for candidate in proposal.candidates
        if proposal.setting.cue.token.text == "said"
    }
    kept = {words for words, names in by_words.items() if any(name.startswith("by_rules=kept_") for name in names)}
    assert kept == {"that taxes will rise"}
    assert all("by_rules=beside" in names for words, names in by_words.items() if words not in kept)


def test_a_verb_of_belief_may_end_what_was_said_only_where_beliefs_count(suggester: Suggester) -> None:
    doc = parsed(suggester, "The mayor warned that the ferry was late and believes that it will sail.")
    page = page_of(doc)
    assert draw(page).has_ends_by_belief
    assert not draw(page.by(DEFAULT)).has_ends_by_belief
    assert not draw(page_of(parsed(suggester, SENTENCES[0]))).has_ends_by_belief
