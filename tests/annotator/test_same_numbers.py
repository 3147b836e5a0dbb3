"""What a project asks for: the queue, the list of articles, the workbench and exports say the same numbers."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.errors import Refused
from annotator.frame import Frame
from annotator.judged import Judged
from annotator.models import Annotation
from annotator.services import decide
from annotator.services.asked import with_counts
from annotator.services.decide import Change, Seen
from annotator.services.queue import finish
from annotator.services.review import decide_many
from annotator.services.suggested import store_machine_set
from annotator.vocabulary import Kind, Verdict
from articles.models import Article, Project, Role
from exchange.outgoing.contents import counts_of_sets
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.outgoing.left_out import OFF, UNDECIDED
from exchange.records.article import LISTS
from suggesters.suggestions import Entity, Suggestions
from tests.factories import TEXT, bench_for, make_member, make_project, make_suggested, new_id, span, workset

pytestmark = pytest.mark.django_db
SETTINGS: list[tuple[dict[str, str], dict[str, int], dict[str, int]]] = [
    # what is stored, how many are asked for, and how many are off: 3 quotes, 1 person, 1 date, 1 caption, 1 repair
    ({}, {"quote": 3, "caption": 1, "repair": 1}, {}),
    ({"repair": "off"}, {"quote": 3, "caption": 1}, {"repair": 1}),
    ({"quote": "shown", "caption": "off"}, {"repair": 1}, {"caption": 1}),
    ({"entity": "asked"}, {"quote": 3, "caption": 1, "repair": 1, "entity": 2}, {}),
    (
        {"entity": "off", "entity:PERSON": "asked", "repair": "off"},
        {"quote": 3, "caption": 1, "entity": 1},
        {"entity": 1, "repair": 1},
    ),
    ({"entity:DATE": "off"}, {"quote": 3, "caption": 1, "repair": 1}, {"entity": 1}),
    ({"quote": "off", "caption": "off"}, {"repair": 1}, {"quote": 3, "caption": 1}),
]
ALL = {"quote": 3, "entity": 2, "caption": 1, "repair": 1}
NOUNS = {"quote": "quotes?", "caption": "captions?", "repair": "repairs?", "entity": "entit(?:y|ies)"}


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def annotator(project: Project) -> Any:
    return make_member(project, name="mara")


@pytest.fixture
def article(project: Project) -> Article:
    """An article with suggestions of all kinds: of two suggesters, so that there is an entity of two types."""
    article = make_suggested(project)
    date = Entity(*span(TEXT, "May"), "DATE", "", 0.7)
    assert store_machine_set(article, suggester="dates", version="1", suggestions=Suggestions(entities=(date,)))
    return article


def asking(project: Project, judged: dict[str, str]) -> Project:
    project.judged = judged
    project.save()
    return project


def numbers(words: str) -> dict[str, int]:
    """“3 quotes, 1 caption” as numbers by kind."""
    found = {kind: re.search(rf"(\d+) {noun}\b", words) for kind, noun in NOUNS.items()}
    return {kind: int(match[1]) for kind, match in found.items() if match}


def page_of(client: Client, user: Any, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def exported(project: Project, chosen: str) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """What an export writes by kind, and what it reports as left out."""
    export = open_export(project, ExportOptions(chosen=chosen))
    [record] = [json.loads(line) for line in b"".join(export.chunks()).splitlines()]
    for name, kind in LISTS.items():
        assert export.report.read[kind] == export.report.written[kind] + export.report.lost(kind), name
    losses = {key: loss.count for key, loss in export.report.losses.items()}
    return {kind: len(record[name]) for name, kind in LISTS.items() if record[name]}, losses


@pytest.mark.parametrize(("judged", "asked", "off"), SETTINGS)
def test_every_surface_says_the_same_numbers(
    client: Client,
    project: Project,
    article: Article,
    annotator: Any,
    judged: dict[str, str],
    asked: dict[str, int],
    off: dict[str, int],
) -> None:
    asking(project, judged)
    shown = {kind: number - off.get(kind, 0) for kind, number in ALL.items() if number > off.get(kind, 0)}
    listed = page_of(client, annotator, reverse("project", args=[project.slug]))
    assert numbers(listed[listed.index("Suggested") :]) == asked
    assert numbers(page_of(client, annotator, reverse("home"))) == asked
    bench = page_of(client, annotator, article.get_absolute_url())
    assert f"0 of {sum(asked.values())} decided" in bench
    assert {kind: number for kind, _, number, _ in counts_on_page(project, article)} == shown
    assert f"All {sum(shown.values())} " in bench
    [machine] = [by_kind for source, _, _, by_kind in counts_of_sets(project) if source == "suggester"]
    written, losses = exported(project, "machine")
    assert machine == written == shown
    assert losses == {(kind, OFF): number for kind, number in off.items()}


def counts_on_page(project: Project, article: Article) -> list[tuple[str, str, int, bool]]:
    return bench_for(Article.objects.select_related("project").get(pk=article.pk), None).counts


@pytest.mark.parametrize(("judged", "asked", "off"), SETTINGS)
def test_what_a_finished_set_left_undecided_is_reported_without_what_is_off(
    project: Project,
    article: Article,
    annotator: Any,
    judged: dict[str, str],
    asked: dict[str, int],
    off: dict[str, int],
) -> None:
    asking(project, judged)
    finish(workset(article, annotator), user=annotator)
    written, losses = exported(project, "")
    assert written == {}
    assert {kind: losses.get((kind, OFF), 0) for kind in off} == off
    waiting = {kind: number - off.get(kind, 0) for kind, number in ALL.items()}
    assert {kind: losses.get((kind, UNDECIDED), 0) for kind in ALL} == waiting
    assert asked.items() <= waiting.items() or "entity" in asked


def test_the_default_changes_nothing_of_an_export(project: Project, article: Article) -> None:
    plain = b"".join(open_export(project, ExportOptions(chosen="mixed")).chunks())
    named = asking(project, Judged.of({"quote": "asked", "entity": "shown", "entity:DATE": "shown"}).as_json())
    assert b"".join(open_export(named, ExportOptions(chosen="mixed")).chunks()) == plain


def test_all_sets_are_exported_whole(project: Project, article: Article) -> None:
    written, losses = exported(asking(project, {"entity": "off", "quote": "off"}), "all")
    assert (written, losses) == (ALL, {})


def decide_about(article: Article, user: Any, kind: str) -> Annotation:
    proposal = Annotation.objects.filter(kind=kind, set__source="suggester").order_by("start")[0]
    decide.accept(workset(article, user), user=user, action_id=new_id(), seen=Seen(str(proposal.pk), 0))
    return proposal


def test_what_was_decided_of_a_kind_that_is_off_now_stays_in_the_set_and_in_exports(
    client: Client, project: Project, article: Article, annotator: Any
) -> None:
    decide_about(article, annotator, "repair")
    decide_about(article, annotator, "quote")
    asking(project, {"repair": "off"})
    page = page_of(client, annotator, article.get_absolute_url())
    assert "this project no longer asks for it: 1 repair. It stays in your set." in page
    assert "1 of 4 decided" in page
    assert exported(project, annotator.username)[0] == {"quote": 1, "repair": 1}
    written, losses = exported(project, "mixed")
    assert written == ALL
    assert losses == {}
    [mine] = [by_kind for source, name, _, by_kind in counts_of_sets(project) if name == annotator.username]
    assert mine == {"quote": 1, "repair": 1}


def test_nothing_of_a_kind_that_is_off_is_added_or_made_by_changing_a_type(
    project: Project, article: Article, annotator: Any
) -> None:
    mine = workset(article, annotator)
    asking(project, {"repair": "off", "entity:DATE": "off"})
    mine.article.project.refresh_from_db()
    frame = frame_of_kind(Kind.REPAIR, ("damaged", *span(TEXT, "Okafor")), replacement="O’Kafor")
    with pytest.raises(Refused, match="Repairs are not judged in this project; a manager decides that"):
        decide.add(mine, user=annotator, action_id=new_id(), frame=frame)
    person = Annotation.objects.get(entity_type="PERSON")
    with pytest.raises(Refused, match="Entities of the type “date” are not judged in this project"):
        decide.change_frame(
            mine,
            user=annotator,
            action_id=new_id(),
            seen=Seen(str(person.pk), 0),
            wanted=Change(entity_type="DATE"),
        )
    assert not mine.annotations.exists()


def frame_of_kind(kind: str, *spans: tuple[str, int, int], **values: Any) -> Frame:
    return Frame(id=str(new_id()), kind=kind, verdict=Verdict.ADDED, spans=spans, **values)


def test_what_is_off_is_not_accepted_together_with_others(project: Project, article: Article, annotator: Any) -> None:
    mine = workset(article, annotator)
    asking(project, {"repair": "off", "entity:DATE": "off"})
    mine.article.project.refresh_from_db()
    everything = [str(pk) for pk in Annotation.objects.values_list("pk", flat=True)]
    decide.accept_many(mine, user=annotator, action_id=new_id(), cards=everything)
    assert sorted(mine.annotations.values_list("kind", "entity_type")) == [
        ("caption", ""),
        ("entity", "PERSON"),
        ("quote", ""),
        ("quote", ""),
        ("quote", ""),
    ]


def test_bulk_review_skips_what_is_off_and_says_how_much(project: Project, article: Article) -> None:
    reviewer = make_member(project, role=Role.REVIEWER)
    asking(project, {"repair": "off"})
    rows = Annotation.objects.select_related("set__article__project").order_by("start")
    reviewed = decide_many(rows, user=reviewer, verdict=Verdict.ACCEPTED)
    assert reviewed.decided == 6
    assert {reason: number for reason, number in reviewed.skipped.items() if number} == {
        "of a kind that is off in the project": 1
    }


def test_a_decision_from_an_older_page_about_what_is_off_now_is_kept_and_its_card_leaves_the_page(
    client: Client, project: Project, article: Article, annotator: Any
) -> None:
    asking(project, {"repair": "off"})
    repair = Annotation.objects.get(kind="repair")
    client.force_login(annotator)
    values = {"action": new_id(), "verb": "accept", "card": repair.pk, "version": 0}
    answer = client.post(reverse("act", args=[article.pk]), values).content.decode()
    assert re.search(rf'id="annotation-{repair.pk}"[^>]*hx-swap-oob="delete"', answer)
    assert "data-kind" not in answer
    assert workset(article, annotator).annotations.get().verdict == "accepted"


def test_only_the_suggester_that_the_project_names_is_shown_and_counted(
    client: Client, project: Project, article: Article, annotator: Any
) -> None:
    project.suggester = "dates"
    asking(project, {"entity": "asked"})
    expected = {"entity": 1}
    assert numbers(page_of(client, annotator, reverse("home"))) == expected
    page = page_of(client, annotator, article.get_absolute_url())
    assert "0 of 1 decided" in page
    assert "suggested by dates 1" in page
    assert "rules" not in page
    written, _ = exported(project, "machine")
    assert written == expected
    [machine] = [by_kind for source, _, _, by_kind in counts_of_sets(project) if source == "suggester"]
    assert machine == expected


def test_projects_that_ask_for_different_things_are_counted_in_one_queue_each_by_its_own(
    client: Client, project: Project, article: Article, annotator: Any
) -> None:
    other = make_project(judged={"quote": "off", "entity": "asked"})
    second = make_suggested(other)
    articles = list(Article.objects.select_related("project").filter(pk__in=[article.pk, second.pk]).order_by("pk"))
    with_counts(articles, user=annotator)
    assert [found.counts for found in articles] == [  # type: ignore[attr-defined]
        [(3, "quotes"), (1, "caption"), (1, "repair")],
        [(1, "caption"), (1, "repair"), (1, "entity")],
    ]


@pytest.mark.parametrize(
    ("judged", "sentences"),
    [
        ({}, "To judge: quotes, captions, repairs. Optional: entities."),
        ({"entity": "off", "repair": "off"}, "To judge: quotes, captions. Not judged here: entities, repairs."),
        (
            {"entity": "off", "entity:PERSON": "asked", "entity:GPE": "shown"},
            "To judge: quotes, entities (person), captions, repairs. Optional: entities (place). "
            "Not judged here: other entities.",
        ),
    ],
)
def test_the_guidelines_begin_with_what_is_asked_for(
    client: Client, project: Project, annotator: Any, judged: dict[str, str], sentences: str
) -> None:
    asking(project, judged)
    assert sentences in page_of(client, annotator, reverse("guidelines", args=[project.slug]))


def test_a_kind_that_is_off_is_not_offered(client: Client, project: Project, article: Article, annotator: Any) -> None:
    asking(project, {"quote": "off", "entity:PERSON": "off"})
    client.force_login(annotator)
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'id="filter-quote"' not in page
    assert 'data-command="add" data-value="quote"' not in page
    assert 'id="filter-entity"' in page
    assert 'data-command="add" data-value="entity"' in page
    assert 'data-show="caption"' in page
    assert 'data-new-entity="NORP"' in page
    assert re.search(r'data-value="PERSON" disabled hidden', page)
