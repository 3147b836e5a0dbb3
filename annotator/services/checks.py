"""Blind checks: a queue of their own, of suggestions drawn at random, shown without score, version and decisions.

Nobody checks what was checked, nor what they decided themselves, unless everybody who could check it decided about it;
such an answer is marked. Nor does anybody check a suggestion of an article that they read without suggestions. Answers
are only ever added: taking one back adds another. They change no annotation.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import Refused, Stale
from annotator.models import Annotation, CertificateTest, Check, Draw
from annotator.services.blind import read_blind
from annotator.services.certificate_tests import End, HowFar, end_test, locked, state_of
from annotator.services.certificates import outdated
from annotator.vocabulary import CheckAnswer, Source
from articles import access
from articles.models import Membership, Project, Role

LOOKED_AT = 30
"""So many of the draws that a test asks for next are looked at, to find one for somebody."""
AT_ONCE = datetime.timedelta(minutes=10)
"""Whoever has answered since then is checking too: each gets another one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A draw for somebody to check. ``decided`` says that they decided about it, as all who could check it did."""

    draw: Draw
    decided: bool


def open_tests(project: Project) -> QuerySet[CertificateTest]:
    """The tests that go on, the oldest first."""
    rows = CertificateTest.objects.filter(project=project, ended_at__isnull=True)
    return rows.select_related("project").order_by("started_at", "id")


def checkers(project: Project) -> set[int]:
    """The keys of those who may check."""
    members = Membership.objects.filter(project=project).exclude(role=Role.VIEWER)
    return set(members.order_by().values_list("user", flat=True))


def who_decided(annotations: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """The people who have decided about each of these suggestions."""
    rows = Annotation.objects.filter(origin__in=annotations, set__source=Source.ANNOTATOR)
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for origin, user in rows.order_by().values_list("origin", "set__user"):
        if origin is not None and user is not None:
            found[origin].add(user)
    return found


def asked_of(state: HowFar, user: Any) -> Asked | None:
    """What the user is to check next in this test; None where nothing is left for them. Five queries at most.

    People who check at the same time get different ones, as near to the front as can be.
    """
    draws = state.asks[:LOOKED_AT]
    if not draws:
        return None
    keys = [draw.annotation_id for draw in draws]
    hidden = Annotation.objects.filter(read_blind(user, article="set__article"), pk__in=keys)
    unseen = set(hidden.order_by().values_list("pk", flat=True))
    decided, others = who_decided(keys), checkers(state.test.project) - {user.pk}
    found: list[Asked] = []
    for draw in draws:
        is_own = user.pk in decided[draw.annotation_id]
        if draw.annotation_id not in unseen and not (is_own and others - decided[draw.annotation_id]):
            found.append(Asked(draw, is_own))
    return found[min(place_among(state, user), len(found) - 1)] if found else None


def place_among(state: HowFar, user: Any) -> int:
    """How many others are checking in this test who come before the user; whoever has just come is last."""
    recent = Check.objects.filter(draw__test=state.test, at__gt=timezone.now() - AT_ONCE)
    busy = set(recent.order_by().values_list("user", flat=True).distinct())
    return len([other for other in busy if other < user.pk]) if user.pk in busy else len(busy)


def next_check(project: Project, user: Any) -> tuple[HowFar | None, Asked | None]:
    """What the user is to check next: the test and the draw. Without a draw, the first test that goes on, if any."""
    states = [state_of(test) for test in open_tests(project)]
    for state in states:
        asked = asked_of(state, user)
        if asked is not None:
            return state, asked
    return next(iter(states), None), None


@transaction.atomic
def answer(draw: Draw, given: CheckAnswer, *, user: Any, client_id: uuid.UUID) -> CertificateTest:
    """Keep the answer, and end the test where it decides it. A repeated request has one effect.

    Raises Stale where somebody has answered meanwhile, or the test does not ask for this any more.
    """
    test = locked(draw.test)
    access.require(test.project, user, at_least=Role.ANNOTATOR)
    if Check.objects.filter(client_id=client_id, user=user).exists():
        return test
    if not test.is_open:
        raise Stale(_("This test has ended: thank you, no more checks are needed."))
    if outdated(test):
        end_test(test, End.OUTDATED, user=None)
        return test
    state = state_of(test)
    if draw.pk not in {one.pk for one in state.asks}:
        raise Stale(_("A colleague has answered this one meanwhile: here is the next."))
    decided = user.pk in who_decided([draw.annotation_id])[draw.annotation_id]
    Check.objects.create(client_id=client_id, draw=draw, user=user, answer=given, decided_before=decided)
    if state_of(test).is_over:
        end_test(test, End.FINISHED, user=None)
    return test


@transaction.atomic
def take_back(test: CertificateTest, *, user: Any, client_id: uuid.UUID) -> Draw | None:
    """Take the user's last answer in the test back; None where there is none. Raises Refused after the test's end."""
    test = locked(test)
    access.require(test.project, user, at_least=Role.ANNOTATOR)
    if Check.objects.filter(client_id=client_id, user=user).exists():
        return None
    if not test.is_open:
        raise Refused(_("This test has ended: its answers stand."))
    last = last_of(test, user)
    if last is None:
        return None
    Check.objects.create(
        client_id=client_id, draw=last.draw, user=user, answer=CheckAnswer.TAKEN_BACK,
        decided_before=last.decided_before,
    )  # fmt: skip
    return last.draw


def last_of(test: CertificateTest, user: Any) -> Check | None:
    """The user's newest answer in the test that stands."""
    mine = Check.objects.filter(draw__test=test, user=user).select_related("draw").order_by("-id")
    back: set[int] = set()
    for check in mine:
        if check.answer == CheckAnswer.TAKEN_BACK:
            back.add(check.draw_id)
        elif check.draw_id not in back:
            return check
        else:
            back.discard(check.draw_id)
    return None


def people_who_checked(test: CertificateTest) -> list[tuple[Any, int]]:
    """Who has checked, and how many of the answers that count are theirs, the most first."""
    newest: dict[int, tuple[int, str]] = {}
    for draw, user, given in Check.objects.filter(draw__test=test).order_by("id").values_list("draw", "user", "answer"):
        newest[draw] = (user, given)
    counts: dict[int, int] = defaultdict(int)
    for user, given in newest.values():
        counts[user] += given != CheckAnswer.TAKEN_BACK
    users = get_user_model().objects.in_bulk(counts)
    return sorted(((users[key], number) for key, number in counts.items() if number), key=lambda pair: -pair[1])
