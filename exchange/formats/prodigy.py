"""Prodigy’s JSON Lines: one task a line, with spans, and relations between them.

Source: Prodigy’s documentation of its annotation interfaces. Offsets are code points; every span names its tokens too,
``token_end`` inclusive. A relation names a token of each end, and repeats the spans (``head_span``, ``child_span``).
Prodigy keeps keys that it does not know: ours are “quotemark” (of the task’s ``meta`` and of spans) and the ids of
spans and of the relations’ ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from annotator.vocabulary import Source, Verdict
from articles.readers.types import ReadError, Span
from exchange.formats.foreign.articles import article_keys, articles_from, carried, id_from, text_key
from exchange.formats.foreign.flat import CARRY, FlatRecord, FlatRelation, FlatSpan, article_values, flattened
from exchange.formats.json.lines import written
from exchange.formats.json.stream import read_each
from exchange.formats.json.values import is_offset, list_at, shown, span_of, text_at
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import user_name
from exchange.formats.source import Head, SourceFile
from exchange.records.article import ArticleRecord, Failure, FilePlace, Incoming, Owner
from exchange.records.loss import LossReport

SIGNS = {"_input_hash", "_task_hash", "_view_id", "spans.token_start", "spans.token_end", "tokens.id"}
OWN_KEYS = {
    *("text", "meta", "tokens", "spans", "relations", "answer", "options", "accept", "versions", "html", "config"),
    *("_input_hash", "_task_hash", "_session_id", "_annotator_id", "_view_id", "_timestamp", "_is_binary"),
}
UNREAD_KEYS = {"options", "accept", "versions", "html", "config", "_timestamp", "_is_binary"}
"""Those of ``OWN_KEYS`` that say something which has no place here."""

SPAN_KEYS = {"start", "end", "label", "token_start", "token_end", "text", "id", "type", "color", CARRY}
TOKEN = re.compile(r"\w+|[^\w\s]|\s")
NAMELESS = "prodigy"
"""The annotator of answers that name none."""
AUTOMATIC = re.compile(r"\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}$")
"""The end of the name that Prodigy gives a session for which nobody gave a name."""


def looks_like(head: Head) -> bool:
    keys = head.keys
    return "text" in keys and (bool(SIGNS & keys) or "spans.label" in keys or {"answer", "spans["} <= keys)


def read(source: SourceFile) -> Iterator[Incoming]:
    """The articles of a file of tasks. Rejected tasks’ annotations are rejected ones; ignored tasks’ are undecided."""
    left_out = LeftOut()
    yield from articles_from(left_out.noted(flat_records(source, left_out), file=source.name), source)


def flat_records(source: SourceFile, left_out: LeftOut) -> Iterator[FlatRecord | Failure]:
    return read_each(
        source.file, lambda values, place: flat_record(values, source, left_out, place=place), name=source.name
    )


def flat_record(values: Mapping[str, Any], source: SourceFile, left_out: LeftOut, *, place: FilePlace) -> FlatRecord:
    """Raises ReadError that names the key which can’t be read."""
    key = text_key(values, source.mapping)
    if key not in values or not {"spans", "tokens", "relations", "answer", "_task_hash", "label"} & values.keys():
        raise ReadError("this is no task of Prodigy: it has no text with spans, tokens or an answer")
    meta = values.get("meta")
    meta = dict(meta) if isinstance(meta, dict) else {}
    left_out.add(values, known=values.keys() - UNREAD_KEYS)
    article = {
        **article_keys(dict(values), source.mapping, without={"id", key, *OWN_KEYS}),
        **article_keys(meta, source.mapping, without=("id", CARRY)),
        **carried(meta),
        "text": text_at(values, key),
    }
    article_id = id_from(article.get("id"), meta.get("id"), values.get("id"))
    owner, verdict = owner_and_verdict(values)
    spans = [
        span_from(item, number, owner=owner, verdict=verdict, where=f"spans[{number}]")
        for number, item in enumerate(list_at(values, "spans"))
    ]
    ends = Ends(spans, list_at(values, "spans"), list_at(values, "tokens"), owner=owner, verdict=verdict)
    relations = [
        relation_from(item, ends, where=f"relations[{number}]")
        for number, item in enumerate(list_at(values, "relations"))
    ]
    return FlatRecord(
        values={**article, **({"id": article_id} if article_id else {})},
        place=place,
        default_id=source.id_of(place),
        spans=tuple(ends.spans),
        relations=tuple(relations),
    )


def owner_and_verdict(values: Mapping[str, Any]) -> tuple[Owner | None, str]:
    """Whose the task’s annotations are, None for a task that nobody answered, and “rejected” where it was."""
    answer = values.get("answer")
    if answer not in ("accept", "reject"):
        return None, ""
    told = id_from(values.get("_annotator_id"), values.get("_session_id"))
    name = "" if AUTOMATIC.search(told) else user_name(told)
    return Owner(Source.ANNOTATOR.value, name or NAMELESS), Verdict.REJECTED.value if answer == "reject" else ""


def span_from(value: Any, number: int, *, owner: Owner | None, verdict: str, where: str) -> FlatSpan:
    if not isinstance(value, dict):
        raise ReadError(f"{where} is an object with start, end and label, not {shown(value)}")
    start, end = span_of([value.get("start"), value.get("end")], where=f"{where}.start, end")
    label = text_at(value, "label", where=f"{where}.", longest=1000)
    surface = value.get("text")
    attributes = {key: item for key, item in value.items() if key not in SPAN_KEYS}
    if verdict:
        attributes["verdict"] = verdict
    return FlatSpan(
        id=id_from(value.get("id")) or f"#{number}",
        label=label or "SPAN",
        pieces=((start, end),),
        surface=surface if isinstance(surface, str) else None,
        owner=owner,
        carry=carried(value),
        attributes=attributes,
    )


class Ends:
    """Finds the spans that relations join; a span that only a relation holds is added."""

    def __init__(
        self, spans: list[FlatSpan], told: list[Any], tokens: list[Any], *, owner: Owner | None, verdict: str
    ) -> None:
        self.tokens = Tokens(tokens)
        self.spans = [self.tokens.with_words(span) for span in spans]
        self.by_place = {(span.pieces[0], span.label): span.id for span in reversed(self.spans)}
        self.by_token: dict[int, str] = {}
        for span, value in zip(self.spans, told, strict=True):
            first, last = value.get("token_start"), value.get("token_end")
            if isinstance(first, int) and isinstance(last, int) and 0 <= first <= last < len(tokens):
                for number in range(first, last + 1):
                    self.by_token.setdefault(number, span.id)
        self.ids = {span.id for span in self.spans}
        self.owner, self.verdict = owner, verdict

    def end(self, relation: Mapping[str, Any], name: str, *, where: str) -> str:
        """The id of the span at this end: by our id, by the repeated span, by the token."""
        told = id_from(relation.get(f"{name}_id"))
        if told in self.ids:
            return told
        repeated = relation.get(f"{name}_span")
        if isinstance(repeated, dict):
            place = span_of([repeated.get("start"), repeated.get("end")], where=f"{where}.{name}_span")
            label = text_at(repeated, "label", where=f"{where}.{name}_span.", longest=1000)
            return self.by_place.get((place, label or "SPAN")) or self.add(repeated, where=f"{where}.{name}_span")
        number = relation.get(name)
        return self.by_token.get(number, "") if isinstance(number, int) else ""

    def add(self, value: dict[str, Any], *, where: str) -> str:
        """A span that only a relation holds, such as a single token."""
        number = len(self.spans)
        span = span_from({**value, "id": f"#{number}"}, number, owner=self.owner, verdict=self.verdict, where=where)
        span = self.tokens.with_words(span)
        self.spans.append(span)
        self.ids.add(span.id)
        self.by_place[span.pieces[0], span.label] = span.id
        return span.id


class Tokens:
    """A task’s tokens, by their places. Anything else is skipped: tokens only check the offsets."""

    def __init__(self, told: list[Any]) -> None:
        self.tokens = [item for item in told if is_token(item)]
        self.starts = {token["start"]: number for number, token in enumerate(self.tokens)}
        self.ends = {token["end"]: number for number, token in enumerate(self.tokens)}

    def with_words(self, span: FlatSpan) -> FlatSpan:
        """The span, with the words of its tokens if it has none itself."""
        [(start, end)] = span.pieces
        first, last = self.starts.get(start), self.ends.get(end)
        if span.surface is not None or first is None or last is None or last < first:
            return span
        inside = self.tokens[first : last + 1]
        gaps = [following["start"] - token["end"] for token, following in pairwise(inside)]
        words = "".join(token["text"] + " " * space for token, space in zip(inside, [*gaps, 0], strict=True))
        return replace(span, surface=words)


def is_token(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and is_offset(value.get("start"))
        and is_offset(value.get("end"))
    )


def relation_from(value: Any, ends: Ends, *, where: str) -> FlatRelation:
    if not isinstance(value, dict):
        raise ReadError(f"{where} is an object with head, child and label, not {shown(value)}")
    head, child = ends.end(value, "head", where=where), ends.end(value, "child", where=where)
    return FlatRelation(text_at(value, "label", where=f"{where}.", longest=1000), head, child)


def write(records: Iterable[ArticleRecord], *, report: LossReport) -> Iterator[str]:
    """One task a record. Nothing is lost: tokens end where spans do."""
    for record in records:
        report.written.update(item.frame.kind for item in record.annotations)
        yield written(task_of(record))


def task_of(record: ArticleRecord) -> dict[str, Any]:
    flat = flattened(record)
    tokens = tokens_of(record.text, [span.hull for span in flat.spans])
    starts = {token["start"]: token["id"] for token in tokens}
    ends = {token["end"]: token["id"] for token in tokens}
    spans = {span.id: span_values(span, starts, ends) for span in flat.spans}
    people = dict.fromkeys(item.owner.name for item in record.sets if item.owner.kind == Source.ANNOTATOR)
    is_decided = any(item.owner.kind != Source.SUGGESTER for item in record.sets)
    return {
        "text": record.text,
        "meta": {
            "id": record.id,
            **{key: getattr(record, key) for key in ("title", "url", "publisher") if getattr(record, key)},
            CARRY: article_values(record),
        },
        "tokens": tokens,
        "spans": list(spans.values()),
        "relations": [relation_values(item, spans[item.head], spans[item.child]) for item in flat.relations],
        "_view_id": "relations",
        **({"answer": "accept"} if is_decided else {}),
        **({"_annotator_id": next(iter(people))} if people else {}),
    }


def span_values(span: FlatSpan, starts: Mapping[int, int], ends: Mapping[int, int]) -> dict[str, Any]:
    start, end = span.hull
    return {
        "start": start,
        "end": end,
        "token_start": starts[start],
        "token_end": ends[end],
        "label": span.label,
        "id": span.id,
        **({CARRY: span.carry} if span.carry else {}),
    }


def relation_values(relation: FlatRelation, head: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    shown_keys = ("start", "end", "token_start", "token_end", "label")
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "label": relation.label,
        "head_span": {key: head[key] for key in shown_keys},
        "child_span": {key: child[key] for key in shown_keys},
        "head_id": head["id"],
        "child_id": child["id"],
    }


def tokens_of(text: str, spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Words, marks and white space of the text as tokens; no span begins or ends within one.

    One space after a token is the token’s ``ws`` rather than a token, unless a span begins or ends with it.
    """
    spans = list(spans)
    cuts = sorted({edge for span in spans for edge in span})
    own = {start for start, _ in spans} | {end - 1 for _, end in spans}
    tokens: list[dict[str, Any]] = []
    for match in TOKEN.finditer(text):
        if match[0] == " " and match.start() not in own and tokens and tokens[-1]["end"] == match.start():
            tokens[-1]["ws"] = True
            continue
        inner = cuts[bisect_right(cuts, match.start()) : bisect_left(cuts, match.end())]
        edges = [match.start(), *inner, match.end()]
        for start, end in pairwise(edges):
            tokens.append({"text": text[start:end], "start": start, "end": end, "id": len(tokens), "ws": False})
    return tokens
