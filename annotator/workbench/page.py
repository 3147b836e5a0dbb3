"""The page of the workbench: what of it is the same for many articles, and what is filled in (``config/filled.py``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from annotator.models import AnnotationSet
from annotator.services.certificates import promised
from annotator.services.preferences import changed_keys
from annotator.workbench.bench import Bench
from annotator.workbench.promises import line_in_short
from annotator.workbench.rarities import Rarities
from articles.models import Article
from config.filled import mark


def shape_of(bench: Bench, workset: AnnotationSet, rare: Rarities) -> dict[str, Any]:
    """What of the page depends on the project, and on how far the user is. Queries where there are certificates."""
    project = bench.article.project
    sources = [source.stored for source in bench.sources]
    found = promised(project, sources=sources) if rare.certificates else ()
    return {
        "project_key": project.pk,
        "slug": project.slug,
        "threshold": project.accept_threshold,
        "count_time": project.count_time,
        "remote_images": project.remote_images,
        "certified": tuple(line_in_short(one) for one in found),
        "sources": tuple(bench.sources),
        "kinds": tuple(bench.kinds),
        "types": tuple(bench.entity_types),
        "filters": tuple((kind, label, mark(kind), is_asked) for kind, label, _, is_asked in bench.counts),
        "first_kind": bench.first_kind,
        "levels": bench.levels,
        "new_entity": bench.new_entity,
        "has_headline": bool(bench.article.blocks) and bench.article.blocks[0][2] == "headline",
        "is_withdrawn": bench.article.withdrawn_at is not None,
        "finished": workset.is_signed,
        "is_blind": workset.hides_suggestions,
    }


def values_of_article(article: Article) -> dict[str, str]:
    """What stands above the text, by name."""
    words = ngettext("%(number)s word", "%(number)s words", article.words) % {"number": intcomma(article.words)}
    return {
        "pk": str(article.pk),
        "project_name": article.project.name,
        "label": article.label,
        "title": article.title,
        "lang": article.language or "en",
        "publisher": article.publisher or article.external_id,
        "published": date_format(article.published, "DATE_FORMAT") if article.published else "",
        "byline": article.byline,
        "words": words,
        "link": article.link,
        "withdrawn_reason": article.withdrawn_reason,
    }


def values_of_bench(bench: Bench) -> dict[str, str]:
    """How many cards there are, of each kind and decided; and what is not shown."""
    return {
        **{kind: str(number) for kind, _, number, _ in bench.counts},
        "number": str(bench.number) if bench.number else "",
        "all": str(bench.to_judge),
        "decided": str(bench.decided),
        "hidden": bench.hidden,
        "way": bench.way,
    }


def values_of_user(user: Any, site: Mapping[str, Any], rare: Rarities) -> dict[str, str]:
    """Who works on it. ``site`` is what every page shows of the user."""
    return {
        "user_key": str(user.pk),
        "username": user.get_username(),
        "user_name": site["user_name"],
        "user_initials": site["user_initials"],
        "own_keys": json.dumps(keys) if rare.keys and (keys := changed_keys(user)) else "",
    }


def how_imported(workset: AnnotationSet) -> str:
    """Who brought the user's work and when, where it is not theirs yet."""
    if not workset.imported_at:
        return ""
    values = {"how": workset.imported_in_words, "date": date_format(workset.imported_at, "SHORT_DATE_FORMAT")}
    return gettext("%(how)s on %(date)s, not signed off by you") % values
