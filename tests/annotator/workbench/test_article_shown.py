"""The article as an article: pictures, repairs, blocks that run the other way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from annotator.workbench.block_html import blocks_html
from annotator.workbench.blocks import shown_blocks
from articles.models import Article, Figure, Project
from tests.factories import bench_for, make_article, make_suggested, span

ADDRESS = "https://images.example.org/2025/pier.jpg"


def page_of(client: Client, article: Article, user: Any) -> str:
    client.force_login(user)
    return client.get(f"/articles/{article.pk}/").content.decode()


@pytest.fixture
def pictured(article: Article) -> Article:
    """The first paragraph is the caption of a picture."""
    start, end = span(article.text, "Ferry pier closed")
    Figure.objects.create(
        article=article, order=0, image_url=ADDRESS, alt="A pier in fog", caption_start=start, caption_end=end
    )
    return article


def allow_pictures(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(remote_images=True)


def test_a_picture_is_told_by_its_address_where_the_project_shows_none(
    client: Client, pictured: Article, annotator: Any
) -> None:
    client.force_login(annotator)
    answer = client.get(f"/articles/{pictured.pk}/")
    page = answer.content.decode()
    assert "<img" not in page
    assert f'href="{ADDRESS}"' in page
    assert 'data-words="images.example.org … pier.jpg"' in page
    assert "https:" not in answer["Content-Security-Policy"]


def test_a_project_may_show_pictures_and_its_pages_alone_may_load_them(
    client: Client, pictured: Article, annotator: Any
) -> None:
    allow_pictures(pictured.project)
    client.force_login(annotator)
    answer = client.get(f"/articles/{pictured.pk}/")
    found = re.search(r"<img[^>]*>", answer.content.decode())
    assert found is not None
    for part in (f'src="{ADDRESS}"', 'alt="A pier in fog"', 'loading="lazy"', 'referrerpolicy="no-referrer"'):
        assert part in found[0]
    assert re.search(r'width="\d+" height="\d+"', found[0]), "the place is reserved before the picture is there"
    policy = answer["Content-Security-Policy"]
    assert re.search(r"img-src [^;]*https:", policy)
    assert "script-src 'self'" in policy
    assert "https:" not in client.get("/")["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["https://192.168.0.1/a.png", "http://example.org/a.png", "https://intranet/a.png"])
def test_an_address_inside_a_private_network_is_neither_loaded_nor_linked(
    client: Client, pictured: Article, annotator: Any, address: str
) -> None:
    allow_pictures(pictured.project)
    pictured.figures.update(image_url=address)
    assert address not in page_of(client, pictured, annotator)


def test_a_picture_stands_by_its_caption_though_no_suggester_saw_it(
    client: Client, project: Project, annotator: Any
) -> None:
    article = make_article(project)
    start, end = span(article.text, "Ferry pier closed")
    Figure.objects.create(article=article, order=0, image_url=ADDRESS, caption_start=start, caption_end=end)
    assert page_of(client, article, annotator).count("<figure") == 1


def test_the_picture_is_drawn_again_with_its_block(client: Client, pictured: Article, annotator: Any) -> None:
    allow_pictures(pictured.project)
    client.force_login(annotator)
    caption = pictured.annotation_sets.get(source="suggester").annotations.get(kind="caption")
    start, end = span(pictured.text, "Ferry pier")
    fields = {
        "verb": "change",
        "card": str(caption.pk),
        "version": "0",
        "action": "7c3f2f5e-3a53-4b5e-8b3e-111111111111",
    }
    spans = f'[["caption", {start}, {end}]]'
    answer = client.post(f"/articles/{pictured.pk}/actions/", {**fields, "spans": spans})
    assert ADDRESS in answer.content.decode()


def marked(article: Article) -> str:
    """The text as pages bring it that only read, and as an answer brings a block of it."""
    return "".join(blocks_html(shown_blocks(article, bench_for(article, None).cards)))


def test_a_repair_carries_its_words_without_adding_to_the_text(article: Article) -> None:
    page = marked(article)
    assert re.search(r'<span class="repair"[^>]* data-words="cost ly"></span>', page)


def test_a_paragraph_that_runs_the_other_way_says_so(client: Client, project: Project, annotator: Any) -> None:
    article = make_article(project, "قال الوزير: «لن ننتظر»\n\nThe minister left.\n\nثم غادر الوزير")
    page = page_of(client, article, annotator)
    assert re.search(r'<article class="article" [^>]*dir="rtl"', page)
    assert re.findall(r'<p class="block"[^>]*?data-start="(\d+)"[^>]* dir="(\w+)"', page) == [("24", "ltr")]


def test_each_further_part_of_a_split_quote_carries_its_number(project: Project) -> None:
    page = marked(make_suggested(project))
    parts = re.findall(r'<mark class="content"[^>]*? data-(n|part)="(\d)"', page)
    assert parts == [("n", "1"), ("n", "2"), ("n", "3"), ("part", "3")]
