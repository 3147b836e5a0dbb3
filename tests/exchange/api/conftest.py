"""Callers of the interface, each with a token of their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken


def caller(user: Any) -> Client:
    """A client that sends the user’s token, and JSON."""
    _, token = AuthToken.objects.create(user)
    return Client(headers={"authorization": f"Token {token}"})


@pytest.fixture
def as_annotator(annotator: Any) -> Client:
    return caller(annotator)


@pytest.fixture
def as_reviewer(reviewer: Any) -> Client:
    return caller(reviewer)


@pytest.fixture
def as_stranger(stranger: Any) -> Client:
    return caller(stranger)
