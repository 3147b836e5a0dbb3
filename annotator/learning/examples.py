"""Examples of what changed most, with their words: in articles whose checked work the reader may see, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotator.in_context import in_sentence
from annotator.learning.report import Example
from annotator.services.blind import read_blind
from annotator.services.fits import checked_sets
from annotator.services.visibility import may_read, sees_everybody
from annotator.vocabulary import Source
from articles.models import Article, Project

MOST = 10
WHAT_CHANGED = {
    "found": _("found"),
    "mended": _("wrong, and suggested no more"),
    "lost": _("no longer found"),
    "added wrong": _("suggested, and wrong"),
}


@dataclass(frozen=True, slots=True)
class ShownExample:
    """``address`` leads to the place in the article, as its checked set has it."""

    what: str
    words: SafeString
    score: float | None
    article: Article
    address: str


def examples_of(
    project: Project, groups: Sequence[Iterable[Example]], *, articles: Sequence[int], user: Any
) -> list[list[ShownExample]] | None:
    """Each group's examples that the user may see; ``articles`` are the ids behind the numbers in the report.

    None for those who do not review: the examples say what others have decided. Three queries.
    """
    if not sees_everybody(project, user):
        return None
    found = [
        [one for one in group if one.kind in WHAT_CHANGED and 0 <= one.article < len(articles)] for group in groups
    ]
    sets = readable_sets(project, {articles[one.article] for group in found for one in group}, user=user)
    texts = Article.objects.in_bulk(sets)
    return [
        [
            shown(one, texts[articles[one.article]], sets[articles[one.article]])
            for one in group
            if articles[one.article] in texts and fits(one, texts[articles[one.article]].text)
        ][:MOST]
        for group in found
    ]


def readable_sets(project: Project, articles: Iterable[int], *, user: Any) -> dict[int, int]:
    """Of each of these articles the checked set that the user may read: gold before the newest that is finished."""
    rows = checked_sets(project).filter(may_read(user, to_set=""), article__in=list(articles))
    rows = rows.exclude(read_blind(user, article="article", as_reader=True))
    found: dict[int, tuple[bool, int]] = {}
    for key, article, source in rows.values_list("pk", "article", "source"):
        found[article] = max(found.get(article, (False, 0)), (source == Source.GOLD, key))
    return {article: key for article, (_is_gold, key) in found.items()}


def fits(example: Example, text: str) -> bool:
    """Whether the stretches lie in the text, one after the other."""
    places = [place for stretch in example.content for place in stretch]
    return places == sorted(places) and places[0] >= 0 and places[-1] <= len(text) and places[0] < places[-1]


def shown(example: Example, article: Article, checked_set: int) -> ShownExample:
    start = example.content[0][0]
    block = next((block for block in article.block_list() if block.start <= start < block.end), None)
    address = f"{reverse('workbench', args=[article.pk])}?set={checked_set}"
    return ShownExample(
        str(WHAT_CHANGED[example.kind]), in_sentence(article.text, example.content), example.score, article,
        f"{address}#block-{block.start}" if block else address,
    )  # fmt: skip
