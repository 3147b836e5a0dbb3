"""What a certificate let through, in exports: marked as such, for ever, and back in another project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from annotator.models import Annotation, AnnotationSet
from annotator.services.certified import let_through
from annotator.services.checked import checked_sets
from annotator.services.decide import Seen, accept, reject
from articles.models import Project, Role
from exchange.formats.catalogue import WRITTEN
from tests.annotator.certifying import earned, make_quoted
from tests.exchange.helpers import article, bring_in, export_bytes, exported, import_bytes, quote, without_ids_and_times
from tests.factories import make_member, make_project, new_id, workset
from tests.worlds import shared

KEEPS_ALL = [name for name, known in WRITTEN.items() if known.many_sets and name not in ("csv", "doccano")]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Twenty articles whose quotes a certificate has accepted, and one with a quote below its line."""
    with shared(django_db_blocker):
        project = make_project("harbour", name="Harbour")
        manager = make_member(project, role=Role.MANAGER, name="max")
        certificate = earned(project, manager, make_member(project, name="ann"), number=20)
        make_quoted(project, 1, first=100)
        let_through(certificate, user=manager)
        yield project.pk


@pytest.fixture
def project(db: None, made: int) -> Project:
    return Project.objects.get(pk=made)


def quotes(project: Project, **options: Any) -> list[dict[str, Any]]:
    return [item for record in exported(project, **options) for item in record["quotes"]]


def test_by_default_and_mixed_it_is_written_instead_of_its_suggestion(project: Project) -> None:
    for chosen in ("", "mixed"):
        found = quotes(project, chosen=chosen)
        accepted = [item for item in found if item.get("certified")]
        assert (len(found), len(accepted)) == (21, 20)
        assert {item["verdict"] for item in accepted} == {"accepted"}
        assert {item["certificate"]["part"] for item in accepted} == {"content"}
        assert [item["verdict"] for item in found if not item.get("certified")] == ["suggested"]


def test_neither_gold_nor_the_machines_set_has_it(project: Project) -> None:
    assert not any(item.get("certified") for chosen in ("machine", "gold") for item in quotes(project, chosen=chosen))


def test_of_all_sets_it_is_one(project: Project) -> None:
    found = quotes(project, chosen="all")
    assert sum(item.get("certified") is True for item in found) == 20
    assert len(found) == 41


def test_what_a_person_decides_goes_before_it(project: Project, reviewer: Any) -> None:
    first, second = Annotation.objects.filter(set__source="suggester", kind="quote").order_by("pk")[:2]
    for row, act in ((first, accept), (second, reject)):
        act(workset(row.set.article, reviewer), user=reviewer, action_id=new_id(), seen=Seen(str(row.pk), 0))
    found = quotes(project, chosen="mixed")
    assert sum(item.get("certified") is True for item in found) == 18
    assert [item["origin"] for item in found if item.get("annotator")] == [str(first.pk)]


@pytest.mark.parametrize("name", KEEPS_ALL)
def test_every_format_that_keeps_whose_it_is_brings_it_back(project: Project, name: str) -> None:
    known = WRITTEN[name]
    data = export_bytes(project, chosen="all", format=name)
    second = make_project("second")
    report = import_bytes(second, data, name=f"in.{known.extension}")
    assert report.failed == 0
    assert AnnotationSet.objects.filter(article__project=second, source="certified").count() == 20
    rows = Annotation.objects.filter(set__article__project=second, set__source="certified")
    assert {row.verdict for row in rows} == {"accepted"}
    assert all(row.extra["certificate"]["part"] == "content" for row in rows)
    assert not checked_sets(second).exists()


def test_native_records_make_the_round_trip_to_the_byte(project: Project) -> None:
    data = export_bytes(project, chosen="all")
    second = make_project("second")
    import_bytes(second, data)
    assert without_ids_and_times(export_bytes(second, chosen="all")) == without_ids_and_times(data)
    assert import_bytes(second, data).sets_added == 0


@pytest.mark.django_db
def test_certified_work_of_elsewhere_is_nobodys_here() -> None:
    project = make_project("elsewhere")
    bring_in(project, article(quotes=[quote(certified=True, certificate={"line": 0.9}, verdict="accepted")]))
    assert AnnotationSet.objects.get(article__project=project).source_name == "certified"
    assert not checked_sets(project).exists()


def test_a_table_says_that_it_is_certified(project: Project) -> None:
    lines = export_bytes(project, format="csv").decode().splitlines()
    assert sum(",certified," in line for line in lines) == 20


def test_nobody_can_be_named_like_it() -> None:
    from django.core.exceptions import ValidationError

    from exchange.outgoing.selection import refuse_word_of_sets

    with pytest.raises(ValidationError):
        refuse_word_of_sets("Certified")
