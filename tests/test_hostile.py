"""No value from outside is a fault of the program: each address, form field, query and body, on both databases."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from annotator.forms.actions import ActionForm
from annotator.models import Annotation, Person
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.vocabulary import COMMANDS
from articles.models import Article, Project
from exchange.api.common.filters import AnnotationFilter, ArticleFilter, PersonFilter
from exchange.forms.exporting import ExportForm
from tests import factories
from tests.exchange.api.conftest import caller

HOSTILE = (
    *("", "x", "-1", "0", "1.5", str(2**31), str(2**63), "-" + str(2**64), "9" * 5000, "-1e2000000", "1e999", "nan"),
    *("a\0b", "\u202ereversed", "🙂" * 400, "x" * 30_000, "[" * 20_000, "[[1, 2], null, {}]", "%", "..%2f..", "'\"<b>"),
    *("00000000-0000-0000-0000-000000000000", "١٢", "1" * 19, "5|", "\u2028"),
)
"""Values of a form, a query or an address."""

HOSTILE_JSON: tuple[Any, ...] = (
    *(None, True, -1, 1.5, 2**31, 2**63, -(2**64), 10**39, 1e308, "", "x", "a\0b", "\ud800", "9" * 5000, "x" * 30_000),
    *([], [[]], [[1]], [[2, 1]], [[-1, 2**31]], [["a", "b"]], [None], {}, {"a": [{}]}, [["x", 10**39]], [[{}, 1]]),
)
"""Values in a JSON body, each in the place of one that is right."""

EACH = pytest.mark.parametrize("each", [1, pytest.param(4, marks=pytest.mark.left_to_ci)])
"""How many values one field gets: all have their turn, from field to field."""

RAW_BODIES = (
    "",
    "[" * 50_000,
    '{"a": ' * 50_000,
    "[" + "9" * 5000 + "]",
    "[1e999, NaN]",
    '"\\u0000"',
    "\xff",
    "null",
    "{}",
)
QUERY = sorted(
    {"q", "after", "state", "since", "card", "next", "cursor", "page_size", "format", "query", "o", "p", "all", "e"}
    | {"project", "annotator", "suggester", "score", "place", "mine", "article__id__exact", "verb", "kind__exact"}
    | {*ExportForm.base_fields, *AnnotationFilter.base_filters, *ArticleFilter.base_filters, *PersonFilter.base_filters}
)


def some(values: tuple[str, ...]) -> list[Any]:
    """All of them, of which `make test` tries two."""
    return [*values[:2], *(pytest.param(value, marks=pytest.mark.left_to_ci) for value in values[2:])]


@pytest.fixture
def world(project: Project, article: Article, annotator: Any) -> dict[str, str]:
    """An article with a decision, and what addresses of it are made of."""
    suggested = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[0]
    workset = factories.workset(article, annotator)
    decide.accept(workset, user=annotator, action_id=factories.new_id(), seen=Seen(str(suggested.pk), 0))
    person = Person.objects.get()
    undecided = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("start")[1]
    return {
        "slug": project.slug, "article": str(article.pk), "person": str(person.pk), "card": str(undecided.pk),
        "set": str(workset.pk),
    }  # fmt: skip


@pytest.fixture
def everyone(annotator: Any, db: None) -> Iterator[list[Client]]:
    """The browser of a superuser, who reaches every page, and one that nobody has signed in with."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(factories.make_user("root", is_superuser=True, is_staff=True))
    yield [signed_in, Client(raise_request_exception=False)]
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def status_of(response: Any) -> int:
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each address of the site with its places, as ``articles/<key:pk>/`` is written."""
    for found in resolver.url_patterns:
        route = prefix + str(found.pattern)
        if isinstance(found, URLPattern):
            yield route, found.pattern.converters
        else:
            yield from routes(found, route)


def addresses(world: dict[str, str], value: str | None) -> Iterator[str]:
    """Every address, with the value in all of its places, or with what fits there (None)."""
    for route, converters in routes(get_resolver()):
        if "(" in route or (value is not None and not converters):
            continue  # written as a regular expression: what is left over
        address = "/" + route
        for name, converter in converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = {"string": "str"}.get(kind, kind)
            place = f"<{kind}:{name}>"
            assert place in address or f"<{name}>" in address, address
            filling = quote(value, safe="") if value is not None else fitting(world, route, name, kind)
            address = address.replace(place, filling).replace(f"<{name}>", filling)
        yield address


def fitting(world: dict[str, str], route: str, name: str, kind: str) -> str:
    if name in world:
        return world[name]
    if kind == "uuid":
        return world["card"]
    if name == "pk" or name == "object_id":
        return world["person" if "people" in route or "person" in route else "set" if "set" in route else "article"]
    return {"format_name": "jsonl", "app_label": "annotator", "name": "manifest.json"}.get(name, "1")


@pytest.mark.parametrize("value", [None, *some(HOSTILE[7:14])], ids=lambda value: repr(value)[:20])
def test_no_address_is_a_fault(everyone: list[Client], world: dict[str, str], value: str | None) -> None:
    """Other methods and other people: ``test_permissions.py``, which does not draw the pages."""
    failed = []
    for address in addresses(world, value):
        for method in ("get", "post") if value is None else ("get",):
            if "logout" not in address and status_of(getattr(everyone[0], method)(address)) >= 500:
                failed.append(f"{method} {address[:200]}")
    assert failed == []


@EACH
def test_no_query_is_a_fault(everyone: list[Client], world: dict[str, str], each: int) -> None:
    """Several names at once at each address; for the lists of the interface and the admin one after another."""
    root, turn = everyone[0], cycle(HOSTILE)
    failed = []
    for address in addresses(world, None):
        if "logout" not in address:
            queries = [{name: next(turn)[:5000] for name in QUERY} for _ in range(min(each, 2))]
            failed += [f"{address} {query}" for query in queries if status_of(root.get(address, query)) >= 500]
    lists = {
        "/api/v1/annotations/": [*AnnotationFilter.base_filters, "cursor", "page_size"],
        "/api/v1/articles/": [*ArticleFilter.base_filters, "cursor"],
        "/api/v1/people/": [*PersonFilter.base_filters],
        f"/api/v1/projects/{world['slug']}/exports/jsonl/": ["set", "since", "verdict"],
        f"/projects/{world['slug']}/": ["q", "after", "state"],
        f"/projects/{world['slug']}/people/": ["q"],
        f"/articles/{world['article']}/people/": ["q", "card"],
        f"/articles/{world['article']}/changes/": ["since"],
        "/admin/annotator/annotation/": ["q", "project", "annotator", "suggester", "score", "place", "o", "p"],
        "/admin/annotator/event/": ["q", "article__id__exact", "annotation", "project", "p"],
    }
    for address, names in lists.items():
        for name, value in ((name, value) for name in names for value in islice(turn, each)):
            if status_of(root.get(address, {name: value})) >= 500:
                failed.append(f"{address}?{name}={value[:60]!r}")
    assert failed == []


@EACH
def test_no_field_of_an_action_is_a_fault(everyone: list[Client], world: dict[str, str], each: int) -> None:
    root, turn = everyone[0], cycle(HOSTILE)
    failed = []
    for verb in COMMANDS:
        for name, value in ((name, value) for name in ActionForm.base_fields for value in islice(turn, each)):
            body = {
                "action": str(factories.new_id()), "verb": verb, "card": world["card"], "version": "0",
                "kind": "quote", "spans": '[["content", 0, 5]]', "note": "Look.", name: value,
            }  # fmt: skip
            if verb == "add" and name != "card":
                body["card"] = str(factories.new_id())
            if status_of(root.post(f"/articles/{world['article']}/actions/", body)) >= 500:
                failed.append(f"{verb}: {name}={value[:60]!r}")
    assert failed == []


@pytest.mark.parametrize("value", some(HOSTILE[7::2]), ids=lambda value: repr(value)[:20])
def test_no_other_form_is_a_fault(everyone: list[Client], world: dict[str, str], value: str) -> None:
    slug, failed = world["slug"], []
    person = {"name": "Ann Lee", "kind": "person"}
    bodies: dict[str, list[dict[str, str]]] = {
        "/login/": [{"username": "ann", "password": "x", name: value} for name in ("username", "password", "next")],
        "/admin/login/": [{"username": value, "password": "x"}],
        "/account/": [dict.fromkeys(("old_password", "new_password1", "new_password2"), value)],
        "/language/": [{"language": "es", name: value} for name in ("language", "next")],
        f"/projects/{slug}/people/{world['person']}/": [
            {**person, name: value}
            for name in ("name", "kind", "distinction", "role", "wikidata_id", "note", "aliases")
        ],
        f"/projects/{slug}/export/prepare/": [
            {"query": "format=jsonl", name: value} for name in ("query", "client_id")
        ] + [{"query": f"format=jsonl&{name}={quote(value)}"} for name in ExportForm.base_fields],
        f"/projects/{slug}/releases/": [dict.fromkeys(("client_id", "formats", "set", "seed", "test", "dev"), value)],
        f"/projects/{slug}/import/": [dict.fromkeys(("client_id", "text", "pasted", "title"), value)],
        f"/articles/{world['article']}/withdrawal/": [{"reason": value, "withdraw": "on"}, {"bring_back": value}],
        "/admin/annotator/annotation/": [
            {"action": "accept_selected", "_selected_action": value}, {"action": value, "_selected_action": "1"},
        ],
        "/admin/annotator/person/": [{"action": "merge", "_selected_action": value, "keep": value, "post": "yes"}],
    }  # fmt: skip
    for address, forms in bodies.items():
        for body in forms:
            for who in everyone[1:] if "login" in address else everyone[:1]:
                if status_of(who.post(address, body)) >= 500:
                    failed.append(f"{address} {[name for name in body if body[name] == value]}")
    assert failed == []


def machine_set() -> dict[str, Any]:
    values = factories.suggestions_for(factories.TEXT).record()
    return {"suggester": "outside", "version": "3", **values, "notes": ["left out"], "sha256": "0" * 64}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the values of a body stand, those of a list by its first."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, key))


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(body)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@EACH
def test_no_body_is_a_fault(
    everyone: list[Client], world: dict[str, str], reviewer: Any, annotator: Any, each: int
) -> None:
    asking, deciding = caller(reviewer), caller(annotator)
    asking.raise_request_exception = deciding.raise_request_exception = False
    card, number = world["card"], world["article"]
    decision = {"action": str(factories.new_id()), "version": 0}
    change = {
        **decision, "content": [[0, 5]], "cue": [[6, 8]], "speaker": [[9, 12]], "type": "direct", "person": 1,
        "speaker_kind": "named", "speaker_name": "Ann Lee", "start": 0, "end": 5, "credit": [0, 2],
        "name": "A", "replacement": "b",
    }  # fmt: skip
    figure = {"image_url": "https://example.org/a.png", "alt": "A", "caption": [0, 5], "credit": [1, 2]}
    record = {
        "project": world["slug"], "id": "new", "text": factories.TEXT, "title": "T", "published": "2026-01-01",
        "blocks": [[0, 5, "paragraph"]], "figures": [figure], "quotes": [{"content": [[0, 5]], "annotator": "mara"}],
        "sets": [{"annotator": "mara", "state": "finished"}], "desk": {"a": [1]},
    }  # fmt: skip
    bodies: list[tuple[Client, str, Any]] = [
        (asking, "articles/", record),
        (asking, "articles/", {"project": world["slug"], "stand_off": True, "sha256": "0" * 64, "id": "new"}),
        (asking, f"articles/{number}/annotation-sets/", machine_set()),
        (deciding, f"annotations/{card}/accept/", decision),
        (deciding, f"annotations/{card}/reject/", decision),
        (deciding, f"annotations/{card}/reconsider/", decision),
        (deciding, f"annotations/{card}/change/", change),
        (deciding, f"articles/{number}/withdraw/", {"reason": "asked"}),
        (everyone[1], "tokens/", {"username": "ann", "password": "x"}),
        (
            asking,
            f"projects/{world['slug']}/releases/",
            {"client_id": card, "formats": ["jsonl"], "splits": {"train": 1}},
        ),
    ]
    failed, turn = [], cycle(HOSTILE_JSON)
    for who, address, body in bodies:
        hostile = [json.dumps(replaced(body, path, value)) for path in leaves(body) for value in islice(turn, each)]
        for text in (*hostile, *RAW_BODIES):
            response = who.post(f"/api/v1/{address}", data=text, content_type="application/json")
            if response.status_code >= 500:
                failed.append(f"{address} {text[:300]}")
    assert failed == []


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "csrftoken"])
def test_no_cookie_is_a_fault(db: None, name: str) -> None:
    for value in ('"\\000abc"', "x" * 5000, '"\\377"'):
        client = Client(raise_request_exception=False, headers={"cookie": f"{name}={value}"})
        assert client.get("/").status_code < 500


def test_a_hundred_thousand_cards_are_refused_in_words(everyone: list[Client], world: dict[str, str]) -> None:
    cards = ",".join(str(factories.new_id()) for _ in range(100_000))
    body = {"action": str(factories.new_id()), "verb": "accept-many", "cards": cards}
    response = everyone[0].post(f"/articles/{world['article']}/actions/", body)
    assert response.status_code == 422
    assert "At most 10000 suggestions are accepted at once." in response.content.decode()
