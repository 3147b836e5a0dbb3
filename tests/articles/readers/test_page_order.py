"""An article has the words of its page in the page's order, each once; what is hidden or advertised stays out."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.html import read_html
from articles.readers.types import ArticleData
from tests.examples import examples

FIRST = (
    "The lighthouse on Gull Rock was dark for the third night in a row, the harbour office in Tern Bay said on Monday."
)
SECOND = (
    "“Nobody has told us when the lamp will be back,” said Runa Holt, who takes the mail boat to the islands at five."
)
THIRD = (
    "The office has ordered a new lamp from the mainland, and expects it with the ferry that lands on Thursday evening."
)
TITLE = "Lighthouse dark for a third night"


def page(body: str, *, head: str = "", title: str = TITLE) -> bytes:
    return f"<html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def story(*inside: str) -> bytes:
    return page(f"<article><h1>{TITLE}</h1>{''.join(inside)}</article>")


def words(article: ArticleData, *kinds: str) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks if not kinds or block.kind in kinds]


def test_words_directly_in_a_container_stay_between_its_paragraphs() -> None:
    article = read_html(story(f"<div>{FIRST}<p>{SECOND}</p>{THIRD}<p>The mail boat goes all the same.</p></div>"))
    assert words(article)[1:] == [FIRST, SECOND, THIRD, "The mail boat goes all the same."]


def test_a_quoted_post_comes_before_the_name_of_who_wrote_it() -> None:
    post = (
        "<blockquote><p>We row by the stars now, and by the smell of the kelp.</p>— Runa Holt <cite>on the quay</cite>"
    )
    article = read_html(story(f"<p>{FIRST}</p>{post}</blockquote><p>{SECOND}</p><p>{THIRD}</p>"))
    assert words(article)[2:4] == ["We row by the stars now, and by the smell of the kelp.", "— Runa Holt on the quay"]


def test_a_caption_between_loose_lines_stands_between_them() -> None:
    figure = '<figure><img src="/rock.jpg"><figcaption>Gull Rock on Sunday</figcaption></figure>'
    article = read_html(story(f"<div>{FIRST}{figure}{SECOND}<p>{THIRD}</p></div>"))
    assert words(article)[1:] == [FIRST, "Gull Rock on Sunday", SECOND, THIRD]


def test_lines_that_a_paragraph_holds_are_not_said_again() -> None:
    lines = "Holt asked for two things:<br>• a lamp<br>• a buoy<br>She got neither of them this week."
    article = read_html(story(f"<p>{FIRST}</p><p>{lines}</p><p>{SECOND}</p><p>{THIRD}</p>"))
    assert article.text.count("a buoy") == 1


def test_a_caption_inside_a_paragraph_is_not_said_again() -> None:
    figure = '<figure><img src="/a.jpg"><figcaption>Runa Holt at the oars of the mail boat</figcaption></figure>'
    article = read_html(story(f"<p>{FIRST}</p><div>{figure} {SECOND}</div><p>{THIRD}</p>"))
    assert article.text.count("at the oars") == 1


PLACES = st.lists(st.sampled_from(["p", "div", "li", "bare", "quote", "figure", "br"]), min_size=2, max_size=8)


@examples(60)
@given(PLACES)
def test_whatever_holds_them_sentences_come_in_the_page_s_order_and_once(places: list[str]) -> None:
    sentences = [f"Sentence {number} says that boat {number} came home to the bay." for number in range(len(places))]
    marked = {
        "p": "<p>{}</p>",
        "div": "<div>{}</div>",
        "li": "<ul><li>{}</li></ul>",
        "bare": "{}",
        "quote": "<blockquote><p>{}</p></blockquote>",
        "figure": '<figure><img src="/b.jpg"><figcaption>{}</figcaption></figure>',
        "br": "{}<br><br>",
    }
    inside = "".join(marked[place].format(words) for place, words in zip(places, sentences, strict=True))
    text = read_html(story(f"<div><p>{FIRST}</p>{inside}<p>{SECOND}</p><p>{THIRD}</p></div>")).text
    kept = [words for words in (FIRST, *sentences, SECOND, THIRD) if words in text]
    assert all(text.index(earlier) < text.index(later) for earlier, later in pairwise(kept))
    assert all(text.count(words) == 1 for words in kept)


@pytest.mark.parametrize("attribute", ["hidden", 'style="display: none"', 'style="color:red;visibility:hidden"'])
def test_what_the_page_hides_is_left_out_and_counted(attribute: str) -> None:
    hidden = f"<p {attribute}>Subscribers in Tern Bay get the lighthouse calendar for nothing until the end of May.</p>"
    article = read_html(story(f"<p>{FIRST}</p>{hidden}<p>{SECOND}</p><p>{THIRD}</p>"))
    assert "calendar" not in article.text
    [remark] = article.remarks
    assert (remark.text, remark.counts) == ("# stretches that the page hides were left out", (1,))
    assert remark.example.startswith("“Subscribers in Tern Bay")


def test_an_article_that_a_script_would_show_is_read() -> None:
    article = read_html(
        page(f'<div style="display:none"><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>')
    )
    assert words(article, "paragraph") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "beside",
    [
        '<p class="ad">Advertisement</p>',
        "<p><em>Story continues below advertisement</em></p>",
        '<p><b>READ MORE:</b> <a href="/1">Ten lamps that went out and were never seen again</a></p>',
        '<div><h3>Related</h3><p><a href="/2">Why the ferry comes on Thursdays and not before that</a></p></div>',
        '<p>Sign up for our newsletter <a href="/3">here</a></p>',
    ],
)
def test_adverts_and_links_to_other_stories_are_left_out_and_counted(beside: str) -> None:
    article = read_html(story(f"<p>{FIRST}</p><p>{SECOND}</p>{beside}<p>{THIRD}</p>"))
    assert words(article)[1:] == [FIRST, SECOND, THIRD]
    [remark] = article.remarks
    assert remark.text == "# lines between the paragraphs were left out: adverts, links to other stories, boxes"


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n1">1</a></sup>',
        '<a href="#n1"><sup>[2]</sup></a>',
        '<sup class="footnote-ref">*</sup>',
        '<a role="doc-noteref" href="notes.html">3</a>',
    ],
)
def test_the_mark_of_a_footnote_does_not_stick_to_a_word(mark: str) -> None:
    article = read_html(
        story(f"<p>{FIRST}</p><p>The lamp is a hundred years old{mark}, Holt said on the quay.</p><p>{THIRD}</p>")
    )
    assert "a hundred years old, Holt said" in article.text


def test_raised_letters_that_are_part_of_a_word_stay() -> None:
    article = read_html(
        story(f"<p>{FIRST}</p><p>It is the 20<sup>th</sup> lamp on 40 m<sup>2</sup> of rock.</p><p>{THIRD}</p>")
    )
    assert "the 20th lamp on 40 m2 of rock" in article.text


def live_blog(posts: list[tuple[str, str]]) -> bytes:
    linked = {
        "@type": "LiveBlogPosting",
        "headline": "Night without a lighthouse: live",
        "datePublished": "2025-02-03T05:00:00Z",
        "author": [{"@type": "Person", "name": "Ada Moor"}, {"@type": "Person", "name": "Sven Lind"}],
        "liveBlogUpdate": [{"@type": "BlogPosting", "headline": posts[0][0], "author": {"name": "Nobody"}}],
    }
    head = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    body = "".join(
        f"<article><time>05:1{n}</time><h2>{head}</h2><p>{words}</p></article>" for n, (head, words) in enumerate(posts)
    )
    return page(f"<main><h1>Night without a lighthouse: live</h1>{body}</main>", head=head, title=posts[0][0])


def test_a_live_blog_has_the_page_s_headline_its_authors_and_every_post_s_heading() -> None:
    posts = [("Boats stay in", FIRST), ("Holt: We row on", SECOND), ("Lamp on its way", THIRD)]
    article = read_html(live_blog(posts))
    assert article.title == "Night without a lighthouse: live"
    assert article.byline == "Ada Moor, Sven Lind"
    assert words(article)[1:] == [part for post in posts for part in post]


@pytest.mark.parametrize(
    "around", ["{}", "//<![CDATA[\n{}\n//]]>", "[{}]", '{{"@graph": [{{"@type": "WebPage"}}, {}]}}']
)
def test_a_body_that_is_in_the_json_ld_alone_is_read_with_its_paragraphs(around: str) -> None:
    linked = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{FIRST}\n\n{SECOND} \n{THIRD}"}
    head = f'<script type="application/ld+json">{around.format(json.dumps(linked))}</script>'
    article = read_html(page('<div id="root"></div><noscript>Switch on JavaScript.</noscript>', head=head))
    assert words(article) == [TITLE, FIRST, SECOND, THIRD]


def test_markup_in_a_body_of_json_ld_is_read_as_such() -> None:
    linked = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"}
    written = json.dumps(linked).replace("</", r"<\/")
    head = f'<script type="application/ld+json">{written}</script>'
    assert words(read_html(page("<div></div>", head=head)))[1:] == [FIRST, SECOND, THIRD]
