"""The rows of the list of articles as HTML, fast: the template is rendered once for each shape of row.

A list shows fifty rows, and Django's templates took longer for them than for the rest of the page. As with cards
(``workbench/card_html.py``), the template is rendered with markers in place of the values, and then filled in for each
row. Its conditions look at nothing but the *shape*: which values are empty, how far one's own work is, and what the
reader may do. ``tests/annotator/test_article_rows.py`` compares the result with the template's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context, Library, Template
from django.template.loader import get_template
from django.urls import get_script_prefix, reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from annotator.services.article_states import ArticleState
from annotator.templatetags.durations import duration
from annotator.workbench.card_html import MARKED
from articles.models import Article

TEMPLATE = "annotator/_article_row.html"
CHOICE = "work"
"""The one value that the template compares, rather than shows."""
TEAM = ("purpose", "adjudication", "finished", "begun", "held", "assigned")
"""What a row shows of the team: the purpose of the article, its state in adjudication, and who did what."""
RowShape = tuple[Any, ...]
Allowed = tuple[tuple[str, bool], ...]
register = Library()


@register.simple_tag
def article_rows(articles: Iterable[Article], *, may_review: bool, may_withdraw: bool) -> SafeString:
    """The rows of articles that have their ``counts``, and with ``may_review`` their ``team`` as well."""
    template: Template = get_template(TEMPLATE).template  # type: ignore[attr-defined]  # of Django's own engine
    here = (may_review, may_withdraw, template, get_language() or "", get_script_prefix())
    drawn = [row_drawn(facts_of(article, may_review=may_review), *here) for article in articles]
    return mark_safe("".join(drawn))  # noqa: S308 - the template's own HTML, and escaped values


class RowFacts(NamedTuple):
    """What is shown of an article, and so what its row depends on. ``team`` is for whoever reviews."""

    pk: int
    label: str
    publisher: str
    published: datetime.date | None
    words: int
    counts: tuple[tuple[int, str], ...]
    reason: str
    work: str
    team: tuple[str, ...] = ()
    seconds: int = 0


def facts_of(article: Any, *, may_review: bool) -> RowFacts:
    return RowFacts(
        article.pk,
        article.label,
        article.publisher,
        article.published,
        article.words,
        tuple(article.counts),
        article.withdrawn_reason if article.withdrawn_at else "",
        work_of(article),
        *((team_of(article.team), article.seconds) if may_review else ()),
    )


def team_of(team: ArticleState) -> tuple[str, ...]:
    """The values of ``TEAM``."""
    people = (", ".join(names) for names in (team.finished, team.begun, team.held, team.assigned))
    return str(team.purpose), str(team.adjudication), *people


@lru_cache(maxsize=2000)
def row_drawn(
    facts: RowFacts, may_review: bool, may_withdraw: bool, template: Template, language: str, _site: str
) -> str:
    """The HTML of one row. Most rows of a list are as they were when it was shown before."""
    allowed = (("may_review", may_review), ("may_withdraw", may_withdraw))
    return row_html(values_of(facts), allowed, template, language)


def values_of(facts: RowFacts) -> dict[str, str]:
    """What a row shows, by name, in the reader's language."""
    values = {
        "key": str(facts.pk),
        "page": reverse("workbench", args=[facts.pk]),
        "withdrawal": reverse("withdrawal", args=[facts.pk]),
        "label": facts.label,
        "publisher": facts.publisher,
        "published": date_format(facts.published, "SHORT_DATE_FORMAT") if facts.published else "",
        "words": str(intcomma(facts.words)),
        "counts": ", ".join(f"{number} {words}" for number, words in facts.counts),
        "reason": facts.reason,
        CHOICE: facts.work,
    }
    if facts.team:
        values |= dict(zip(TEAM, facts.team, strict=True))
        values["time"] = duration(facts.seconds) if facts.seconds else ""
    return values


def work_of(article: Any) -> str:
    """How far the reader's own work in the article is."""
    if article.withdrawn_at:
        return "withdrawn"
    if article.my_import:
        return "imported"
    return article.my_state or "new"


def row_html(values: Mapping[str, str], allowed: Allowed, template: Template, language: str) -> str:
    """The HTML of a row with these values."""
    shape = (allowed, values[CHOICE], tuple([(name, bool(value)) for name, value in values.items()]))
    parts: list[str] = []
    for literal, name in row_pieces(shape, template, language):
        parts.append(literal)
        if name:
            parts.append(escape(values[name]))
    return "".join(parts)


@lru_cache(maxsize=1000)
def row_pieces(shape: RowShape, template: Template, language: str) -> list[tuple[str, str]]:
    """The template's HTML for this shape as pairs (literal, name of the value after it); the last name is empty."""
    allowed, choice, there = shape
    row = {name: f"\ue000{name}\ue001" if full else "" for name, full in there}
    html = template.render(Context({**dict(allowed), "row": {**row, CHOICE: choice}}))
    parts = MARKED.split(html)
    return list(zip(parts[::2], [*parts[1::2], ""], strict=True))
