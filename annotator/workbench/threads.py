"""Threads as pages show them: what they are about, who said what, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.db.models.functions import Least, Substr
from django.urls import reverse

from annotator.history import thing_named
from annotator.models import Comment, Flag, Notice
from annotator.services.blind import read_blind
from annotator.services.flags import with_cards
from annotator.services.members import name_of
from annotator.services.notices import threads_of
from annotator.vocabulary import THE_ARTICLE, Source
from articles.models import Article, shortened
from config.database.prepared import prepared

LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Thread:
    """A question with its answers, for one reader. ``excerpt`` is empty for what the reader may not see yet."""

    flag: Flag
    card: str
    about: str
    excerpt: str
    comments: list[Comment]
    notice: Notice | None
    is_mine: bool

    @property
    def asker(self) -> str:
        return name_of(self.flag.user)

    @property
    def resolver(self) -> str:
        return name_of(self.flag.resolved_by) if self.flag.resolved_by else ""

    @property
    def client_id(self) -> UUID:
        """For the next answer, so that the form posted twice answers once."""
        return uuid4()

    @property
    def said(self) -> list[tuple[str, Comment]]:
        """The answers with the names of who gave them."""
        return [(name_of(comment.user), comment) for comment in self.comments]

    @property
    def is_new(self) -> bool:
        return self.notice is not None and self.notice.read_at is None

    @property
    def place(self) -> str:
        """Where it is shown in the workbench."""
        address = reverse("workbench", args=[self.flag.article_id])
        return f"{address}#annotation-{self.card}" if self.card else address


def shown_threads(questions: QuerySet[Flag], user: Any) -> list[Thread]:
    """The threads in the order given, with what is in them. Three queries."""
    unseen = read_blind(user, article="article", as_reader=True)
    length = F("annotation__end") - F("annotation__start")
    rows = with_cards(questions).select_related("annotation", "article__project", "user", "resolved_by")
    rows = rows.defer("article__text", "article__blocks", "article__extra").annotate(
        words=Substr("article__text", F("annotation__start") + 1, Least(length, 400)),
        is_hidden=Case(
            When(unseen, annotation__set__source=Source.SUGGESTER, then=Value(True)),
            default=Value(False), output_field=BooleanField(),
        ),
    )  # fmt: skip
    found: list[Any] = list(rows)
    if not found:
        return []
    keys = [row.pk for row in found]
    comments: dict[int, list[Comment]] = {}
    for comment in Comment.objects.filter(flag__in=keys).select_related("user").order_by("id"):
        comments.setdefault(comment.flag_id, []).append(comment)
    notices = {row.flag_id: row for row in Notice.objects.filter(flag__in=keys, user=user.pk)}
    return [thread_of(row, comments.get(row.pk, []), notices.get(row.pk), user) for row in found]


def thread_of(row: Any, comments: Sequence[Comment], notice: Notice | None, user: Any) -> Thread:
    kind = row.annotation.kind if row.annotation else "" if row.annotation_id else THE_ARTICLE
    return Thread(
        flag=row,
        card=str(row.card) if row.card else "",
        about=thing_named(kind),
        excerpt="" if row.is_hidden else shortened(row.words or "", length=LONGEST_EXCERPT),
        comments=list(comments),
        notice=notice,
        is_mine=row.user_id == user.pk,
    )


@prepared
def questions_on(*, article: int) -> QuerySet[Flag]:
    return Flag.objects.filter(article=article).order_by()[:1]


def threads_on(article: Article, user: Any) -> list[Thread]:
    """Those of one article that the user may read, newest first. One query where nobody asked anything."""
    if not questions_on(article=article.pk):
        return []
    return shown_threads(threads_of(user).filter(article=article).order_by("-id"), user)
