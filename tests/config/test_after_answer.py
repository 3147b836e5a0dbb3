"""What nobody waits for is done once the answer is out."""

from __future__ import annotations

import logging

import pytest
from django.core.signals import request_finished, request_started

from config.after_answer import after_answer

DONE: list[str] = []


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    DONE.clear()


def test_without_a_request_it_is_done_at_once() -> None:
    after_answer(lambda: DONE.append("one"))
    assert DONE == ["one"]


@pytest.mark.django_db
def test_in_a_request_it_waits_for_the_answer_and_a_failure_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    request_started.send(None)
    after_answer(lambda: 1 / 0)
    after_answer(lambda: DONE.append("two"))
    assert DONE == []
    with caplog.at_level(logging.ERROR):
        request_finished.send(None)
    assert DONE == ["two"]
    assert "ZeroDivisionError" in caplog.text
    after_answer(lambda: DONE.append("three"))
    assert DONE == ["two", "three"]
