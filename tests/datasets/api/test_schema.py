"""The OpenAPI document and the page made from it; and the interface against its own document."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from hypothesis import HealthCheck, Phase, settings
from knox.models import AuthToken

from annotator.models import Person
from articles.models import Article
from datasets.api import schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> dict[str, Any]:
    return schema.document()


def test_the_document_is_made_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    schema.document.cache_clear()
    GENERATOR_STATS.reset()
    schema.document()
    assert capsys.readouterr().err == ""
    assert not GENERATOR_STATS


def test_a_member_reads_the_document(as_annotator: Client) -> None:
    found = as_annotator.get("/api/v1/schema/").json()
    assert found["openapi"].startswith("3.")
    assert "/api/v1/articles/{id}/annotation-sets/" in found["paths"]


def test_every_operation_has_a_summary_and_names_its_errors(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), (method, path)
            assert "401" in operation["responses"], (method, path)


def test_the_page_is_plain_html_without_scripts_of_its_own(client: Client, annotator: Any) -> None:
    assert client.get("/api/v1/docs/").status_code == 302
    client.force_login(annotator)
    page = client.get("/api/v1/docs/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Push a suggester’s set" in main
    assert "POST /api/v1/articles/{id}/annotation-sets/" in main
    assert "one of direct, mixed, indirect" in main
    assert "<script" not in main
    assert not re.search(r'style=|\son\w+=|(src|href)="https?:', page)


def test_every_address_that_reads_keeps_to_the_document(article: Article, reviewer: Any) -> None:
    """Schemathesis makes up parameters; each answer must fit the document, and none may be a fault of the server."""
    Person.objects.create(project=article.project, name="Ines Calder").aliases.create(name="the mayor")
    _, token = AuthToken.objects.create(reviewer)
    headers = {"Authorization": f"Token {token}"}
    whole = schemathesis.openapi.from_wsgi("/api/v1/schema/", app=get_wsgi_application(), headers=headers)
    reading = whole.include(method="GET")
    tried: set[str] = set()
    for result in reading.get_all_operations():
        operation = result.ok()
        try_out(operation, headers=headers)
        tried.add(operation.path)
    assert len(tried) >= 12


def try_out(operation: Any, *, headers: dict[str, str]) -> None:
    @settings(
        max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @schemathesis.hypothesis.given(case=operation.as_strategy())
    def check(case: Any) -> None:
        case.call_and_validate(headers=headers)

    check()
