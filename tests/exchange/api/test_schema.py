"""The OpenAPI document and the page made from it; and the interface against its own document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from hypothesis import HealthCheck, Phase, given, settings
from knox.models import AuthToken
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from annotator.models import Person
from articles.models import Article
from exchange.api.common import schema
from tests.exchange.releases.helpers import released

pytestmark = pytest.mark.django_db

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def served() -> Iterator[Any]:
    """The site as a web server calls it, in the test’s own transaction: Django would close the connection."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield get_wsgi_application()
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def document() -> dict[str, Any]:
    return schema.document()


def test_the_document_is_made_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    schema.document_in.cache_clear()
    GENERATOR_STATS.reset()
    schema.document()
    assert capsys.readouterr().err == ""
    assert not GENERATOR_STATS


def test_each_reader_gets_the_document_in_their_own_language() -> None:
    with translation.override("es"):
        spanish = schema.document()
    with translation.override("en"):
        assert schema.document() != spanish
    with translation.override("es"):
        assert schema.document() == spanish


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
    assert "Needs the role reviewer." in main
    assert "one of direct, mixed, indirect" in main
    assert "one of caption, entity, quote, repair" in main
    assert "<script" not in main
    assert not re.search(r'style=|\son\w+=|(src|href)="https?:', page)


@pytest.mark.left_to_ci
@pytest.mark.usefixtures("releases_dir")
def test_every_address_that_reads_keeps_to_the_document(served: Any, article: Article, reviewer: Any) -> None:
    """Schemathesis makes up parameters; each answer must fit the document, and none may be a fault of the server."""
    _, token = AuthToken.objects.create(reviewer)
    headers = {"Authorization": f"Token {token}", "Accept-Encoding": "identity"}
    released(article.project)
    whole = schemathesis.openapi.from_wsgi("/api/v1/schema/", app=served, headers=headers)
    tried = set()
    reading: Any = whole.include(method="GET").get_all_operations()
    for result in reading:
        operation = result.ok()
        tried.add(operation.path)
        try_out(operation.as_strategy(), headers=headers, examples=3)
        try_out(operation.as_strategy(path_parameters=real_ids(operation.path, article)), headers=headers, examples=3)
    assert len(tried) == len([path for path, operations in schema.document()["paths"].items() if "get" in operations])


def real_ids(path: str, article: Article) -> dict[str, Any]:
    """Parameters that lead to something that exists."""
    machine_set = article.annotation_sets.get(suggester="rules")
    person, _ = Person.objects.get_or_create(project=article.project, name="Ines Calder")
    ids: dict[str, Any] = {
        "annotation-sets": machine_set.pk,
        "annotations": str(machine_set.annotations.all()[0].pk),
        "articles": article.pk,
        "people": person.pk,
    }
    named = {
        "slug": article.project.slug,
        "format_name": "csv",
        "number": 1,
        "name": "data.jsonl",
        "id": ids.get(path.split("/")[3]),
    }
    return {name: value for name, value in named.items() if f"{{{name}}}" in path}


def try_out(cases: Any, *, headers: dict[str, str], examples: int) -> None:
    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def check(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
