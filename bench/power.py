"""What waiting for the disk costs a decision on SQLite: ``bench/power.py``, NORMAL and FULL in turns."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import Client, installation, server, session_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with installation():
        from bench.served import add_long, make_people

        project, users = make_people(1)
        article = add_long(project, seed=1, characters=12_000, spans=180)
        session = session_of(users[0])
        found: dict[str, list[float]] = {"NORMAL": [], "FULL": []}
        for _round in range(asked.rounds):
            for mode in found:
                os.environ["SQLITE_SYNCHRONOUS"] = mode
                with server() as port:
                    found[mode] += decided(Client(port, session), article, asked.decisions)
        for mode, times in found.items():
            print(f"{mode}: median {statistics.median(times):.1f} ms, p95 {percentile(times):.1f} ms")


def decided(client: Client, article: Any, number: int) -> list[float]:
    """The milliseconds of accepting a suggestion and undoing it, again and again; the first ones warm up."""
    from annotator.models import Annotation

    cards = Annotation.objects.filter(set__article=article, set__source="suggester").order_by("pk")
    keys = [str(key) for key in cards.values_list("pk", flat=True)]
    times = []
    for place in range(number + 10):
        values = {"action": str(uuid.uuid4()), "verb": "undo"}
        if place % 2 == 0:
            values |= {"verb": "accept", "card": random.choice(keys), "version": "0"}
        milliseconds, status, _body = client.post(f"/articles/{article.pk}/actions/", values)
        assert status == 200, status  # noqa: PLR2004
        times.append(milliseconds)
    return times[10:]


def percentile(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
