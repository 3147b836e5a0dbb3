"""How other tools’ words become ours: labels, relations and columns, whose the annotations are, and what joins them.

A project keeps a ``Mapping`` as JSON. Names are compared without case, spaces and punctuation; what the project’s
mapping does not name, the defaults below do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from annotator.vocabulary import ENTITY_TYPES, Kind, QuoteType, Source, SpanRole
from articles.readers.types import ReadError
from exchange.formats.json.values import refuse_unstorable_values, shown, text_at
from exchange.records.article import GOLD, Owner

IGNORE = "ignore"
JOINS = ("nearest", "never")
UNKNOWN = (Kind.ENTITY.value, IGNORE)
RELATIONS = ("fragment", "content", "speaker", "cue", "credit", IGNORE)
COLUMNS = (
    *("id", "text", "title", "url", "publisher", "byline", "published", "language"),
    *("quote", "speaker", "cue", "speaker_name", "speaker_kind", "type", "score", "annotator"),
    *("start", "end", "label", IGNORE),
)
TARGETS = {
    "quote:content": (Kind.QUOTE.value, SpanRole.CONTENT.value),
    "quote:speaker": (Kind.QUOTE.value, SpanRole.SPEAKER.value),
    "quote:cue": (Kind.QUOTE.value, SpanRole.CUE.value),
    "caption": (Kind.CAPTION.value, SpanRole.CAPTION.value),
    "caption:credit": (Kind.CAPTION.value, SpanRole.CREDIT.value),
    "repair": (Kind.REPAIR.value, SpanRole.DAMAGED.value),
    "entity": (Kind.ENTITY.value, SpanRole.MENTION.value),
    IGNORE: (IGNORE, IGNORE),
}
KEYS = ("labels", "relations", "columns", "owner", "join", "unknown")

DEFAULT_LABELS = {
    **{f"entity:{name}": (name,) for name in (*ENTITY_TYPES, "MISC")},
    "quote:content": ("content", "contents", "quote", "quotes", "quotation", "statement", "utterance", "speech"),
    "quote:content:direct": ("direct", "direct quote", "direct quotation", "direct speech", "quote direct"),
    "quote:content:indirect": ("indirect", "indirect quote", "indirect speech", "reported speech", "quote indirect"),
    "quote:content:mixed": ("mixed", "mixed quote", "quote mixed"),
    "quote:speaker": ("speaker", "speakers", "source", "sources", "quote speaker", "quote source", "holder"),
    "quote:cue": ("cue", "cues", "verb", "quote verb", "reporting verb", "attribution", "trigger"),
    "caption": ("caption", "image caption", "photo caption"),
    "caption:credit": ("credit", "photo credit", "image credit", "photographer"),
    "repair": ("repair", "damaged"),
    "entity:PERSON": ("person", "per", "people"),
    "entity:ORG": ("org", "organization", "organisation", "company", "institution"),
    "entity:GPE": ("gpe", "country", "city"),
    "entity:LOC": ("loc", "location", "place"),
}

DEFAULT_RELATIONS = {
    "fragment": ("fragment", "fragments", "same as", "same", "continuation", "continues", "discontinuous"),
    "speaker": (
        "speaker",
        "source",
        "said by",
        "has speaker",
        "has source",
        "attributed to",
        "speaker of",
        "source of",
    ),
    "cue": ("cue", "verb", "has cue", "has verb", "cue of"),
    "content": ("content", "says", "said", "has content", "content of"),
    "credit": ("credit", "has credit", "credit of"),
}
DEFAULT_COLUMNS = {
    "id": ("id", "article id", "doc id", "document id", "external id", "uid"),
    "text": ("text", "body", "article", "article text", "full text", "fulltext", "main text", "article body"),
    "title": ("title", "headline"),
    "url": ("url", "link", "address"),
    "publisher": (
        *("publisher", "outlet", "newspaper", "medium"),
        *("source name", "site name", "source hostname", "hostname", "source domain"),
    ),
    "byline": ("byline", "author", "authors"),
    "published": (
        *("published", "date", "pubdate", "publication date", "published at", "publish date"),
        *("date publish", "date published", "published date"),
    ),
    "language": ("language", "lang"),
    "quote": ("quote", "quotation", "quote text", "content"),
    "speaker": ("speaker", "source"),
    "cue": ("cue", "verb"),
    "speaker_name": ("speaker name",),
    "speaker_kind": ("speaker kind",),
    "type": ("type", "quote type"),
    "score": ("score", "confidence"),
    "annotator": ("annotator", "coder"),
    "start": ("start", "begin", "start offset"),
    "end": ("end", "stop", "end offset"),
    "label": ("label", "tag"),
}


def plain(name: str) -> str:
    """The name as it is compared: “Said-By” and “said by” are one. One of no letters and digits stays as it is."""
    return re.sub(r"[\W_]+", "", name.casefold()) or name


def by_name(defaults: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(name): target for target, names in defaults.items() for name in names}


LABELS_BY_NAME = by_name(DEFAULT_LABELS)
RELATIONS_BY_NAME = by_name(DEFAULT_RELATIONS)
COLUMNS_BY_NAME = by_name(DEFAULT_COLUMNS)


@dataclass(frozen=True, slots=True)
class Target:
    """What a label stands for: a role in a kind of annotation. ``value`` is an entity’s type or a quote’s."""

    kind: str
    role: str
    value: str = ""


def entity_of(entity_type: str) -> Target:
    return Target(*TARGETS["entity"], entity_type)


@dataclass(frozen=True, slots=True)
class Mapping:
    """``labels``, ``relations`` and ``columns`` are what differs from the defaults, by ``plain`` name.

    ``owner`` is for annotations that name no owner: “” (undecided suggestions of the import), “gold”, or a user
    name. ``join`` says whether spans that no relation joins become one quote with the nearest. ``unknown`` labels
    become entities of that type, or are left out and counted.
    """

    labels: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    owner: str = ""
    join: str = "nearest"
    unknown: str = Kind.ENTITY.value

    def target(self, label: str) -> Target:
        """What the label stands for. One that nobody names is an entity’s type, or ignored by ``unknown``."""
        key = plain(label)
        named = self.labels.get(key) or LABELS_BY_NAME.get(key)
        if named is None:
            return entity_of(label) if self.unknown == Kind.ENTITY else Target(IGNORE, IGNORE)
        return target_of(named) if named != Kind.ENTITY else entity_of(label)

    def knows(self, label: str) -> bool:
        return plain(label) in self.labels or plain(label) in LABELS_BY_NAME

    def relation(self, label: str) -> str:
        """What the relation says of its spans: one of ``RELATIONS``; empty where nobody names it."""
        key = plain(label)
        return self.relations.get(key) or RELATIONS_BY_NAME.get(key, "")

    def column(self, name: str) -> str:
        """The key that a column of this name holds, one of ``COLUMNS``; empty where nobody names it."""
        key = plain(name)
        return self.columns.get(key) or COLUMNS_BY_NAME.get(key, "")

    @property
    def default_owner(self) -> Owner | None:
        if not self.owner:
            return None
        return GOLD if self.owner == Source.GOLD else Owner(Source.ANNOTATOR.value, self.owner)

    def as_json(self) -> dict[str, Any]:
        """What a project keeps; only what differs from the defaults."""
        values = {key: getattr(self, key) for key in KEYS}
        standard = Mapping()
        return {key: value for key, value in values.items() if value != getattr(standard, key)}


def mapping_from_json(value: Any) -> Mapping:
    """The mapping of a project’s or a file’s JSON. Raises ReadError that names the key and the choices."""
    if not isinstance(value, dict):
        raise ReadError(f"a mapping is an object with the keys {', '.join(KEYS)}, not {shown(value)}")
    refuse_unstorable_values(value)
    unknown = set(value) - set(KEYS)
    if unknown:
        raise ReadError(f"a mapping has no key “{min(unknown)}”: its keys are {', '.join(KEYS)}")
    return Mapping(
        labels=named_values(value, "labels", check=target_of),
        relations=named_values(value, "relations", check=lambda told: one_of(told, RELATIONS, where="relations")),
        columns=named_values(value, "columns", check=lambda told: one_of(told, COLUMNS, where="columns")),
        owner=owner_name(text_at(value, "owner", longest=150)),
        join=one_of(text_at(value, "join") or "nearest", JOINS, where="join"),
        unknown=one_of(text_at(value, "unknown") or Kind.ENTITY.value, UNKNOWN, where="unknown"),
    )


def named_values(value: dict[str, Any], key: str, *, check: Any) -> dict[str, str]:
    found = value.get(key) or {}
    if not isinstance(found, dict):
        raise ReadError(f"{key} is an object of names, not {shown(found)}")
    result = {}
    for name, told in found.items():
        if not isinstance(told, str):
            raise ReadError(f"{key}: “{name}” is a text, not {shown(told)}")
        check(told)
        result[plain(name)] = told
    return result


def one_of(told: str, choices: tuple[str, ...], *, where: str) -> str:
    if told not in choices:
        raise ReadError(f"{where}: “{told[:60]}” is none of {', '.join(choices)}")
    return told


def target_of(told: str) -> Target:
    """“quote:speaker”, “quote:content:direct”, “entity:ORG”, “caption”, “ignore”: a label’s target."""
    kind, _, rest = told.partition(":")
    if kind == Kind.ENTITY and rest:
        if len(rest) > 40:
            raise ReadError(f"labels: the type of an entity has 40 characters at most, not “{rest[:60]}”")
        return entity_of(rest)
    if told.startswith("quote:content:") and told.removeprefix("quote:content:") in QuoteType.values:
        return Target(*TARGETS["quote:content"], told.removeprefix("quote:content:"))
    if told not in TARGETS:
        raise ReadError(
            f"labels: “{told[:60]}” is none of {', '.join(TARGETS)}, entity:TYPE, or quote:content: with "
            f"{', '.join(sorted(QuoteType.values))}"
        )
    return Target(*TARGETS[told])


def owner_name(told: str) -> str:
    if told and not re.fullmatch(r"[\w.@+-]+", told):
        raise ReadError(f"owner: “{told}” is no user name: write letters, digits and @ . + - _, or gold")
    return told


def user_name(told: str) -> str:
    """A name of another tool’s user as a user name here."""
    return re.sub(r"[^\w.@+-]+", "-", told.strip()).strip("-")[:150]
