"""Exporting: which set is written, what is left out and counted, and how much memory and how many queries it takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from annotator.errors import Refused
from annotator.models import Annotation, Event, Person
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.queue import finish
from articles.models import Article, Project
from exchange.outgoing import exporting
from exchange.outgoing import reading as stored
from exchange.outgoing.exporting import WITHOUT_SET, Export, ExportOptions, open_export
from exchange.outgoing.left_out import ANOTHER, BEGUN, UNDECIDED
from exchange.outgoing.selection import set_choices
from tests.exchange.helpers import article, bring_in, export_bytes, exported, quote
from tests.factories import make_project, make_suggested, new_id, workset

RULES = {"suggester": "rules", "version": "1"}


def read_through(project: Project, **options: Any) -> Export:
    export = open_export(project, ExportOptions(**options))
    for _ in export.chunks():
        pass
    return export


def types(project: Project, **options: Any) -> list[str]:
    """The types of all exported quotes, by which the tests tell the sets apart."""
    return [item["type"] for record in exported(project, **options) for item in record["quotes"]]


def test_gold_is_written_then_what_is_finished_then_the_machines_and_begun_work_only_mixed(project: Project) -> None:
    finished = {"sets": [{"annotator": "mara", "state": "finished"}]}
    machine, begun, done, gold = (
        quote(**RULES, type="indirect"),
        quote(annotator="jo", type="mixed"),
        quote(annotator="mara", type="direct"),
        quote(gold=True, type="indirect", reason="gold"),
    )
    bring_in(
        project,
        article("1", quotes=[machine, begun, done, gold], **finished),
        article("2", quotes=[machine, begun, done], **finished),
        article("3", quotes=[machine, begun]),
        article("4", quotes=[machine]),
        article("5"),
    )
    records = exported(project)
    assert [[item["type"] for item in record["quotes"]] for record in records] == [
        ["indirect"],
        ["direct"],
        ["indirect"],
        ["indirect"],
        [],
    ]
    assert records[0]["quotes"][0]["gold"] is True
    assert [[item["type"] for item in record["quotes"]] for record in exported(project, chosen="mixed")] == [
        ["indirect"],
        ["direct"],
        ["mixed"],
        ["indirect"],
        [],
    ]
    losses = {
        (loss["of"], loss["reason"]): loss["articles"] for loss in read_through(project).report.as_json()["losses"]
    }
    assert losses == {("sets", BEGUN): ["1", "2", "3"], ("sets", ANOTHER): ["1"]}


def test_a_set_that_was_opened_and_emptied_decides_nothing(project: Project, annotator: Any) -> None:
    article = make_suggested(project)
    workset(article, annotator)
    assert len(exported(project)[0]["quotes"]) == 3


def test_a_decision_in_an_article_that_nobody_finished_takes_no_suggestion_out_of_the_export(
    project: Project, annotator: Any
) -> None:
    article = make_suggested(project)
    proposal = Annotation.objects.filter(kind="quote").order_by("start")[0]
    decide.accept(workset(article, annotator), user=annotator, action_id=new_id(), seen=Seen(str(proposal.pk), 0))
    [record] = exported(project)
    assert len(record["quotes"]) == Annotation.objects.filter(kind="quote", set__source="suggester").count()
    [loss] = read_through(project).report.as_json()["losses"]
    assert (loss["of"], loss["reason"], loss["count"], loss["articles"]) == ("sets", BEGUN, 1, [article.external_id])


def test_what_a_finished_set_leaves_undecided_is_counted_and_can_be_mixed_in(project: Project, annotator: Any) -> None:
    article = make_suggested(project)
    first, second, *others = Annotation.objects.filter(kind="quote").order_by("start")
    mine = workset(article, annotator)
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(first.pk), 0))
    decide.reject(mine, user=annotator, action_id=new_id(), seen=Seen(str(second.pk), 0))
    finish(mine, user=annotator)
    report = read_through(project).report
    told = report.as_json()["annotations"]["quotes"]
    assert (report.losses["quote", UNDECIDED].count, report.written["quote"]) == (len(others), 1)
    assert told == {"read": len(others) + 2, "written": 1, "lost": len(others) + 1}
    assert report.losses["entity", UNDECIDED].count == Annotation.objects.filter(kind="entity").count()
    [mixed] = exported(project, chosen="mixed")
    assert sorted(item["verdict"] for item in mixed["quotes"]) == ["accepted", *["suggested"] * len(others)]
    assert ("quote", UNDECIDED) not in read_through(project, chosen="mixed").report.losses


def test_articles_without_the_set_that_is_asked_for_are_counted(project: Project) -> None:
    bring_in(project, article("1", quotes=[quote(gold=True)]), article("2", quotes=[quote(**RULES)]))
    [loss] = read_through(project, chosen="gold").report.as_json()["losses"]
    assert (loss["of"], loss["reason"], loss["articles"]) == ("articles", WITHOUT_SET, ["2"])


def test_a_user_who_is_named_like_a_word_is_asked_for_with_a_prefix(project: Project) -> None:
    bring_in(project, article("1", quotes=[quote(gold=True, type="mixed"), quote(annotator="maria", type="indirect")]))
    get_user_model().objects.filter(username="maria").update(username="gold")
    assert types(project, chosen="gold") == ["mixed"]
    assert types(project, chosen="user:gold") == ["indirect"]
    assert set_choices(project) == ["gold", "machine", "all", "mixed", "user:gold"]


@pytest.mark.parametrize("name", ["gold", "Machine", "all", "mixed"])
def test_no_new_user_is_named_like_a_word(name: str) -> None:
    user = get_user_model()(username=name)
    with pytest.raises(ValidationError, match="choose another user name"):
        user.clean_fields(exclude=["password"])


def test_one_set_can_be_chosen_and_articles_without_it_are_left_out(project: Project) -> None:
    bring_in(
        project,
        article("1", quotes=[quote(gold=True, type="mixed"), quote(annotator="mara", type="indirect")]),
        article("2", quotes=[quote(**RULES)]),
    )
    assert [record["id"] for record in exported(project, chosen="gold")] == ["1"]
    assert types(project, chosen="mara") == ["indirect"]
    assert [record["id"] for record in exported(project, chosen="machine")] == ["1", "2"]


def test_the_machines_set_is_the_newest_of_each_suggester(project: Project) -> None:
    old, new, other = (
        quote(**RULES, type="indirect"),
        quote(suggester="rules", version="2", type="mixed"),
        quote(suggester="page", version="1", type="direct"),
    )
    bring_in(project, article(quotes=[old]))
    bring_in(project, article(quotes=[new]), article(quotes=[other]))
    assert sorted(types(project, chosen="machine")) == ["direct", "mixed"]


def test_what_two_suggesters_propose_alike_is_written_once_and_counted(project: Project) -> None:
    bring_in(project, article(quotes=[quote(**RULES, score=0.5), quote(suggester="b", version="1", score=0.9)]))
    export = read_through(project, chosen="machine")
    assert export.report.written["quote"] == 1
    assert export.report.as_json()["losses"] == [
        {
            "of": "quotes",
            "reason": "another suggester proposes the same",
            "count": 1,
            "articles": ["pier"],
            "more_articles": 0,
        }
    ]


def test_repetitions_within_one_set_are_all_written(project: Project) -> None:
    bring_in(project, article(quotes=[quote(), quote()]))
    assert types(project) == ["direct", "direct"]


def test_rejected_annotations_are_written_only_where_asked(project: Project) -> None:
    bring_in(project, article(quotes=[quote(gold=True), quote(gold=True, verdict="rejected", type="mixed")]))
    assert types(project) == ["direct"]
    assert sorted(types(project, verdicts=("added", "rejected"))) == ["direct", "mixed"]
    report = read_through(project).report
    assert (report.read["quote"], report.written["quote"], report.lost("quote")) == (2, 1, 1)


def test_a_decision_is_exported_with_its_origin_and_the_registrys_name(project: Project, annotator: Any) -> None:
    article = make_suggested(project)
    proposal = Annotation.objects.filter(kind="quote").order_by("start")[0]
    mine = workset(article, annotator)
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(proposal.pk), 0))
    Person.objects.filter(name="Ines Calder").update(name="Ines M. Calder")
    [record] = exported(project, chosen="ann")
    [found] = record["quotes"]
    assert (found["annotator"], found["verdict"], found["origin"]) == ("ann", "accepted", str(proposal.pk))
    assert found["speaker_name"] == "Ines M. Calder"
    assert found["created"] <= found["updated"]


def test_since_an_event_only_changed_articles_are_written(project: Project, annotator: Any) -> None:
    first, second = make_suggested(project), make_suggested(project)
    last = read_through(project).report.last_event
    assert exported(project, since=last) == []
    mine = workset(second, annotator)
    proposal = Annotation.objects.filter(set__article=second, kind="quote")[0]
    decide.accept(mine, user=annotator, action_id=new_id(), seen=Seen(str(proposal.pk), 0))
    finish(mine, user=annotator)
    assert [record["id"] for record in exported(project, since=last)] == [second.external_id]
    assert len(exported(project, since=0)) == 2
    assert first.external_id in {record["id"] for record in exported(project)}
    assert read_through(project).report.last_event == Event.objects.latest("id").pk


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"format": "xml"}, "There is no format “xml”: choose one of jsonl, "),
        (
            {"chosen": "nobody"},
            "There is no set “nobody” in the project “harbour”: choose one of gold, machine, all, mixed, mara.",
        ),
        ({"verdicts": ("maybe",)}, "There is no verdict “maybe”: choose from suggested, accepted"),
    ],
)
def test_an_unknown_choice_is_told_with_the_choices(project: Project, options: dict[str, Any], words: str) -> None:
    bring_in(project, article(quotes=[quote(annotator="mara")]))
    with pytest.raises(Refused) as caught:
        open_export(project, ExportOptions(**options))
    assert words in str(caught.value)


def test_details_of_the_registry_are_told_as_not_held(project: Project) -> None:
    Person.objects.create(project=project, name="Ann Lee", role="fisher", wikidata_id="Q42")
    [loss] = read_through(project).report.as_json()["losses"]
    assert (loss["of"], loss["count"]) == ("people", 1)


def test_queries_do_not_grow_with_articles_in_a_batch(
    project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_suggested(project)
    hints = 3 if connection.vendor == "postgresql" else 0  # of how its rows lie, within a savepoint
    with django_assert_num_queries(12 + hints) as one:
        export_bytes(project, chosen="machine")
    for _ in range(5):
        make_suggested(project)
    with django_assert_num_queries(len(one.captured_queries)):
        export_bytes(project, chosen="machine")


def test_a_batch_after_another_holds_what_one_would(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(7):
        make_suggested(project)
    whole = export_bytes(project)
    monkeypatch.setattr(stored, "BATCH", 3)
    assert export_bytes(project) == whole
    assert whole.count(b"\n") == Article.objects.count()


def test_little_is_read_and_waited_for_before_the_first_part(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(7):
        make_suggested(project)
    monkeypatch.setattr(stored, "FIRST", 2)
    monkeypatch.setattr(stored, "BATCH", 3)
    read: list[int] = []
    one_batch = stored.records_of_batch

    def counted(project: Project, articles: Any, **options: Any) -> Any:
        read.append(len(articles))
        return one_batch(project, articles, **options)

    monkeypatch.setattr(stored, "records_of_batch", counted)
    monkeypatch.setattr(exporting, "FIRST_CHUNK", 100)
    _, chunks = open_export(project, ExportOptions(format="jsonl")).named_chunks()
    first = next(chunks)
    assert read == [2]
    assert len((first + b"".join(chunks)).splitlines()) == 7
    assert read == [2, 3, 2]


def test_another_projects_articles_are_not_written(project: Project) -> None:
    make_suggested(project)
    assert exported(make_project("other")) == []


def test_all_sets_are_written_with_their_owners_and_none_twice_or_left_out(project: Project) -> None:
    newer = quote(suggester="rules", version="2")
    sets = [quote(**RULES), quote(annotator="mara"), quote(annotator="jo"), quote(gold=True)]
    bring_in(project, article("1", quotes=sets, sets=[{"annotator": "kim", "state": "finished"}]), article("2"))
    bring_in(project, article("1", quotes=[newer]))
    first, second = exported(project, chosen="all")
    owners = {(item.get("annotator"), item.get("version"), item.get("gold")) for item in first["quotes"]}
    assert owners == {
        ("mara", None, None),
        ("jo", None, None),
        (None, "1", None),
        (None, "2", None),
        (None, None, True),
    }
    assert len(first["quotes"]) == 5
    assert {"annotator": "kim", "state": "finished"} in first["sets"]
    assert second["quotes"] == []
    other = make_project("other")
    bring_in(other, first, second)
    assert len(exported(other, chosen="all")[0]["quotes"]) == 5
    report = read_through(project, chosen="all").report
    assert (report.read["quote"], report.written["quote"], report.losses) == (5, 5, {})


def test_only_articles_that_are_kept_are_read(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "BATCH", 2)
    bring_in(project, *[article(str(number)) for number in range(7)])
    keys = list(project.articles.order_by("id").values_list("pk", flat=True))
    wanted = {keys[2], keys[3], keys[6]}
    records = list(stored.stored_records(project, chosen="", keep=wanted.__contains__))
    assert [record.id for record in records] == ["2", "3", "6"]
