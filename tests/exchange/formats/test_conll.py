"""CoNLL-U Plus: conllu reads it, seqeval scores it, and what a column cannot hold is counted."""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import conllu
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.models import Project
from exchange.formats import conll
from tests.examples import examples
from tests.exchange.helpers import TEXT, article, bring_in, quote, repair, span_in
from tests.exchange.strategies import exported_as, project_of, records

SPACES = {"\\s": " ", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


def sentences_in(data: bytes) -> list[conllu.TokenList]:
    return [sentence for sentence in conllu.parse(data.decode("utf-8")) if sentence]


def tags_in(sentences: list[conllu.TokenList], column: str) -> list[list[str]]:
    return [[token[column] for token in sentence] for sentence in sentences]


def chunks_in(sentences: list[conllu.TokenList], column: str) -> list[Any]:
    """The chunks that seqeval sees."""
    from seqeval.metrics.sequence_labeling import get_entities

    return list(get_entities(tags_in(sentences, column)))


def unescaped(space: str) -> str:
    found, at = "", 0
    while at < len(space):
        if space.startswith("\\u", at):
            found, at = found + chr(int(space[at + 2 : at + 6], 16)), at + 6
        else:
            found, at = found + SPACES[space[at : at + 2]], at + 2
    return found


def text_of(sentences: list[conllu.TokenList]) -> str:
    """The article’s text, put together of its words and of what stands between them."""
    text = ""
    for token in itertools.chain.from_iterable(sentences):
        misc = token["misc"]
        text += unescaped(misc.get("SpacesBefore", "")) + token["form"]
        after = unescaped(misc["SpacesAfter"]) if "SpacesAfter" in misc else " "
        text += "" if misc.get("SpaceAfter") == "No" else after
    return text


def test_conllu_reads_the_columns(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True)], title="Pier\nshut", published="2026-01-02"))
    sentences = sentences_in(exported_as(project, "conll")[0])
    assert sentences[0].metadata["newdoc id"] == "pier"
    assert (sentences[0].metadata["title"], sentences[0].metadata["published"]) == ("Pier shut", "2026-01-02")
    tokens = {token["form"]: token for sentence in sentences for token in sentence}
    assert (tokens["wait"]["content"], tokens["wait"]["misc"]["Content"]) == ("I-DIRECT", "1")
    assert (tokens["Ann"]["speaker"], tokens["Lee"]["speaker"]) == ("B-NAMED", "I-NAMED")
    assert (tokens["said"]["cue"], tokens["said"]["entity"]) == ("B-CUE", "O")
    start, end = map(int, tokens["Ann"]["misc"]["TokenRange"].split(":"))
    assert TEXT[start:end] == "Ann"


def test_seqeval_scores_it_1_against_itself_and_sees_each_span_as_a_chunk(project: Project) -> None:
    from seqeval.metrics import f1_score

    whole = {"content": [[0, len(TEXT)]], "type": "indirect", "gold": True}
    bring_in(project, article("1", quotes=[quote(gold=True)]), article("2", quotes=[whole]))
    sentences = sentences_in(exported_as(project, "conll")[0])
    tags = tags_in(sentences, "content")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f1_score(tags, tags) == 1.0
    assert [kind for kind, _, _ in chunks_in(sentences, "content")] == ["DIRECT", "DIRECT", "INDIRECT"]


@pytest.mark.django_db
@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), min_size=1, max_size=2), st.sampled_from(["", "machine", "gold"]))
def test_no_word_is_lost_and_no_loss_is_silent(db: None, found: list[dict[str, Any]], chosen: str) -> None:
    project = project_of(found)
    data, report = exported_as(project, "conll", chosen=chosen)
    for kind in ("quote", "entity", "caption", "repair"):
        assert report.read[kind] == report.written[kind] + report.lost(kind)
    documents: list[list[conllu.TokenList]] = []
    for sentence in sentences_in(data):
        if "newdoc id" in sentence.metadata:
            documents.append([])
        documents[-1].append(sentence)
    by_id = {document[0].metadata["newdoc id"]: text_of(document) for document in documents}
    for item in project.articles.all():
        assert by_id.get(item.external_id, item.text) == item.text
    assert len(documents) == report.articles
    for document in documents:  # a span is one chunk: none begins in the middle of a sentence’s first word
        for column in ("content", "speaker", "cue", "entity", "caption", "credit"):
            for tags in tags_in(document, column):
                assert all(
                    not tag.startswith("I-") or before[2:] == tag[2:]
                    for before, tag in itertools.pairwise(["O", *tags])
                )


def test_of_overlapping_quotes_the_longest_is_written_and_the_other_counted(project: Project) -> None:
    inner = {"content": [span_in(TEXT, "not for ever")], "type": "mixed", "gold": True}
    bring_in(project, article(quotes=[quote(gold=True), inner]))
    data, report = exported_as(project, "conll")
    assert len(chunks_in(sentences_in(data), "content")) == 2
    assert (report.written["quote"], report.lost("quote")) == (1, 1)
    assert report.losses["quote", conll.OVERLAPPING].articles.keys() == {"pier"}


def test_a_mention_of_two_quotes_is_one_chunk_that_names_both(project: Project) -> None:
    other = {"content": [span_in(TEXT, "repairs are dear")], "speaker": quote()["speaker"], "gold": True}
    other |= {"speaker_name": "Ann Lee", "type": "indirect"}
    bring_in(project, article(quotes=[quote(gold=True), other]))
    data, report = exported_as(project, "conll")
    [ann] = [token for sentence in sentences_in(data) for token in sentence if token["form"] == "Ann"]
    assert ann["misc"]["Speaker"] == "1,2"
    assert (report.written["quote"], report.lost("speakers’ mentions")) == (2, 0)


def test_what_has_no_column_is_counted(project: Project) -> None:
    space = {"content": [[17, 19]], "type": "direct", "gold": True}
    figures = [{"image_url": "https://pier.example/a.jpg"}]
    bring_in(project, article(quotes=[quote(gold=True), space], repairs=[repair(gold=True)], figures=figures))
    _, report = exported_as(project, "conll")
    assert {(kind, reason): loss.count for (kind, reason), loss in report.losses.items()} == {
        ("quote", conll.ONLY_SPACE): 1,
        ("repair", conll.NO_COLUMN): 1,
        ("figures", conll.NO_COLUMN): 1,
        ("details", conll.DETAILS): 1,
    }


def test_captions_credits_and_entities_have_columns(project: Project) -> None:
    caption = {"start": 0, "end": 17, "credit": [4, 8], "gold": True}
    entity = {"start": 4, "end": 8, "type": "WORK OF ART", "gold": True}
    bring_in(project, article(captions=[caption], entities=[entity]))
    sentences = sentences_in(exported_as(project, "conll")[0])
    assert [kind for kind, _, _ in chunks_in(sentences, "caption")] == ["CAPTION"]
    assert [kind for kind, _, _ in chunks_in(sentences, "credit")] == ["CREDIT"]
    assert [kind for kind, _, _ in chunks_in(sentences, "entity")] == ["WORK_OF_ART"]
