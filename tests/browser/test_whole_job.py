"""The main job, end to end: a fresh database, the sample article, the keyboard, the export, the score."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from annotator.models import AnnotationSet
from annotator.services.frames import frame_of
from articles.models import Article, Project
from tests.browser.hands import Gold, Hands, Span, decide_all
from tests.browser.pauses import later

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "samples" / "seed-article.txt"
GOLD = ROOT / "tests" / "data" / "seed.dev.jsonl"


def gold_quotes() -> list[Gold]:
    record = json.loads(GOLD.read_text(encoding="utf-8").splitlines()[0])
    return [
        Gold(
            content=spans(quote["content"]),
            cue=spans(quote["cue"]),
            speaker=spans(quote["speaker"]),
            name=quote["speaker_name"],
        )
        for quote in record["quotes"]
    ]


def spans(values: list[list[int]]) -> list[Span]:
    return sorted((start, end) for start, end in values)


def said(article: Article, user: Any) -> list[tuple[Any, ...]]:
    rows = (
        AnnotationSet.objects.get(article=article, user=user).annotations.filter(kind="quote").standing().with_spans()
    )
    keys = []
    for row in rows:
        frame = frame_of(row)
        gold = Gold(
            frame.by_role("content"),
            frame.by_role("cue"),
            frame.by_role("speaker"),
            row.person.name if row.person else None,
        )
        keys.append(gold.key())
    return sorted(keys)


@pytest.mark.decides
def test_the_sample_by_keyboard_alone_equals_the_gold_and_scores_one(
    open_page: Callable[[Any, str], Page],
    project: Project,
    annotator: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("import_articles", str(SAMPLE), project=project.slug, stdout=StringIO(), stderr=StringIO())
    call_command("suggest", project=project.slug, stdout=StringIO(), stderr=StringIO())
    article = project.articles.get()
    page = open_page(annotator, f"/articles/{article.pk}/")
    hands = Hands(page, article.text)
    suggested = page.locator(".card[data-kind=quote]").count()

    hands.press("a")
    hands.settle()
    page.reload()
    hands.press("u")
    expect(page.locator(".card[data-kind=quote][data-verdict=suggested]")).to_have_count(suggested)

    costs = decide_all(hands, gold_quotes())
    hands.settle()
    assert said(article, annotator) == sorted(gold.key() for gold in gold_quotes())

    page.reload()
    hands.press("Enter")
    expect(page.locator("#confirm")).to_be_visible()
    later(page)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/articles/{article.pk}/"))
    assert AnnotationSet.objects.get(article=article, user=annotator).state == "finished"

    exported = tmp_path / "export.jsonl"
    call_command(
        "export", project=project.slug, format="jsonl", set=annotator.username, output=str(exported), stderr=StringIO()
    )
    record = json.loads(exported.read_text(encoding="utf-8"))
    record["id"] = json.loads(GOLD.read_text(encoding="utf-8").splitlines()[0])["id"]
    exported.write_text(json.dumps(record) + "\n", encoding="utf-8")
    out = StringIO()
    call_command("score", str(GOLD), str(exported), json=True, stdout=out)
    scores = json.loads(out.getvalue())
    assert scores["all"]["overlap"]["f1"] == scores["all"]["exact"]["f1"] == 1.0
    assert scores["speaker_acc"] == scores["name_acc"] == scores["cue_acc"] == 1.0
    with capsys.disabled():
        print(f"\nsample article: {len(gold_quotes())} quotes, {suggested} suggested, {hands.keys} keys, ", end="")
        print(f"{hands.selecting} of them to select words; by class: {costs}")
