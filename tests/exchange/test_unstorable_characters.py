"""NUL characters and lone surrogates: refused whichever way they come, marked in exports, and mended."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from annotator.errors import Refused
from annotator.models import Annotation, AnnotationSet, Event, Person
from annotator.services.suggested import store_machine_set
from articles.models import Article, Figure, Project, text_digest
from articles.readers.storable import is_storable, texts_in
from exchange.formats.catalogue import WRITTEN
from exchange.incoming.importing import import_records
from exchange.outgoing.exporting import ExportOptions, open_export
from exchange.records.article import ArticleRecord
from exchange.records.storable import MARKED
from exchange.releases import storage
from suggesters.suggestions import Candidate, Entity, Quote, Suggestions
from tests.exchange.helpers import TEXT, article, bring_in, quote, repair
from tests.exchange.releases.helpers import released

only_where_stored = pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL stores neither")
HELD: tuple[type[models.Model], ...] = (Article, Figure, Person, AnnotationSet, Annotation)
FIXED = {"sha256", "kind", "verdict", "quote_type", "speaker_kind", "place", "source", "state", "wikidata_id", "blocks"}
"""Columns whose values the database itself checks, or that follow from others."""


@pytest.fixture
def damaged(project: Project) -> Project:
    """A project that an older version filled: NUL in each column of text, a lone surrogate in each of JSON."""
    proposed = [quote(suggester="rules", version="1", score=0.5, reason="r", candidates=[["Ann", 0.5]])]
    entities = [{"start": 4, "end": 8, "type": "FAC", "name": "Pier", "suggester": "rules", "version": "1"}]
    repairs = [repair(suggester="rules", version="1")]
    picture = {"image_url": "https://pier.example/a.jpg", "alt": "A pier", "caption": [0, 17]}
    bring_in(
        project,
        article(
            title="t", url="https://u.example/", publisher="p", byline="b", quotes=proposed, entities=entities,
            repairs=repairs, figures=[picture], desk="city",
        ),
    )  # fmt: skip
    Article.objects.update(text=TEXT.replace("dear", "de\0r"))
    for model in HELD:
        for row in model._base_manager.all():
            changed = {
                name: hurt for name in columns(model) if (hurt := hurt_value(name, getattr(row, name))) is not None
            }
            model._base_manager.filter(pk=row.pk).update(**changed)
    return project


def columns(model: type[models.Model]) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
    return [name for name in names if name not in FIXED and (model, name) != (Article, "text")]


def hurt_value(name: str, value: Any) -> Any:
    """The value with a character that cannot be written; None where there is nothing to hurt."""
    if isinstance(value, str):
        return f"{value}\0" if value else None
    if name == "candidates":
        return [[f"{other}\ud800", score] for other, score in value] or None
    return ["note \udfff"] if isinstance(value, list) else {**value, "key \ud800": ["deep", {"\udc00": "\0"}]}


@only_where_stored
@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_stored_already_is_exported_with_marks_and_counted(damaged: Project, reviewer: Any, name: str) -> None:
    client = Client()
    client.force_login(reviewer)
    options = {"format": name, "set": "machine"}
    response = client.get(reverse("export-download", args=[damaged.slug]), options)
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response.status_code == 200
    assert data
    if WRITTEN[name].is_text:
        assert "\ufffd" in data.decode("utf-8")
        assert "\\ud800" not in data.decode("utf-8")
    losses = client.get(reverse("export-loss", args=[damaged.slug]), options).json()["losses"]
    [loss] = [loss for loss in losses if loss["reason"] == MARKED]
    assert loss["of"] == "characters"
    assert loss["count"] > 10


@only_where_stored
@pytest.mark.usefixtures("releases_dir")
def test_a_release_is_made_of_it_in_every_format(damaged: Project) -> None:
    Project.objects.update(description="a\0b")
    damaged.refresh_from_db()
    release = released(damaged, formats=tuple(WRITTEN), chosen="machine")
    assert release.manifest is not None
    losses = release.manifest["losses"]
    assert all(any(loss["reason"] == MARKED for loss in losses[name]) for name in WRITTEN)
    assert "a\ufffdb" in (storage.folder_of(release) / storage.CARD).read_text(encoding="utf-8")


@only_where_stored
def test_it_is_mended_by_a_command_and_no_offset_moves(damaged: Project) -> None:
    out = StringIO()
    call_command("mend_characters", "--dry-run", stdout=out)
    assert "Annotation.candidates: 1\n" in out.getvalue()
    assert not is_storable(Article.objects.get().text)
    call_command("mend_characters", stdout=out)
    found = Article.objects.get()
    assert found.text == TEXT.replace("dear", "de\ufffdr")
    assert found.sha256 == text_digest(found.text)
    models_held: tuple[type[models.Model], ...] = (*HELD, Event)
    for model in models_held:
        for row in model._base_manager.values():
            assert is_storable("".join(texts_in(dict(row)))), model
    report = open_export(damaged, ExportOptions(chosen="machine")).report
    assert not report.losses.get(("characters", MARKED))
    out = StringIO()
    call_command("mend_characters", stdout=out)
    assert out.getvalue() == "0 values mended\n"


BAD = ("a\0b", "a\ud800b")


@pytest.mark.parametrize("bad", BAD)
def test_a_suggester_that_proposes_it_is_refused(project: Project, bad: str) -> None:
    bring_in(project, article())
    said = Quote("direct", ((19, 27),), (), (), None, "none", 0.5, "")
    for suggestions in (
        Suggestions(quotes=(Quote("direct", ((19, 27),), (), (), bad, "named", 0.5, ""),)),
        Suggestions(quotes=(Quote("direct", ((19, 27),), (), (), None, "none", 0.5, bad),)),
        Suggestions(quotes=(Quote("direct", ((19, 27),), (), (), None, "none", 0.5, "", (Candidate(bad, 0.5),)),)),
        Suggestions(entities=(Entity(4, 8, bad, None, 0.5, ""),)),
        Suggestions(quotes=(said,), notes=(bad,)),
    ):
        with pytest.raises(Refused, match="cannot be stored"):
            store_machine_set(Article.objects.get(), suggester="own", version="1", suggestions=suggestions)
    with pytest.raises(Refused, match="cannot be stored"):
        store_machine_set(Article.objects.get(), suggester=bad, version="1", suggestions=Suggestions(quotes=(said,)))


@pytest.mark.parametrize("bad", BAD)
def test_a_reader_that_gives_it_has_a_record_that_fails_and_the_others_go_in(project: Project, bad: str) -> None:
    records = [
        ArticleRecord(id=bad, text=TEXT),
        ArticleRecord(id="extra", text=TEXT, extra={"deep": [{"key": bad}]}),
        ArticleRecord(id="good", text=TEXT),
    ]
    report = import_records(project, records)
    assert [failure.reason.split(":")[0] for failure in report.failures] == [
        f"{'a NUL character' if bad == BAD[0] else 'the lone surrogate U+D800'} cannot be stored"
    ] * 2
    assert [item.external_id for item in project.articles.all()] == ["good"]


def test_a_pushed_set_with_a_lone_surrogate_deep_inside_is_refused(project: Project, reviewer: Any) -> None:
    bring_in(project, article())
    client = Client()
    client.force_login(reviewer)
    address = f"/api/v1/articles/{Article.objects.get().pk}/annotation-sets/"
    pushed = {"type": "direct", "content": [[19, 27]], "candidates": [["\ud800", 0.5]]}
    body = json.dumps({"suggester": "own", "version": "1", "quotes": [pushed]})
    response = client.post(address, body, content_type="application/json")
    assert response.status_code == 400
    assert "lone surrogate" in response.json()["message"]
    assert not AnnotationSet.objects.exists()
