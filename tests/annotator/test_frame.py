"""The value of one annotation: checked against its article's text and its own kind, with no database."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import Refused
from annotator.frame import Frame, RoleSpan, are_in_order, checked, frame_from_json, ordered_spans
from annotator.vocabulary import Kind, SpanRole
from articles.models import Article
from tests.examples import examples

ARTICLE = Article(external_id="a", text="“Yes,” said Ann Lee of Oslo.")


def entity(*spans: tuple[str, int, int], verdict: str = "added", entity_type: str = "PERSON") -> Frame:
    return Frame("one", "entity", verdict, spans, entity_type=entity_type)


def test_spans_are_put_in_the_order_of_roles_and_text() -> None:
    spans = (("cue", 7, 11), ("speaker", 12, 19), ("content", 3, 4), ("content", 0, 2))
    frame = Frame("one", "quote", "added", spans, quote_type="direct", speaker_kind="named")
    assert [role for role, _, _ in checked(frame, ARTICLE).spans] == ["content", "content", "speaker", "cue"]
    assert checked(frame, ARTICLE).hull == (0, 4)


def test_a_frame_that_fits_is_given_back_as_it_is() -> None:
    frame = entity(("mention", 12, 19))
    assert checked(frame, ARTICLE) is frame
    assert frame_from_json(frame.as_json()) == frame


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (entity(), "An entity needs exactly 1 span of the role “mention”, not 0."),
        (entity(("cue", 0, 4)), "An entity has no span of the role “cue”: its roles are mention."),
        (entity(("mention", 0, 4), entity_type=""), "The entity type of an entity is a text, not “”."),
        (entity(("mention", 0, 4), verdict="maybe"), "“maybe” is not a verdict."),
        (Frame("one", "thought", "added", ()), "“thought” is not a kind of annotation"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(frame: Frame, message: str) -> None:
    with pytest.raises(Refused, match=re.escape(message)):
        checked(frame, ARTICLE)


roles = st.sampled_from([*SpanRole.values])
spans = st.tuples(roles, st.integers(0, 6), st.integers(1, 6)).map(lambda span: (span[0], span[1], span[1] + span[2]))


@examples(300)
@given(st.sampled_from(Kind.values), st.lists(spans, max_size=5), st.booleans())
def test_spans_that_are_in_order_already_are_what_ordering_would_make_of_them(
    kind: str, found: list[RoleSpan], is_sorted: bool
) -> None:
    wanted = sorted(found, key=lambda span: ([*SpanRole.values].index(span[0]), span[1])) if is_sorted else found
    one = Frame("a", kind, "suggested", tuple(wanted))
    if are_in_order(one):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("annotator.frame.FEW_SPANS", 0)
            patch.setattr("annotator.frame.ENOUGH", {})
            assert ordered_spans(one) == one.spans


def test_quotes_as_they_come_in_need_no_ordering() -> None:
    spans = (("content", 0, 3), ("content", 3, 5), ("speaker", 7, 9), ("cue", 5, 6))
    assert are_in_order(Frame("a", "quote", "suggested", spans))
    assert not are_in_order(Frame("a", "quote", "suggested", (spans[1], spans[0])))
    assert not are_in_order(Frame("a", "quote", "suggested", spans[2:]))
