"""A large project with twelve people: the next article, the agreement page, and an hour in which all ask at once.

usage: teams.py [--articles 20000] [--people 12] [--hour-articles 120] [--only next|agreement|hour]

In front of it, ``scripts/with-postgresql`` measures PostgreSQL instead of SQLite. The hour is simulated: its clock goes
on in steps of two minutes, and all who are done with an article ask for the next one at the same moment, each in a
thread with a connection of its own. Some skip, give back, walk away until their place has ended, or leave for good.
Prints the tables of docs/benchmarks.md, and fails where an article has too many readers or is lost.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.agreement import add_articles, compare_in_bulk, figures_measured, page_measured
from bench.next_article import make_queue, next_costs
from bench.served import installation

OVERLAP = 2
LEASE = 10  # minutes
STEP = 2  # minutes
HOUR = 60
ASSIGNED_EACH = 3  # articles that everybody is assigned in the beginning
AWAY = 2 * LEASE
LEAVING = {20: 2, 40: 1}  # how many people leave the project after so many minutes


@dataclass
class Clock:
    """The time of the simulation, which stands still while people ask."""

    at: datetime.datetime

    def now(self) -> datetime.datetime:
        return self.at

    def advance(self, minutes: int) -> None:
        self.at += datetime.timedelta(minutes=minutes)


@contextmanager
def simulated() -> Iterator[Clock]:
    clock = Clock(datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC))
    with mock.patch("django.utils.timezone.now", clock.now):
        yield clock


@dataclass
class Reader:
    """Somebody who takes an article, reads it for a few minutes, and mostly finishes it."""

    user: Any
    draw: random.Random
    busy_until: int = 0
    article: Any = None
    done: Counter[str] = field(default_factory=Counter)

    def act(self, minute: int) -> None:
        """What is done with the article at hand; then the next one."""
        from annotator.services.queue import take_next

        if self.article is not None and self.end(self.draw.random()) == "walked away":
            self.busy_until = minute + AWAY
            return
        self.article = take_next(self.user)
        self.done["asked"] += 1
        self.done["got nothing"] += self.article is None
        self.busy_until = minute + (STEP if self.article is None else STEP * self.draw.choice([1, 1, 2]))

    def end(self, chance: float) -> str:
        """Finish (mostly), skip, give back, or walk away; what it was. Who comes back finishes, if there is room."""
        from annotator.errors import Refused
        from annotator.services.places import give_back
        from annotator.services.queue import finish
        from annotator.services.sets import set_of
        from annotator.services.skips import skip

        what = "finished"
        if chance < 0.07 and not self.done["away now"]:
            what = "walked away"
        elif chance < 0.12:
            skip(self.article, user=self.user, reason="I know these people")
            what = "skipped"
        elif chance < 0.16:
            give_back(self.article, user=self.user)
            what = "given back"
        else:
            try:
                finish(set_of(self.article, self.user), user=self.user)
            except Refused:
                what = "refused after the place had ended"
        self.done["away now"] = int(what == "walked away")
        self.done[what] += 1
        return what


@dataclass
class Found:
    """What an hour came to."""

    done: Counter[str]
    most: int  # readers of one article at any moment
    lost: int  # articles with too few readers that somebody could still read and does not get
    unread: int  # articles that too few are left to read, since the others skipped them
    steps: int


def hour(*, policy: str, articles: int, people: int) -> Found:
    """An hour's work of everybody, and then as long as somebody still gets something."""
    from annotator.services.members import leave

    with simulated() as clock, ThreadPoolExecutor(people) as threads:
        project, readers, boss = busy_project(policy, articles, people)
        minute, most, quiet = 0, 0, 0
        gone: list[Reader] = []
        while quiet <= (AWAY + LEASE) // STEP:
            for _ in range(LEAVING.get(minute, 0)):
                gone.append(readers.pop())
                leave(project.memberships.get(user=gone[-1].user))
            due = [reader for reader in readers if reader.busy_until <= minute]
            together(threads, due, minute)
            most = max(most, most_readers(project))
            quiet = 0 if any(reader.article for reader in readers) else quiet + 1
            minute += STEP
            clock.advance(STEP)
        done = sum((reader.done for reader in [*readers, *gone]), Counter())
        lost, unread = left_over(project, [reader.user for reader in readers] + [boss])
        return Found(done, most, lost, unread, minute)


