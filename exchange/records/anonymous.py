"""Annotators made anonymous in an export: pseudonyms that nobody can turn back into people.

A pseudonym is an HMAC under a salt that is made for one export and forgotten, so that trying all names finds nothing.
Speakers are not hidden: who was quoted is what the data are about.
"""

from __future__ import annotations

import hmac
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_noop

from annotator.vocabulary import Source
from exchange.records.article import AnnotationRecord, ArticleRecord, Owner, SetRecord
from exchange.records.loss import LossReport

SALT_BYTES = 32
SHORTEST_NAME = 3
LEAD_BACK = gettext_noop("left out, since they could lead back to an annotator")


@dataclass(slots=True)
class Pseudonyms:
    """The pseudonyms of one export, and the ``names`` that are looked for in what suggesters wrote."""

    salt: bytes
    names: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        words = sorted({name for name in self.names if len(name) >= SHORTEST_NAME}, key=lambda name: (-len(name), name))
        joined = "|".join(map(re.escape, words))
        self.pattern = re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if words else None

    def digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self.salt, f"{kind}:{value}".encode(), "sha256")

    def of_user(self, username: str) -> str:
        """“annotator-3fa9c1e2b7”, the same for a user throughout the export."""
        return f"annotator-{self.digest('user', username).hex()[:10]}"

    def of_id(self, id: str) -> str:  # noqa: A002
        """Another UUID instead of this id, the same throughout the export; empty for an empty id."""
        return str(uuid.UUID(bytes=self.digest("id", id)[:16], version=4)) if id else ""

    def of_owner(self, owner: Owner) -> Owner:
        if owner.kind == Source.ANNOTATOR:
            return owner._replace(name=self.of_user(owner.name))
        return owner._replace(name=self.scrubbed(owner.name), version=self.scrubbed(owner.version))

    def scrubbed(self, text: str) -> str:
        """The text with every name of a user, as a whole word, made a pseudonym."""
        if self.pattern is None:
            return text
        return self.pattern.sub(lambda match: self.of_user(match[0].lower()), text)


def pseudonyms_under(salt: bytes) -> Pseudonyms:
    """Pseudonyms under this salt that know the names of all users of the installation."""
    users = get_user_model().objects.order_by("pk")
    return Pseudonyms(salt, tuple(names_of(users.values_list("username", "email", "first_name", "last_name"))))


def names_of(users: Iterable[Any]) -> Iterable[str]:
    """User names, e-mail addresses, first and last names, and both together, without empty ones."""
    for username, email, first, last in users:
        yield from filter(None, (username, email, first, last, f"{first} {last}".strip()))


def anonymised(record: ArticleRecord, hide: Pseudonyms, *, report: LossReport) -> ArticleRecord:
    """The record with annotators as pseudonyms, ids made anew, and without times and without what people may have
    written freely; what was left out is counted.
    """
    report_left_out(record, report)
    repaired_from = {key: value for key, value in record.extra.items() if key == "repaired_from"}
    annotations = [anonymised_annotation(item, hide) for item in record.annotations]
    return replace(
        record,
        annotations=tuple(sorted(annotations, key=lambda item: item.frame.id)),
        sets=tuple(sorted((anonymised_set(item, hide) for item in record.sets), key=lambda item: str(item.owner))),
        extra=repaired_from,
    )


def anonymised_annotation(item: AnnotationRecord, hide: Pseudonyms) -> AnnotationRecord:
    return replace(
        item,
        frame=replace(
            item.frame,
            id=hide.of_id(item.frame.id),
            origin=hide.of_id(item.frame.origin) if item.frame.origin else None,
            reason=hide.scrubbed(item.frame.reason) if item.owner.kind == Source.SUGGESTER else "",
            extra={},
        ),
        owner=hide.of_owner(item.owner),
        created="",
        updated="",
    )


def anonymised_set(item: SetRecord, hide: Pseudonyms) -> SetRecord:
    is_suggester = item.owner.kind == Source.SUGGESTER
    notes = tuple(map(hide.scrubbed, item.notes)) if is_suggester else ()
    importer = hide.of_user(item.imported_by) if item.imported_by else ""
    return replace(item, owner=hide.of_owner(item.owner), notes=notes, imported_by=importer, seconds=None)


def report_left_out(record: ArticleRecord, report: LossReport) -> None:
    people = [item for item in record.annotations if item.owner.kind != Source.SUGGESTER]
    counts = {
        "times of annotations": sum(bool(item.created) for item in record.annotations),
        "reasons": sum(bool(item.frame.reason) for item in people),
        "active times": sum(item.seconds is not None for item in record.sets)
        + sum("seconds" in item.frame.extra for item in record.annotations),
        "questions and notes": len(record.extra.get("notes", ())),
        "further keys": len(record.extra.keys() - {"repaired_from", "notes"})
        + sum(len(item.frame.extra.keys() - {"seconds"}) for item in record.annotations),
        "notes": sum(len(item.notes) for item in record.sets if item.owner.kind != Source.SUGGESTER),
    }
    for kind, count in counts.items():
        if count:
            report.lose(kind, LEAD_BACK, article=record.id, count=count)
