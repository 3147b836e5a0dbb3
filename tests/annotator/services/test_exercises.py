"""Practice comes first and hidden checks are mixed in; neither counts, and no gold is seen too early."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from annotator.models import Adjudication, AnnotationSet, Assignment, Attempt, Event, Exercise, Lease
from annotator.services.asking import askings
from annotator.services.assign import assign
from annotator.services.frames import write_frames
from annotator.services.merge import finished_sets
from annotator.services.nothing_left import why_nothing
from annotator.services.people import person_named
from annotator.services.purposes import use_for
from annotator.services.queue import listed, take_next, waiting
from annotator.services.visibility import annotations_visible_to
from annotator.vocabulary import Purpose
from articles.models import Article, Membership, Project
from tests.annotator.adjudicating import CONTENT, COSTLY, SHORTER, finished_by, quote
from tests.factories import make_article, make_member


def with_gold(project: Project, *frames: Any, **values: Any) -> Article:
    article = make_article(project, **values)
    for frame in frames:
        frame.person = person_named(project, frame.name, user=None).pk
    gold = AnnotationSet.objects.create(
        article=article, source="gold", state="finished", finished_at="2026-01-01T00:00:00Z"
    )
    write_frames(gold, frames)
    return article


def use(article: Article, purpose: str, manager: Any, **values: Any) -> None:
    assert use_for(article.project, [article.pk], purpose=purpose, user=manager, **values).done == 1


def finish_next(user: Any) -> Article | None:
    article = take_next(user)
    if article is not None:
        finished_by(article, user, [])
    return article


def checked(project: Project, share: int) -> None:
    project.check_share = share
    project.save()


def test_practice_comes_before_all_else_and_once(project: Project, annotator: Any, manager: Any) -> None:
    ordinary, practice = make_article(project), with_gold(project)
    assign([ordinary], to=annotator, user=manager)
    use(practice, Purpose.PRACTICE, manager)
    assert [finish_next(annotator), finish_next(annotator), finish_next(annotator)] == [practice, ordinary, None]


def test_only_gold_can_be_an_exercise_and_only_managers_say_so(project: Project, manager: Any, reviewer: Any) -> None:
    without, ready = make_article(project), with_gold(project)
    used = use_for(project, [without.pk, ready.pk], purpose=Purpose.CHECK, user=manager)
    assert (used.done, used.without_gold) == (1, 1)
    assert use_for(project, [ready.pk], purpose=Purpose.CHECK, user=manager).known == 1
    assert [event.after for event in Event.objects.filter(verb="use for")] == [{"purpose": "check"}]
    with pytest.raises(PermissionDenied):
        use_for(project, [ready.pk], purpose="", user=reviewer)


def test_checks_stand_between_the_others_where_the_list_shows_them(project: Project, manager: Any) -> None:
    """The list, its number and what is given out agree; at the end no check is left over as the last."""
    checked(project, 70)  # which is drawn by keys: that none of twelve is a check happens once in a million times
    ordinary = [make_article(project) for _ in range(12)]
    checks = [with_gold(project) for _ in range(3)]
    for article in checks:
        use(article, Purpose.CHECK, manager)
    user = make_member(project, name="bea")
    Membership.objects.filter(user=user).update(queue_draws=5)
    asking = askings(user, project=project)[0]
    shown = listed(asking, most=50)
    assert [article for article in shown if article in ordinary] == ordinary
    assert {article for article in shown if article in checks}
    assert shown[-1] in ordinary
    assert waiting(user, most=50) == len(shown)
    assert waiting(user, most=4) == 4
    in_pages = [article for start in range(0, 15, 4) for article in listed(asking, most=4, start=start)]
    assert in_pages == shown
    taken = []
    while (finished := finish_next(user)) is not None:
        taken.append(finished)
    assert taken == shown
    assert why_nothing(user, project).why == "finished"


def test_asking_again_gives_the_same_check_and_never_one_twice(project: Project, manager: Any) -> None:
    checked(project, 50)
    for _ in range(20):
        make_article(project)
    check = with_gold(project)
    use(check, Purpose.CHECK, manager)
    user = make_member(project, name="bea")
    taken = []
    for _ in range(21):
        first, again = take_next(user), take_next(user)
        assert first == again
        taken.append(finish_next(user))
    assert taken.count(check) == 1
    assert finish_next(user) is None


def test_people_get_checks_at_different_places_and_managers_get_none(project: Project, manager: Any) -> None:
    checked(project, 20)
    for _ in range(20):
        make_article(project)
    check = with_gold(project)
    use(check, Purpose.CHECK, manager)
    places = set()
    for name in ("ada", "ben", "cy", "dan", "eve", "fay", "gus", "hal"):
        shown = listed(askings(make_member(project, name=name), project=project)[0], most=50)
        places.add(shown.index(check) if check in shown else -1)
    assert len(places) > 1
    assert check not in listed(askings(manager, project=project)[0], most=50)


def test_without_a_share_no_check_is_given(project: Project, annotator: Any, manager: Any) -> None:
    make_article(project)
    check = with_gold(project)
    use(check, Purpose.CHECK, manager)
    assert check not in listed(askings(annotator, project=project)[0], most=50)


def test_an_exercise_has_room_for_everybody_and_is_kept_like_others(project: Project, manager: Any) -> None:
    """A check without “kept for you until” would be known by it."""
    Project.objects.update(overlap=1)
    project.refresh_from_db()
    practice = with_gold(project)
    use(practice, Purpose.PRACTICE, manager)
    people = [make_member(project, name=name) for name in ("ada", "ben")]
    for user in people:
        assert take_next(user) == practice
    assert Lease.objects.filter(article=practice).count() == 2
    for user in people:
        finished_by(practice, user, [])
    assert Attempt.objects.count() == 2


def test_what_is_done_in_an_exercise_is_not_adjudicated_until_it_is_none(
    project: Project, annotator: Any, manager: Any
) -> None:
    project.overlap = 2
    project.save()
    article = with_gold(project, quote(CONTENT))
    use(article, Purpose.CHECK, manager)
    finished_by(article, annotator, [quote(COSTLY)])
    finished_by(article, make_member(project, name="bea"), [])
    assert finished_sets(article) == []
    assert Adjudication.objects.get(article=article).state == Adjudication.State.GOLD
    use(article, "", manager)
    assert len(finished_sets(article)) == 2
    assert Adjudication.objects.get(article=article).readers == 2
    assert not Exercise.objects.exists()
    assert Attempt.objects.count() == 2


def test_an_article_that_serves_the_dataset_again_comes_back_into_the_queue(
    project: Project, annotator: Any, manager: Any
) -> None:
    article, later = with_gold(project), make_article(project)
    use(article, Purpose.CHECK, manager)
    assert finish_next(annotator) == later
    use(article, "", manager)
    assert finish_next(annotator) == article


def test_assignments_end_and_an_exercise_is_not_assigned(project: Project, annotator: Any, manager: Any) -> None:
    article = with_gold(project)
    assign([article], to=annotator, user=manager)
    use(article, Purpose.CHECK, manager)
    assert not Assignment.objects.exists()
    article.refresh_from_db()
    assert article.readers == 0
    assert assign([article], to=annotator, user=manager).exercises == 1


def test_gold_of_practice_is_seen_after_finishing_and_that_of_a_check_never(
    project: Project, annotator: Any, manager: Any, reviewer: Any
) -> None:
    practice, check = with_gold(project, quote(CONTENT)), with_gold(project, quote(CONTENT))
    use(practice, Purpose.PRACTICE, manager)
    use(check, Purpose.CHECK, manager)
    assert not annotations_visible_to(annotator).exists()
    for article in (practice, check):
        finished_by(article, annotator, [])
    assert {row.set.article for row in annotations_visible_to(annotator)} == {practice}
    assert {row.set.article for row in annotations_visible_to(reviewer)} == {practice, check}


def test_the_first_attempt_counts_with_halves_for_what_differs(project: Project, annotator: Any, manager: Any) -> None:
    gold = [quote(CONTENT), quote(COSTLY), quote("“We will wait,”", name="Tom Okafor")]
    article = with_gold(project, *gold)
    use(article, Purpose.CHECK, manager)
    own = finished_by(article, annotator, [quote(SHORTER), quote(COSTLY), quote("“but not for ever.”")])
    kept = Attempt.objects.get()
    assert (kept.right, kept.different, kept.missed, kept.extra, kept.score) == (1, 1, 1, 1, 0.375)
    own.annotations.all().delete()
    finished_by(article, annotator, [])
    assert Attempt.objects.get().score == 0.375
