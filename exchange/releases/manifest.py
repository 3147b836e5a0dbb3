"""The manifest of a release: everything about it as one JSON object, from the state of the project alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from annotator.models import AnnotationSet
from annotator.vocabulary import Source
from articles.models import Project
from exchange.models import Release
from exchange.outgoing.exporting import FINISHED, RELEASE_VERB, shown_choice
from exchange.outgoing.selection import SELECTIONS, choice_of
from exchange.records.anonymous import Pseudonyms
from exchange.records.loss import LossReport
from exchange.releases.comparing import LISTED
from exchange.releases.options import ReleaseOptions
from exchange.releases.survey import Survey

SCHEMA = "quotemark/1"


@dataclass(frozen=True, slots=True)
class Written:
    """One file of articles: its name, and what was written into it."""

    name: str
    format: str
    side: str
    report: LossReport


def manifest_of(
    release: Release,
    options: ReleaseOptions,
    found: Survey,
    *,
    pseudonyms: Pseudonyms | None,
    left_out: LossReport,
    written: list[Written],
    agreement: dict[str, Any] | None,
    changes: dict[str, Any] | None,
) -> dict[str, Any]:
    """All of the manifest but ``files``, whose digests are known last."""
    project = release.project
    event, at = state_of(project)
    return {
        "schema": SCHEMA,
        "project": {"slug": project.slug, "name": project.name, "description": project.description},
        "release": release.number,
        "event": event,
        "state_at": None if options.anonymise else at,  # it is the time of what somebody did
        "licence": options.licence,
        "note": options.note,
        "options": {
            "set": shown_choice(options.export_options("jsonl"), pseudonyms) or FINISHED,
            "selection": SELECTIONS[choice_of(options.chosen).kind],
            "verdicts": list(options.verdicts),
            "repairs_applied": options.apply_repairs,
            "stand_off": options.stand_off,
            "anonymous": options.anonymise,
            "formats": list(options.formats),
        },
        "counts": found.whole.as_json(),
        "splits": splits_of(options, found),
        "sources": sources_of(found),
        "annotators": annotators_in(project),
        "agreement": agreement,
        "suggesters": suggesters_in(project, pseudonyms),
        "withdrawn": withdrawn_from(project, with_reasons=not options.anonymise),
        "changes": changes,
        "losses": {"all": losses_of([left_out]), **losses_by_format(written)},
    }


def state_of(project: Project) -> tuple[int, str | None]:
    """The number and time of the last event; making a release does not change what it holds."""
    last = project.events.exclude(verb=RELEASE_VERB).aggregate(id=Max("id"), at=Max("at"))
    return last["id"] or 0, last["at"].isoformat() if last["at"] else None


def splits_of(options: ReleaseOptions, found: Survey) -> dict[str, Any]:
    split, division = options.split, found.division
    sides = {name: counts.as_json() for name, counts in zip(split.sides, found.sides, strict=True)}
    if split.method == "none":
        return {"method": "none", "sides": sides}
    return {
        "method": split.method,
        "shares": dict(zip(split.sides, split.shares, strict=True)),
        "salt": split.salt,
        "near_duplicates": {"groups": division.groups, "articles": division.members, "moved": division.moved},
        **({"articles_without_a_date": division.undated} if split.method == "date" else {}),
        "sides": sides,
    }


def sources_of(found: Survey) -> dict[str, Any]:
    publishers = sorted(found.publishers.items(), key=lambda item: (-item[1], item[0]))
    return {
        "publishers": [{"name": name, "articles": count} for name, count in publishers[:LISTED]],
        "more_publishers": max(len(publishers) - LISTED, 0),
        "languages": dict(sorted(found.languages.items())),
        "first_day": found.first_day or None,
        "last_day": found.last_day or None,
        "without_a_date": found.undated,
    }


def annotators_in(project: Project) -> int:
    """How many people have annotations in articles that are in use."""
    sets = AnnotationSet.objects.filter(article__project=project, article__withdrawn_at__isnull=True)
    with_work = sets.filter(source=Source.ANNOTATOR, annotations__isnull=False)
    return with_work.values("user").distinct().count()


def suggesters_in(project: Project, pseudonyms: Pseudonyms | None) -> list[dict[str, Any]]:
    """The suggesters whose sets are in articles in use, whether their annotations are written or were decided about."""
    sets = AnnotationSet.objects.filter(
        article__project=project, article__withdrawn_at__isnull=True, source=Source.SUGGESTER
    ).order_by("suggester", "version")
    scrub = pseudonyms.scrubbed if pseudonyms else str
    return [
        {"name": scrub(name), "version": scrub(version), "sets": number}
        for name, version, number in sets.values_list("suggester", "version").annotate(number=Count("id"))
    ]


def withdrawn_from(project: Project, *, with_reasons: bool) -> dict[str, Any]:
    """How many articles of the project are withdrawn, the first of them by id; why, unless a reason may name people."""
    rows = project.articles.filter(withdrawn_at__isnull=False).order_by("id")
    listed = rows.values_list("external_id", "withdrawn_reason")[:LISTED]
    articles = [{"id": id, **({"reason": reason} if with_reasons else {})} for id, reason in listed]  # noqa: A001
    return {"count": rows.count(), "articles": articles}


def losses_by_format(written: list[Written]) -> dict[str, Any]:
    """The losses of all sides together, format by format."""
    formats = dict.fromkeys(item.format for item in written)
    return {name: losses_of([item.report for item in written if item.format == name]) for name in formats}


def losses_of(reports: list[LossReport]) -> list[dict[str, Any]]:
    """Kinds, reasons and counts; the articles are in the file of losses."""
    counts: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for loss in report.as_json()["losses"]:
            counts[loss["of"], loss["reason"]] += loss["count"]
    return [{"of": of, "reason": reason, "count": count} for (of, reason), count in sorted(counts.items())]


def as_text(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"
