"""What few articles and few people have, asked for in one query: most pages then look for none of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, QuerySet, TextField, When
from django.db.models.functions import Cast

from annotator.models import Certificate, Flag, Notice, UserSettings
from articles.models import Article, Figure
from config.database.prepared import prepared


class Rarities(NamedTuple):
    """Whether there is any of each: of the article, of its project, and of the user."""

    figures: bool
    questions: bool
    certificates: bool
    unread: bool
    keys: bool


def rarities_of(article: Article, user: Any) -> Rarities:
    [(_, (found,))] = articles_with.joined(article=article.pk, user=user.pk)
    return Rarities(*map(bool, found))


@prepared
def articles_with(*, article: int, user: int) -> QuerySet[Article]:
    """The article, with what ``Rarities`` says."""
    sorts = {
        "figures": Figure.objects.filter(article=OuterRef("pk"), caption_start__isnull=False),
        "questions": Flag.objects.filter(article=OuterRef("pk")),
        "certificates": Certificate.objects.filter(project=OuterRef("project"), lapsed_at__isnull=True),
        "unread": Notice.objects.filter(user=user, read_at__isnull=True),
        "keys": UserSettings.objects.filter(user=user).alias(text=Cast("keys", TextField())).exclude(text="{}"),
    }
    flags = {f"has_{name}": Case(When(Exists(sorts[name]), then=1), default=0) for name in Rarities._fields}
    return Article.objects.filter(pk=article).only("pk").order_by().annotate(**flags)
