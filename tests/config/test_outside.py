"""Numbers and JSON from outside are bounded before they are parsed, wherever they come in."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django_filters import filters
from django_filters.filterset import FilterSet
from rest_framework import serializers

import annotator
import articles
import exchange
from articles.models import Article
from config.outside import LARGEST_KEY, DecimalNumber, KeyConverter, WholeNumber, json_value
from exchange.api.common.fields import NumberField, ScoreField
from exchange.api.common.filters import BoundedFilter
from tests.exchange.api.conftest import caller

ENDLESS = ["9" * 5000, "-1e2000000", "1e2000000", "9" * 41]


def load_rooms() -> None:
    """Import every module, so that each form, filter set and serializer is known."""
    for room in (articles, annotator, exchange):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in found.name:
                importlib.import_module(found.name)


def all_below(kind: type[Any]) -> Iterator[type[Any]]:
    for below in kind.__subclasses__():
        if below.__module__.split(".")[0] in ("articles", "annotator", "exchange"):
            yield below
        yield from all_below(below)


def test_each_number_of_a_form_is_bounded() -> None:
    load_rooms()
    seen = 0
    for form in all_below(forms.BaseForm):
        if form.__module__.endswith("admin"):
            continue  # made by the admin from a model: below
        for name, field in form.base_fields.items():
            if isinstance(field, forms.IntegerField):  # floats and decimals are among them
                seen += 1
                assert isinstance(field, WholeNumber | DecimalNumber), f"{form.__name__}.{name}"
    assert seen


def test_each_number_that_narrows_a_list_is_bounded() -> None:
    load_rooms()
    seen = 0
    for filterset in all_below(FilterSet):
        for name, narrowing in filterset.base_filters.items():
            if isinstance(narrowing.field, forms.IntegerField):
                seen += 1
                assert isinstance(narrowing, BoundedFilter), f"{filterset.__name__}.{name}"
                assert isinstance(narrowing.field, WholeNumber | DecimalNumber), f"{filterset.__name__}.{name}"
            assert not isinstance(narrowing, filters.RangeFilter | filters.NumericRangeFilter), name
    assert seen


def fields_of(
    serializer: serializers.BaseSerializer[Any],
) -> Iterator[tuple[str, serializers.Field[Any, Any, Any, Any]]]:
    for name, field in getattr(serializer, "fields", {}).items():
        if field.read_only:
            continue
        child: Any = field
        while hasattr(child, "child"):
            child = child.child
        yield name, child
        if isinstance(child, serializers.BaseSerializer):
            yield from fields_of(child)


def test_each_number_of_a_body_is_bounded() -> None:
    load_rooms()
    seen = 0
    numbers = (serializers.IntegerField, serializers.FloatField, serializers.DecimalField)
    for serializer in all_below(serializers.Serializer):
        if not serializer.__name__.endswith(("In", "Query", "DecideSerializer", "ChangeSerializer")):
            continue  # shapes of answers
        for name, field in fields_of(serializer()):
            if isinstance(field, numbers):
                seen += 1
                assert isinstance(field, NumberField | ScoreField), f"{serializer.__name__}.{name}"
    assert seen


def test_each_number_in_an_address_is_bounded() -> None:
    def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
        for found in resolver.url_patterns:
            if isinstance(found, URLPattern):
                yield found
            else:
                yield from patterns(found)

    converters = [
        converter
        for found in patterns(get_resolver())
        if "django." not in found.callback.__module__
        for converter in found.pattern.converters.values()
    ]
    assert any(isinstance(converter, KeyConverter) for converter in converters)
    assert not any(isinstance(converter, IntConverter) for converter in converters)


@pytest.mark.django_db
def test_each_number_of_the_admin_is_bounded(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(is_superuser=True, is_staff=True)
    for model, page in admin.site._registry.items():
        ours = model.__module__.split(".")[0] in ("articles", "annotator", "exchange")
        if ours and page.has_change_permission(request):
            for field in page.get_form(request).base_fields.values():
                if isinstance(field, forms.IntegerField):
                    with pytest.raises(ValidationError):
                        field.clean("9" * 5000)


@pytest.mark.parametrize("value", ENDLESS)
def test_a_number_with_too_many_digits_is_refused(value: str) -> None:
    for field in (WholeNumber(), DecimalNumber()):
        with pytest.raises(ValidationError):
            field.clean(value)
    with pytest.raises(ValueError, match=r"characters|not a number"):
        json_value(f"[{value}]")


def test_ordinary_numbers_are_read() -> None:
    assert WholeNumber().clean("12") == 12
    assert WholeNumber().clean(str(LARGEST_KEY)) == LARGEST_KEY
    assert DecimalNumber().clean("-0.25") == -0.25
    assert json_value('{"a": [1, 0.5, -2e3, 18446744073709551615]}') == {"a": [1, 0.5, -2000.0, 18446744073709551615]}


@pytest.mark.parametrize("value", ["-1", str(LARGEST_KEY + 1), "1.5", "x"])
def test_what_is_no_key_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        WholeNumber().clean(value)


@pytest.mark.parametrize("name", ["article", "annotation_set", "person", "score_from", "score_to"])
@pytest.mark.parametrize("value", ENDLESS)
def test_a_list_is_not_narrowed_by_an_endless_number(annotator: Any, article: Article, name: str, value: str) -> None:
    response = caller(annotator).get("/api/v1/annotations/", {name: value})
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [name]


@pytest.mark.parametrize("address", ["/articles/{}/", "/projects/harbour/people/{}/", "/api/v1/people/{}/"])
@pytest.mark.parametrize("key", [str(LARGEST_KEY), str(LARGEST_KEY + 1), "9" * 400])
def test_a_key_that_no_column_holds_does_not_exist(client: Client, annotator: Any, address: str, key: str) -> None:
    client.force_login(annotator)
    assert client.get(address.format(key)).status_code == 404


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"action": ' * 5000 + "1" + "}" * 5000, f'{{"a": {"9" * 5000}}}', '"\\ud800"']
)
def test_json_past_the_limits_is_refused(client: Client, db: None, annotator: Any, body: str) -> None:
    for caller_of, address in ((client, "tokens/"), (caller(annotator), "articles/")):
        response = caller_of.post(f"/api/v1/{address}", data=body, content_type="application/json")
        assert response.status_code == 400
        assert response.json()["message"]