def busy_project(policy: str, articles: int, people: int) -> tuple[Any, list[Reader], Any]:
    """A new project with unread articles, a few of them assigned to everybody."""
    from django.contrib.auth import get_user_model

    from annotator.services.assign import assign
    from articles.models import Membership, Project

    project = Project.objects.create(
        slug=f"hour-{policy}", name=policy, overlap=OVERLAP, lease_minutes=LEASE, queue_policy=policy
    )
    add_articles(project, articles)
    project.articles.update(finished=False)
    boss, *users = [get_user_model().objects.create_user(f"{policy}{number}") for number in range(people + 1)]
    for user in users:
        Membership.objects.create(project=project, user=user)
    Membership.objects.create(project=project, user=boss, role="manager")
    rows = list(project.articles.select_related("project").order_by("-id")[: people * ASSIGNED_EACH])
    for place, user in enumerate(users):
        assign(rows[place * ASSIGNED_EACH : (place + 1) * ASSIGNED_EACH], to=user, user=boss)
    return project, [Reader(user, random.Random(place)) for place, user in enumerate(users)], boss


def together(threads: ThreadPoolExecutor, due: list[Reader], minute: int) -> None:
    """All of them act at once."""
    from django.db import connection

    begin = threading.Barrier(len(due)) if due else None

    def run(reader: Reader) -> None:
        assert begin is not None
        begin.wait(timeout=60)
        try:
            reader.act(minute)
        finally:
            connection.close()

    list(threads.map(run, due))


def most_readers(project: Any) -> int:
    """How many people have a place in the article that has most."""
    from annotator.services.places import holders

    found = holders(project.articles.values_list("pk", flat=True))
    return max(map(len, found.values()), default=0)


def left_over(project: Any, users: list[Any]) -> tuple[int, int]:
    """Of the articles with too few readers: how many somebody could still read, and how many nobody."""
    from annotator.models import AnnotationSet, Skip

    signed = AnnotationSet.objects.filter(article__project=project, source="annotator", state="finished")
    by_article = Counter(signed.values_list("article", flat=True))
    barred = {*signed.values_list("article", "user"), *Skip.objects.values_list("article", "user")}
    few = [key for key in project.articles.values_list("pk", flat=True) if by_article[key] < OVERLAP]
    open_to = [any((key, user.pk) not in barred for user in users) for key in few]
    return sum(open_to), len(few) - sum(open_to)


def print_next(articles: int, people: int) -> None:
    project, users = make_queue(articles=articles, people=people, overlap=OVERLAP)
    print(f"\nThe next article: {articles:,} articles, {people} people; ms of processor time\n")
    print("| policy | request | taken | list | count |\n| --- | --- | --- | --- | --- |")
    for policy, costs in next_costs(project, users).items():
        print(f"| {policy} |", " | ".join(f"{value:.1f}" for value in costs.values()), "|")


def print_agreement(articles: int, people: int) -> None:
    from django.contrib.auth import get_user_model

    from articles.models import Membership, Project

    project = Project.objects.create(slug="agreed", name="Agreed")
    users = [get_user_model().objects.create_user(f"reader{number}") for number in range(people)]
    Membership.objects.bulk_create(Membership(project=project, user=user) for user in users)
    reviewer = get_user_model().objects.create_user("reviewer")
    Membership.objects.create(project=project, user=reviewer, role="reviewer")
    add_articles(project, articles)
    compare_in_bulk(project, users)
    print(f"\nAgreement: {articles:,} articles, {people} people; s of processor time\n")
    print(f"all figures: {figures_measured(project):.2f}; the page: {page_measured(project, reviewer):.2f}")


def print_hours(articles: int, people: int) -> bool:
    """A line for each policy that gives articles to everybody. Whether every article was treated well."""
    from articles.models import QueuePolicy

    names = ["asked", "got nothing", "finished", "skipped", "given back", "walked away",
             "refused after the place had ended"]  # fmt: skip
    print(f"\nAn hour: {articles} articles, {people} people, {OVERLAP} readers each, places of {LEASE} minutes\n")
    print("| policy |", " | ".join([*names, "most readers", "lost", "too many skips", "minutes"]), "|")
    print("|", " --- |" * (len(names) + 5))
    good = True
    for policy in [one for one in QueuePolicy.values if one != QueuePolicy.ASSIGNED]:
        found = hour(policy=policy, articles=articles, people=people)
        values = [*(found.done[name] for name in names), found.most, found.lost, found.unread, found.steps]
        print(f"| {policy} |", " | ".join(map(str, values)), "|", flush=True)
        good = good and found.most <= OVERLAP and found.lost == 0
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--hour-articles", type=int, default=120)
    parser.add_argument("--only", choices=["next", "agreement", "hour"])
    options = parser.parse_args()
    with installation():
        from django.db import connection

        print(connection.vendor)
        if options.only in (None, "next"):
            print_next(options.articles, options.people)
        if options.only in (None, "agreement"):
            print_agreement(options.articles, options.people)
        if options.only in (None, "hour") and not print_hours(options.hour_articles, options.people):
            raise SystemExit("An article had too many readers, or was lost.")


if __name__ == "__main__":
    main()
