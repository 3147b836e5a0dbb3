"""The rows of the list of articles as HTML, fast: the template is rendered once for each shape of row.

A list shows fifty rows, and Django's templates took longer for them than for the rest of the page. As with cards
(``workbench/card_html.py``), the template is rendered with markers in place of the values, and then filled in for each
row. Its conditions look at nothing but the *shape*: which values are empty, how far one's own work is, and what the
reader may do. ``tests/annotator/test_article_rows.py`` compares the result with the template's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context, Library, Template
from django.template.loader import get_template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from annotator.templatetags.durations import duration
from annotator.workbench.card_html import MARKED
from articles.models import Article

TEMPLATE = "annotator/_article_row.html"
CHOICE = "work"
"""The one value that the template compares, rather than shows."""
A_KEY = 987654321
"""Stands in an address where each row has the key of its article."""
RowShape = tuple[Any, ...]
Allowed = tuple[tuple[str, bool], ...]
register = Library()


@register.simple_tag
def article_rows(articles: Iterable[Article], *, may_review: bool, may_withdraw: bool) -> SafeString:
    """The rows of articles that have their ``counts``, and with ``may_review`` their ``team`` as well."""
    addresses = [reverse(name, args=[A_KEY]).split(str(A_KEY)) for name in ("workbench", "withdrawal")]
    rows = (values_of(article, addresses, may_review=may_review) for article in articles)
    return rows_html(rows, may_review=may_review, may_withdraw=may_withdraw)


def values_of(article: Any, addresses: Sequence[Sequence[str]], *, may_review: bool) -> dict[str, str]:
    """What a row shows, by name, in the reader's language."""
    key = str(article.pk)
    page, withdrawal = (key.join(around) for around in addresses)
    values = {
        "key": key,
        "page": page,
        "withdrawal": withdrawal,
        "label": article.label,
        "publisher": article.publisher,
        "published": date_format(article.published, "SHORT_DATE_FORMAT") if article.published else "",
        "words": grouped(article.words, get_language() or ""),
        "counts": ", ".join(f"{number} {words}" for number, words in article.counts),
        "reason": article.withdrawn_reason if article.withdrawn_at else "",
        CHOICE: work_of(article),
    }
    if may_review:
        team = article.team
        values |= {"purpose": str(team.purpose), "adjudication": str(team.adjudication)}
        for name in ("finished", "begun", "held", "assigned"):
            values[name] = ", ".join(getattr(team, name))
        values["time"] = duration(article.seconds) if article.seconds else ""
    return values


def work_of(article: Any) -> str:
    """How far the reader's own work in the article is."""
    if article.withdrawn_at:
        return "withdrawn"
    if article.my_import:
        return "imported"
    return article.my_state or "new"


def rows_html(rows: Iterable[Mapping[str, str]], **may: bool) -> SafeString:
    """The HTML of rows with these values."""
    template: Template = get_template(TEMPLATE).template  # type: ignore[attr-defined]  # of Django's own engine
    language, allowed = get_language() or "", tuple(may.items())
    drawn = [row_html(tuple(values.items()), allowed, template, language) for values in rows]
    return mark_safe("".join(drawn))  # noqa: S308 - the template's own HTML, and escaped values


@lru_cache(maxsize=2000)
def row_html(row: tuple[tuple[str, str], ...], allowed: Allowed, template: Template, language: str) -> str:
    """The HTML of one row. Most rows of a list are as they were when it was shown before."""
    values = dict(row)
    shape = (allowed, values[CHOICE], tuple([(name, bool(value)) for name, value in row]))
    parts: list[str] = []
    for literal, name in row_pieces(shape, template, language):
        parts.append(literal)
        if name:
            parts.append(escape(values[name]))
    return "".join(parts)


@lru_cache(maxsize=2000)
def grouped(number: int, language: str) -> str:
    """The number with the separators of the language, which is the current one."""
    return str(intcomma(number))


@lru_cache(maxsize=1000)
def row_pieces(shape: RowShape, template: Template, language: str) -> list[tuple[str, str]]:
    """The template's HTML for this shape as pairs (literal, name of the value after it); the last name is empty."""
    allowed, choice, there = shape
    row = {name: f"\ue000{name}\ue001" if full else "" for name, full in there}
    html = template.render(Context({**dict(allowed), "row": {**row, CHOICE: choice}}))
    parts = MARKED.split(html)
    return list(zip(parts[::2], [*parts[1::2], ""], strict=True))
