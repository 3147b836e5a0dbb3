"""A refused request takes one line of the log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from articles.models import Project
from config.logs import RefusedInOneLine


def test_permission_denied_is_one_line_that_names_the_address(
    client: Client, project: Project, annotator: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(RefusedInOneLine())
    client.force_login(annotator)
    assert client.get(f"/projects/{project.slug}/import/").status_code == 403
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert record.exc_info is None
    assert record.getMessage() == (
        "Forbidden (Permission denied): /projects/harbour/import/ from 127.0.0.1: "
        "This needs the role reviewer in the project “Harbour”."
    )


def test_a_fault_keeps_its_traceback() -> None:
    try:
        raise ValueError
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Internal error", (), info)
    assert RefusedInOneLine().filter(record)
    assert record.exc_info == info


def test_the_console_leaves_it_out(settings: Any) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["refused", "invitations"]
