"""A page becomes one text with its parts in order; hostile pages and pages without text are met calmly."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.charsets import decode_page
from articles.readers.html import read_html
from articles.readers.types import ArticleData, ReadError
from tests.examples import examples

SAMPLES = Path(__file__).parents[3] / "samples"
LEAD = "The lake above the village is open to swimmers again, the town said on Friday after four dry years."
QUOTE = "“We counted the days,” said Per Lund, who rents out the boats and has not sold a single one of them."
END = "The water is eighteen degrees warm, and according to the town it is as clean as it was in the last century."


def page(body: str, *, head: str = "", attributes: str = 'lang="en"') -> bytes:
    title = "<title>Lake reopens after four years</title>"
    return f"<html {attributes}><head>{title}{head}</head><body><article>{body}</article></body></html>".encode()


def story(inside: str = "") -> str:
    return f"<h1>Lake reopens after four years</h1><div><p>{LEAD}</p>{inside}<p>{QUOTE}</p><p>{END}</p></div>"


def parts(article: ArticleData) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


@pytest.fixture(scope="module")
def ferry() -> ArticleData:
    return read_html((SAMPLES / "harbour-ferry.html").read_bytes())


def test_metadata_is_read(ferry: ArticleData) -> None:
    assert ferry.title == "Electric ferry fails its first test, and its captain laughs"
    assert ferry.byline == "Lena Aszkenazy"
    assert ferry.published == datetime.date(2025, 6, 6)
    assert ferry.publisher == "Tidewell Courier"
    assert ferry.language == "en"
    assert ferry.url == "https://courier.tidewell.example/2025/06/harbour-ferry.html"


def test_headline_standfirst_and_lead_figure_come_before_the_body(ferry: ArticleData) -> None:
    assert [kind for kind, _ in parts(ferry)[:4]] == ["headline", "standfirst", "caption", "paragraph"]


def test_clutter_stays_out(ferry: ArticleData) -> None:
    for clutter in ("Sport", "Related", "All rights reserved", "not part of the article", "Fishers threaten"):
        assert clutter not in ferry.text


def test_quotations_in_blockquotes_stay_in(ferry: ArticleData) -> None:
    assert "they told me that lamps blink,” an engineer" in ferry.text


def test_figures_have_caption_and_credit_in_the_text(ferry: ArticleData) -> None:
    lead, inline = ferry.figures
    assert lead.caption is not None
    assert lead.credit is not None
    assert inline.credit is not None
    assert ferry.text[slice(*lead.caption)].startswith("The “Marigold” adrift")
    assert ferry.text[slice(*lead.credit)] == "Lena Aszkenazy/Tidewell Courier"
    assert ferry.text[slice(*inline.credit)] == "Tomas Breda/Tidewell Courier"
    assert lead.image_url == "https://courier.tidewell.example/images/2025/ferry-adrift.jpg"
    assert inline.image_url.endswith("/halvorsen-1280.jpg")


def test_blocks_follow_each_other_and_cover_all_words(ferry: ArticleData) -> None:
    assert "\n\n".join(words for _, words in parts(ferry)) == ferry.text


def test_a_caption_stands_where_its_figure_is() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>The jetty at noon.</figcaption></figure>'
    assert [words for _, words in parts(read_html(page(story(figure))))] == [
        "Lake reopens after four years", LEAD, "The jetty at noon.", QUOTE, END
    ]  # fmt: skip


def test_a_paragraph_that_says_a_caption_once_more_is_dropped() -> None:
    caption = "Swimmers jump from the jetty at noon on the first day"
    figure = f'<figure><img src="/a.jpg"><figcaption>{caption}</figcaption></figure><p>{caption}</p>'
    assert read_html(page(story(figure))).text.count(caption) == 1


def test_spaces_beside_links_are_those_of_the_page() -> None:
    inside = (
        '<p>People from <a href="/1">Oldtown</a> and <em>New</em>town came, as they had <b>always</b> done before.</p>'
    )
    assert "from Oldtown and Newtown came, as they had always done" in read_html(page(story(inside))).text


def test_line_breaks_are_kept_and_two_of_them_end_a_block() -> None:
    inside = (
        "<p>The first line of the song is long<br>and so is the second of its lines<br><br>and this is another.</p>"
    )
    kept = [words for _, words in parts(read_html(page(story(inside))))]
    assert "The first line of the song is long\nand so is the second of its lines" in kept
    assert "and this is another." in kept


def test_lists_between_paragraphs_stay_in() -> None:
    inside = "<ul><li>The jetty will be open from six to nine.</li><li>Dogs may swim in the bay.</li></ul>"
    assert "Dogs may swim in the bay." in read_html(page(story(inside))).text


@pytest.mark.parametrize(
    ("attributes", "head", "language"),
    [
        ('lang="en-us"', "", "en-US"),
        ("", '<meta http-equiv="content-language" content="en">', "en"),
        ("", '<meta property="og:locale" content="en_GB">', "en-GB"),
        ('lang="de"', '<meta property="og:locale" content="en_GB">', "en-GB"),
        ('lang="fr"', "", "en"),
        ('lang="not a tag"', "", ""),
        ("", "", ""),
    ],
)
def test_the_language_is_what_the_page_declares_and_its_words_confirm(
    attributes: str, head: str, language: str
) -> None:
    assert read_html(page(story(), head=head, attributes=attributes)).language == language


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffcafé".encode(), "café"),
        ("café".encode("utf-16"), "café"),
        (b'<meta charset="iso-8859-1">caf\xe9 \x93x\x94', '<meta charset="iso-8859-1">café “x”'),
        ('<meta charset="iso-8859-1">café'.encode(), '<meta charset="iso-8859-1">café'),
        ('<meta content="text/html; charset=shift_jis">日本'.encode("cp932"), None),
        (b"caf\xe9", "café"),
        (b'<meta charset="no-such-set">caf\xe9', '<meta charset="no-such-set">café'),
        (b'<meta charset="hex">caf\xe9', '<meta charset="hex">café'),
        (b"a\0b", "ab"),
        ("é".encode() * 40 + b"\xff", "é" * 40 + "\ufffd"),
    ],
)
def test_characters_are_told_by_mark_fit_and_declaration(data: bytes, text: str | None) -> None:
    expected = '<meta content="text/html; charset=shift_jis">日本' if text is None else text
    assert decode_page(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html></html>",
        b"<html><body></body></html>",
        b"<html><body><script>alert('The lake is open again, and so on.')</script></body></html>",
        b"<!-- only a comment -->",
        b"<html><frameset><frame src='a.html'></frameset></html>",
        b"<div>" * 100_000,
        b"\x00\x01\x02",
    ],
)
def test_a_page_without_text_is_refused_in_a_clear_line(data: bytes) -> None:
    with pytest.raises(ReadError, match="no article text found in the page"):
        read_html(data)


def test_a_page_of_more_than_10_mb_is_refused() -> None:
    with pytest.raises(ReadError, match="more than the limit of 10,000,000 bytes"):
        read_html(b"x" * 10_000_001)


def test_entities_that_the_page_declares_are_not_resolved() -> None:
    declared = b'<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
    text = read_html(
        declared + page(story("<p>Here stands &secret; and &a;&a; in a paragraph of some length.</p>"))
    ).text
    assert Path("/etc/hostname").read_text(encoding="utf-8").strip() not in text
    assert "aaaa" not in text


def test_scripts_and_styles_inside_a_paragraph_are_not_read() -> None:
    inside = "<p>The jetty is open<script>steal()</script><style>p{}</style> from six in the morning until nine.</p>"
    text = read_html(page(story(inside))).text
    assert "The jetty is open from six in the morning until nine." in text


def test_deep_nesting_does_not_hide_the_article_before_it() -> None:
    text = read_html(page(story() + "<div>" * 20_000 + "deep" + "</div>" * 20_000)).text
    assert QUOTE in text


@examples(40)
@given(
    st.lists(st.sampled_from(["<p>", "</div>", "<b>", "🙂 words ש", "<br>", "<figure><img src=x>", "é. ", "\ufeff"]))
)
def test_whatever_the_markup_blocks_and_figures_lie_inside_the_text(markup: list[str]) -> None:
    article = read_html(page(story("".join(markup))))
    assert "\n\n".join(words for _, words in parts(article)) == article.text
    for figure in article.figures:
        assert figure.caption is not None
        assert 0 <= figure.caption[0] < figure.caption[1] <= len(article.text)
