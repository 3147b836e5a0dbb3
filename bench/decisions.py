"""What a decision costs in a long article, beside a bare view that inserts the same rows and renders the same card.

usage: decisions.py [--words 20000] [--spans 2000] [--times 100]
On PostgreSQL: scripts/with-postgresql .venv/bin/python bench/decisions.py

Each decision takes turns with the bare view, in one process, through the same middleware. A time is the processor time
of this thread and of PostgreSQL's process together, so that a busy machine only makes all of them longer.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import add_long, installation, make_people
from bench.workbench import cards, decision, edge

urlpatterns: list[Any] = []
FACTOR, MOST = 3, 15  # asked: at most three times the bare view, and this many milliseconds at the 95th percentile


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--spans", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=100, help="decisions of each kind")
    options = parser.parse_args()
    with installation():
        project, users = make_people(2)
        for seed in range(8):  # so that the article is not the whole database
            article = add_long(project, seed=seed, words=options.words, spans=options.spans)
        with bare_urls():
            measure(article, users, options.times)


def measure(article: Any, users: list[Any], times: int) -> None:
    from django.test import Client

    ours, bare = Client(), Client()
    ours.force_login(users[0])
    bare.force_login(users[1])
    address = f"{article.get_absolute_url()}actions/"
    found = cards(ours.get(article.get_absolute_url()).content)
    undo = [{"action": str(uuid.uuid4()), "verb": "undo"} for _ in range(2 * times)]
    todo = {
        "accept": [decision(card) for card in found[:times]],
        "move an edge": [edge(card, article) for card in found[times : 2 * times]],
        "undo an edge": undo[:times],
        "undo an accept": undo[times:],
    }
    cost = meter()
    print(f"{'milliseconds of processor time':<32} {'median':>7} {'p95':>7} {'first':>7}   of bare, in turns")
    for name, requests in todo.items():
        own, plain = [], []
        for place, values in enumerate(requests):
            status, spent = cost(partial(ours.post, address, values, headers={"HX-Request": "true"}))
            assert status == 200, (name, status)
            own.append(spent)
            status, spent = cost(partial(bare.post, f"/bare/{article.pk}/{found[place]}/"))
            assert status == 200, ("bare", status)
            plain.append(spent)
        report(name, own, plain)


def report(name: str, own: list[float], plain: list[float]) -> None:
    ratio = statistics.median(own[3:]) / statistics.median(plain[3:])
    high = sorted(own[3:])[int(0.95 * len(own[3:]))]
    missed = "" if ratio <= FACTOR and high < MOST else f"   MISSED: asked {FACTOR} and {MOST} ms"
    line = f"{name:<32} {statistics.median(own[3:]):7.1f} {high:7.1f} {own[0]:7.1f}   {ratio:.2f}"
    print(f"{line} of {statistics.median(plain[3:]):.1f}{missed}", flush=True)


def meter() -> Callable[[Callable[[], Any]], tuple[int, float]]:
    """A function that runs another, and gives the status of its response and the milliseconds that it took."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None

    def spent() -> float:
        theirs = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) if backend else 0
        return (time.thread_time_ns() + theirs) / 1e6

    def cost(run: Callable[[], Any]) -> tuple[int, float]:
        begun = spent()
        response = run()
        return response.status_code, spent() - begun

    return cost


@contextmanager
def bare_urls() -> Iterator[None]:
    """The project's addresses, and that of the bare view."""
    from django.test import override_settings
    from django.urls import include, path

    urlpatterns[:] = [path("bare/<int:pk>/<uuid:card>/", bare), path("", include("config.urls"))]
    with override_settings(ROOT_URLCONF="bench.decisions", ALLOWED_HOSTS=["testserver"]):
        yield


def bare(request: Any, pk: int, card: uuid.UUID) -> Any:
    """Insert what an acceptance inserts, and render the card: without rights, versions, repetitions or checks."""
    from django.db import transaction
    from django.shortcuts import render

    from annotator.models import Action, Annotation, AnnotationSet, Event, Span
    from annotator.services.frames import frame_of
    from annotator.workbench.cards import Card
    from articles.models import Article

    with transaction.atomic():
        article = Article.objects.select_related("project").get(pk=pk)
        workset, _ = AnnotationSet.objects.get_or_create(article=article, user=request.user, source="annotator")
        proposal = Annotation.objects.prefetch_related("spans").get(pk=card)
        frame = frame_of(proposal)
        row = Annotation.objects.create(
            set=workset, kind=frame.kind, verdict="accepted", quote_type=frame.quote_type, name=frame.name,
            speaker_kind=frame.speaker_kind, score=frame.score, reason=frame.reason, start=proposal.start,
            end=proposal.end, first=proposal.first, last=proposal.last, place=proposal.place,
        )  # fmt: skip
        Span.objects.bulk_create(
            Span(annotation=row, role=span.role, order=span.order, start=span.start, end=span.end)
            for span in proposal.spans.all()
        )
        place = Action.objects.filter(set=workset).count() + 1
        action = Action.objects.create(id=uuid.uuid4(), set=workset, user=request.user, verb="accept", order=place)
        Event.objects.create(
            project_id=article.project_id, article=article, actor=request.user, verb="accept", annotation=row.pk,
            action=action, after=frame.as_json(),
        )  # fmt: skip
    return render(request, "workbench/_card.html", {"card": Card(str(card), frame, 1, article), "oob": True})


if __name__ == "__main__":
    import bench.decisions

    bench.decisions.main()
