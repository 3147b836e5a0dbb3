"""The article that will probably be next, for a page that holds it ready; and whether what it holds is still true."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Max
from django.utils.translation import get_language

from annotator.models import Flag, RegistryChange, SeenGuidelines
from annotator.services.exercises import purpose_of
from annotator.services.journal import last_order
from annotator.services.places import has_room
from annotator.services.preferences import own_keys
from annotator.services.queue import next_article
from annotator.services.sets import machine_sets_shown, set_to_show
from annotator.vocabulary import Purpose
from articles import access
from articles.models import Article

OF_ARTICLE = ("id", "title", "label", "url", "publisher", "byline", "published", "language", "withdrawn_at")
OF_SET = ("id", "state", "blind", "imported_at", "finished_at")


def expected_after(article: Article, *, user: Any) -> Article | None:
    """The article that the user would get now by finishing this one, if it is of the same project. Nothing is taken.

    A guess: until then somebody else may take it. After practice comes the page that says how it went.
    """
    if purpose_of(article) == Purpose.PRACTICE:
        return None
    tried: tuple[int, ...] = ()
    while (found := next_article(user, after=article, draws_ahead=1, tried=tried)) is not None:
        if has_room(found, user):
            return found if found.project_id == article.project_id else None
        tried = (*tried, found.pk)
    return None


def state_of(article: Article, user: Any) -> str:
    """A digest of what the workbench of the article shows this user: another one where the page would be another.

    Their own set and its last action, the machine sets, the project’s settings and guidelines, the registry, questions,
    the user’s role, name, keys and language. Seven queries, whatever the article’s length.
    """
    project = article.project
    workset = set_to_show(article, user)
    settings = {field.attname: getattr(project, field.attname) for field in project._meta.concrete_fields}
    threads = Flag.objects.filter(article=article).aggregate(Max("pk"), Max("resolved_at"), Max("comments__pk"))
    changes = RegistryChange.objects.filter(project=project).aggregate(Max("at"), Max("undone_at"))
    seen = SeenGuidelines.objects.filter(user=user.pk, project=project) if project.guideline_version > 1 else []
    what = [
        [getattr(article, name) for name in OF_ARTICLE],
        [getattr(workset, name) for name in OF_SET],
        last_order(workset) if workset.pk else 0,
        [machine_set.pk for machine_set in machine_sets_shown(article, workset)],
        settings, threads, changes, [row.number for row in seen],
        [user.pk, user.get_username(), user.get_full_name(), user.is_staff, access.role_in(project, user)],
        own_keys(user), get_language(),
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(what, default=str).encode(), digest_size=16).hexdigest()
