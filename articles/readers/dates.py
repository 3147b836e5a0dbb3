"""When a page says that it was published: in its metadata, beside its headline, or in its address; never elsewhere.

A date inside the article's words, a caption, a quoted post or another story is not the page's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from articles.readers.dom import SILENT_TAGS, is_element, labels, text_of
from articles.readers.linked import LinkedArticle
from articles.readers.text import DATE, date_from

PUBLISHED_NAMES = frozenset(
    """
    article:published_time article:published article.published og:published_time og:article:published_time
    datepublished date-published publisheddate published_date published-date published publishdate publish_date
    publish-date pubdate pub_date publication_date publication-date publicationdate parsely-pub-date
    sailthru.date article_date_original originalpublicationdate cxenseparse:recs:publishtime dc.date.issued
    dcterms.issued dcterms.created dcterms.date dc.date.created dc.date citation_publication_date citation_date
    prism.publicationdate article.created date displaydate timestamp weibo:article:create_at bt:pubdate
    rnews:datepublished dcterms.available sdate article:date firstpublished last-published displayed_date
    """.split()  # noqa: SIM905
)
MODIFIED_NAMES = frozenset(
    """
    article:modified_time og:updated_time og:modified_time datemodified date-modified lastmod last-modified modified
    dc.date.modified dcterms.modified revised updated_time article:updated_time last_updated
    """.split()  # noqa: SIM905
)
ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?!\d)")
IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?!\d)")
WRITTEN = re.compile(DATE, re.IGNORECASE)
DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[./](0?[1-9]|1[0-2])[./]((?:19|20)\d\d)(?!\d)")
PUBLISHED_LABEL = re.compile(
    r"\b(?:first )?(?:published|posted|publish(?:ed)? date|veröffentlicht|publié|publicado)\b", re.I
)
MODIFIED_LABEL = re.compile(r"\b(?:updated|modified|edited|aktualisiert|actualizado|mis à jour)\b", re.IGNORECASE)
DATE_LABEL = re.compile(r"publish|pub-?date|posted|date-?(?:line|stamp)|time-?stamp|(?<![a-z])date(?![a-z])", re.I)
LONGEST_LINE = 200
FIRST_YEAR = 1900
NOT_OF_THE_PAGE = frozenset({"blockquote", "figure", "figcaption", "nav", "footer", "aside"})
MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905


def publication_date(
    page: HtmlElement, *, linked: LinkedArticle, address: str, before: HtmlElement | None
) -> datetime.date | None:
    """The day on which the page says that it was published; else the one on which it says that it was changed.

    ``before`` is the first element of the article's body: dates that are not in the metadata count only before it.
    """
    found = statements(page, linked=linked, address=address, before=before)
    return next((date for date in found if date is not None), None)


def statements(
    page: HtmlElement, *, linked: LinkedArticle, address: str, before: HtmlElement | None
) -> Iterator[datetime.date | None]:
    """What the page says about its date, the most trustworthy first; each is looked for only when it is asked for."""
    yield from metadata(page, PUBLISHED_NAMES)
    yield parsed(linked.published)
    for name in ("itemprop", "property"):
        yield from marked(page, "datepublished", name)
    head = list(lines_before(page, before))
    yield from (date_after(PUBLISHED_LABEL, text_of(element)) for element in head)
    yield from times(head)
    yield date_of_address(address)
    yield parsed(linked.modified)
    yield from metadata(page, MODIFIED_NAMES)
    yield from (date_after(MODIFIED_LABEL, text_of(element)) for element in head)


def metadata(page: HtmlElement, names: frozenset[str]) -> Iterator[datetime.date | None]:
    for meta in page.iterdescendants("meta"):
        keys = {(meta.get(name) or "").strip().lower() for name in ("property", "name", "itemprop", "http-equiv")}
        if keys & names:
            yield parsed(meta.get("content") or "")


def marked(page: HtmlElement, wanted: str, attribute: str) -> Iterator[datetime.date | None]:
    """The dates of elements that the page marks as its publication date in microdata or RDFa."""
    for element in page.iterdescendants():
        if (
            is_element(element)
            and (element.get(attribute) or "").lower().endswith(wanted)
            and not stands_apart(element)
        ):
            yield parsed(element.get("content") or element.get("datetime") or text_of(element))


def lines_before(page: HtmlElement, before: HtmlElement | None) -> Iterator[HtmlElement]:
    """The elements of a line or less around and before the body's beginning, where a page says who wrote it when."""
    body = page.find("body")
    for element in () if body is None else body.iter():
        if element is before:
            return
        if not is_element(element) or element.tag in SILENT_TAGS or stands_apart(element):
            continue
        if is_line(element):
            yield element


def is_line(element: HtmlElement) -> bool:
    """Whether the element has words, and no more than a line; only as many of them are looked at."""
    length = 0
    for words in element.itertext():
        length += len(str(words).strip())
        if length > LONGEST_LINE:
            return False
    return length > 0


def times(elements: list[HtmlElement]) -> Iterator[datetime.date | None]:
    """The dates of ``<time>`` elements and of elements labelled as a date, “updated” ones left out."""
    for element in elements:
        if element.tag != "time" and not DATE_LABEL.search(labels(element)):
            continue
        parent = element.getparent()
        around = f"{labels(element)} {text_of(element)} {'' if parent is None else text_of(parent)[:LONGEST_LINE]}"
        if not MODIFIED_LABEL.search(around):
            yield parsed(element.get("datetime") or "") or parsed(text_of(element))


def stands_apart(element: HtmlElement) -> bool:
    """Whether the element is in a quoted post, a caption, or beside the article."""
    return any(one.tag in NOT_OF_THE_PAGE for one in (element, *element.iterancestors()))


def date_after(label: re.Pattern[str], words: str) -> datetime.date | None:
    """The date right after a label: “Published: 4 May 2024, 00:30 | Updated: 6 May 2024”."""
    match = label.search(words)
    if match is None:
        return None
    rest = words[match.end() : match.end() + 60]
    other = (MODIFIED_LABEL if label is PUBLISHED_LABEL else PUBLISHED_LABEL).search(rest)
    return parsed(rest[: other.start()] if other else rest)


def parsed(value: str) -> datetime.date | None:
    """The day that a value states: ISO 8601 and its like, “Fri, 3 May 2024 …”, “May 3, 2024”, “3.5.2024”.

    A day before 1900 is a value that was never filled in.
    """
    found = stated_day(value.strip()[:100])
    return found if found is not None and found.year >= FIRST_YEAR else None


def stated_day(value: str) -> datetime.date | None:
    if match := ISO.search(value):
        return day(*match.groups())
    if (match := WRITTEN.search(value)) and (found := date_from(match)):
        return found
    if match := DAY_FIRST.search(value):
        return None if "/" in match[0] and int(match[1]) <= 12 else day(match[3], match[2], match[1])
    try:
        return parsedate_to_datetime(value).date()
    except (TypeError, ValueError):
        return None


def date_of_address(address: str) -> datetime.date | None:
    """The date in the path of an address: ``/2024/05/03/…``, ``/2024/may/03/…``."""
    match = IN_ADDRESS.search(urlsplit(address).path.lower())
    return day(*match.groups()) if match else None


def day(year: str, month: str, number: str) -> datetime.date | None:
    """The day, or None for one that the calendar does not have."""
    if not month.isdigit() and month not in MONTH_NAMES:
        return None
    try:
        found = datetime.date(int(year), int(month) if month.isdigit() else MONTH_NAMES.index(month) + 1, int(number))
    except ValueError:
        return None
    return found
