"""Importing an article, pushing a suggester’s set, deciding, and exporting over the interface."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, AnnotationSet, Event
from articles.models import Article, Project
from tests.exchange.helpers import article, bring_in, exported, quote
from tests.factories import TEXT, make_article, new_id, span, suggestions_for, workset

API = "/api/v1"
RECORD = {"project": "harbour", "id": "wire-9", "text": TEXT, "title": "Pier", "desk": "local"}


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(f"{API}{address}", data=json.dumps(body), content_type="application/json")


def machine_set(**values: Any) -> dict[str, Any]:
    return {"suggester": "outside", "version": "3", **suggestions_for(TEXT).record(), **values}


def test_an_article_is_imported_once(as_reviewer: Client, project: Project) -> None:
    first = post(as_reviewer, "/articles/", RECORD)
    assert first.status_code == 201
    again = post(as_reviewer, "/articles/", RECORD)
    assert (again.status_code, again.json()) == (200, first.json())
    article = Article.objects.get()
    assert (article.external_id, article.text, article.extra) == ("wire-9", TEXT, {"desk": "local"})


def test_another_text_under_a_known_id_is_refused(as_reviewer: Client, project: Project) -> None:
    post(as_reviewer, "/articles/", RECORD)
    response = post(as_reviewer, "/articles/", {**RECORD, "text": "Another text."})
    assert response.status_code == 400
    assert "import it under another id" in response.json()["message"]


def test_an_article_that_cannot_be_read_is_refused_by_field(as_reviewer: Client, project: Project) -> None:
    response = post(as_reviewer, "/articles/", {"project": "harbour", "id": "x", "text": " "})
    assert response.status_code == 400
    assert response.json()["message"] == "text is missing or empty; an article needs at least one word"
    response = post(as_reviewer, "/articles/", {"project": "harbour", "text": TEXT})
    assert list(response.json()["fields"]) == ["id"]
    response = post(as_reviewer, "/articles/", {**RECORD, "blocks": [[0, 9999, "paragraph"]]})
    assert "Block [0, 9999)" in response.json()["message"]
    assert not Article.objects.exists()


def test_a_stand_off_record_comes_back_onto_its_text(as_reviewer: Client, project: Project) -> None:
    bring_in(project, article("pier", quotes=[quote(annotator="mara")]))
    record = {"project": "harbour", **exported(project, stand_off=True, chosen="mara")[0]}
    AnnotationSet.objects.all().delete()
    response = post(as_reviewer, "/articles/", {**record, "id": "named-elsewhere"})
    assert (response.status_code, response.json()["external_id"]) == (200, "pier")
    assert AnnotationSet.objects.get().annotations.get().spans.count() == 4
    assert post(as_reviewer, "/articles/", record).status_code == 200
    assert AnnotationSet.objects.count() == 1


def test_a_stand_off_record_that_fits_no_text_is_refused(as_reviewer: Client, project: Project) -> None:
    bring_in(project, article("pier", quotes=[quote(annotator="mara")]))
    record = {"project": "harbour", **exported(project, stand_off=True, chosen="mara")[0]}
    AnnotationSet.objects.all().delete()
    moved = {**record, "quotes": [{**record["quotes"][0], "speaker": [[0, 3]]}]}
    for wrong, told in (
        ({**record, "sha256": "0" * 64}, "import the article with its text first"),
        (moved, "are not those that its hash of speaker names"),
        ({key: value for key, value in record.items() if key != "sha256"}, "sha256"),
    ):
        response = post(as_reviewer, "/articles/", wrong)
        assert response.status_code == 400
        assert told in response.content.decode()
    assert not AnnotationSet.objects.exists()


def test_importing_needs_a_reviewer(as_annotator: Client, as_stranger: Client, project: Project) -> None:
    assert post(as_annotator, "/articles/", RECORD).status_code == 403
    assert post(as_stranger, "/articles/", RECORD).status_code == 404
    assert not Article.objects.exists()


def test_a_suggester_pushes_its_set_once(as_reviewer: Client, project: Project) -> None:
    article = make_article(project)
    address = f"/articles/{article.pk}/annotation-sets/"
    first = post(as_reviewer, address, machine_set())
    assert first.status_code == 201
    assert [len(first.json()[name]) for name in ("quotes", "entities", "captions", "repairs")] == [3, 1, 1, 1]
    again = post(as_reviewer, address, machine_set())
    assert (again.status_code, again.json()) == (200, first.json())
    assert Annotation.objects.count() == 6
    assert post(as_reviewer, address, machine_set(version="4")).status_code == 201
    assert AnnotationSet.objects.count() == 2


def test_what_a_pushed_set_holds_besides_is_counted_by_key(as_reviewer: Client, project: Project) -> None:
    address = f"/articles/{make_article(project).pk}/annotation-sets/"
    body = machine_set(run="7")
    body["quotes"] = [{**quote, "tone": "sad"} for quote in body["quotes"]]
    assert post(as_reviewer, address, body).json()["import_notes"] == [
        "1 “run” left out: no key of the prediction format",
        "3 “tone” of quotes left out: no key of the prediction format",
    ]
    assert post(as_reviewer, address, machine_set(version="4")).json()["import_notes"] == []


def test_what_an_article_says_differently_is_noted(as_reviewer: Client, project: Project) -> None:
    assert post(as_reviewer, "/articles/", RECORD).json()["import_notes"] == []
    notes = post(as_reviewer, "/articles/", {**RECORD, "title": "Quay", "desk": "world"}).json()["import_notes"]
    assert [note.split(" differ")[0] for note in notes] == ["1 “desk” of articles", "1 “title” of articles"]


def test_keys_within_the_figures_of_an_article_are_counted(as_reviewer: Client, project: Project) -> None:
    record = {**RECORD, "figures": [{"image_url": "https://quay.example/1.jpg", "lens": "wide"}]}
    [note] = post(as_reviewer, "/articles/", record).json()["import_notes"]
    assert note.endswith("left out: 1 figures.lens")


def test_what_is_pushed_comes_back_as_it_was(as_reviewer: Client, project: Project) -> None:
    article = make_article(project)
    pushed = machine_set()
    stored = post(as_reviewer, f"/articles/{article.pk}/annotation-sets/", pushed).json()
    for name in ("quotes", "entities", "captions", "repairs"):
        for sent, found in zip(pushed[name], stored[name], strict=True):
            assert {key: found[key] for key in sent} == sent


@pytest.mark.parametrize(
    ("quote", "field"),
    [
        ({"type": "sung", "content": [[0, 5]]}, "quotes[0].type"),
        ({"type": "direct", "content": []}, "quotes[0].content"),
        ({"type": "direct", "content": [[0]]}, "quotes[0].content[0]"),
        ({"type": "direct", "content": [[0, -5]]}, "quotes[0].content[0][1]"),
        ({"type": "direct", "content": [[0, 5]], "score": 7}, "quotes[0].score"),
        ({"content": [[0, 5]]}, "quotes[0].type"),
    ],
)
def test_a_bad_suggestion_is_refused_by_its_field(
    as_reviewer: Client, project: Project, quote: dict[str, Any], field: str
) -> None:
    article = make_article(project)
    response = post(as_reviewer, f"/articles/{article.pk}/annotation-sets/", machine_set(quotes=[quote]))
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [field]
    assert not AnnotationSet.objects.exists()


def test_offsets_outside_the_text_are_refused_whole(as_reviewer: Client, project: Project) -> None:
    article = make_article(project)
    quote = {"type": "direct", "content": [[0, 99999]]}
    response = post(as_reviewer, f"/articles/{article.pk}/annotation-sets/", machine_set(quotes=[quote]))
    assert response.status_code == 400
    assert "[0, 99999) does not lie within the text" in response.json()["message"]
    assert not AnnotationSet.objects.exists()


def test_a_set_made_for_another_text_is_refused(as_reviewer: Client, project: Project) -> None:
    article = make_article(project)
    address = f"/articles/{article.pk}/annotation-sets/"
    assert list(post(as_reviewer, address, machine_set(text=TEXT + "!")).json()["fields"]) == ["text"]
    assert list(post(as_reviewer, address, machine_set(sha256="0" * 64)).json()["fields"]) == ["sha256"]
    assert post(as_reviewer, address, machine_set(text=TEXT, sha256=article.sha256)).status_code == 201


def test_pushing_needs_a_reviewer(as_annotator: Client, as_stranger: Client, project: Project) -> None:
    address = f"/articles/{make_article(project).pk}/annotation-sets/"
    assert post(as_annotator, address, machine_set()).status_code == 403
    assert post(as_stranger, address, machine_set()).status_code == 404


def first_quote(article: Article) -> Annotation:
    return Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")[0]


def test_accepting_goes_into_ones_own_set(as_annotator: Client, annotator: Any, article: Article) -> None:
    quote = first_quote(article)
    response = post(as_annotator, f"/annotations/{quote.pk}/accept/", {"action": str(new_id()), "version": 0})
    assert response.status_code == 200
    found = response.json()
    assert (found["verdict"], found["origin"], found["version"]) == ("accepted", str(quote.pk), 1)
    assert found["by"] == {"kind": "annotator", "name": "ann", "version": ""}
    decision = as_annotator.get(f"{API}/annotations/{quote.pk}/").json()["decision"]
    assert decision == {"id": found["id"], "verdict": "accepted", "version": 1}
    assert quote.decisions.get().set.user == annotator


def test_a_repeated_request_has_one_effect(as_annotator: Client, article: Article) -> None:
    body = {"action": str(new_id()), "version": 0}
    address = f"/annotations/{first_quote(article).pk}/accept/"
    first, again = post(as_annotator, address, body), post(as_annotator, address, body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Event.objects.filter(verb="accept").count() == 1


def test_a_stale_decision_is_answered_with_what_stands(as_annotator: Client, article: Article) -> None:
    address = f"/annotations/{first_quote(article).pk}"
    post(as_annotator, f"{address}/accept/", {"action": str(new_id()), "version": 0})
    response = post(as_annotator, f"{address}/reject/", {"action": str(new_id()), "version": 0})
    assert response.status_code == 409
    assert response.json()["current"]["verdict"] == "accepted"
    seen = response.json()["current"]["version"]
    again = post(as_annotator, f"{address}/reject/", {"action": str(new_id()), "version": seen})
    assert (again.status_code, again.json()["verdict"]) == (200, "rejected")


def test_a_change_replaces_what_it_names_and_leaves_the_rest(as_annotator: Client, article: Article) -> None:
    quote = first_quote(article)
    content = [list(span(article.text, "“is closed until May”"))]
    body = {"action": str(new_id()), "version": 0, "content": content, "speaker_name": "I. Calder"}
    found = post(as_annotator, f"/annotations/{quote.pk}/change/", body).json()
    assert (found["verdict"], found["type"], found["content"]) == ("corrected", "direct", content)
    assert found["speaker"] == [list(span(article.text, "Mayor Ines Calder"))]
    assert found["speaker_name"] == "I. Calder"


def test_a_change_may_state_the_words_that_it_means(as_annotator: Client, article: Article) -> None:
    quote = first_quote(article)
    start, end = span(article.text, "“is closed until May”")
    body = {"action": str(new_id()), "version": 0, "content": [[start, end]], "speaker": [[0, 5]]}
    address = f"/annotations/{quote.pk}/change/"
    meant = {"content": ["“is closed until May”"]}
    refused = post(as_annotator, address, {**body, "content": [[start + 1, end + 1]], "words": meant})
    assert refused.status_code == 400
    assert "you meant ‹“is closed until May”›" in refused.json()["message"]
    uneven = post(as_annotator, address, {**body, "words": {"content": []}})
    assert (uneven.status_code, list(uneven.json()["fields"])) == (400, ["words"])
    assert not quote.decisions.exists()
    assert post(as_annotator, address, {**body, "words": meant}).json()["content"] == [[start, end]]


def test_start_and_end_may_state_their_words_too(as_annotator: Client, article: Article) -> None:
    entity = Annotation.objects.get(set__article=article, kind="entity")
    start, end = span(article.text, "Mayor Ines Calder")
    body = {"action": str(new_id()), "version": 0, "start": start, "end": end}
    address = f"/annotations/{entity.pk}/change/"
    assert post(as_annotator, address, {**body, "words": {"span": ["Ines Calder"]}}).status_code == 400
    changed = post(as_annotator, address, {**body, "words": {"span": ["Mayor Ines Calder"]}}).json()
    assert (changed["start"], changed["end"]) == (start, end)


def test_a_decision_can_be_changed_by_its_own_id_too(as_annotator: Client, article: Article) -> None:
    quote = first_quote(article)
    own = post(as_annotator, f"/annotations/{quote.pk}/accept/", {"action": str(new_id()), "version": 0}).json()
    body = {"action": str(new_id()), "version": 1, "type": "indirect"}
    found = post(as_annotator, f"/annotations/{own['id']}/change/", body).json()
    assert (found["id"], found["verdict"], found["type"], found["version"]) == (own["id"], "corrected", "indirect", 2)


def test_reconsidering_makes_a_suggestion_undecided_again(as_annotator: Client, article: Article) -> None:
    address = f"/annotations/{first_quote(article).pk}"
    post(as_annotator, f"{address}/accept/", {"action": str(new_id()), "version": 0})
    found = post(as_annotator, f"{address}/reconsider/", {"action": str(new_id()), "version": 1}).json()
    assert (found["verdict"], found["version"], found["decision"]) == ("suggested", 0, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"version": 0}, "action"),
        ({"action": "no uuid", "version": 0}, "action"),
        ({"action": "7b0d4b54-9c39-4a10-8c1a-0d9d2a1a6f10"}, "version"),
    ],
)
def test_a_decision_without_its_id_or_version_is_refused(
    as_annotator: Client, article: Article, body: dict[str, Any], field: str
) -> None:
    response = post(as_annotator, f"/annotations/{first_quote(article).pk}/accept/", body)
    assert response.status_code == 400
    assert list(response.json()["fields"]) == [field]


def test_a_change_outside_the_text_is_refused(as_annotator: Client, article: Article) -> None:
    body = {"action": str(new_id()), "version": 0, "content": [[0, 99999]]}
    response = post(as_annotator, f"/annotations/{first_quote(article).pk}/change/", body)
    assert response.status_code == 400
    assert "does not lie within the text" in response.json()["message"]


def test_a_reviewer_does_not_change_anothers_annotation(
    as_annotator: Client, as_reviewer: Client, article: Article
) -> None:
    accept = {"action": str(new_id()), "version": 0}
    own = post(as_annotator, f"/annotations/{first_quote(article).pk}/accept/", accept).json()
    response = post(as_reviewer, f"/annotations/{own['id']}/reject/", {"action": str(new_id()), "version": 1})
    assert response.status_code == 400
    assert "their own annotations only" in response.json()["message"]


def test_a_stranger_decides_nothing(as_stranger: Client, article: Article) -> None:
    response = post(
        as_stranger, f"/annotations/{first_quote(article).pk}/accept/", {"action": str(new_id()), "version": 0}
    )
    assert response.status_code == 404
    assert not AnnotationSet.objects.filter(source="annotator").exists()


def test_an_export_streams_the_file(as_annotator: Client, article: Article) -> None:
    response = as_annotator.get(f"{API}/projects/harbour/exports/jsonl/?set=machine", headers={"accept": "text/csv"})
    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Type"].startswith("application/x-ndjson")
    record = json.loads(response.getvalue())
    assert record["id"] == article.external_id
    assert [len(record[name]) for name in ("quotes", "entities", "captions", "repairs")] == [3, 1, 1, 1]


def test_the_losses_of_an_export_are_counted(as_annotator: Client, article: Article) -> None:
    report = as_annotator.get(f"{API}/projects/harbour/exports/csv/losses/?set=machine").json()
    assert report["finished"] is True
    assert report["annotations"]["entities"] == {"read": 1, "written": 0, "lost": 1}


def test_the_labelling_configuration_of_an_export_has_its_labels(as_reviewer: Client, article: Article) -> None:
    entity = {"start": 0, "end": 5, "type": "VESSEL", "score": 0.5}
    post(as_reviewer, f"/articles/{article.pk}/annotation-sets/", machine_set(entities=[entity]))
    exports = f"{API}/projects/harbour/exports"
    answer = as_reviewer.get(f"{exports}/labelstudio/configuration/", {"set": "machine"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert '<Label value="VESSEL"/>' in answer.content.decode()
    none = as_reviewer.get(f"{exports}/csv/configuration/")
    assert none.status_code == 404
    assert "these do: labelstudio" in none.json()["message"]
    assert as_reviewer.get(f"{exports}/labelstudio/configuration/", {"set": "nobody"}).status_code == 400


def test_an_export_without_words_or_names(as_reviewer: Client, article: Article, annotator: Any) -> None:
    workset(article, annotator)
    query = "set=all&stand_off=true&anonymise=true"
    response = as_reviewer.get(f"{API}/projects/harbour/exports/jsonl/?{query}")
    record = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert "text" not in record
    assert [name.get("annotator", "annotator-")[:10] for name in record["sets"]] == ["annotator-"] * 2


def test_exports_of_others_need_a_reviewer(as_annotator: Client, as_reviewer: Client, article: Article) -> None:
    for chosen, allowed in (("", 403), ("gold", 403), ("machine", 200)):
        assert as_annotator.get(f"{API}/projects/harbour/exports/jsonl/?set={chosen}").status_code == allowed
        assert as_reviewer.get(f"{API}/projects/harbour/exports/jsonl/?set={chosen}").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("exports/xml/?set=machine", "There is no format “xml”"),
        ("exports/jsonl/?set=nobody", "There is no set “nobody”"),
        ("exports/jsonl/?set=machine&since=x", "since: "),
        ("exports/jsonl/?set=machine&verdict=maybe", "verdict: "),
    ],
)
def test_an_export_that_cannot_be_names_the_choices(
    as_reviewer: Client, article: Article, query: str, words: str
) -> None:
    response = as_reviewer.get(f"{API}/projects/harbour/{query}")
    assert response.status_code == 400
    assert words in response.json()["message"]


def test_only_json_comes_in(as_reviewer: Client, project: Project) -> None:
    response = as_reviewer.post(f"{API}/articles/", RECORD)
    assert response.status_code == 415
    assert "multipart/form-data" in response.json()["message"]
    assert not Article.objects.exists()
