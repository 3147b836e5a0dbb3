"""What is kept drawn shows what drawing afresh shows, whatever was decided, imported, renamed or set meanwhile."""

from __future__ import annotations

import errno
import os
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from annotator.models import Person
from annotator.services.registry import merge_people
from annotator.services.sets import set_to_show, sets_to_open
from annotator.services.suggested import store_machine_set
from annotator.workbench import drawing, kept, opening
from annotator.workbench.block_html import blocks_html
from annotator.workbench.blocks import shown_blocks
from annotator.workbench.card_html import cards_html
from annotator.workbench.opening import draw_ahead, opened
from articles.models import Article, Figure, Project
from exchange.runs.purging import purge
from exchange.runs.worker import Worker
from suggesters.suggestions import Entity, Suggestions
from tests.annotator.workbench.completing import completed
from tests.factories import TEXT, bench_for, make_article, make_suggested, new_id, span, suggestions_for

SEEDS = range(6)
STEPS = 7


@pytest.fixture(autouse=True)
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of a block or two, so that a decision touches some of them."""
    monkeypatch.setattr(drawing, "RUN", 300)


@pytest.fixture
def page(client: Client, annotator: Any) -> Client:
    client.force_login(annotator)
    return client


def anew(article: Article) -> Article:
    return Article.objects.select_related("project").get(pk=article.pk)


def as_kept(article: Article, user: Any) -> tuple[str, str, Any]:
    article = anew(article)
    found = opened(article, *sets_to_open(article, user))
    cards = completed(joined(found.cards), joined([found.table]), article.text)
    return joined(found.text), "".join(cards), numbers(found.bench)


def afresh(article: Article, user: Any) -> tuple[str, str, Any]:
    article = anew(article)
    bench = bench_for(article, set_to_show(article, user))
    blocks = shown_blocks(article, bench.cards, marked=False)
    before = article.text[: blocks[0].block.start]
    cards = cards_html(card.values() for card in bench.cards)
    return before + "".join(blocks_html(blocks)), cards, numbers(bench)


def joined(pieces: Any) -> str:
    return b"".join(piece.plain for piece in pieces).decode()


def numbers(bench: Any) -> tuple[Any, ...]:
    return (bench.counts, bench.number, bench.to_judge, bench.decided, bench.hidden, bench.first_kind, bench.sources)


def files() -> list[Path]:
    return sorted(Path(settings.DRAWN_DIR).glob("*/*"))


def act(page: Client, article: Article, verb: str, **values: Any) -> None:
    answer = page.post(f"/articles/{article.pk}/actions/", {"action": str(new_id()), "verb": verb, **values})
    assert answer.status_code in {200, 409, 422}, answer.content[:300]


def decide(page: Client, article: Article, user: Any, chance: random.Random) -> None:
    """Some action on some card, as the page would ask for it."""
    cards = bench_for(anew(article), set_to_show(article, user)).cards
    card = chance.choice(cards)
    same = {"card": card.id, "version": card.version}
    spans = [[role, start + chance.choice((0, 1)), end] for role, start, end in card.frame.spans]
    start = chance.randrange(len(article.text) - 9)
    added = f'[["content", {start}, {start + 8}]]'
    actions: list[tuple[str, dict[str, Any]]] = [
        ("accept", same),
        ("reject", same),
        ("change", {**same, "spans": str(spans).replace("'", '"')}),
        ("accept-many", {"cards": ",".join(one.id for one in chance.sample(cards, 2))}),
        ("add", {"card": str(new_id()), "kind": "quote", "spans": added}),
        ("undo", {}),
        ("redo", {}),
    ]
    verb, values = chance.choice(actions)
    act(page, article, verb, **values)


def set_judged(article: Article, levels: dict[str, str]) -> None:
    Project.objects.filter(pk=article.project_id).update(judged=levels)


def newer_set(article: Article, chance: random.Random) -> None:
    suggestions = suggestions_for(article.text) if chance.random() < 0.5 else Suggestions((), (), (), ())
    name, version = chance.choice(("rules", "desk")), str(chance.randrange(10**6))
    store_machine_set(article, suggester=name, version=version, suggestions=suggestions)


HAPPENS: list[Callable[[Article, random.Random], Any]] = [
    newer_set,
    lambda article, chance: set_judged(article, {"entity": chance.choice(("off", "asked")), "quote": "asked"}),
    lambda article, chance: set_judged(article, {"caption": "off", "entity:PERSON": "shown"}),
    lambda article, chance: Person.objects.filter(folded="ines calder").update(name=f"Ada {chance.random()}"),
    lambda article, chance: Project.objects.filter(pk=article.project_id).update(guideline_version=2),
    lambda article, chance: translation.activate(chance.choice(("en", "es"))),
]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_is_what_would_be_drawn(page: Client, project: Project, annotator: Any, seed: int) -> None:
    chance = random.Random(seed)
    Person.objects.create(project=project, name="Ines Calder", folded="ines calder")
    article = make_suggested(project)
    for step in range(STEPS):
        if step and chance.random() < 0.3:
            chance.choice(HAPPENS)(article, chance)
        elif step:
            decide(page, article, annotator, chance)
        assert as_kept(article, annotator) == as_kept(article, annotator) == afresh(article, annotator), step


def test_a_registry_that_makes_two_people_one_is_seen(project: Project, annotator: Any, reviewer: Any) -> None:
    ines = Person.objects.create(project=project, name="Ines Calder", folded="ines calder")
    ada = Person.objects.create(project=project, name="Ada Berg", folded="ada berg")
    article = make_suggested(project)
    before = as_kept(article, annotator)
    merge_people(keep=ada, drop=ines, user=reviewer)
    assert before != as_kept(article, annotator) == afresh(article, annotator)


def test_a_picture_that_a_project_begins_to_show_is_seen(article: Article, annotator: Any) -> None:
    start, end = span(article.text, "Ferry pier closed")
    Figure.objects.create(
        article=article, order=0, image_url="https://example.org/a.jpg", caption_start=start, caption_end=end
    )
    before = as_kept(article, annotator)
    Project.objects.filter(pk=article.project_id).update(remote_images=True)
    assert "<img" not in before[0]
    assert "<img" in as_kept(article, annotator)[0]
    assert as_kept(article, annotator) == afresh(article, annotator)


def test_who_reads_blind_gets_nothing_that_is_kept_for_others(project: Project, annotator: Any) -> None:
    article = make_suggested(project)
    assert as_kept(article, annotator)[1]
    Project.objects.filter(pk=project.pk).update(blind_share=100)
    assert as_kept(article, annotator)[:2] == afresh(article, annotator)[:2]
    assert as_kept(article, annotator)[1] == ""


def test_opening_what_is_kept_reads_no_suggestion(
    project: Project, annotator: Any, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_suggested(project)
    as_kept(article, annotator)
    monkeypatch.setattr(opening, "draw", lambda *_: pytest.fail("it is drawn again"))
    found = anew(article)
    with django_assert_num_queries(3):  # sets, figures, names of people
        opened(found, *sets_to_open(found, annotator))


def test_the_files_are_private_and_only_the_newest_programs_are_used(
    article: Article, annotator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_kept(article, annotator)
    [file] = files()
    assert [path.stat().st_mode & 0o777 for path in (file, file.parent, file.parent.parent)] == [0o600, 0o700, 0o700]
    monkeypatch.setattr(kept, "renderer", lambda: "a newer one")
    assert as_kept(article, annotator) == afresh(article, annotator)
    assert len(files()) == 2


@pytest.mark.parametrize("content", [b"", b"nonsense", None], ids=["empty", "nonsense", "one byte is wrong"])
def test_a_damaged_file_is_drawn_anew(
    article: Article, annotator: Any, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    as_kept(article, annotator)
    [file] = files()
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + b"?" + whole[-8:] if content is None else content)
    assert as_kept(article, annotator) == afresh(article, annotator)
    assert "cannot be read" in caplog.text
    assert file.read_bytes() == whole


def test_a_full_disk_keeps_nothing_and_breaks_nothing(
    article: Article, annotator: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full)
        assert as_kept(article, annotator) == afresh(article, annotator)
    assert files() == []
    assert "cannot be kept" in caplog.text


def test_nothing_is_kept_where_the_settings_say_so(article: Article, annotator: Any, settings: Any) -> None:
    settings.DRAWN_BYTES = 0
    assert as_kept(article, annotator) == afresh(article, annotator)
    assert files() == []


def test_what_was_not_used_for_longest_goes_first(project: Project, annotator: Any, settings: Any) -> None:
    articles = [make_suggested(project) for _ in range(3)]
    for age, article in zip((30, 10, 20), articles, strict=True):
        as_kept(article, annotator)
        [file] = kept.folder_of(article.pk).glob(f"{article.pk}-*")
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    settings.DRAWN_BYTES = file.stat().st_size * 2 + 100
    kept.tidy()
    assert [bool(list(kept.folder_of(one.pk).glob(f"{one.pk}-*"))) for one in articles] == [False, True, True]


@pytest.mark.django_db(transaction=True)
def test_drawings_go_with_the_project_that_is_removed_for_good(project: Project, annotator: Any) -> None:
    as_kept(make_suggested(project), annotator)
    assert files()
    purge(project)
    assert files() == []


def test_a_worker_with_nothing_to_do_draws_what_will_be_opened(
    project: Project, annotator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker()
    worker.draw_ahead()
    articles = [make_suggested(project), make_article(project), make_suggested(project)]
    worker.draw_ahead()
    assert len(files()) == 2
    monkeypatch.setattr(opening, "draw", lambda *_: pytest.fail("it is drawn again"))
    as_kept(articles[2], annotator)
    assert draw_ahead(since=worker.drawn) == worker.drawn


def test_an_article_that_cannot_be_drawn_stops_no_worker(
    project: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_suggested(project)

    def broken(*_: Any) -> Iterator[None]:
        raise RuntimeError("no")

    monkeypatch.setattr(opening, "draw", broken)
    assert draw_ahead(since=0) > 0
    assert "cannot be drawn ahead" in caplog.text


def test_text_and_marks_are_whole_however_the_runs_are_cut(project: Project, annotator: Any) -> None:
    article = make_article(project, "  " + TEXT.replace("\n\n", "\n\n\n") + "\n")
    Article.objects.filter(pk=article.pk).update(blocks=[[2, 19, "headline"], [22, 100, "paragraph"]])
    entity = Entity(*span(article.text, "Ines Calder"), "PERSON", None, 0.9)
    store_machine_set(article, suggester="a", version="1", suggestions=Suggestions((), (entity,), (), ()))
    text = as_kept(article, annotator)[0]
    assert re.sub(r"<[^>]*>", "", text) == article.text
