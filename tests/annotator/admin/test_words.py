"""The admin speaks the reader's language: names of models, columns, filters and verbs."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from annotator.models import Flag
from annotator.services.people import change_person
from articles.models import Article, Project, Role
from tests.annotator.conftest import make_staff

MODELS = [
    *("articles_project", "articles_article", "annotator_annotationset", "annotator_annotation"),
    *("annotator_person", "annotator_event", "annotator_flag"),
]
ENGLISH = {"Kind", "Verdict", "Person", "Name", "Article", "Project", "Source", "State", "Note", "Who", "At", "User"}


@pytest.fixture
def desk_es(client: Client, article: Article, annotator: Any) -> Client:
    boss = make_staff(article.project, role=Role.MANAGER)
    annotation = article.annotation_sets.get().annotations.all()[0]
    Flag.objects.create(article=article, annotation=annotation, user=annotator, note="¿Quién?")
    person = article.project.people.create(name="Tom Okafor")
    change_person(person, user=boss, role="pescador")
    client.force_login(boss)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return client


def page_of(response: Any) -> Any:
    return lxml.html.fromstring(response.content.decode())


def test_the_index_names_rooms_and_models_in_spanish(desk_es: Client) -> None:
    page = page_of(desk_es.get(reverse("admin:index")))
    shown = {" ".join(cell.text_content().split()) for cell in page.xpath("//caption | //th[@scope='row']")}
    assert {"Artículos", "Anotación", "Anotaciones", "Conjuntos de anotaciones", "Sucesos", "Consultas"} <= shown
    assert {"Personas", "Proyectos"} <= shown


@pytest.mark.parametrize("model", MODELS)
def test_lists_have_spanish_columns_and_filters(desk_es: Client, model: str) -> None:
    page = page_of(desk_es.get(reverse(f"admin:{model}_changelist")))
    heads = {" ".join(cell.text_content().split()) for cell in page.xpath("//thead//*[@class='text']")}
    summaries = {" ".join(cell.text_content().split()) for cell in page.xpath("//*[@id='changelist-filter']//summary")}
    assert heads
    assert not {words.capitalize() for words in heads} & ENGLISH
    assert not {words.split()[-1].capitalize() for words in summaries} & ENGLISH


def test_history_is_filtered_by_verbs_in_words(desk_es: Client) -> None:
    address = reverse("admin:annotator_event_changelist")
    page = page_of(desk_es.get(address))
    choices = {link.text_content().strip(): link.get("href") for link in page.xpath("//*[@id='changelist-filter']//a")}
    found = desk_es.get(address + choices["se cambió la ficha de … en el registro"])
    assert [event.verb for event in found.context["cl"].queryset] == ["change person"]


def test_the_settings_of_a_project_are_named_in_spanish(desk_es: Client, project: Project) -> None:
    page = desk_es.get(reverse("admin:articles_project_change", args=[project.pk])).content.decode()
    for words in ("Pautas", "Umbral", "Imágenes remotas", "Correspondencias de importación", "valores por defecto"):
        assert words in page
    assert "Import mapping" not in page
