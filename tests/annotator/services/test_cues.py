"""The verb between a quote and its speaker."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.frame import Frame
from annotator.services import decide
from annotator.services.cues import cue_between, is_verb_of_saying
from annotator.services.decide import Change, Seen
from articles.models import Article
from tests.factories import new_id, span, workset


@pytest.mark.parametrize(
    ("text", "content", "speaker", "cue"),
    [
        ("She warned that it was late.", "that it was late", "She", "warned"),
        ("“We wait,” said Tom.", "“We wait,”", "Tom", "said"),
        ("Tom, she replied: “No.”", "“No.”", "she", "replied"),
        ("“We wait,” because Tom came.", "“We wait,”", "Tom", None),
        ("“We wait,” the mayor of Harbour said.", "“We wait,”", "the mayor of Harbour", None),
        ("Tom later warned us: “No.”", "“No.”", "Tom", None),
    ],
)
def test_one_verb_of_saying_alone_in_between_is_the_cue(text: str, content: str, speaker: str, cue: str | None) -> None:
    found = cue_between(text, [span(text, content)], [span(text, speaker)])
    assert (text[slice(*found)] if found else None) == cue


@pytest.mark.parametrize("word", ["said", "says", "warned", "denies", "denied", "vowing", "admitted", "argues", "told"])
def test_the_forms_of_a_verb_are_known(word: str) -> None:
    assert is_verb_of_saying(word)


@given(st.text(max_size=30), st.data())
def test_a_cue_lies_between_and_is_a_verb(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    content, speaker = (cuts[0], cuts[1]), (cuts[2], cuts[3])
    found = cue_between(text, [content], [speaker])
    assert found is None or (cuts[1] <= found[0] < found[1] <= cuts[2] and is_verb_of_saying(text[slice(*found)]))


def test_marking_the_speaker_of_a_new_quote_marks_the_cue_as_well(article: Article, annotator: Any) -> None:
    mine = workset(article, annotator)
    quote = str(uuid.uuid4())
    spans = (("content", *span(article.text, "repairs would be costly")),)
    decide.add(mine, user=annotator, action_id=new_id(), frame=Frame(quote, "quote", "added", spans))
    content = ("content", *span(article.text, "that repairs would be costly"))
    for now in (
        (*spans, ("speaker", *span(article.text, "Calder"))),
        (content,),
        (content, ("speaker", *span(article.text, "She"))),
    ):
        wanted = Change(spans=now)
        decide.change_frame(mine, user=annotator, action_id=new_id(), seen=seen(mine), wanted=wanted)
        if now != (content, ("speaker", *span(article.text, "She"))):
            assert not mine.annotations.get().spans.filter(role="cue")
    cue = mine.annotations.get().spans.get(role="cue")
    assert article.text[cue.start : cue.end] == "warned"


def seen(mine: Any) -> Seen:
    row = mine.annotations.get()
    return Seen(str(row.pk), row.version)
