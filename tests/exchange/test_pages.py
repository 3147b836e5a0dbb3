"""The import and export pages: who may open them, what they take in, and what they tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from annotator.models import AnnotationSet, Event
from articles.models import Article, Project
from exchange.runs import suggesting
from tests.exchange.helpers import TEXT, article, as_lines, bring_in, quote
from tests.factories import make_suggested

EXPORT_PAGES = ("export", "export-download", "export-report", "export-loss")


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("page", ["import", *EXPORT_PAGES])
def test_without_a_login_every_page_asks_for_one(project: Project, page: str) -> None:
    response = Client().get(reverse(page, args=[project.slug]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("page", ["import", *EXPORT_PAGES])
def test_a_stranger_finds_nothing(project: Project, stranger: Any, page: str) -> None:
    assert signed_in(stranger).get(reverse(page, args=[project.slug])).status_code == 404


def test_an_annotator_may_not_import(project: Project, annotator: Any) -> None:
    address = reverse("import", args=[project.slug])
    assert signed_in(annotator).get(address).status_code == 403
    assert signed_in(annotator).post(address, {"text": "One.", "format": "auto"}).status_code == 403
    assert not Article.objects.exists()


def test_several_files_come_in_and_the_page_tells_what_became_of_each(project: Project, reviewer: Any) -> None:
    files = [
        SimpleUploadedFile("one.txt", b" date 2022-10-20\n\nShe said so."),
        SimpleUploadedFile("two.jsonl", as_lines(article(), {"id": "<b>"})),
        SimpleUploadedFile("empty.txt", b""),
    ]
    values = {"file": files, "format": "auto", "now": "on"}
    response = signed_in(reviewer).post(reverse("import", args=[project.slug]), values, follow=True)
    assert response.context["report"]["summary"] == "imported 2, unchanged 0, failed 2"
    page = response.content.decode()
    assert "two.jsonl:2" in page
    assert "empty.txt:1" in page
    assert project.articles.get(external_id="one").text == " date 2022-10-20\n\nShe said so."
    assert {event.actor for event in Event.objects.all()} == {reviewer}


def test_a_pasted_text_comes_in_as_it_is_and_once(project: Project, manager: Any) -> None:
    client, address = signed_in(manager), reverse("import", args=[project.slug])
    values = {"text": " One.\r\n\r\n“Two,” she said. ", "format": "auto", "now": "on"}
    assert client.post(address, values, follow=True).context["report"]["imported"] == 1
    assert client.post(address, values, follow=True).context["report"]["unchanged"] == 1
    stored = project.articles.get()
    assert stored.text == " One.\n\n“Two,” she said. "
    assert stored.external_id.startswith("pasted-")


def test_a_pasted_text_can_be_named(project: Project, manager: Any) -> None:
    values = {"text": "One, she said.", "name": "pier", "format": "text", "now": "on"}
    signed_in(manager).post(reverse("import", args=[project.slug]), values)
    assert project.articles.get().external_id == "pier"


@pytest.mark.parametrize(
    "values", [{"format": "auto"}, {"format": "auto", "text": " \n"}, {"text": "x", "format": "xml"}]
)
def test_a_form_without_anything_to_read_says_so(project: Project, manager: Any, values: dict[str, str]) -> None:
    response = signed_in(manager).post(reverse("import", args=[project.slug]), values)
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_few_new_articles_are_suggested_for_at_once_and_many_by_a_worker(project: Project) -> None:
    bring_in(project, article("a"), article("b"), article("c"))
    assert suggesting.suggest_for(project, []).words == ""
    assert suggesting.suggest_for(project, ["a"]).words == "Its suggestions are ready."
    assert "worker" in suggesting.suggest_for(project, ["a", "b"], words_at_once=1).words
    assert AnnotationSet.objects.count() == 1
    assert suggesting.suggest_for(project, ["b", "c"]).words == "Suggestions are ready for 2 of them."
    assert AnnotationSet.objects.count() == 3


def test_the_export_page_counts_what_each_set_holds(project: Project, reviewer: Any) -> None:
    make_suggested(project)
    rejected = quote(gold=True, verdict="rejected")
    bring_in(project, article(quotes=[quote(gold=True), rejected, quote(annotator="mara")]))
    response = signed_in(reviewer).get(reverse("export", args=[project.slug]))
    rows = {row.name: (row.articles, row.cells) for row in response.context["contents"]}
    assert rows == {"gold": (1, [1, 0, 0, 0]), "machine": (1, [3, 1, 1, 1]), "mara": (1, [1, 0, 0, 0])}


def test_annotators_export_the_machines_sets_and_their_own_only(project: Project, annotator: Any) -> None:
    make_suggested(project)
    bring_in(project, article(quotes=[quote(gold=True), quote(annotator="mara"), quote(annotator="ann")]))
    client, address = signed_in(annotator), reverse("export-download", args=[project.slug])
    choices = [
        name for name, _ in client.get(reverse("export", args=[project.slug])).context["form"].fields["set"].choices
    ]
    assert choices == ["machine", "ann"]
    assert [client.get(address, {"format": "jsonl", "set": name}).status_code for name in ("machine", "ann")] == [
        200,
        200,
    ]
    for name in ("gold", "mara", ""):
        assert client.get(address, {"format": "jsonl", "set": name}).status_code == 400


def test_a_download_is_a_stream_with_a_name(project: Project, reviewer: Any) -> None:
    bring_in(project, article(quotes=[quote(gold=True)]))
    response = signed_in(reviewer).get(
        reverse("export-download", args=[project.slug]), {"format": "jsonl", "set": "gold"}
    )
    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="harbour-gold.jsonl"'
    assert json.loads(body(response))["text"] == TEXT


def test_a_download_with_repairs_and_rejected_ones(project: Project, reviewer: Any) -> None:
    bring_in(project, article(quotes=[quote(gold=True, verdict="rejected")]))
    options = {"format": "jsonl", "set": "gold", "apply_repairs": "on", "verdict": ["rejected"]}
    record = json.loads(body(signed_in(reviewer).get(reverse("export-download", args=[project.slug]), options)))
    assert [item["verdict"] for item in record["quotes"]] == ["rejected"]
    assert record["repaired_from"] == record["sha256"]


def test_the_loss_report_is_that_of_the_same_form(project: Project, reviewer: Any) -> None:
    bring_in(
        project, article(quotes=[quote(gold=True)], entities=[{"start": 0, "end": 3, "type": "FAC", "gold": True}])
    )
    response = signed_in(reviewer).get(reverse("export-loss", args=[project.slug]), {"format": "csv", "set": "gold"})
    assert response["Content-Disposition"].endswith('"harbour-gold.csv.loss.json"')
    assert json.loads(response.content)["annotations"]["entities"] == {"read": 1, "written": 0, "lost": 1}


@pytest.mark.parametrize("values", [{"format": "xml"}, {}, {"format": "jsonl", "since": "-1"}])
@pytest.mark.parametrize("page", ["export-download", "export-loss"])
def test_a_wrong_choice_shows_the_page_with_the_reason(
    project: Project, reviewer: Any, page: str, values: dict[str, str]
) -> None:
    response = signed_in(reviewer).get(reverse(page, args=[project.slug]), values)
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"stand_off": "on", "apply_repairs": "on"}, "leave the repairs unapplied"),
        ({"verdict": ["maybe"]}, "maybe is not one of the available choices"),
    ],
)
def test_choices_that_contradict_each_other_show_the_page_with_the_reason(
    project: Project, reviewer: Any, values: dict[str, Any], words: str
) -> None:
    response = signed_in(reviewer).get(
        reverse("export-download", args=[project.slug]), {"format": "jsonl", "set": "", **values}
    )
    assert response.status_code == 400
    assert words in response.content.decode()


def test_the_page_filters_by_verdict_and_leaves_the_text_out(project: Project, reviewer: Any) -> None:
    bring_in(project, article(quotes=[quote(gold=True), quote(gold=True, verdict="corrected", type="mixed")]))
    options = {"format": "jsonl", "set": "all", "verdict": ["corrected"], "stand_off": "on"}
    record = json.loads(body(signed_in(reviewer).get(reverse("export-download", args=[project.slug]), options)))
    assert [item["verdict"] for item in record["quotes"]] == ["corrected"]
    assert "text" not in record


@pytest.mark.parametrize("page", EXPORT_PAGES)
def test_exports_are_read_only(project: Project, reviewer: Any, page: str) -> None:
    assert signed_in(reviewer).post(reverse(page, args=[project.slug])).status_code == 405


def test_the_export_page_costs_the_same_for_many_articles(
    project: Project, reviewer: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_suggested(project)
    client = signed_in(reviewer)
    with django_assert_max_num_queries(13):
        client.get(reverse("export", args=[project.slug]))


def test_the_loss_report_is_a_table_on_the_page(project: Project, reviewer: Any) -> None:
    bring_in(project, article("a", quotes=[quote(gold=True)]), article("<b>", quotes=[quote(annotator="mara")]))
    options = {"format": "labelstudio", "set": "gold"}
    response = signed_in(reviewer).get(reverse("export-report", args=[project.slug]), options)
    page = response.content.decode()
    assert "<td>" in page
    assert "without the set that was asked for, and left out" in page
    assert "&lt;b&gt;" in page
    assert "&lt;Label value=&quot;PERSON&quot;/&gt;" in page
    assert f"{reverse('export-loss', args=[project.slug])}?format=labelstudio&amp;set=gold" in page
    assert response.context["form"]["set"].value() == "gold"
