"""Figures are found by the page's own marks, with caption, credit and image; clutter is not."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from articles.readers.figures import FoundFigure, find_figures
from articles.readers.marks import map_page

BASE = "https://news.example/2024/story.html"


def figures(markup: str) -> list[FoundFigure]:
    page = document_fromstring(f"<html><body>{markup}</body></html>")
    return find_figures(page, map_page(page), base=BASE)


def only(markup: str) -> FoundFigure:
    (figure,) = figures(markup)
    return figure


def credit_of(figure: FoundFigure) -> str | None:
    return None if figure.credit is None else figure.caption[slice(*figure.credit)]


def test_a_figcaption_with_a_credit_element() -> None:
    figure = only(
        '<figure><img src="/a.jpg" alt="A  jetty"><figcaption><span class="text">The jetty.</span>'
        '<span class="credit">Photo: Ida Moe</span></figcaption></figure>'
    )
    assert figure.caption == "The jetty. Photo: Ida Moe"
    assert credit_of(figure) == "Ida Moe"
    assert figure.image_url == "https://news.example/a.jpg"
    assert figure.alt == "A jetty"


def test_a_credit_beside_the_figcaption_follows_the_caption() -> None:
    figure = only(
        '<figure><img src="/a.jpg"><p class="credit">Ida Moe/AFP</p><figcaption>The jetty.</figcaption></figure>'
    )
    assert figure.caption == "The jetty. Ida Moe/AFP"
    assert credit_of(figure) == "Ida Moe/AFP"


def test_formatting_inside_a_word_makes_no_space() -> None:
    assert only('<figure><img src="/a.jpg"><figcaption><b>J</b>etty at <i>noon</i>.</figcaption></figure>').caption == (
        "Jetty at noon."
    )


@pytest.mark.parametrize("name", ["caption", "image-caption", "newsCaption", "wp-caption-text", "cutline"])
def test_a_labelled_element_near_an_image_is_a_caption(name: str) -> None:
    figure = only(f'<div class="box"><div><img src="/a.jpg"></div><p class="{name}">The jetty at noon.</p></div>')
    assert figure.caption == "The jetty at noon."


def test_a_photo_that_is_called_related_belongs_to_the_article() -> None:
    words = '<p>The jetty at noon.</p><p class="credit">Credit: Ida Moe/Files</p>'
    figure = only(f'<div class="relatedPhoto"><img src="/a.jpg"><div class="caption-text">{words}</div></div>')
    assert (figure.caption, credit_of(figure)) == ("The jetty at noon. Credit: Ida Moe/Files", "Ida Moe/Files")


def test_a_labelled_element_far_from_any_image_is_none() -> None:
    deep = "<div>" * 6 + '<p class="caption">The jetty at noon.</p>' + "</div>" * 6
    assert figures(f'<div><img src="/a.jpg">{deep}</div>') == []


def test_a_figure_may_have_nothing_but_a_credit() -> None:
    figure = only('<figure><img src="/a.jpg"><span class="x1">Getty Images</span></figure>')
    assert figure.caption == "Getty Images"
    assert credit_of(figure) == "Getty Images"


@pytest.mark.parametrize(
    "clutter",
    [
        '<nav><figure><img src="/a.jpg"><figcaption>The weather map</figcaption></figure></nav>',
        '<div class="related-stories"><figure><img src="/a.jpg"><figcaption>Other story</figcaption></figure></div>',
        '<div class="video-js"><img src="/a.jpg"><div class="closed-caption">I said no.</div></div>',
        '<figure><a href="/other.html"><img src="/a.jpg"><figcaption>Other story</figcaption></a></figure>',
        '<div><img src="/logo.png"><p class="copyright">© 2024 The Post. All rights reserved.</p></div>',
        '<figure><img src="/a.jpg"><figcaption><button>Share</button></figcaption></figure>',
    ],
)
def test_clutter_is_no_figure(clutter: str) -> None:
    assert figures(clutter) == []


def test_words_of_buttons_and_counters_are_left_out() -> None:
    figure = only(
        '<figure><img src="/a.jpg"><figcaption><span>1</span> <span>of</span> <span>4</span><p>The jetty.</p>'
        "<b>hide caption</b></figcaption></figure>"
    )
    assert figure.caption == "The jetty."


def test_a_caption_in_full_and_cut_short_is_said_once() -> None:
    figure = only(
        '<div><img src="/a.jpg"><div class="caption"><p>The jetty at noon, with all of its boats.</p>'
        "<p>The jetty at noon ... more</p></div></div>"
    )
    assert figure.caption == "The jetty at noon, with all of its boats."


def test_a_gallery_that_the_page_holds_twice_is_read_once() -> None:
    caption = "The jetty at noon, with all of the boats that are left in the village."
    slide = '<figure><img src="/{}.jpg"><figcaption>{}</figcaption></figure>'
    page = f"<div>{slide.format('a', caption)}</div><ul><li>{slide.format('a-small', caption)}</li></ul>"
    assert [figure.image_url for figure in figures(page)] == ["https://news.example/a.jpg"]


def test_two_images_may_share_a_short_credit() -> None:
    slide = '<figure><img src="/{}.jpg"><figcaption>Photo: Ida Moe</figcaption></figure>'
    assert len(figures(slide.format("a") + slide.format("b"))) == 2


def test_each_caption_of_a_box_has_the_image_before_it() -> None:
    item = '<img src="/{}.jpg"><p class="caption">{}</p>'
    page = f"<div>{item.format('a', 'The jetty.')}{item.format('b', 'The boats.')}</div>"
    assert [(figure.caption, figure.image_url[-5:]) for figure in figures(page)] == [
        ("The jetty.", "a.jpg"),
        ("The boats.", "b.jpg"),
    ]


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('src="data:image/gif;base64,R0lGOD" data-src="b.jpg"', "https://news.example/2024/b.jpg"),
        ('src="small.jpg" srcset="s.jpg 320w, //img.example/l.jpg 1280w, m.jpg 640w"', "https://img.example/l.jpg"),
        ('src="javascript:alert(1)"', ""),
        ('src="file:///secret.png"', ""),
        ('src="https://[broken/a.jpg"', ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_kept(attributes: str, url: str) -> None:
    assert only(f"<figure><img {attributes}><figcaption>The jetty.</figcaption></figure>").image_url == url


def test_what_is_labelled_as_clutter_around_the_whole_article_excludes_nothing() -> None:
    page = document_fromstring(
        '<html><body><div class="sidebar-layout"><figure><img src="/a.jpg"><figcaption>The jetty.</figcaption></figure>'
        "</div></body></html>"
    )
    around = {page.find(".//div")}
    assert find_figures(page, map_page(page), base=BASE) == []
    assert [figure.caption for figure in find_figures(page, map_page(page, article=around), base=BASE)] == [
        "The jetty."
    ]


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        (
            '<div class="image"><img src="/a.jpg"><em>The mill in May. Photograph by Ida Moe</em></div>',
            "The mill in May. Photograph by Ida Moe",
            "Ida Moe",
        ),
        ('<p><img src="/a.jpg"><br><small>© Ida Moe/AFP</small></p>', "© Ida Moe/AFP", "© Ida Moe/AFP"),
    ],
)
def test_the_only_words_right_after_an_image_are_its_caption(markup: str, caption: str, credit: str) -> None:
    figure = only(markup)
    assert (figure.caption, figure.credit and figure.caption[slice(*figure.credit)]) == (caption, credit)


def test_words_beside_others_after_an_image_are_no_caption() -> None:
    assert figures('<p><img src="/a.jpg"><em>Slowly</em> the mill turned in the wind.</p>') == []


def test_an_image_that_a_script_loads_keeps_its_description() -> None:
    again = '<noscript><img src="/mill.jpg"></noscript>'
    image = f'<img data-lazy-src="/mill.jpg" alt="The mill at dawn">{again}'
    figure = only(f'<div class="wp-caption">{image}<p class="wp-caption-text">The mill</p></div>')
    assert (figure.image_url, figure.alt) == ("https://news.example/mill.jpg", "The mill at dawn")


def test_the_counter_of_a_gallery_is_not_part_of_the_caption() -> None:
    words = "<figcaption><span>Image 1 of</span> <span>8 The mill at noon (Photo: Ida Moe)</span></figcaption>"
    figure = only(f'<figure><img src="/a.jpg">{words}</figure>')
    assert figure.caption == "The mill at noon (Photo: Ida Moe)"
    assert figure.credit is not None
    assert figure.caption[slice(*figure.credit)] == "Ida Moe"


@pytest.mark.parametrize(
    "further",
    [
        '<span class="dist">/ AFP via Getty Images</span>',
        ' /<span class="distributor">AFP via Getty Images</span>',
        '<span>/</span><span class="agency-name">AFP via Getty Images</span>',
    ],
)
def test_a_credit_goes_on_over_the_rest_of_the_caption(further: str) -> None:
    words = f'<span class="text">The mill at noon.</span> <span class="credit">Photo by Ida Moe</span> {further}'
    figure = only(f'<figure><img src="/a.jpg"><figcaption>{words}</figcaption></figure>')
    assert " ".join((credit_of(figure) or "").split()) == "Ida Moe / AFP via Getty Images"


def test_a_sentence_after_a_credit_is_not_part_of_it() -> None:
    words = '<span class="credit">Photo by Ida Moe</span><p>The mill is the oldest of the county.</p>'
    figure = only(f'<figure><img src="/a.jpg"><figcaption>{words}</figcaption></figure>')
    assert credit_of(figure) == "Ida Moe"


@pytest.mark.parametrize(
    "clutter",
    [
        '<figure class="video"><div class="player"></div><figcaption>The mill turns.</figcaption></figure>',
        '<figure><iframe src="/film"></iframe><figcaption>The mill turns.</figcaption></figure>',
        '<figure><img src="/a.jpg"><figcaption>Media caption The mill turns again</figcaption></figure>',
        '<figure><svg></svg><img src="/a.svg"><figcaption>Powered by</figcaption></figure>',
        '<figure><img src="/a.jpg"><figcaption>Slideshow ( 3 images )</figcaption></figure>',
        '<figure><img src="/a.jpg"><h2>old-mill-bray-1160x768.jpg</h2></figure>',
        '<div><img src="/a.jpg"><blockquote>It turns. <cite class="attribution">Ida Moe</cite></blockquote></div>',
    ],
)
def test_films_buttons_and_pull_quotes_are_no_captions(clutter: str) -> None:
    assert [figure.caption for figure in figures(clutter) if figure.caption != "Ida Moe"] == []


@pytest.mark.parametrize(
    "image",
    [
        '<video poster="/a.jpg"></video>',
        '<div class="late" data-src="/a.jpg"></div>',
        '<picture><source srcset="/a.jpg 2x"><img src="data:image/gif;base64,R0lGOD"></picture>',
        '<noscript><img src="/a.jpg"></noscript>',
        '<amp-img src="/a.jpg"></amp-img>',
    ],
)
def test_an_image_may_come_late_or_be_the_still_of_a_film(image: str) -> None:
    figure = only(f'<div>{image}<p class="caption">The mill at noon.</p></div>')
    assert (figure.caption, figure.image_url) == ("The mill at noon.", "https://news.example/a.jpg")


def test_a_figcaption_may_begin_with_its_credit() -> None:
    figure = only('<figure><img src="/a.jpg"><figcaption>© Ida Moe The old jetty at noon</figcaption></figure>')
    assert credit_of(figure) == "© Ida Moe"
