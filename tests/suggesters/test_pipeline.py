"""The suggester as a whole, on the model that is shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from spacy.tokens import Doc

from suggesters import pipeline, stream
from suggesters.language import guess_language, is_english
from suggesters.learned.model import Model, Steps, model_at
from suggesters.learning.reranker import prior
from suggesters.pieces import LONGEST_WORD, number_of_tokens, pieces_of, tokenised
from suggesters.pipeline import Source, Suggester
from suggesters.profiles import PRESETS
from suggesters.suggestions import LEAST_SURE, Quote, Suggestions
from tests.examples import examples
from tests.suggesters.learning.models import small_model
from tests.suggesters.shipped import shipped

SAMPLE = Path(__file__).parents[2] / "samples" / "seed-article.txt"
SPANISH = (
    "El alcalde dijo que la situación de los vecinos es muy grave y que no se puede hacer más por ellos.\n\n"
    "“Nadie nos avisó de la inundación en toda la noche.”"
)


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return shipped("polnear")


@pytest.fixture(scope="module")
def sample(suggester: Suggester) -> Suggestions:
    return suggester.suggest(SAMPLE.read_text(encoding="utf-8"))


def surface(text: str, quote: Quote) -> list[str]:
    return [text[start:end] for start, end in quote.content]


def all_spans(suggestions: Suggestions) -> list[tuple[int, int]]:
    spans = [span for quote in suggestions.quotes for span in (*quote.content, *quote.cue, *quote.speaker)]
    spans += [(entity.start, entity.end) for entity in suggestions.entities]
    spans += [(caption.start, caption.end) for caption in suggestions.captions]
    return spans + [(repair.start, repair.end) for repair in suggestions.repairs]


def test_a_glued_cue_is_found_in_the_stored_text(sample: Suggestions) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    [quote] = [quote for quote in sample.quotes if quote.content[0][0] == 298]
    assert quote.speaker == ((228, 279),)
    assert text[slice(*quote.cue[0])] == "said"
    assert quote.speaker_name == "Jens Stoltenberg"


def test_the_sample_has_its_captions_and_repairs(sample: Suggestions) -> None:
    assert len([caption for caption in sample.captions if caption.score >= LEAST_SURE]) == 3
    assert len(sample.repairs) == 5


def test_what_is_hardly_likely_comes_with_low_scores_or_is_left_out_where_that_is_asked(suggester: Suggester) -> None:
    text = "The harbour\n\nBy Ana Lee\n\nThe so-called “old” harbour is gone.\n\nMaria Weber\n\n“We stay,” Weber said."
    found = suggester.suggest(text)
    assert [quote.score < LEAST_SURE for quote in found.quotes] == [True, False]
    assert [text[caption.start : caption.end] for caption in found.captions] == ["Maria Weber"]
    sure = Suggester(suggester.nlp, profile=suggester.profile, least_score=LEAST_SURE).suggest(text)
    assert sure.quotes == found.quotes[1:]
    assert sure.captions == ()


def test_what_goes_on_behind_its_attribution_is_a_quote_of_its_own_where_that_is_asked(suggester: Suggester) -> None:
    text = "“We stay here tonight,” Maria Weber said. “We have nowhere else to go.”"
    assert [len(quote.content) for quote in suggester.suggest(text).quotes] == [2]
    apart = Suggester(suggester.nlp, profile=replace(suggester.profile, parts="apart"))
    assert [len(quote.content) for quote in apart.suggest(text).quotes] == [1, 1]
    assert apart.version != suggester.version


def test_for_somebody_is_a_cue_where_a_quotation_follows(sample: Suggestions) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    [quote] = [quote for quote in sample.quotes if quote.reason.startswith("‘For ")]
    assert text[slice(*quote.speaker[0])] == "the Secretary General of NATO"
    assert quote.type == "mixed"


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("“We stay,” said Ana Lee. “For now, at least.”", ["“We stay,”", "“For now, at least.”"], "Ana Lee"),
        ("The mayor told reporters that the harbour would close.", ["that the harbour would close"], "The mayor"),
        ("The harbour, the mayor said, will close in May.", ["The harbour", "will close in May"], "the mayor"),
        ("The harbour will close in May, according to the mayor.", ["The harbour will close in May"], "the mayor"),
        ("The mayor accused the council of neglect.", ["the council of neglect"], "The mayor"),
        ("The mayor called for new elections.", ["new elections"], "The mayor"),
    ],
)
def test_each_way_to_report_speech_is_found(suggester: Suggester, text: str, content: list[str], speaker: str) -> None:
    [quote] = suggester.suggest(text).quotes
    assert surface(text, quote) == content
    assert [text[start:end] for start, end in quote.speaker] == [speaker]


def test_known_captions_are_not_proposed_again(suggester: Suggester) -> None:
    text = "The quay was flooded.\n\nBoats on the quay in May. Photo by Ana Lee/Reuters\n\nThe water has gone."
    start = text.index("Boats")
    caption = (start, text.index("\n\nThe water"))
    assert [(found.start, found.end) for found in suggester.suggest(text).captions] == [caption]
    assert suggester.suggest(text, captions=[caption]).captions == ()


def test_another_language_gets_marks_alone_and_a_note_that_says_so(suggester: Suggester) -> None:
    suggestions = suggester.suggest(SPANISH)
    assert [surface(SPANISH, quote) for quote in suggestions.quotes] == [
        ["“Nadie nos avisó de la inundación en toda la noche.”"]
    ]
    assert suggestions.notes == (
        "The text is in Spanish: quotations in marks, captions and repairs are proposed, the rest needs English.",
    )


def test_a_language_that_is_known_is_believed(suggester: Suggester) -> None:
    assert suggester.suggest("The mayor said that it rained.", language="en-GB").notes == ()
    assert suggester.suggest("The mayor said that it rained.", language="de").notes


@pytest.mark.parametrize(
    "text",
    ["", "a", "\n", "“", "”", "🙂", "“🙂”", "\u200f“שלום”", "one two three", "“ ” ‘ ’ « \" '", "a" * 5000, "- \n" * 50],
)
def test_any_text_survives(suggester: Suggester, text: str) -> None:
    spans = all_spans(suggester.suggest(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(["“", "”", '"', "said", "Ana Lee", "that", ",", ".", "\n\n", "🙂", "é", "he"])))
def test_every_span_lies_inside_of_the_text(suggester: Suggester, words: list[str]) -> None:
    text = " ".join(words)
    spans = all_spans(suggester.suggest(text, language="en"))
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_texts_are_answered_in_order(suggester: Suggester) -> None:
    texts = [f"Ana Lee said that {number} boats sank." for number in range(20)]
    answers = list(suggester.pipe([Source(text) for text in texts[:10]] + [Source(SPANISH)] + [Source("")]))
    assert [surface(text, answer.quotes[0]) for text, answer in zip(texts, answers[:10], strict=False)] == [
        [f"that {number} boats sank"] for number in range(10)
    ]
    assert answers[10].notes
    assert answers[11] == Suggestions()


def test_a_text_in_pieces_keeps_its_offsets(suggester: Suggester, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"It rained. Ana Lee said that {number} boats sank." for number in range(60))
    whole = suggester.suggest(text)
    monkeypatch.setattr(pipeline, "pieces_of", lambda text: pieces_of(text, longest=300))
    assert [quote.content for quote in suggester.suggest(text).quotes] == [quote.content for quote in whole.quotes]


def test_a_text_is_read_as_far_as_its_time_allows_and_says_how_far(
    suggester: Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n\n".join(f"It rained. Ana Lee said that {number} boats sank." for number in range(60))
    monkeypatch.setattr(pipeline, "pieces_of", lambda text: pieces_of(text, longest=300))
    whole = suggester.suggest(text)
    times = iter(range(0, 10_000, 50))
    monkeypatch.setattr(pipeline, "monotonic", lambda: next(times))
    part = suggester.suggest(text)
    assert not whole.is_cut_short
    assert part.is_cut_short
    assert 0 < len(part.quotes) < len(whole.quotes)
    assert [quote.content for quote in part.quotes] == [quote.content for quote in whole.quotes][: len(part.quotes)]
    read = max(end for quote in part.quotes for _, end in quote.content)
    [note] = part.notes
    assert note.startswith("Reading took longer than 120 seconds: quotes and entities are proposed up to character ")
    assert read <= int(note.split()[-3].replace(",", "")) < len(text)


def test_a_piece_has_few_tokens_even_where_there_are_no_words() -> None:
    text = "(" * 25_000
    assert [end - start for start, end in pieces_of(text)] == [10_000, 10_000, 5_000]
    assert number_of_tokens(f"He said “yes”: {'a' * 250} (") == 10


@given(st.text(alphabet="ab. \n”", max_size=300), st.integers(1, 40))
def test_pieces_make_up_the_text(text: str, longest: int) -> None:
    pieces = list(pieces_of(text, longest=longest))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= longest for start, end in pieces)


@given(st.text(alphabet="a(”- \n😀é", min_size=1, max_size=40), st.integers(0, 30))
@examples(60)
def test_a_long_word_is_cut_into_short_ones_without_a_letter_lost(suggester: Suggester, text: str, times: int) -> None:
    long = text * times + "(" * LONGEST_WORD + text
    doc = tokenised(long, suggester.nlp)
    assert isinstance(doc, Doc)
    assert doc.text == long
    assert max(len(token) for token in doc if not token.is_space) <= 100


def test_a_text_of_usual_words_is_left_to_the_pipeline(suggester: Suggester) -> None:
    assert tokenised("Ana Lee said that boats sank.", suggester.nlp) == "Ana Lee said that boats sank."


def test_a_stream_forgets_the_words_that_it_met(suggester: Suggester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHUNK", 1)
    monkeypatch.setattr(stream, "CHUNKS_REMEMBERED", 2)
    before = len(suggester.nlp.vocab.strings)
    texts = [f"Word{number}word said that boats sank." for number in range(6)]
    found = list(stream.suggest_records([{"id": "", "text": text} for text in texts], suggester=suggester))
    assert [record["text"] for record in found] == texts
    assert not any(f"Word{number}word" in suggester.nlp.vocab.strings for number in range(6))
    assert len(suggester.nlp.vocab.strings) - before < 20


def test_the_version_tells_rules_and_model(suggester: Suggester) -> None:
    assert suggester.version.startswith(f"{pipeline.RULES_VERSION}-polnear+en_core_web_sm")


JUDGED = "Weber denounced the plan for the harbour. Weber said that it rained."


@pytest.fixture(scope="module")
def learned() -> Model:
    """A model that has learned to take objects, though its guideline started without them."""
    weights = {**prior(), "rule=object/parsed": 9.0}
    calibration: dict[str, Steps] = {"direct": (), "other": ()}
    return small_model(profile=PRESETS["ggt"], weights=weights, none=0.0, floor=0.25, calibration=calibration)


def test_the_version_tells_the_learned_model_and_its_profile(suggester: Suggester, learned: Model) -> None:
    own = suggester.learned(learned)
    assert own.version.startswith(f"{pipeline.RULES_VERSION}-ggt-learned-{learned.key}+en_core_web_sm")
    assert own.version.partition("+")[2] == suggester.version.partition("+")[2]
    assert (own.profile, own.model, own.nlp) == (PRESETS["ggt"], learned, suggester.nlp)


def test_suggestions_go_by_the_weights_of_the_model(suggester: Suggester, learned: Model) -> None:
    plain = suggester.following(PRESETS["ggt"]).suggest(JUDGED)
    assert [surface(JUDGED, quote) for quote in plain.quotes] == [["that it rained"]]
    found = suggester.learned(learned).suggest(JUDGED)
    assert [surface(JUDGED, quote) for quote in found.quotes] == [["the plan for the harbour"], ["that it rained"]]
    assert (found.entities, found.captions, found.repairs) == (plain.entities, plain.captions, plain.repairs)
    other = replace(learned, weights={**learned.weights, "lemma=denounce": -20.0})
    assert suggester.learned(other).suggest(JUDGED).quotes == found.quotes[1:]


def test_a_suggester_for_another_profile_has_no_model(suggester: Suggester, learned: Model) -> None:
    own = suggester.learned(learned)
    own.suggest(JUDGED)
    plain = own.following(PRESETS["ggt"])
    assert plain.model is None
    assert plain.version == suggester.following(PRESETS["ggt"]).version
    assert len(plain.suggest(JUDGED).quotes) == 1


def test_a_model_from_its_file_suggests_the_same(suggester: Suggester, learned: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(learned.as_bytes())
    own, again = suggester.learned(learned), suggester.learned(model_at(str(path)))
    assert again.version == own.version
    text = SAMPLE.read_text(encoding="utf-8")
    assert again.suggest(text) == own.suggest(text)


def test_in_another_language_a_model_leaves_what_stands_in_marks(suggester: Suggester, learned: Model) -> None:
    assert suggester.learned(learned).suggest(SPANISH) == suggester.following(PRESETS["ggt"]).suggest(SPANISH)


def test_quotes_within_quotes_go_by_the_model_too(suggester: Suggester, learned: Model) -> None:
    text = "“Then my son said he would stay,” Weber said."
    nested = replace(PRESETS["ggt"], kinds=frozenset({"nested"}))
    found = suggester.learned(replace(learned, profile=nested)).suggest(text).quotes
    assert [surface(text, quote) for quote in found] == [["“Then my son said he would stay,”"], ["he would stay"]]
    silent = replace(learned, profile=nested, weights={**learned.weights, "marks=none": -30.0})
    assert not suggester.learned(silent).suggest(text).quotes[1:]


def test_a_model_without_a_parser_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks ner, parser"):
        pipeline.load("spacy.lang.en:English")


def test_records_are_answered_in_the_prediction_format(suggester: Suggester) -> None:
    speed = stream.Speed()
    records: list[dict[str, object]] = [
        {"id": "1", "text": "Ana Lee said that it rained.", "other": 1},
        {"id": "2", "text": SPANISH},
    ]
    answers = stream.suggest_records(records, suggester=suggester, speed=speed)
    first, second = answers
    assert list(first) == ["id", "text", "quotes", "entities", "captions", "repairs"]
    assert json.loads(json.dumps(first))["quotes"][0]["content"] == [[13, 27]]
    assert second["notes"]
    assert (speed.records, speed.words) == (2, 6 + len(SPANISH.split()))


def test_records_are_read_as_they_are_needed(suggester: Suggester) -> None:
    taken: list[int] = []

    def endless() -> Iterator[dict[str, str]]:
        while True:
            taken.append(len(taken))
            yield {"id": str(len(taken)), "text": "It rained."}

    answers = stream.suggest_records(endless(), suggester=suggester)
    assert next(answers)["id"] == "1"
    assert len(taken) <= stream.CHUNK


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council said that it would not pay for the boats that were lost in the flood.", "en"),
        (SPANISH, "es"),
        ("Der Rat hat nicht gesagt, dass er die Boote mit dem Geld der Stadt für die Fischer bezahlt.", "de"),
        ("Boats lost", None),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language


def test_norwegian_is_not_taken_for_danish() -> None:
    text = "Ordføreren sier at det ikke ble noe av broen, og at han og de andre har ventet på svar fra byen etter jul."
    assert guess_language(text) == "no"


def test_a_headline_counts_as_english_and_another_script_does_not() -> None:
    assert is_english("Mayor warns council")
    assert not is_english("Мэр предупредил совет о том, что город не будет платить за лодки и дома этой весной")


REFERENCES = (
    "Mill shuts\n\n&ldquo;We need a new wheel,&rdquo; mill owner Greta Bell said. &quot;There is no money,&quot; she "
    "added. The firm Bell &amp; Sons has told the town that it will close."
)


def test_character_references_are_read_as_marks_of_the_stored_text(suggester: Suggester) -> None:
    found = suggester.suggest(REFERENCES)
    quote = found.quotes[0]
    assert surface(REFERENCES, quote)[0] == "&ldquo;We need a new wheel,&rdquo;"
    assert quote.type == "direct"
    assert [REFERENCES[start:end] for start, end in quote.speaker] == ["mill owner Greta Bell"]


def test_character_references_are_no_missing_spaces_and_a_note_says_what_to_do(suggester: Suggester) -> None:
    found = suggester.suggest(REFERENCES)
    assert found.repairs == ()
    [note] = found.notes
    assert "5 character references" in note
    assert "import the article as HTML" in note


def test_a_space_missing_beside_a_character_reference_is_found(suggester: Suggester) -> None:
    text = "The mill stops on Monday, and &ldquo;we need a new wheel.&rdquo;she said to the people of the town."
    [repair] = suggester.suggest(text).repairs
    assert text[repair.start : repair.end] == "wheel.&rdquo;she"
    assert repair.replacement == "wheel.” she"


def test_quotes_in_rare_marks_are_direct_quotes(suggester: Suggester) -> None:
    text = "❝The road floods each spring,❞ shopkeeper Mira Lund said. «It will flood again,» she said."
    found = [quote for quote in suggester.suggest(text).quotes if quote.score >= LEAST_SURE]
    assert {(*surface(text, quote), quote.type) for quote in found} == {
        ("❝The road floods each spring,❞", "direct"),
        ("«It will flood again,»", "direct"),
    }


def test_a_nickname_in_marks_belongs_to_the_speaker(suggester: Suggester) -> None:
    text = "“They took our boats,” said Rosa “Bee” Marten, a pilot."
    [quote] = suggester.suggest(text).quotes
    assert [text[start:end] for start, end in quote.speaker] == ["Rosa “Bee” Marten, a pilot"]


def test_who_is_told_is_not_part_of_what_is_said(suggester: Suggester) -> None:
    text = 'Owner Rita Holm told workers she "would not take that road" but later did.'
    [quote] = suggester.suggest(text).quotes
    assert surface(text, quote) == ['she "would not take that road"']
