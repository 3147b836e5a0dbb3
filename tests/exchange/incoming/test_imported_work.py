"""Work that somebody imports in another’s name is marked so, and is never the other’s own sign-off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Annotation, AnnotationSet, Event, Person
from articles.models import Article, Project
from exchange.outgoing.agreement import agreement_in
from exchange.outgoing.exporting import ExportOptions, open_export
from tests.annotator.conftest import make_staff
from tests.exchange.api.conftest import caller
from tests.exchange.helpers import article, as_lines, import_bytes, quote
from tests.factories import make_project

FINISHED = [{"annotator": "ann", "state": "finished"}, {"annotator": "unheard-of", "state": "finished"}]


@pytest.fixture
def imported(project: Project, annotator: Any, reviewer: Any) -> Article:
    """An article with finished sets of an annotator and of somebody unknown, brought by a reviewer."""
    report = import_bytes(project, as_lines(article(quotes=[quote(annotator="ann")], sets=FINISHED)), user=reviewer)
    assert report.failures == []
    return Article.objects.get()


def set_of(name: str) -> AnnotationSet:
    return AnnotationSet.objects.get(user__username=name)


def test_a_set_of_somebody_else_says_who_imported_it(imported: Article, reviewer: Any) -> None:
    for name in ("ann", "unheard-of"):
        found = set_of(name)
        assert (found.state, found.imported_by, found.is_signed) == ("finished", reviewer, False)
        assert found.imported_in_words == "imported by rev"


def test_a_command_is_named_as_such(project: Project) -> None:
    import_bytes(project, as_lines(article(quotes=[quote(annotator="mara")], sets=[{"gold": True}])))
    assert set_of("mara").imported_in_words == "imported by a command"
    assert AnnotationSet.objects.get(source="gold").imported_at is not None


def test_ones_own_work_needs_no_mark_and_suggestions_have_none(project: Project, reviewer: Any) -> None:
    own = [{"annotator": "rev", "state": "finished"}, {"suggester": "rules", "version": "1"}]
    import_bytes(project, as_lines(article(sets=own)), user=reviewer)
    assert [item.imported_at for item in AnnotationSet.objects.all()] == [None, None]
    assert set_of("rev").is_signed


def test_it_counts_as_fully_checked(imported: Article) -> None:
    assert imported.finished


def test_finishing_signs_it(client: Client, imported: Article, annotator: Any) -> None:
    client.force_login(annotator)
    assert 'data-command="skip-article"' in client.get(f"/articles/{imported.pk}/").content.decode()  # not finished
    client.post(f"/articles/{imported.pk}/finish/")
    assert set_of("ann").is_signed
    assert set_of("ann").imported_by is None
    assert not set_of("unheard-of").is_signed
    assert Event.objects.filter(verb="finish", actor=annotator).count() == 1
    client.post(f"/articles/{imported.pk}/finish/")
    assert Event.objects.filter(verb="finish").count() == 1


def test_the_interface_and_the_admin_say_so(client: Client, project: Project, imported: Article, reviewer: Any) -> None:
    lines = caller(reviewer).get(f"/api/v1/articles/{imported.pk}/annotation-sets/").json()
    assert {line["annotator"]: line["imported_by"] for line in lines} == {"ann": "rev", "unheard-of": "rev"}
    assert all(line["imported_at"] for line in lines)
    client.force_login(make_staff(project, name="rita"))
    assert "ann finished (imported by rev)" in client.get(reverse("admin:articles_article_changelist")).content.decode()
    sets = client.get(reverse("admin:annotator_annotationset_changelist"), {"imported_at__isempty": "0"})
    assert sets.context["cl"].result_count == 2
    assert "imported by rev" in sets.content.decode()


def test_agreement_tells_it_apart(client: Client, project: Project, imported: Article, annotator: Any) -> None:
    told = agreement_in(project, "").as_json()
    assert told is not None
    assert (told["pairs_of_sets"], told["pairs_with_imported_sets"]) == (1, 1)
    AnnotationSet.objects.update(imported_at=None, imported_by=None)
    told = agreement_in(project, "").as_json()
    assert told is not None
    assert "pairs_with_imported_sets" not in told


def test_only_speakers_enter_the_registry(project: Project) -> None:
    mentioned = {"start": 0, "end": 3, "type": "PERSON", "name": "Bea Lund", "annotator": "mara"}
    known = {"start": 4, "end": 8, "type": "PERSON", "name": "Ann Lee", "annotator": "mara"}
    titled = quote(annotator="mara", content=[[4, 8]], cue=[], speaker=[], speaker_name="The Prime Minister")
    record = article(entities=[mentioned, known], quotes=[quote(annotator="mara"), titled])
    assert import_bytes(project, as_lines(record)).failures == []
    assert [person.name for person in Person.objects.all()] == ["Ann Lee"]
    assert Annotation.objects.get(kind="entity", name="Ann Lee").person == Person.objects.get()
    assert Annotation.objects.get(kind="entity", name="Bea Lund").person is None


@pytest.mark.parametrize("written_as", ["jsonl", "parquet", "cas"])
def test_an_export_says_who_imported_it_and_the_next_import_keeps_that(
    imported: Article, manager: Any, written_as: str
) -> None:
    for name in ("imp", "again"):
        target = make_project(name)
        name, content = exported(imported.project, written_as)
        report = import_bytes(target, content, user=manager, name=name)
        assert report.failures == []
        found = AnnotationSet.objects.get(article__project=target, user__username="ann")
        assert (found.imported_first_by, found.is_signed) == ("rev", False)
        assert found.imported_in_words == "imported by max, before that by rev"
        imported = found.article


def test_ones_own_import_of_work_that_others_brought_is_no_sign_off(imported: Article, annotator: Any) -> None:
    target = make_project("own")
    name, content = exported(imported.project, "jsonl")
    import_bytes(target, content, user=annotator, name=name)
    assert not AnnotationSet.objects.get(article__project=target, user__username="ann").is_signed


def test_an_anonymous_export_names_no_importer(imported: Article) -> None:
    options = ExportOptions(format="jsonl", chosen="all", anonymise=True)
    text = b"".join(open_export(imported.project, options).chunks()).decode()
    assert '"imported_by":"annotator-' in text
    assert '"rev"' not in text


def test_the_annotators_pages_say_it(client: Client, imported: Article, annotator: Any) -> None:
    client.force_login(annotator)
    assert "imported, not signed off" in client.get(imported.project.get_absolute_url()).content.decode()
    header = " ".join(client.get(imported.get_absolute_url()).content.decode().split())
    assert "imported by rev on" in header
    assert "not signed off by you" in header
    client.post(reverse("finish", args=[imported.pk]))
    assert "signed off" not in client.get(imported.get_absolute_url()).content.decode()


def exported(project: Project, written_as: str) -> tuple[str, bytes]:
    export = open_export(project, ExportOptions(format=written_as, chosen="all"))
    name, chunks = export.named_chunks()
    return name, b"".join(chunks)
