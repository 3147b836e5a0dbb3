"""Adjudicated gold in exports, and finished work that comes in to be adjudicated."""

from __future__ import annotations

import importlib
import json
from typing import Any

from django.apps import apps

from annotator.models import Adjudication
from annotator.services.adjudicate import save_gold
from articles.models import Article, Project
from tests.annotator.adjudicating import CONTENT, COSTLY, SHORTER, cases_of, quote, take, two_readers
from tests.exchange.helpers import bring_in, exported
from tests.factories import make_article


def disputed(project: Project) -> Article:
    article = make_article(project)
    two_readers(article, [quote(CONTENT), quote(COSTLY)], [quote(SHORTER), quote(COSTLY)])
    return article


def test_gold_is_exported_once_it_is_saved_with_where_it_came_from(project: Project, reviewer: Any) -> None:
    article = disputed(project)
    take(article, cases_of(article)[0], reviewer, 1)
    assert exported(project, chosen="gold") == []
    [line] = exported(project, chosen="all")
    assert not any(quote.get("gold") for quote in line["quotes"])
    save_gold(article, user=reviewer)
    [line] = exported(project, chosen="gold")
    shorter, costly = line["quotes"]
    bob, ann = ({"annotator": name, "verdict": "added"} for name in ("bob", "ann"))
    assert (shorter["from"], shorter["rule"], shorter["decided_by"]) == ([bob], "hand", "rev")
    assert (costly["from"], costly["rule"]) == ([ann, bob], "identical")
    assert "decided_by" not in costly


def test_what_an_anonymous_export_holds_leads_to_nobody(project: Project, reviewer: Any) -> None:
    article = disputed(project)
    take(article, cases_of(article)[0], reviewer, 1)
    save_gold(article, user=reviewer)
    [line] = exported(project, chosen="gold", anonymise=True)
    assert "bob" not in json.dumps(line["quotes"])
    assert "rev" not in json.dumps(line["quotes"]).replace("reviewed", "")


def test_finished_sets_that_are_imported_are_in_the_list(project: Project) -> None:
    quotes = [{"content": [[0, 5]], "type": "direct", "annotator": name} for name in ("ann", "bob")]
    sets = [{"annotator": name, "state": "finished"} for name in ("ann", "bob")]
    bring_in(project, {"id": "a", "text": "Ferry pier closed", "quotes": quotes, "sets": sets})
    row = Adjudication.objects.get()
    assert (row.state, row.readers, row.open) == ("open", 2, None)


def test_articles_of_before_are_in_the_list(project: Project) -> None:
    disputed(project)
    Adjudication.objects.all().delete()
    importlib.import_module("annotator.migrations.0016_finished_work_before").note(apps, None)
    row = Adjudication.objects.get()
    assert (row.state, row.readers, row.open, row.stamp) == ("open", 2, None, "")
