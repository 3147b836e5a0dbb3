"""Readers of articles with quotes as given, and their finished sets."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from annotator.frame import Frame
from annotator.models import AnnotationSet
from annotator.services import decide
from annotator.services.queue import finish
from articles.models import Article
from tests.factories import TEXT, new_id, span, workset

PIER = ("the pier “is closed until May”", "Mayor Ines Calder", "Ines Calder")
REPAIRS = ("that repairs would be costly", "She", "Ines Calder")


def frame(content: str, speaker: str = "", name: str = "", *, quote_type: str = "indirect") -> Frame:
    spans = [("content", *span(TEXT, content))] + ([("speaker", *span(TEXT, speaker))] if speaker else [])
    kind = "named" if speaker else "none"
    return Frame(
        id=str(uuid.uuid4()), kind="quote", verdict="added", spans=tuple(spans), quote_type=quote_type,
        speaker_kind=kind, name=name,
    )  # fmt: skip


def read(article: Article, user: Any, quotes: Iterable[Frame]) -> AnnotationSet:
    """The user finds these quotes and finishes the article."""
    own = workset(article, user)
    for one in quotes:
        decide.add(own, user=user, action_id=new_id(), frame=one)
    finish(own, user=user)
    return AnnotationSet.objects.get(pk=own.pk)
