"""How many keys the workbench takes until its suggestions say what the gold says, on the real page in Chromium.

usage: effort.py --gold FILE [--articles N]

FILE holds articles with their quotes in the native format, one a line; optional quotes are left out, and a suggestion
of one costs the key that rejects it. The suggestions are those of the rules. Search words count a key a letter.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import installation, make_people, server, session_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="the first so many alone")
    options = parser.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with options.gold.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()][: options.articles]
    with installation(), server() as port:
        replay(records, port)


def replay(records: list[dict[str, Any]], port: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.hands import Hands, decide_all

    project, users = make_people(1)
    session: Any = {"name": "sessionid", "value": session_of(users[0]), "url": f"http://127.0.0.1:{port}"}
    articles = [stored(project, record) for record in records]
    costs: dict[str, list[int]] = {}
    keys = selecting = 0
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        context.add_cookies([session])
        for record, article in zip(records, articles, strict=True):
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}{article.get_absolute_url()}")
            hands = Hands(page, article.text, loose_names=True)
            wanted = [gold_of(quote) for quote in record["quotes"] if not quote.get("optional")]
            for name, values in decide_all(hands, wanted).items():
                costs.setdefault(name, []).extend(values)
            keys, selecting = keys + hands.keys, selecting + hands.selecting
            right = check(article, wanted)
            print(
                f"{record['id']:<40} {len(wanted):3} quotes {hands.keys:5} keys   {right} of {len(wanted)} as the gold"
            )
            page.close()
        browser.close()
    quotes = sum(not quote.get("optional") for record in records for quote in record["quotes"])
    print(f"\n{len(records)} articles, {quotes} quotes: {keys} keys, {selecting} of them to select words")
    print(f"\n{'class':<45} {'quotes':>6} {'median':>6} {'most':>5} {'keys':>5}")
    for name, values in sorted(costs.items(), key=lambda item: -sum(item[1])):
        print(f"{name:<45} {len(values):6} {statistics.median(values):6.0f} {max(values):5} {sum(values):5}")


def stored(project: Any, record: dict[str, Any]) -> Any:
    """The article with the machine's suggestions."""
    from annotator.services.suggest import suggest_articles, suggester_for
    from articles.models import Article, check_blocks
    from articles.readers.types import Block

    text = record["text"]
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line), "paragraph"))
        at += len(line) + 1
    article = Article.objects.create(
        project=project, text=text, external_id=record["id"], language="en", blocks=check_blocks(text, blocks)
    )
    list(suggest_articles(project, suggester_for(project), keys=[record["id"]]))
    return article


def gold_of(quote: dict[str, Any]) -> Any:
    from tests.browser.hands import Gold

    content, cue, speaker = (sorted(map(tuple, quote[role])) for role in ("content", "cue", "speaker"))
    return Gold(content, cue, speaker, quote.get("speaker_name"))


def check(article: Any, wanted: list[Any]) -> int:
    """How many of the gold's quotes the person's own set holds now, exactly."""
    from annotator.models import Annotation
    from annotator.services.frames import frame_of

    rows = Annotation.objects.filter(set__article=article, set__source="annotator", kind="quote").with_spans()
    frames = [frame_of(row) for row in rows if row.verdict != "rejected"]
    said = Counter(
        tuple(tuple(sorted(frame.by_role(role))) for role in ("content", "cue", "speaker")) for frame in frames
    )
    return sum(said[gold.key()[:3]] > 0 for gold in wanted)


if __name__ == "__main__":
    main()
