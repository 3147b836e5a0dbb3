"""Captions that the page does not mark: an image stands before them, and their words read as a caption."""

from __future__ import annotations

import pytest

from articles.readers.html import read_html
from articles.readers.types import ArticleData

PARAGRAPHS = [
    "The mill by the river turned again on Monday after eleven years, and the whole village came to see it.",
    "The council had refused to pay for the works three times before a fund took over half of the bill.",
    "It will grind rye and barley for two bakers from the summer, the fund's director told the local paper.",
    "Nobody in Bray remembers who built the house, and the oldest map of the county shows it with two wheels.",
]


def article(middle: str, *, before: str = "") -> ArticleData:
    """A page whose first two paragraphs stand before ``middle`` and whose others after it."""
    first, second, third, last = (f"<p>{words}</p>" for words in PARAGRAPHS)
    return read_html(
        "<html><head><title>Old mill turns again</title></head><body><article><h1>Old mill turns again</h1>"
        f"{before}{first}{second}{middle}{third}{last}</article></body></html>".encode()
    )


def captions(page: ArticleData) -> list[tuple[str, str | None]]:
    return [
        (page.text[slice(*figure.caption)], None if figure.credit is None else page.text[slice(*figure.credit)])
        for figure in page.figures
        if figure.caption
    ]


@pytest.mark.parametrize(
    "middle",
    [
        '<p><img src="/mill.jpg"></p><p>The wheel at noon. Photo: Ida Moe</p>',
        '<div><img src="/mill.jpg"></div><div>The wheel at noon. Photo: Ida Moe</div>',
        '<img src="/mill.jpg"><p>The wheel at noon.</p><p>Photo: Ida Moe</p>',
        '<div data-src="/mill.jpg"></div><p>The wheel at noon.</p><p>Photo: Ida Moe</p>',
        "<p>The wheel at noon. Photo: Ida Moe</p>",
        '<div class="x1"><div class="x2"><img src="/mill.jpg"></div><p class="x3">The wheel at noon. <span '
        'class="credit">Photo: Ida Moe</span></p></div>',
        '<div class="x1"><img src="/mill.jpg"><p>The wheel at noon.</p><p class="credit">Photo: Ida Moe</p></div>',
        '<figure><img src="/mill.jpg"><figcaption>The wheel at noon.</figcaption></figure><p>Photo: Ida Moe</p>',
    ],
)
def test_a_plain_caption_with_a_credit(middle: str) -> None:
    page = article(middle)
    assert captions(page) == [("The wheel at noon. Photo: Ida Moe", "Ida Moe")]
    texts = [page.text[block.start : block.end] for block in page.blocks if block.kind == "paragraph"]
    assert texts == PARAGRAPHS
    assert [block.kind for block in page.blocks][3] == "caption"


def test_a_plain_caption_has_the_image_before_it() -> None:
    page = article('<p><img src="https://bray.example/mill.jpg" alt="A mill"></p><p>The wheel. Photo: Ida Moe</p>')
    assert [(figure.image_url, figure.alt) for figure in page.figures] == [("https://bray.example/mill.jpg", "A mill")]


@pytest.mark.parametrize(
    ("middle", "score", "reason"),
    [
        (
            '<p><img src="/mill.jpg"></p><p>The wheel at noon. Photo: Ida Moe</p>',
            0.85,
            "a line after an image; ends with the credit “Photo: Ida Moe”",
        ),
        (
            "<p>The wheel at noon. Photo: Ida Moe</p>",
            0.85,
            "a line without an image before it; ends with the credit “Photo: Ida Moe”",
        ),
        (
            '<p><img src="/mill.jpg"></p><p>Ola Berg (left) and Ida Moe at the wheel</p>',
            0.6,
            "a line after an image; says who stands where in a picture",
        ),
        (
            '<p><img src="/mill.jpg"></p><p><em>The wheel at noon on Monday</em></p>',
            0.5,
            "a line in small or slanted type after an image",
        ),
        (
            '<img src="/mill.jpg"><p>The wheel at noon.</p><p>Photo: Ida Moe</p>',
            0.85,
            "a line after an image; the next line is the credit “Photo: Ida Moe”",
        ),
    ],
)
def test_its_score_and_reason_say_what_place_and_words_it_was_found_by(middle: str, score: float, reason: str) -> None:
    (figure,) = article(middle).figures
    assert (figure.found_by, figure.score, figure.reason) == ("words", score, reason)


def test_a_marked_caption_is_sure_whatever_its_next_line_says() -> None:
    marked = '<figure><img src="/mill.jpg"><figcaption>The wheel at noon.</figcaption></figure><p>Photo: Ida Moe</p>'
    (figure,) = article(marked).figures
    assert (figure.found_by, figure.score) == ("markup", 1.0)


def test_a_line_in_italics_right_after_an_image_is_its_caption() -> None:
    assert captions(article('<p><img src="/mill.jpg"></p><p><em>The wheel at noon on Monday</em></p>')) == [
        ("The wheel at noon on Monday", None)
    ]


@pytest.mark.parametrize(
    "middle",
    [
        '<p><img src="/mill.jpg"></p><p>The wheel is the third one of the house.</p>',
        '<p><img src="/mill.jpg"></p><p><em>Editor’s note: the fund was named later.</em></p>',
        '<p><img src="/mill.jpg"></p><p><em>“The wheel is ours,” said the fund’s director.</em></p>',
        '<p><img src="/icons/logo.png"></p><p><em>The wheel of the old house</em></p>',
        '<p><img src="/mill.jpg"></p><p><em><a href="/other.html">The wheel of another house</a></em></p>',
        "<p>Source: Office for Mills</p>",
        "<p>© The Bray Herald 2024</p>",
        '<p><img src="/mill.jpg"></p><div class="related"><p>The other mill. Photo: Ida Moe</p></div>',
        '<p><img src="/mill.jpg"></p><h3>The wheel. Photo: Ida Moe</h3>',
    ],
)
def test_what_an_image_stands_before_by_chance_is_no_caption(middle: str) -> None:
    assert captions(article(middle)) == []


def test_a_caption_that_the_page_says_twice_is_one() -> None:
    figure = '<figure><img src="/mill.jpg"><figcaption>The wheel at noon. Photo: Ida Moe</figcaption></figure>'
    assert captions(article(f"{figure}<p>The wheel at noon. Photo: Ida Moe</p>")) == [
        ("The wheel at noon. Photo: Ida Moe", "Ida Moe")
    ]


def test_a_page_in_whose_frame_the_paragraphs_stand_is_read() -> None:
    paragraphs = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
    page = read_html(
        "<html><head><title>Old mill turns again</title></head><body><h1>Old mill turns again</h1>"
        f'<div class="comments">{paragraphs}</div></body></html>'.encode()
    )
    assert [page.text[block.start : block.end] for block in page.blocks[1:]] == PARAGRAPHS
