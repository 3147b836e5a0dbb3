"""Somebody’s set of an article, opened read-only: who may, which one, and that nothing can be decided there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, AnnotationSet, Person
from annotator.services import decide
from annotator.services.decide import Seen
from annotator.services.queue import finish
from annotator.services.review import make_gold
from articles.models import Article, Project, Role
from tests.annotator.adjudicating import COSTLY, quote
from tests.annotator.adjudicating import finished_by as finishes
from tests.exchange.runs.helpers import signed_in
from tests.factories import make_article, make_member, make_suggested, new_id, workset


@pytest.fixture
def mara(project: Project) -> Any:
    user = make_member(project, name="mara")
    user.first_name, user.last_name = "Mara", "Lind"
    user.save()
    return user


@pytest.fixture
def suggestion(article: Article) -> Annotation:
    return Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote").order_by("start")[0]


@pytest.fixture
def work(mara: Any, article: Article, suggestion: Annotation) -> AnnotationSet:
    """Mara’s: the first quote accepted."""
    found = workset(article, mara)
    decide.accept(found, user=mara, action_id=new_id(), seen=Seen(str(suggestion.pk), 0))
    finish(found, user=mara)
    found.refresh_from_db()
    return found


@pytest.fixture
def desk(reviewer: Any) -> Client:
    return signed_in(reviewer)


def opened(reader: Client, article: Article, asked: str = "") -> Any:
    return reader.get(f"/articles/{article.pk}/{asked}")


def test_a_reviewer_reads_anybodys_work_with_the_cards_that_they_see(
    desk: Client, article: Article, work: AnnotationSet, suggestion: Annotation
) -> None:
    page = opened(desk, article, f"?set={work.pk}")
    words = page.content.decode()
    assert "Mara Lind’s work" in words
    assert "finished " in words
    assert "read-only" in words
    verdicts = {card.id: card.verdict for card in page.context["bench"].cards}
    assert verdicts[str(suggestion.pk)] == "accepted"
    assert len(verdicts) == 6
    assert "data-command" not in words
    assert "js/workbench.js" not in words


def test_a_set_is_asked_for_by_the_name_of_its_user_as_well(
    desk: Client, article: Article, work: AnnotationSet
) -> None:
    assert opened(desk, article, "?user=mara").context["asked"] == work


def test_an_annotation_leads_to_the_set_that_holds_it(desk: Client, article: Article, work: AnnotationSet) -> None:
    decision = Annotation.objects.get(set=work)
    assert opened(desk, article, f"?annotation={decision.pk}").context["asked"] == work


def test_machines_and_gold_are_read_alike(
    desk: Client, article: Article, work: AnnotationSet, suggestion: Annotation, reviewer: Any
) -> None:
    gold = make_gold(work, reviewer)
    assert "Suggestions of rules 1" in opened(desk, article, f"?set={suggestion.set_id}").content.decode()
    page = opened(desk, article, f"?set={gold.pk}")
    assert "<b>Gold</b>" in page.content.decode()
    assert len(page.context["bench"].cards) == 1


def test_the_picker_offers_the_sets_that_one_may_see(
    desk: Client, article: Article, work: AnnotationSet, suggestion: Annotation, mara: Any
) -> None:
    def offered(reader: Client) -> list[str]:
        return [one.label for one in opened(reader, article, f"?set={suggestion.set_id}").context["sets"]]

    assert offered(desk) == ["Mara Lind", "rules 1"]
    assert offered(signed_in(mara)) == ["my work", "rules 1"]
    assert offered(signed_in(make_member(article.project, name="tom"))) == ["rules 1"]


def test_what_is_not_finished_says_so(desk: Client, article: Article, mara: Any, suggestion: Annotation) -> None:
    found = workset(article, mara)
    decide.accept(found, user=mara, action_id=new_id(), seen=Seen(str(suggestion.pk), 0))
    page = opened(desk, article, f"?set={found.pk}")
    assert "not finished" in page.content.decode()
    assert [one.label for one in page.context["sets"]][0] == "Mara Lind (not finished)"


def test_the_own_set_is_worked_on_as_ever(article: Article, work: AnnotationSet, mara: Any) -> None:
    assert "js/workbench.js" in opened(signed_in(mara), article, f"?set={work.pk}").content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANNOTATOR])
def test_nobody_else_learns_whether_there_is_such_a_set(article: Article, work: AnnotationSet, role: Role) -> None:
    reader = signed_in(make_member(article.project, role=role, name="tom"))
    assert opened(reader, article, f"?set={work.pk}").status_code == 404
    assert opened(reader, article, "?user=mara").status_code == 404
    assert "Mara" not in opened(reader, article, f"?annotation={Annotation.objects.get(set=work).pk}").content.decode()


def test_a_reviewer_at_work_on_the_article_sees_nobody_elses(
    desk: Client, article: Article, work: AnnotationSet, reviewer: Any, suggestion: Annotation
) -> None:
    own = workset(article, reviewer)
    decide.accept(own, user=reviewer, action_id=new_id(), seen=Seen(str(suggestion.pk), 0))
    assert opened(desk, article, f"?set={work.pk}").status_code == 404
    finish(own, user=reviewer)
    assert opened(desk, article, f"?set={work.pk}").status_code == 200


def test_gold_is_read_by_annotators_once_they_have_finished(
    article: Article, work: AnnotationSet, reviewer: Any, mara: Any
) -> None:
    gold = make_gold(work, reviewer)
    tom = make_member(article.project, name="tom")
    assert opened(signed_in(tom), article, f"?set={gold.pk}").status_code == 404
    assert opened(signed_in(mara), article, f"?set={gold.pk}").status_code == 200


def test_who_reads_without_suggestions_sees_none_beside_anothers_work(
    desk: Client, article: Article, work: AnnotationSet, project: Project, suggestion: Annotation, reviewer: Any
) -> None:
    project.blind_share = 100
    project.save()
    article.refresh_from_db()
    assert workset(article, reviewer).blind
    page = opened(desk, article, f"?set={work.pk}")
    assert [card.id for card in page.context["bench"].cards] == [str(suggestion.pk)]
    assert [one.label for one in page.context["sets"]] == ["my work (not finished)", "Mara Lind"]


@pytest.mark.parametrize("asked", ["?set=x", "?set=0", "?set=99999999999999999999", "?annotation=1", "?set=4711"])
def test_an_address_that_names_no_set_is_not_found(desk: Client, article: Article, asked: str) -> None:
    assert opened(desk, article, asked).status_code == 404


def test_a_set_of_another_article_is_not_found(desk: Client, article: Article, work: AnnotationSet) -> None:
    assert opened(desk, make_suggested(article.project), f"?set={work.pk}").status_code == 404


def test_a_persons_quote_leads_to_the_set_that_it_is_in(desk: Client, project: Project, mara: Any) -> None:
    article = make_article(project)
    work = finishes(article, mara, [quote(COSTLY)])
    added = Annotation.objects.get(set=work)
    person = Person.objects.get(name="Ines Calder")
    words = desk.get(f"/projects/harbour/people/{person.pk}/").content.decode()
    link = f"/articles/{article.pk}/?set={work.pk}&amp;annotation={added.pk}#annotation-{added.pk}"
    assert f'href="{link}"' in words
    page = desk.get(link.replace("&amp;", "&"))
    assert page.context["asked"] == work
    assert f'id="annotation-{added.pk}"' in page.content.decode()


def test_a_page_of_a_set_costs_the_same_with_many_sets(
    desk: Client, article: Article, work: AnnotationSet, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        workset(article, make_member(article.project, name=f"reader{number}"))
    with django_assert_max_num_queries(14):
        assert len(opened(desk, article, f"?set={work.pk}").context["sets"]) == 14
