"""The fast way to draw cards against the template itself."""

from __future__ import annotations

from django.template.loader import get_template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from annotator.frame import Frame
from annotator.vocabulary import MAIN_ROLE, Kind, QuoteType, SpeakerKind, Verdict
from annotator.workbench.card_html import cards_html
from annotator.workbench.cards import Card
from articles.models import Article, Project

TEXT = "“We <wait>,” said Tom & Ada’s \ue000boat\ue001 “now”."
WORDS = st.text(max_size=12) | st.sampled_from(["", "Tom", "<b>&amp;", TEXT[:12]])
PLACES = st.tuples(st.integers(0, 20), st.integers(21, len(TEXT)))

projects = st.sampled_from([1, 2]).map(lambda version: Project(guideline_version=version))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    kind = draw(st.sampled_from(Kind.values))
    others = {"quote": ["speaker", "cue"], "caption": ["credit"]}.get(kind, [])
    roles = [MAIN_ROLE[Kind(kind)], *draw(st.lists(st.sampled_from(others), unique=True) if others else st.just([]))]
    frame = Frame(
        id="1", kind=kind, verdict=draw(st.sampled_from(Verdict.values)),
        spans=tuple((role, *draw(PLACES)) for role in roles),
        quote_type=draw(st.sampled_from(QuoteType.values)) if kind == "quote" else "",
        speaker_kind=draw(st.sampled_from(SpeakerKind.values)) if kind == "quote" else "",
        entity_type=draw(st.sampled_from(["PERSON", "ORG", "<x>"])) if kind == "entity" else "",
        replacement=draw(WORDS) or "x" if kind == "repair" else "", name=draw(WORDS), reason=draw(WORDS),
        score=draw(st.none() | st.floats(0, 1)), guidelines=draw(st.sampled_from([None, 1, 2])),
    )  # fmt: skip
    return Card(
        "1",
        frame,
        draw(st.integers(0, 3)),
        Article(text=TEXT, language=draw(st.sampled_from(["", "en", "es-MX", "ar"])), project=draw(projects)),
        draw(WORDS),
        draw(st.none() | st.integers(1, 9)),
    )


@given(drawn=st.lists(cards(), max_size=5), language=st.sampled_from(["en", "es"]))
def test_cards_are_drawn_as_the_template_draws_them(drawn: list[Card], language: str) -> None:
    template = get_template("workbench/_card.html")
    with translation.override(language):
        expected = "".join(template.render({"card": card}).rstrip("\n") for card in drawn)
        assert cards_html(card.values() for card in drawn) == expected
