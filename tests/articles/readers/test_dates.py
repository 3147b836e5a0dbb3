"""The date of a page is one that the page states about itself; bylines are names alone."""

from __future__ import annotations

import datetime
import json

import pytest

from articles.readers.html import read_html

BODY = (
    "<p>The bakers of Lower Sedge closed their doors for a day, and nobody in the village had bread on Saturday.</p>"
    "<p>“We are three and we are tired,” said Ingrid Voss, who has baked here since she was sixteen years old.</p>"
    "<p>The next shop is nine miles away, beyond the hill, and it was sold out by eight, its owner said there.</p>"
)
MAY_3, MAY_4, MAY_6 = (datetime.date(2024, 5, day) for day in (3, 4, 6))


def read(head: str = "", *, above: str = "", inside: str = "", below: str = "", url: str = "") -> datetime.date | None:
    body = f"<article><h1>No bread in Lower Sedge</h1>{above}{BODY}{inside}</article>{below}"
    page = f"<html lang=en><head><title>No bread in Lower Sedge</title>{head}</head><body>{body}</body></html>"
    return read_html(page.encode(), url=url).published


def linked(**keys: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **keys})}</script>'


@pytest.mark.parametrize(
    ("head", "above", "url"),
    [
        ('<meta property="article:published_time" content="2024-05-04T00:30:00+01:00">', "", ""),
        ('<meta name="pubdate" content="20240504">', "", ""),
        ('<meta name="date" content="Sat, 04 May 2024 00:30:00 GMT">', "", ""),
        (linked(datePublished="2024-05-04"), "", ""),
        ("", '<span itemprop="datePublished" content="2024-05-04">Saturday</span>', ""),
        ("", '<time datetime="2024-05-04T10:00">this morning</time>', ""),
        ("", "<p>Published: 4 May 2024, 00:30 | Updated: 6 May 2024</p>", ""),
        ("", "<div><span>Updated 6 May 2024</span> <span>Posted 4 May 2024</span></div>", ""),
        ("", '<p class="date">4.5.2024</p>', ""),
        ("", "", "https://sedge.example/news/2024/05/04/bread.html"),
    ],
)
def test_a_date_that_the_page_states_about_itself_is_taken(head: str, above: str, url: str) -> None:
    assert read(head, above=above, url=url) == MAY_4


@pytest.mark.parametrize(
    "inside",
    [
        "<p>The oven was built on 4 May 1924 and lit again on 12 March 2011, after the flood.</p>",
        '<blockquote class="tweet"><p>No bread today, sorry.</p>Ingrid <a href="/s">May 3, 2024</a></blockquote>',
        '<blockquote><time datetime="2024-05-03">May 3</time> No bread.</blockquote>',
        '<figure><img src="/o.jpg"><figcaption>The oven on May 3, 2024</figcaption></figure>',
        '<aside><time datetime="2024-05-03">May 3</time> Another story</aside>',
    ],
)
def test_dates_of_the_article_s_words_posts_and_captions_are_not_the_page_s(inside: str) -> None:
    assert read(inside=inside) is None
    assert read(above=inside) is None


def test_a_date_below_the_article_is_not_its_own() -> None:
    below = '<div class="more"><p class="date">Published 3 May 2024</p></div><footer>Copyright 2024</footer>'
    assert read(below=below) is None


def test_published_counts_before_modified() -> None:
    modified = '<meta property="article:modified_time" content="2024-05-06">'
    assert read(modified, above="<p>Published 4 May 2024</p>") == MAY_4
    assert read(modified) == MAY_6


@pytest.mark.parametrize("value", ["0001-01-01", "2024-13-40", "soon", ""])
def test_a_date_that_the_calendar_does_not_have_is_none(value: str) -> None:
    assert read(f'<meta name="date" content="{value}">') is None


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        (
            '<p class="byline">By <a href="/i">Ines Ray</a> and <a href="/o">Otto Hale</a>, in Lower Sedge</p>',
            "Ines Ray, Otto Hale",
        ),
        ('<p class="byline">By <a rel="author" href="/i">Ines Ray</a></p>', "Ines Ray"),
    ],
)
def test_a_byline_has_the_names_without_the_place(byline: str, names: str) -> None:
    head = "<head><title>No bread</title></head>"
    page = f"<html lang=en>{head}<body><article><h1>No bread</h1>{byline}{BODY}</article></body></html>"
    assert read_html(page.encode()).byline == names
