"""Examples of what changed most, with their words: in articles whose checked work the reader may see, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotator.in_context import in_sentence
from annotator.learning.report import Example, Stretches
from annotator.services.blind import read_blind
from annotator.services.checked import checked_sets
from annotator.services.visibility import may_read, sees_everybody
from annotator.vocabulary import Source
from articles.models import Article, Project, shortened

MOST = 10
LONGEST_INSTEAD = 160
WHAT_CHANGED = {
    ("found", True): _("found"),
    ("mended", True): _("right, instead of a wrong one"),
    ("mended", False): _("wrong, and suggested no more"),
    ("lost", True): _("no longer found"),
    ("added wrong", False): _("suggested, and wrong"),
}
OF_OLD = {("mended", False), ("lost", True)}
"""These are what the version before suggested; the others are the new one's."""


@dataclass(frozen=True, slots=True)
class ShownExample:
    """``address`` leads to the place in the article, as its checked set has it.

    ``instead``: the words that the other version suggests there, if any; ``is_old``: whether the words are the old
    version's.
    """

    what: str
    words: SafeString
    score: float | None
    instead: str
    is_old: bool
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
    known = range(len(articles))
    found = [[one for one in group if sort_of(one) in WHAT_CHANGED and one.article in known] for group in groups]
    sets = readable_sets(project, {articles[one.article] for group in found for one in group}, user=user)
    texts = Article.objects.in_bulk(sets)
    return [
        [
            shown(one, texts[articles[one.article]], sets[articles[one.article]])
            for one in group
            if articles[one.article] in texts and fit(one.content, texts[articles[one.article]].text)
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


def sort_of(example: Example) -> tuple[str, bool]:
    return example.kind, example.was_right


def fit(content: Stretches, text: str) -> bool:
    """Whether the stretches lie in the text, one after the other."""
    places = [place for stretch in content for place in stretch]
    return places == sorted(places) and places[0] >= 0 and places[-1] <= len(text) and places[0] < places[-1]


def shown(example: Example, article: Article, checked_set: int) -> ShownExample:
    start = example.content[0][0]
    block = next((block for block in article.block_list() if block.start <= start < block.end), None)
    address = f"{reverse('workbench', args=[article.pk])}?set={checked_set}"
    instead = example.instead if example.instead and fit(example.instead, article.text) else ()
    words = " … ".join(article.text[start:end] for start, end in instead)
    return ShownExample(
        str(WHAT_CHANGED[sort_of(example)]), in_sentence(article.text, example.content), example.score,
        shortened(words, length=LONGEST_INSTEAD), sort_of(example) in OF_OLD, article,
        f"{address}#block-{block.start}" if block else address,
    )  # fmt: skip
