"""Readers who finished an article, each with the frames that a test gives them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from annotator.frame import Frame
from annotator.models import AnnotationSet, Case
from annotator.services.adjudicate import Decision, settle
from annotator.services.frames import frame_of, write_frames
from annotator.services.journal import Outcome
from annotator.services.people import person_named
from annotator.services.queue import finish
from articles.models import Article
from tests.factories import TEXT, make_member, new_id, span, workset

CONTENT = "the pier “is closed until May”"
SHORTER = "“is closed until May”"
COSTLY = "that repairs would be costly"
WAIT, HOPE = "“We will wait,”", "“but not for ever.”"


def quote(*content: str, name: str = "Ines Calder", **values: Any) -> Frame:
    """A quote of these words of the default text. ``speaker`` and ``cue`` are words, too."""
    spans = [("content", *span(TEXT, part)) for part in content]
    spans += [(role, *span(TEXT, values.pop(role))) for role in ("speaker", "cue") if role in values]
    defaults = {"quote_type": "indirect", "speaker_kind": "named", "name": name}
    return Frame(str(uuid.uuid4()), "quote", "added", tuple(spans), **{**defaults, **values})


def entity(words: str, entity_type: str = "PERSON", **values: Any) -> Frame:
    return Frame(
        str(uuid.uuid4()), "entity", "added", (("mention", *span(TEXT, words)),), entity_type=entity_type, **values
    )


def caption(words: str, credit: str = "") -> Frame:
    spans = [("caption", *span(TEXT, words))] + ([("credit", *span(TEXT, credit))] if credit else [])
    return Frame(str(uuid.uuid4()), "caption", "added", tuple(spans))


def repair(words: str, replacement: str) -> Frame:
    return Frame(str(uuid.uuid4()), "repair", "added", (("damaged", *span(TEXT, words)),), replacement=replacement)


def finished_by(article: Article, user: Any, frames: Sequence[Frame]) -> AnnotationSet:
    """The user's finished set of the article, with these frames. Named speakers are in the registry."""
    found = workset(article, user)
    for frame in frames:
        if frame.kind == "quote" and frame.name and frame.person is None:
            frame.person = person_named(article.project, frame.name, user=user).pk
    write_frames(found, frames)
    finish(found, user=user)
    found.refresh_from_db()
    return found


def two_readers(article: Article, left: Sequence[Frame], right: Sequence[Frame]) -> tuple[Any, Any]:
    """Ann and Bob, who finished the article: Ann began first, so that her work is on the left."""
    ann, bob = make_member(article.project, name="ann"), make_member(article.project, name="bob")
    finished_by(article, ann, left)
    finished_by(article, bob, right)
    return ann, bob


def cases_of(article: Article) -> list[Case]:
    return list(Case.objects.filter(article=article).order_by("start", "end", "id"))


def take(article: Article, case: Case, user: Any, option: int = 0, **values: Any) -> Outcome:
    """Decide the case as it stands: the reading of this number, or what ``choice`` says."""
    case.refresh_from_db()
    decision = Decision(**{"choice": "take", "option": option, **values})
    wanted: dict[str, Any] = {"action_id": new_id(), "key": case.key, "version": case.version}
    return settle(article, user=user, decision=decision, **wanted)


def gold_frames(article: Article) -> list[Frame]:
    rows = AnnotationSet.objects.get(article=article, source="gold").annotations
    return [frame_of(row) for row in rows.prefetch_related("spans").order_by("start", "end")]


def gold_words(article: Article) -> list[list[str]]:
    """The words of the main spans of each gold annotation."""
    return [
        [article.text[start:end] for role, start, end in frame.spans if role not in ("speaker", "cue", "credit")]
        for frame in gold_frames(article)
    ]
