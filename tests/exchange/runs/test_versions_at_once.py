"""Several managers who train and choose at the same moment: one training, and one version in use."""

from __future__ import annotations

import pytest

from annotator.models import Event, LearnedModel
from annotator.services.learning import version_in_use
from articles.models import Project, Role
from exchange.models import Run
from exchange.runs.training import ask_training
from exchange.runs.versions import use_version
from tests.annotator.services.test_places_at_once import in_threads
from tests.exchange.runs.learner import check_articles, install
from tests.factories import make_member, make_project, make_version

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_who_click_at_once_all_get_the_same_training(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    project = make_project()
    managers = [make_member(project, role=Role.MANAGER) for _ in range(4)]
    check_articles(project, managers[0], 3)
    answers = in_threads([lambda user=user: ask_training(project, user=user).pk for user in managers])
    assert answers == [Run.objects.get(kind="train").pk] * 4


def test_of_many_who_choose_at_once_the_last_one_wins_and_one_version_is_in_use() -> None:
    project = make_project()
    managers = [make_member(project, role=Role.MANAGER) for _ in range(4)]
    rows = [make_version(project, weight) for weight in (1, 2)]
    keys = [rows[number % 2].pk for number in range(4)]

    def choose(key: int, user: object) -> bool:
        row = LearnedModel.objects.select_related("project").get(pk=key)
        return use_version(row, user=user)[0]

    pairs = zip(keys, managers, strict=True)
    answers = in_threads([lambda key=key, user=user: choose(key, user) for key, user in pairs])
    used = version_in_use(Project.objects.get(pk=project.pk))
    last = Event.objects.filter(verb="use model").order_by("-id")[0]
    assert used is not None
    assert (last.after or {})["name"] == str(used.number)
    assert Event.objects.filter(verb="use model").count() == answers.count(True)
