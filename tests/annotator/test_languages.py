"""Pages in the reader's language: the choice, the whole of the main pages, dates and numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from annotator.services import decide
from annotator.services.decide import Seen
from annotator.templatetags.article_rows import row_drawn, row_pieces
from annotator.workbench import brief
from annotator.workbench.card_html import pieces_of
from articles.models import Article, Role
from exchange.api.common.schema import document_in
from tests.annotator.workbench.completing import completed_page
from tests.factories import make_member, make_suggested, new_id, workset

BY_LANGUAGE = (pieces_of, brief.shape_of, brief.verdict_label, row_pieces, row_drawn, document_in)
"""What is kept for each language."""
SPOKEN = ("aria-label", "placeholder", "title", "alt")
BY_ALL = re.compile(
    r"Quotemark|English|Español|REST|Wikidata|Markdown|make run|\.venv/bin/python manage\.py changepassword NAME"
    r"|gold|machine|Enter|Shift|Ctrl|Alt|Esc|Delete|\b\w\b"
)
"""Names, and what stands on the keys of a keyboard."""


@pytest.fixture
def client_es(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


@pytest.fixture
def editor(article: Article) -> Any:
    """A manager with an accepted quote of a person in the registry, and a second article."""
    user = make_member(article.project, role=Role.MANAGER, name="ed")
    quote = article.annotation_sets.get(source="suggester").annotations.filter(kind="quote").order_by("start")[0]
    decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(quote.pk), 0))
    make_suggested(article.project, title="The second article", published=datetime.date(2026, 5, 4))
    return user


def addresses(article: Article) -> list[str]:
    slug = article.project.slug
    person = article.project.people.get()
    return [
        *("/", f"/projects/{slug}/", f"/projects/{slug}/people/", f"/projects/{slug}/people/{person.pk}/"),
        *(f"/projects/{slug}/quality/", f"/projects/{slug}/guidelines/", f"/articles/{article.pk}/", "/nowhere/"),
        *(f"/projects/{slug}/import/", f"/projects/{slug}/export/", f"/projects/{slug}/releases/"),
    ]


def test_the_choice_of_a_language_is_kept_and_its_page_says_so(client: Client, annotator: Any) -> None:
    client.force_login(annotator)
    answer = client.post(reverse("set_language"), {"language": "es", "next": "/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    page = client.get("/").content.decode()
    assert '<html lang="es" dir="ltr">' in page
    assert "Mi cola" in page
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en" dir="ltr">' in client.get("/").content.decode()


def test_asking_for_a_language_by_get_changes_nothing(client: Client, annotator: Any) -> None:
    client.force_login(annotator)
    client.get(reverse("set_language"), {"language": "es"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_after_the_choice_nobody_is_sent_to_another_site(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "es", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_dates_and_numbers_are_the_readers(client_es: Client, article: Article, editor: Any) -> None:
    client_es.force_login(editor)
    Article.objects.filter(pk=article.pk).update(published=datetime.date(2026, 5, 4), words=12345)
    page = completed_page(client_es.get(f"/articles/{article.pk}/").content.decode(), article.text)
    assert "4 de mayo de 2026" in page
    assert "12\xa0345 palabras" in page
    assert '<span class="score">0,95</span>' in page
    assert '<meter value="0.95"' in page, "scripts read numbers with a point"
    assert f'data-threshold="{article.project.accept_threshold}"' in page


def test_words_of_another_language_than_the_pages_say_so(client_es: Client, article: Article, annotator: Any) -> None:
    client_es.force_login(annotator)
    address = f"/articles/{article.pk}/"
    page = completed_page(client_es.get(address).content.decode(), article.text)
    assert '<p class="excerpt" lang="en">' in page
    assert '<span class="reason" lang="en">' in page
    assert '<article class="article" lang="en"' in page
    Article.objects.filter(pk=article.pk).update(language="es-MX")
    assert '<p class="excerpt">' in completed_page(client_es.get(address).content.decode(), article.text)


def test_the_words_of_the_sign_in_page_are_the_readers(client_es: Client) -> None:
    assert "Iniciar sesión" in client_es.get("/login/").content.decode()


def test_no_word_of_the_main_pages_is_forgotten(
    client: Client, article: Article, editor: Any, blanked: Callable[[str], str]
) -> None:
    """Every sentence that passes through the translation has no letters left here; letters are of forgotten words."""
    client.force_login(editor)
    forgotten: dict[str, list[str]] = {}
    for address in [*addresses(article), "/login/"]:
        shown = client.get(address).content.decode()
        if address.startswith("/articles/"):
            shown = completed_page(shown, article.text)
        page = lxml.html.fromstring(shown)
        found = [words for words in interface_words(page) if is_english(words, article)]
        if found:
            forgotten[address] = found
    assert forgotten == {}


@pytest.fixture
def blanked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """The translation replaced by one into a language without letters: “Saved” is “•••••”. Places and tags stay.

    What is kept by language is made anew for it, and is not left to other tests.
    """

    def blank(words: str) -> str:
        return re.sub(
            r"%(?:\(\w+\))?[a-z]|\{\w*\}|<[^>]*>|[A-Za-z]", lambda found: found[0] if found[0][1:] else "•", words
        )

    functions = translation._trans  # type: ignore[attr-defined]
    monkeypatch.setattr(functions, "gettext", blank)
    monkeypatch.setattr(functions, "pgettext", lambda context, words: blank(words))
    monkeypatch.setattr(functions, "ngettext", lambda one, many, number: blank(one if number == 1 else many))
    monkeypatch.setattr(functions, "npgettext", lambda context, one, many, number: blank(one if number == 1 else many))
    monkeypatch.setattr("annotator.templatetags.kept.get_language", lambda: "a language without letters")
    for kept in BY_LANGUAGE:
        kept.cache_clear()
    yield blank
    for kept in BY_LANGUAGE:
        kept.cache_clear()


def interface_words(page: Any) -> Iterator[str]:
    """What is read or heard of a page: its text and the names of its parts, without the article's own words."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "use"):
            continue
        for name in SPOKEN:
            if element.get(name):
                yield element.get(name)
        if element.get("id") == "article-text":
            element.clear(keep_tail=True)
        yield from (words for words in (element.text, element.tail) if words and words.strip())


def is_english(words: str, article: Article) -> bool:
    """Whether letters are left that are neither data nor the same in every language."""
    left = " ".join(words.split())
    for known in data_of(article):
        left = left.replace(known, " ")
    return bool(re.search(r"[A-Za-z]{2,}", BY_ALL.sub(" ", left)))


def data_of(article: Article) -> list[str]:
    """What the tests' own people, articles and suggesters are called, longest first."""
    rows = Article.objects.filter(project=article.project)
    names = [row.external_id for row in rows] + [row.label for row in rows] + ["The second article", "rules 1"]
    frames = [
        annotation for row in rows for workset in row.annotation_sets.all() for annotation in workset.annotations.all()
    ]
    names += [frame.reason for frame in frames] + [frame.name for frame in frames] + [article.project.name]
    names += [article.text[span.start : span.end] for frame in frames for span in frame.spans.all()]
    names += ["cost ly", "IC", "TO", "ED", "ed"]
    return sorted({" ".join(name.split()) for name in names if name}, key=len, reverse=True)
