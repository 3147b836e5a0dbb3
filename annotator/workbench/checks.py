"""A blind check as the page shows it: the words in their place, who speaks, and the answers with their keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from annotator.frame import Frame
from annotator.models import Annotation, Case, CertificateTest, Draw
from annotator.services.frames import frame_of
from annotator.vocabulary import (
    CERTIFIED_PARTS,
    ENTITY_LABELS,
    ONE_OF_KIND,
    CertifiedPart,
    CheckAnswer,
    Kind,
    QuoteType,
    SpeakerKind,
)
from annotator.workbench.cases import language_of, passage, passage_html
from articles.models import Article

KEYS = {
    CheckAnswer.RIGHT: "a",
    CheckAnswer.EDGES: "e",
    CheckAnswer.PERSON: "p",
    CheckAnswer.SPEAKER: "s",
    CheckAnswer.WRONG: "x",
    CheckAnswer.UNSURE: "t",
}
UNDO_KEY = "u"
WITHOUT_EDGES = (Kind.REPAIR,)
ONE_OF_TYPE = {
    QuoteType.DIRECT: _("a direct quote"),
    QuoteType.MIXED: _("a mixed quote"),
    QuoteType.INDIRECT: _("an indirect quote"),
}
SAYS = {
    CheckAnswer.RIGHT: pgettext_lazy("check", "Everything is as it should be."),
    CheckAnswer.EDGES: pgettext_lazy("check", "A word or two too many or too few; the rest is right."),
    CheckAnswer.PERSON: pgettext_lazy("check", "Words and speaker are right; another person is meant."),
    CheckAnswer.SPEAKER: pgettext_lazy("check", "The words are right; somebody else says them, or nobody is named."),
    CheckAnswer.WRONG: pgettext_lazy("check", "Nothing of this kind, or more than a fifth of the words is off."),
    CheckAnswer.UNSURE: pgettext_lazy("check", "It counts as wrong, so that the promise stays true."),
}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer: its value, its key, its words, and what it says."""

    value: str
    key: str
    words: Any
    says: Any


@dataclass(frozen=True, slots=True)
class ShownCheck:
    draw: int
    title: str
    place: str
    lang: str
    asks: str
    html: SafeString
    facts: list[tuple[str, str]]
    choices: list[ShownAnswer]


def choices_of(test: CertificateTest) -> list[ShownAnswer]:
    """The answers that make a difference for what is tested, the mildest first."""
    parts = CERTIFIED_PARTS[test.kind]
    needless: set[str] = {CheckAnswer.TAKEN_BACK}
    needless |= {CheckAnswer.SPEAKER} if CertifiedPart.SPEAKER not in parts else set()
    needless |= {CheckAnswer.PERSON} if CertifiedPart.PERSON not in parts else set()
    needless |= {CheckAnswer.EDGES} if test.kind in WITHOUT_EDGES else set()
    return [ShownAnswer(one.value, KEYS[one], one.label, SAYS[one]) for one in CheckAnswer if one not in needless]


def drawn_frame(test: CertificateTest, draw: Draw) -> tuple[Article, Frame, tuple[int, int]]:
    """What was drawn, in its article, and which stretch of the text to show. The frame’s name is the person’s."""
    rows = Annotation.objects.select_related("set__article").with_spans()
    row = rows.get(pk=draw.annotation_id)
    article, frame = row.set.article, frame_of(row)
    article.project = test.project
    place = passage(article, Case(article=article, start=row.start, end=row.end), [frame])
    return article, replace(frame, name=row.person.name if row.person else frame.name), place


def shown_check(test: CertificateTest, draw: Draw) -> ShownCheck:
    """The draw without its score, its version and what anybody decided. Three queries."""
    article, frame, (start, end) = drawn_frame(test, draw)
    published = article.published.isoformat() if article.published else ""
    return ShownCheck(
        draw=draw.pk,
        title=article.label,
        place=" · ".join(filter(None, [article.publisher, published])),
        lang=language_of(article),
        asks=asks(frame),
        html=mark_safe(passage_html(article, (frame,), [], start, end)),  # noqa: S308 - escaped there
        facts=facts_of(frame, article),
        choices=choices_of(test),
    )


def asks(frame: Frame) -> str:
    """“Is this a direct quote?”"""
    what = ONE_OF_TYPE[QuoteType(frame.quote_type)] if frame.kind == Kind.QUOTE else ONE_OF_KIND[Kind(frame.kind)]
    return gettext("Is this %(what)s, as it is marked?") % {"what": what}


def facts_of(frame: Frame, article: Article) -> list[tuple[str, str]]:
    """What is to be checked beside the marked words: names and values, each with its label."""
    if frame.kind == Kind.QUOTE:
        mention = " ".join(" ".join(article.text[start:end].split()) for start, end in frame.by_role("speaker"))
        if frame.speaker_kind == SpeakerKind.NONE or not mention:
            mention = mention or gettext("none stated")
        return [(gettext("Speaker"), mention), (gettext("Person"), frame.name or gettext("nobody is named"))]
    if frame.kind == Kind.ENTITY:
        label = str(ENTITY_LABELS.get(frame.entity_type, frame.entity_type))
        return [(gettext("Type"), label)]
    if frame.kind == Kind.REPAIR:
        return [(gettext("Stands there"), article.text[slice(*frame.hull)]), (gettext("Should be"), frame.replacement)]
    credit = [article.text[start:end] for start, end in frame.by_role("credit")]
    return [(gettext("Credit"), credit[0] if credit else gettext("none"))]
