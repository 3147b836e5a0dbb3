"""What the agreement of a large project costs: the figures, summed from kept comparisons; and making these.

usage: agreement.py [--articles 20000] [--people 12]

``compare_in_bulk`` and ``figures_measured`` serve other benchmarks as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from itertools import combinations, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import installation, make_people

KINDS = 60  # different comparisons, which the articles repeat
TEXT = " ".join(f"Speaker {number} said that point {number} of the plan was settled." for number in range(60))


def add_articles(project: Any, number: int) -> None:
    """So many articles of one text, from three publishers."""
    from articles.models import Article

    Article.objects.bulk_create(
        (
            Article(
                project=project, external_id=f"a{place}", title=f"Article {place}", label=f"Article {place}", text=TEXT,
                publisher=f"Publisher {place % 3}", finished=True,
            )
            for place in range(number)
        ),
        batch_size=1000,
    )  # fmt: skip


def compare_in_bulk(project: Any, users: list[Any], *, seed: int = 0) -> int:
    """Give each article of the project the finished sets of two people, with the comparison of the two, in bulk."""
    from django.utils import timezone

    from annotator.agreement.waiting import KEPT
    from annotator.counted import newest_event
    from annotator.models import AnnotationSet, Comparison, Counts
    from annotator.services.comparisons import Between
    from suggesters.evaluation.agreement.columns import LAYOUT

    draw, now = random.Random(seed), timezone.now()
    examples = [made_up(draw) for _ in range(KINDS)]
    pairs = list(combinations(sorted(users, key=lambda user: user.pk), 2))
    articles = project.articles.order_by("id").values_list("pk", flat=True).iterator()
    number = 0
    while keys := list(islice(articles, 1000)):
        readers = [draw.choice(pairs) for _ in keys]
        sets = AnnotationSet.objects.bulk_create(
            AnnotationSet(article_id=key, source="annotator", user=user, state="finished", finished_at=now)
            for key, pair in zip(keys, readers, strict=True) for user in pair
        )  # fmt: skip
        Comparison.objects.bulk_create(
            Comparison(
                project=project, article_id=key, first=first, second=second, between=Between.PEOPLE, layout=LAYOUT,
                event=0, counts=draw.choice(examples),
            )
            for key, first, second in zip(keys, sets[::2], sets[1::2], strict=True)
        )  # fmt: skip
        number += len(keys)
    Counts.objects.update_or_create(
        project=project, name=KEPT, defaults={"value": {}, "event": newest_event(project), "at": now}
    )
    return number


def made_up(draw: random.Random) -> list[Any]:
    """The counts of two made-up sets of one text that differ now and then."""
    from suggesters.evaluation.agreement.comparing import Text, compare

    counts = compare(Text(TEXT), statements(draw), statements(draw))
    return [counts.numbers, counts.open_labels]


def statements(draw: random.Random) -> list[Any]:
    from suggesters.evaluation.agreement.comparing import Statement

    found = []
    for number in draw.sample(range(60), 25):
        start = TEXT.index(f"Speaker {number} said")
        speaker, content = (start, start + len(f"Speaker {number}")), (start + 16, start + 40 + draw.randrange(8))
        labels = {"quote_type": draw.choice(["direct", "indirect", "indirect"]), "speaker_kind": "named"}
        found.append(Statement("quote", {"content": (content,), "speaker": (speaker,)}, labels, name=f"s{number}"))
        type_of_entity = {"entity_type": draw.choice(["PERSON", "ORG", "GPE", "PERSON"])}
        found.append(Statement("entity", {"mention": (speaker,)}, type_of_entity))
    return found


def figures_measured(project: Any) -> float:
    """Seconds of processor time for all figures of the project."""
    from annotator.agreement.chosen import Chosen
    from annotator.agreement.figures import figures_of

    figures_of(project, Chosen(publisher="nobody’s"))  # numpy is loaded before
    start = time.process_time()
    found = figures_of(project, Chosen())
    taken = time.process_time() - start
    print(f"{found['pooled']['articles']:,} articles, {len(found['pairs'])} pairs of people")
    return taken


def page_measured(project: Any, user: Any) -> float:
    """Seconds of processor time for the page, once its figures have been counted."""
    from django.test import Client

    from annotator import counted
    from annotator.agreement.figures import counted_whole

    counted.store(project, "agreement", lambda: counted_whole(project))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    client.get(f"/projects/{project.slug}/agreement/")
    start = time.process_time()
    assert client.get(f"/projects/{project.slug}/agreement/").status_code == 200
    return time.process_time() - start


def comparing_measured(texts: int = 200) -> float:
    """Milliseconds to compare two sets of 50 annotations each of one text."""
    from suggesters.evaluation.agreement.comparing import Text, compare

    draw = random.Random(1)
    sets = [(statements(draw), statements(draw)) for _ in range(texts)]
    start = time.process_time()
    for first, second in sets:
        compare(Text(TEXT), first, second)
    return (time.process_time() - start) / texts * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=12)
    options = parser.parse_args()
    with installation():
        project, users = make_people(options.people)
        add_articles(project, options.articles)
        start = time.process_time()
        number = compare_in_bulk(project, users)
        print(f"{number:,} comparisons written in bulk: {time.process_time() - start:.1f} s")
        print(f"comparing two sets of one text: {comparing_measured():.1f} ms")
        print(f"all figures from kept comparisons: {figures_measured(project):.2f} s of processor time")
        users[0].is_superuser = True
        users[0].save()
        print(f"the page, its figures counted before: {page_measured(project, users[0]):.2f} s of processor time")


if __name__ == "__main__":
    main()
