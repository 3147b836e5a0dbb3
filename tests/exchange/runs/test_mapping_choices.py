"""The mapping on a draft’s page: what other tools’ names become is shown, chosen, and kept by the project."""

from __future__ import annotations

import json
from typing import Any

from articles.models import Project
from exchange.models import Run
from tests.exchange.runs.helpers import address, signed_in, upload

TEXT = "Ann Lee said: We wait. The pier is shut."
DOCCANO = {
    "id": 1,
    "text": TEXT,
    "entities": [
        {"id": 1, "label": "Claim", "start_offset": 14, "end_offset": 21},
        {"id": 2, "label": "Speaker", "start_offset": 0, "end_offset": 7},
        {"id": 3, "label": "Spam", "start_offset": 27, "end_offset": 31},
    ],
    "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "uttered"}],
}


def draft(client: Any, project: Project, name: str, data: str, **values: Any) -> Run:
    upload(client, project, (name, data.encode()), **values)
    return Run.objects.get()


def test_labels_and_relations_are_shown_chosen_and_kept(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    run = draft(client, project, "in.jsonl", json.dumps(DOCCANO), format="doccano")
    page = client.get(run.get_absolute_url())
    asked = {question.field: question.value for question in page.context["preview"].questions}
    assert asked == {
        "labels:claim": "entity",
        "labels:speaker": "quote:speaker",
        "labels:spam": "entity",
        "relations:uttered": "",
    }
    told = {**asked, "labels:claim": "quote:content", "labels:spam": "ignore", "relations:uttered": "speaker"}
    response = client.post(address("run-mapping", run), {"format": "doccano", **told}, headers={"HX-Request": "true"})
    assert "1 quote" in response.content.decode()
    project.refresh_from_db()
    assert project.import_mapping == {
        "labels": {"claim": "quote:content", "spam": "ignore"},
        "relations": {"uttered": "speaker"},
    }
    client.post(address("run-start", run), {"format": "doccano"})
    kinds = [item.kind for item in project.articles.get().annotation_sets.get().annotations.all()]
    assert kinds == ["quote"]


def test_what_becomes_its_default_again_is_not_kept(project: Project, reviewer: Any) -> None:
    project.import_mapping = {"labels": {"speaker": "ignore", "elsewhere": "caption"}, "join": "never"}
    project.save()
    client = signed_in(reviewer)
    run = draft(client, project, "in.jsonl", json.dumps(DOCCANO), format="doccano")
    told = {"labels:speaker": "quote:speaker", "labels:claim": "no such thing", "labels:unheard": "caption"}
    assert client.post(address("run-mapping", run), {"format": "doccano", **told}).status_code == 302
    project.refresh_from_db()
    assert project.import_mapping == {"labels": {"elsewhere": "caption"}, "join": "never"}


def test_columns_of_a_table_are_chosen(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    run = draft(client, project, "in.csv", f"key,wording,note\n7,{TEXT},old\n", format="csv")
    page = client.get(run.get_absolute_url(), {"format": "csv"})
    assert not page.context["preview"].records
    assert {"columns:key", "columns:wording", "columns:note"} <= {
        question.field for question in page.context["preview"].questions
    }
    told = {"format": "csv", "columns:key": "id", "columns:wording": "text"}
    response = client.post(address("run-mapping", run), told, headers={"HX-Request": "true"})
    assert "<h3>7</h3>" in response.content.decode()
    assert "Kept beside the article" in response.content.decode()


def test_native_records_have_no_mapping_to_choose(project: Project, reviewer: Any) -> None:
    client = signed_in(reviewer)
    run = draft(client, project, "in.jsonl", json.dumps({"id": "a", "text": TEXT}))
    assert "What their labels" not in client.get(run.get_absolute_url()).content.decode()


def test_a_mapping_is_for_reviewers(project: Project, reviewer: Any, annotator: Any) -> None:
    run = draft(signed_in(reviewer), project, "in.jsonl", json.dumps(DOCCANO), format="doccano")
    refused = signed_in(annotator).post(address("run-mapping", run), {"format": "doccano", "labels:claim": "caption"})
    assert refused.status_code == 403
    project.refresh_from_db()
    assert project.import_mapping == {}
