"""Which articles are fully checked: finished with every suggested quote decided, or gold."""

from __future__ import annotations

from typing import Any

from annotator.models import Annotation, AnnotationSet, Exercise
from annotator.services.checked import checked_sets, newest_sets, number_checked
from annotator.services.decide import Change, Seen, accept, accept_many, change_frame
from annotator.services.queue import finish
from annotator.services.review import make_gold
from annotator.services.suggested import store_machine_set
from annotator.services.withdraw import withdraw
from articles.models import Article, Project
from tests.exchange.helpers import article as record
from tests.exchange.helpers import bring_in, quote
from tests.factories import make_suggested, new_id, suggestions_for, workset


def quotes_of(article: Article) -> list[Annotation]:
    rows = Annotation.objects.filter(set__article=article, set__source="suggester", kind="quote")
    return list(rows.order_by("start"))


def check(article: Article, user: Any, *, most: int | None = None) -> AnnotationSet:
    """Accept the first quotes, all of them without ``most``, and finish."""
    found = workset(article, user)
    cards = [str(row.pk) for row in quotes_of(article)[:most]]
    accept_many(found, user=user, action_id=new_id(), cards=cards)
    finish(found, user=user)
    found.refresh_from_db()
    return found


def test_a_finished_set_counts_with_every_suggested_quote_decided(article: Article, annotator: Any) -> None:
    found = check(article, annotator)
    assert list(checked_sets(article.project)) == [found]
    assert number_checked(article.project, most=5) == 1


def test_one_quote_left_undecided_is_not_fully_checked(article: Article, annotator: Any) -> None:
    check(article, annotator, most=2)
    assert number_checked(article.project, most=5) == 0


def test_finishing_at_once_is_not_fully_checked(article: Article, annotator: Any) -> None:
    finish(workset(article, annotator), user=annotator)
    assert number_checked(article.project, most=5) == 0


def test_other_kinds_need_no_decision(article: Article, annotator: Any) -> None:
    check(article, annotator)  # an entity, a caption and a repair are left
    assert number_checked(article.project, most=5) == 1


def test_what_another_suggester_proposes_later_does_not_undo_it(article: Article, annotator: Any) -> None:
    check(article, annotator)
    assert store_machine_set(article, suggester="other", version="1", suggestions=suggestions_for(article.text))
    assert number_checked(article.project, most=5) == 1


def test_a_suggestion_that_an_own_quote_answers_is_decided(article: Article, annotator: Any) -> None:
    """Two suggesters propose the same quotes: each is shown once, and decided once."""
    assert store_machine_set(article, suggester="other", version="1", suggestions=suggestions_for(article.text))
    found = workset(article, annotator)
    rules = article.annotation_sets.get(suggester="rules").annotations.filter(kind="quote")
    accept_many(found, user=annotator, action_id=new_id(), cards=[str(row.pk) for row in rules])
    finish(found, user=annotator)
    assert number_checked(article.project, most=5) == 1


def test_the_older_run_of_a_suggester_is_not_asked_for(article: Article, annotator: Any) -> None:
    few = suggestions_for(article.text)
    newer = type(few)(quotes=few.quotes[:1])
    assert store_machine_set(article, suggester="rules", version="2", suggestions=newer)
    (only,) = article.annotation_sets.get(version="2").annotations.all()
    found = workset(article, annotator)
    accept(found, user=annotator, action_id=new_id(), seen=Seen(str(only.pk), 0))
    finish(found, user=annotator)
    assert number_checked(article.project, most=5) == 1


def test_gold_counts_and_stands_before_what_was_finished(article: Article, annotator: Any, reviewer: Any) -> None:
    gold = make_gold(check(article, annotator, most=1), reviewer)
    check(article, reviewer)
    assert newest_sets(article.project, most=5) == [gold]


def test_work_without_suggestions_is_checked_by_being_read(article: Article, annotator: Any) -> None:
    AnnotationSet.objects.create(article=article, source="annotator", user=annotator, blind=True)
    finish(workset(article, annotator), user=annotator)
    assert number_checked(article.project, most=5) == 1


def test_finished_work_that_an_import_brings_counts(project: Project) -> None:
    sets = [{"annotator": "ines", "state": "finished"}]
    bring_in(project, record(quotes=[quote(annotator="ines"), quote(suggester="old", version="1")], sets=sets))
    assert number_checked(project, most=5) == 1


def test_open_work_that_an_import_brings_does_not_count(project: Project) -> None:
    bring_in(project, record(quotes=[quote(annotator="ines")], sets=[{"annotator": "ines", "state": "open"}]))
    assert number_checked(project, most=5) == 0


def test_withdrawn_articles_do_not_count(article: Article, annotator: Any, manager: Any) -> None:
    check(article, annotator)
    withdraw(article, user=manager, reason="rights")
    assert number_checked(article.project, most=5) == 0


def test_of_practice_the_gold_counts_and_of_hidden_checks_nothing(
    project: Project, annotator: Any, reviewer: Any
) -> None:
    practice, hidden = (make_suggested(project) for _ in range(2))
    gold = [make_gold(check(one, annotator), reviewer) for one in (practice, hidden)]
    Exercise.objects.create(article=practice, project=project, purpose="practice")
    Exercise.objects.create(article=hidden, project=project, purpose="check")
    assert list(checked_sets(project)) == [gold[0]]


def test_where_quotes_are_not_asked_for_only_gold_and_imports_count(
    article: Article, annotator: Any, reviewer: Any
) -> None:
    found = check(article, annotator)
    Project.objects.update(judged={"quote": "shown"})
    project = Project.objects.get()
    assert number_checked(project, most=5) == 0
    make_gold(found, reviewer)
    assert number_checked(project, most=5) == 1
    Project.objects.update(judged={"quote": "off"})
    assert number_checked(Project.objects.get(), most=5) == 0


def test_a_corrected_quote_is_decided(article: Article, annotator: Any) -> None:
    found = workset(article, annotator)
    for row in quotes_of(article):
        change_frame(
            found, user=annotator, action_id=new_id(), seen=Seen(str(row.pk), 0), wanted=Change(speaker_kind="none")
        )
    finish(found, user=annotator)
    assert number_checked(article.project, most=5) == 1
