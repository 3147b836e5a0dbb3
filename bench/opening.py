"""Opening an article, the list and the first page: what each costs the server, what eight people wait, what is sent.

usage: opening.py [--decided 0.5] [--rounds 20]

In three sizes: 500 words with 40 suggestions, 5,000 with 400, 20,000 with 2,000 (a fifth of them quotes). Then the list
of the project, with 1,000 articles, and the first page. Served by gunicorn on loopback, compressed as browsers get it.
``--decided`` decides that part of the cards first.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import Client, add_many, installation, make_people, processor_time, server, session_of

SIZES = ((500, 40), (5_000, 400), (20_000, 2_000))
AT_ONCE, COPIES, IN_LIST = 8, 3, 1_000
WEIGHTS = ("page", "plain", "all", "plain")
PLAIN = re.compile(r"\b[a-z]{4,}\b")
LINKED = re.compile(r'<(?:link rel="stylesheet"|script)[^>]* (?:href|src)="([^"]+)"')


def add_article(project: Any, *, seed: int, words: int, cards: int) -> Any:
    """A made-up article with so many suggestions: a fifth are quotes with cue and speaker, the others entities."""
    from annotator.services.suggested import store_machine_set
    from articles.models import Article, check_blocks
    from bench.made_up import made_up
    from suggesters.suggestions import Entity, Suggestions

    text, blocks, found = made_up(seed=seed, words=words, spans=10 * words)
    quotes = found.quotes[: cards // 5]
    entities = list(found.entities[: cards - len(quotes)])
    plain = list(PLAIN.finditer(text))
    random.Random(seed).shuffle(plain)  # noqa: S311 - the same each time
    entities += [Entity(*one.span(), "ORG", None, 0.8, "") for one in plain[: cards - len(quotes) - len(entities)]]
    article = Article.objects.create(
        project=project, text=text, external_id=f"made-up-{words}-{seed}", title=text.split("\n")[0],
        publisher="Made up", blocks=check_blocks(text, blocks),
    )  # fmt: skip
    suggestions = Suggestions(quotes=quotes, entities=tuple(entities), captions=(), repairs=())
    store_machine_set(article, suggester="bench", version="1", suggestions=suggestions)
    return article


def decide(article: Any, user: Any, *, part: float) -> None:
    """Accept this part of the suggestions, spread over the article, and correct every tenth of these."""
    from annotator.models import Annotation
    from annotator.services.decide import accept_many
    from annotator.services.sets import set_of
    from articles.models import Article

    article = Article.objects.select_related("project").get(pk=article.pk)
    keys = list(Annotation.objects.filter(set__article=article, set__source="suggester").values_list("pk", flat=True))
    chosen = random.Random(1).sample(keys, int(part * len(keys)))  # noqa: S311 - the same each time
    import uuid

    accept_many(set_of(article, user), user=user, action_id=uuid.uuid4(), cards=[str(key) for key in chosen])


def unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def weigh(client: Client, page: bytes) -> tuple[int, int]:
    """Bytes of the page with its scripts and stylesheets: as transferred, and unpacked."""
    found = LINKED.findall(unpacked(page).decode())
    bodies = [page] + [Client(client.connection.port, "").get(address)[2] for address in found]
    return sum(map(len, bodies)), sum(len(unpacked(body)) for body in bodies)


def at_once(port: int, users: list[Any], addresses: list[str], rounds: int) -> list[float]:
    """Eight people, each opening one article after another."""

    def work(place: int) -> list[float]:
        client = Client(port, session_of(users[place]))
        return [client.get(addresses[(place + turn) % len(addresses)])[0] for turn in range(rounds)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [one for some in pool.map(work, range(AT_ONCE)) for one in some]


def measure(port: int, users: list[Any], addresses: list[str], rounds: int) -> str:
    client = Client(port, session_of(users[0]))
    first, status, page = client.get(addresses[0])
    assert status == 200, page[:500]
    for address in addresses * (12 // len(addresses)):
        client.get(address)
    before = processor_time(port)
    times = [client.get(addresses[turn % len(addresses)])[0] for turn in range(rounds)]
    cost = (processor_time(port) - before) / rounds
    together = at_once(port, users[1:], addresses, max(3, rounds // 4))
    transferred, plain = weigh(client, page)
    return (
        f"{first:9.1f} {statistics.median(times):9.1f} {statistics.median(together):9.1f} {cost:9.1f} "
        f"{len(page) / 1000:8.1f} {len(unpacked(page)) / 1000:8.1f} {transferred / 1000:8.1f} {plain / 1000:8.1f}"
    )


def floor(users: list[Any], rounds: int) -> None:
    """What the server costs without us."""
    with server("bench.bare:application") as port:
        print(f"{'“hello”, without ours':<26}{measure(port, users, ['/'], rounds)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decided", type=float, default=0.0, help="the part of the cards to decide first")
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with installation(), server() as port:
        project, users = make_people(AT_ONCE + 1)
        print(f"load before the start: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
        print(f"{'':<26}{'first':>9} {'one':>9} {'eight':>9} {'CPU':>9}", *(f"{name:>8}" for name in WEIGHTS))
        for words, cards in SIZES:
            articles = [add_article(project, seed=seed, words=words, cards=cards) for seed in range(1, COPIES + 1)]
            for user in users if options.decided else []:
                for article in articles:
                    decide(article, user, part=options.decided)
            time.sleep(0.2)
            addresses = [article.get_absolute_url() for article in articles]
            print(f"{words:>6} words, {cards:>5} cards {measure(port, users, addresses, options.rounds)}", flush=True)
        add_many(project, users[:2], upto=IN_LIST)
        for name, address in (("list", project.get_absolute_url()), ("first page", "/")):
            print(f"{name:<26}{measure(port, users, [address], options.rounds)}", flush=True)
        floor(users, options.rounds)
    print("milliseconds, then kilobytes: the page as transferred and unpacked, the same with scripts and stylesheets")


if __name__ == "__main__":
    main()
