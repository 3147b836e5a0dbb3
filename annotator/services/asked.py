"""What people are asked to judge: which kinds, how many suggestions of each, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import gettext, ngettext_lazy

from annotator.models import Annotation, AnnotationSet
from annotator.services.sets import newest
from annotator.vocabulary import ASKED_KINDS, KIND_PLURALS, OPTIONAL_KINDS, Kind, Source, check_complete
from articles.models import Article

COUNTED = {
    Kind.QUOTE: ngettext_lazy("quote", "quotes"),
    Kind.CAPTION: ngettext_lazy("caption", "captions"),
    Kind.REPAIR: ngettext_lazy("repair", "repairs"),
}
check_complete(COUNTED, ASKED_KINDS)


def with_counts(articles: list[Article]) -> None:
    """Give each article ``counts``: how many suggestions of each kind asked for its workbench shows. One query."""
    sets = newest(AnnotationSet.objects.filter(article__in=articles, source=Source.SUGGESTER))
    rows = (
        Annotation.objects.filter(set__in=sets, kind__in=ASKED_KINDS)
        .order_by()
        .values("set__article", "kind")
        .annotate(number=Count("id"))
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["set__article"], {})[row["kind"]] = row["number"]
    for article in articles:
        counts = found.get(article.pk, {})
        shown = [(counts[kind], COUNTED[kind] % counts[kind]) for kind in ASKED_KINDS if counts.get(kind)]
        article.counts = shown  # type: ignore[attr-defined]


def asked_in_words() -> str:
    """“To judge: quotes, captions, repairs. Optional: entities.”"""
    return gettext("To judge: %(asked)s. Optional: %(optional)s.") % {
        "asked": listed(ASKED_KINDS),
        "optional": listed(OPTIONAL_KINDS),
    }


def listed(kinds: Iterable[Kind]) -> str:
    return ", ".join(str(KIND_PLURALS[kind]).lower() for kind in kinds)
