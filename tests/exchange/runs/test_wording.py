"""Reports are kept as templates with their values, and shown in the reader’s language."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from annotator.services.withdraw import withdraw
from articles.models import Project
from exchange.formats.foreign.offsets import UNITS
from exchange.models import Run
from exchange.records.article import Note
from exchange.runs.wording import kept_note_in_words, note_in_words
from tests.exchange.helpers import article, bring_in, quote
from tests.exchange.runs.helpers import address, signed_in, upload


@pytest.fixture
def spanish(manager: Any) -> Client:
    client = signed_in(manager)
    client.post(reverse("set_language"), {"language": "es"})
    return client


def test_what_an_export_could_not_hold_is_said_in_spanish(spanish: Client, project: Project, manager: Any) -> None:
    bring_in(
        project, article(quotes=[quote(gold=True)], entities=[{"start": 0, "end": 3, "type": "FAC", "gold": True}])
    )
    bring_in(project, article("gone", text="Shut."))
    withdraw(project.articles.get(external_id="gone"), user=manager, reason="asked")
    values = {"query": "format=csv&set=gold", "client_id": str(uuid.uuid4())}
    page = spanish.post(reverse("export-prepare", args=[project.slug]), values, follow=True).content.decode()
    for words in (
        "<b>1</b> artículo",
        "CSV solo tiene filas para citas",
        "retirados del proyecto y omitidos",
    ):
        assert words in page
    run = Run.objects.get()
    assert run.report is not None
    assert "not held: 1 entities: CSV has a row for quotes only" in run.report["lines"]


def test_what_files_told_is_said_in_spanish_before_and_after(spanish: Client, project: Project) -> None:
    spans = [{"start": 0, "end": 3, "label": "FAC"}]
    task = {"text": "The pier", "spans": spans, "tokens": [{"text": "The", "start": 0, "end": 3, "id": 0}]}
    response = upload(spanish, project, ("in.jsonl", json.dumps(task).encode()), format="prodigy")
    told = "las posiciones son puntos de código: 1 de 1 palabras coinciden"
    assert told in response.content.decode()
    run = Run.objects.get()
    page = spanish.post(address("run-start", run), {"format": "prodigy"}, follow=True).content.decode()
    assert told in page


def test_why_a_run_failed_is_said_in_spanish(spanish: Client, project: Project, manager: Any) -> None:
    reason = "The uploaded files are not kept any more: upload them once more."
    run = Run.objects.create(
        pk=uuid.uuid4(), project=project, user=manager, kind="import", state="failed", reason=reason
    )
    assert "Los archivos subidos ya no se guardan" in spanish.get(run.get_absolute_url()).content.decode()


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_of_offsets_is_said_in_spanish(spanish: Client, project: Project, unit: str) -> None:
    emoji = "\U0001f600 pier"
    width = {"code points": 1, "UTF-16 code units": 2, "UTF-8 bytes": 4}[unit]
    spans = [{"start": width + 1, "end": width + 5, "label": "FAC"}]
    with_words = {
        "text": emoji,
        "spans": spans,
        "tokens": [{"text": "pier", "start": width + 1, "end": width + 5, "id": 0}],
    }
    for task, told in (
        (with_words, ": 1 de 1 palabras coinciden"),
        ({"text": emoji, "spans": spans * 3}, "el archivo no dice ninguna palabra"),
    ):
        page = upload(spanish, project, ("in.jsonl", json.dumps(task).encode()), format="prodigy").content.decode()
        assert told in page
        assert "offsets" not in page


def test_what_a_record_holds_is_counted_in_spanish(spanish: Client, project: Project) -> None:
    entities = [{"start": 0, "end": 3, "type": "FAC"}, {"start": 4, "end": 8, "type": "FAC"}]
    record = {"id": "a", "text": "The pier", "entities": entities}
    page = upload(spanish, project, ("in.jsonl", json.dumps(record).encode())).content.decode()
    assert "2 entidades" in page


def test_a_note_that_no_catalogue_knows_stays_as_it_is() -> None:
    note = Note("a.ann", "# strange things", (3,), "“x”")
    with override("es"):
        assert note_in_words(note) == "3 strange things; primero: “x”"
        assert kept_note_in_words({"file": "a.ann", "words": "kept before"}) == "kept before"
    with override("en"):
        assert note_in_words(note) == note.words
