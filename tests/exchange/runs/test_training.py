"""A training: what it learns from, when its version is used, and that nothing of it happens twice."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from annotator.errors import Refused
from annotator.models import Annotation, CheckedWork, Event, LearnedModel
from annotator.services.learning import model_in_use, use_model, version_in_use
from annotator.services.profiles import change_profile
from annotator.services.sets import latest_machine_sets
from annotator.services.suggest import suggest_articles, suggester_for
from articles.models import Article, Project
from exchange.models import Run
from exchange.runs import training
from exchange.runs.services import cancel, claim, perform
from exchange.runs.training import ask_training
from exchange.runs.versions import use_no_version, use_version
from exchange.runs.worker import Worker
from suggesters.pipeline import RULES_VERSION
from suggesters.profiles import PRESETS
from tests.exchange.runs.learner import Learner, Learning, check_articles, install
from tests.factories import gate, make_article, make_model, make_version

GGT = PRESETS["ggt"]


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    return install(monkeypatch)


@pytest.fixture
def checked(project: Project, annotator: Any) -> list[Article]:
    return check_articles(project, annotator, 3)


@pytest.fixture
def undecided(project: Project) -> Article:
    """An article that nobody has decided in, with the suggestions of the rules."""
    found = make_article(project, "The pier is shut, she said.")
    list(suggest_articles(project, Learning()))
    return found


def trained(project: Project, user: Any, **options: Any) -> LearnedModel:
    run = ask_training(project, user=user, **options)
    assert perform(run.pk) == "finished", Run.objects.get(pk=run.pk).reason
    return LearnedModel.objects.get(run=run.pk)


def suggest(project: Project) -> None:
    """Do the run that suggests anew."""
    run = Run.objects.get(project=project, kind="suggest", state="waiting")
    assert perform(run.pk) == "finished"


def shown(article: Article) -> str:
    (found,) = latest_machine_sets(Article.objects.select_related("project").get(pk=article.pk))
    return found.version


def test_a_better_version_is_used_and_undecided_articles_are_suggested_by_it(
    learner: Learner, project: Project, manager: Any, undecided: Article, checked: list[Article]
) -> None:
    before = [shown(article) for article in checked]
    row = trained(project, manager)
    assert (row.number, row.state, row.in_use, row.articles, row.quotes) == (1, "accepted", True, 3, 9)
    suggest(project)
    assert shown(undecided) == f"{RULES_VERSION}-newsroom-learned-{row.key}+en_core_web_sm-3.8.0"
    assert [shown(article) for article in checked] == before
    (again,) = Annotation.objects.filter(set__article=undecided, reason=f"learned {row.key}")
    undecided.refresh_from_db()
    assert undecided.uncertainty == pytest.approx(1 - (again.score or 0))


def test_it_learns_from_the_checked_articles_in_one_order_and_keeps_their_hash(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    first = trained(project, manager)
    assert first.data == [article.pk for article in checked]
    assert [one.source.text for one in learner.lessons[0].articles] == [article.text for article in checked]
    assert [len(one.quotes) for one in learner.lessons[0].articles] == [3, 3, 3]
    again = trained(project, manager)
    assert (again.number, again.data_hash) == (2, first.data_hash)
    quote = Annotation.objects.filter(set__article=checked[0], set__source="annotator", kind="quote")[0]
    Annotation.objects.filter(pk=quote.pk).update(verdict="rejected")
    assert trained(project, manager).data_hash != first.data_hash


def test_the_next_training_is_compared_with_the_version_in_use(
    learner: Learner, project: Project, manager: Any, annotator: Any, checked: list[Article]
) -> None:
    first = trained(project, manager)
    assert learner.lessons[0].former is None
    check_articles(project, annotator, 1)
    trained(project, manager)
    former = learner.lessons[1].former
    assert former is not None
    assert (former.model.key, former.articles) == (first.key, frozenset({0, 1, 2}))


def test_a_version_that_is_not_better_is_kept_and_not_used(
    learner: Learner, project: Project, manager: Any, undecided: Article, checked: list[Article]
) -> None:
    learner.verdict = gate(accepted=False, reason="not_better")
    row = trained(project, manager)
    assert (row.state, row.in_use, version_in_use(project)) == ("refused", False, None)
    assert not Run.objects.filter(kind="suggest").exists()
    assert suggester_for(project).version == f"{RULES_VERSION}-newsroom+en_core_web_sm-3.8.0"


def test_it_is_used_all_the_same_where_that_was_asked(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    learner.verdict = gate(accepted=False, reason="unsure")
    row = trained(project, manager, force=True)
    assert (row.state, row.in_use) == ("forced", True)


def test_with_a_version_its_guideline_becomes_the_projects(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    learner.models = [make_model(profile=GGT)]
    trained(project, manager)
    project.refresh_from_db()
    assert project.chosen_profile == GGT
    told = Event.objects.filter(article=None, actor=manager).order_by("id")
    assert [event.verb for event in told] == ["train model", "change profile", "use model"]
    assert suggester_for(project).version.startswith(f"{RULES_VERSION}-ggt-learned-")


def test_another_guideline_puts_what_was_learned_out_of_use(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    trained(project, manager)
    change_profile(project, GGT, user=manager)
    assert (version_in_use(project), model_in_use(project)) == (None, None)
    assert not LearnedModel.objects.filter(in_use=True).exists()
    change_profile(project, PRESETS["newsroom"], user=manager)
    assert version_in_use(project) is None  # until it is put back, or trained anew


def test_another_name_of_the_same_guideline_leaves_it_in_use(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    row = trained(project, manager)
    change_profile(project, replace(PRESETS["newsroom"], name="our desk"), user=manager)
    assert version_in_use(project) == row


def test_any_earlier_version_comes_back_and_so_do_the_rules(
    learner: Learner, project: Project, manager: Any, undecided: Article, checked: list[Article]
) -> None:
    first, second = trained(project, manager), trained(project, manager)
    suggest(project)
    assert use_version(first, user=manager)[0]
    suggest(project)
    assert f"-learned-{first.key}+" in shown(undecided)
    assert not use_version(first, user=manager)[0]
    assert use_no_version(project, user=manager)[0]
    assert not use_no_version(project, user=manager)[0]
    suggest(project)
    assert shown(undecided) == f"{RULES_VERSION}-newsroom+en_core_web_sm-3.8.0"
    second.refresh_from_db()
    assert not second.in_use
    told = [(event.verb, event.after) for event in Event.objects.filter(article=None).order_by("-id")[:2]]
    assert told == [("use rules", None), ("use model", {"name": "1", "key": first.key, "state": "accepted"})]


def test_one_version_at_most_is_in_use(project: Project) -> None:
    make_version(project, 1, in_use=True)
    row = make_version(project, 2)
    with pytest.raises(IntegrityError):
        LearnedModel.objects.filter(pk=row.pk).update(in_use=True)


def test_two_who_ask_get_one_training(learner: Learner, project: Project, manager: Any, checked: list[Article]) -> None:
    first = ask_training(project, user=manager)
    assert ask_training(project, user=None) == first
    claim(first.pk)
    assert ask_training(project, user=manager, client_id=uuid.uuid4()) == first


def test_a_repeated_request_is_one_training_even_when_it_has_ended(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    key = uuid.uuid4()
    run = ask_training(project, user=manager, client_id=key)
    perform(run.pk)
    assert ask_training(project, user=manager, client_id=key) == run
    assert LearnedModel.objects.count() == 1


def test_an_id_of_another_run_is_refused(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    other = Run.objects.create(pk=uuid.uuid4(), project=project, kind="import")
    with pytest.raises(Refused, match="belongs to another run"):
        ask_training(project, user=manager, client_id=other.pk)


def test_too_few_checked_articles_are_refused_with_what_is_missing(
    learner: Learner, project: Project, manager: Any, annotator: Any
) -> None:
    check_articles(project, annotator, 1)
    with pytest.raises(Refused, match="3 fully checked articles are needed to learn from; there is 1"):
        ask_training(project, user=manager)
    assert not Run.objects.exists()


def test_nobody_but_a_manager_trains_or_chooses(
    learner: Learner, project: Project, reviewer: Any, checked: list[Article]
) -> None:
    with pytest.raises(PermissionDenied):
        ask_training(project, user=reviewer)
    with pytest.raises(PermissionDenied):
        use_model(make_version(project), user=reviewer)
    with pytest.raises(PermissionDenied):
        use_no_version(project, user=reviewer)


def test_what_was_changed_while_it_learned_is_not_undone_by_it(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    learner.meanwhile = lambda: change_profile(Project.objects.get(pk=project.pk), GGT, user=manager)
    row = trained(project, manager)
    assert (row.state, row.in_use, row.report["overtaken"]) == ("accepted", False, True)
    project.refresh_from_db()
    assert project.chosen_profile == GGT


def test_a_worker_that_dies_after_the_version_was_kept_leaves_one_version(
    learner: Learner, project: Project, manager: Any, checked: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ask_training(project, user=manager)
    monkeypatch.setattr(training, "report_of", lambda row: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        perform(run.pk)
    monkeypatch.undo()
    Run.objects.filter(pk=run.pk).update(state="waiting", claim=None)
    assert perform(run.pk) == "finished"
    assert (LearnedModel.objects.count(), len(learner.lessons)) == (1, 1)
    assert Event.objects.filter(verb="use model").count() == 1


def test_a_stopped_training_keeps_nothing(
    learner: Learner, project: Project, manager: Any, checked: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.runs.progress.EVERY", 0)
    run = ask_training(project, user=manager)
    learner.meanwhile = lambda: cancel(Run.objects.get(pk=run.pk))
    assert perform(run.pk) == "cancelled"
    assert not LearnedModel.objects.exists()


def test_a_run_by_the_former_version_ends_by_itself(
    learner: Learner, project: Project, manager: Any, checked: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.suggest.BATCH", 1)
    for name in ("first", "second", "third"):
        make_article(project, f"The {name} pier is shut, she said.")
    found = suggest_articles(project, suggester_for(project))
    next(found)
    running = Run.objects.create(
        pk=uuid.uuid4(), project=project, kind="suggest", state="running",
        options={"suggester": "quotemark", "keys": []},
    )  # fmt: skip
    trained(project, manager)
    assert list(found) == []
    running.refresh_from_db()
    assert running.cancel_asked


def test_rules_that_have_changed_train_anew_by_themselves_once(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    make_version(project, rules="4", pipeline="en_core_web_sm-3.8.0", in_use=True)
    Worker(batch=True).look_at_new_work()
    run = Run.objects.get(kind="train")
    assert (run.user, run.state) == (None, "waiting")
    assert perform(run.pk) == "finished"
    assert version_in_use(project) == LearnedModel.objects.get(run=run.pk)
    Worker(batch=True).look_at_new_work()
    assert Run.objects.filter(kind="train").count() == 1


def test_the_same_rules_ask_for_nothing(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    trained(project, manager)
    Worker(batch=True).look_at_new_work()
    assert Run.objects.filter(kind="train").count() == 1


def test_a_worker_goes_on_where_the_rules_cannot_be_loaded(
    learner: Learner, project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_version(project, rules="4", in_use=True)
    monkeypatch.setattr("annotator.services.suggest.loaded", lambda *asked: 1 / 0)
    Worker(batch=True).look_at_new_work()
    assert "Whether the project “harbour” needs a training cannot be told" in caplog.text
    assert not Run.objects.exists()


def test_too_few_articles_under_new_rules_ask_for_nothing(learner: Learner, project: Project) -> None:
    """As in a project whose version was imported."""
    former = make_version(project, rules="4", in_use=True)
    Worker(batch=True).look_at_new_work()
    assert not Run.objects.exists()
    assert version_in_use(project) == former


def test_a_refusal_under_new_rules_is_not_asked_for_again(
    learner: Learner, project: Project, checked: list[Article]
) -> None:
    former = make_version(project, rules="4", pipeline="en_core_web_sm-3.8.0", in_use=True)
    learner.verdict = gate(accepted=False, reason="unsure")
    Worker(batch=True).look_at_new_work()
    perform(Run.objects.get(kind="train").pk)
    Worker(batch=True).look_at_new_work()
    assert Run.objects.filter(kind="train").count() == 1
    assert version_in_use(project) == former  # it goes on


def test_the_counts_of_checked_work_begin_anew_with_a_training(
    learner: Learner, project: Project, manager: Any, checked: list[Article]
) -> None:
    trained(project, manager)
    work = CheckedWork.objects.get(project=project)
    assert (work.articles, work.trained, work.is_due) == (3, 3, False)
