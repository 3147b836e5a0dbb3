"""Annotations found by their words: the index of the articles' texts first, then the annotations' own words.

The words are looked for where an annotation stands (from its first to its last main word) and in the name that its
source gave; and the registry's people are found by name. A word that stands in very many articles is looked for in
the newest MOST_ARTICLES of them, so that no search reads a million texts.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Substr

from annotator.models import Person, folded
from articles.models import Article, Project
from articles.models.texts import WORDS_OF_TEXTS

MOST_ARTICLES = 2_000
MOST_PEOPLE = 200


def terms_of(asked: str) -> list[str]:
    """The words, and “phrases in quotation marks” whole."""
    found = re.findall(r"[\"“”]([^\"“”]+)[\"“”]|(\S+)", asked)
    return [" ".join((phrase or word).split()) for phrase, word in found if (phrase or word).strip()]


def articles_with(asked: str, projects: QuerySet[Project, int]) -> tuple[list[int], bool]:
    """The newest articles of these projects whose text holds all of the words, and whether there are more."""
    ids = WORDS_OF_TEXTS.ids(" ".join(terms_of(asked)))
    if ids is None:
        return [], False
    rows = Article.objects.filter(pk__in=ids, project__in=projects).order_by("-pk").values_list("pk", flat=True)
    found = list(rows[: MOST_ARTICLES + 1])
    return found[:MOST_ARTICLES], len(found) > MOST_ARTICLES


def found_by_words(rows: QuerySet[Any], asked: str, projects: QuerySet[Project, int]) -> tuple[QuerySet[Any], bool]:
    """The annotations with all of the words, and whether not all articles were looked at."""
    terms = terms_of(asked)
    if not terms:
        return rows, False
    articles, more = articles_with(asked, projects)
    own = Substr("set__article__text", F("start") + 1, F("end") - F("start"))
    people = Person.objects.filter(project__in=projects)
    holds = Q(set__article__in=articles)
    for term in terms:
        holds &= Q(own_words__icontains=term) | Q(name__icontains=term)
        named = Q(folded__contains=folded(term)) | Q(aliases__folded__contains=folded(term))
        people = people.filter(named)
    keys = list(people.order_by("pk").values_list("pk", flat=True).distinct()[:MOST_PEOPLE])
    matching = rows.model._default_manager.alias(own_words=own).filter(holds).order_by().values("pk")
    of_people = rows.model._default_manager.filter(person__in=keys).order_by().values("pk")
    return rows.filter(Q(pk__in=matching) | Q(pk__in=of_people)), more
