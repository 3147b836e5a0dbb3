"""W3C Web Annotation read: our own pages, and annotations of other tools (Recogito, Annotorious, Annotot …).

The positions of targets are code points by the Web Annotation Data Model, UTF-16 code units in many tools; the words of
TextQuoteSelector tell which, and are searched where no unit fits. The text is that of the page, or of a file beside
that the target’s source names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.vocabulary import Kind, Source, SpanRole
from articles.readers.types import ReadError, Span, decode
from exchange.formats.foreign.flat import FlatRecord, FlatRelation, FlatSpan
from exchange.formats.foreign.joining import frames_from
from exchange.formats.foreign.offsets import OffsetFinder, Ruler, countings_for
from exchange.formats.json.stream import read_values
from exchange.formats.json.values import is_offset, refuse_unstorable_values, shown
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import user_name
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import QUOTE_SPANS
from exchange.formats.source import Head, SourceFile
from exchange.records.article import LIST_OF, LISTS, ArticleRecord, Failure, FilePlace, Incoming, Owner, counted_note

MOST_LOOSE = 200_000
"""The limit for annotations outside pages, which are gathered by their source before they are read."""

TAGGING = ("tagging", "classifying", "")
COLLECTION_KEYS = {"@context", "id", "type", "first", "last", "total"}
PAGE_KEYS = {"@context", "id", "type", "items", "article", "partOf", "next", "prev", "startIndex"}
ITEM_KEYS = {"@context", "id", "type", "motivation", "body", "target", "creator"}
BODY_KEYS = {"type", "purpose", "value"}
TARGET_KEYS = {"type", "source", "selector", "role", "id"}
SELECTORS = ("TextPositionSelector", "TextQuoteSelector")


@dataclass(slots=True)
class AnnotationPage:
    """The annotations of one text. ``article`` is what our own pages say about it."""

    place: FilePlace
    items: list[dict[str, Any]]
    article: dict[str, Any] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class TextTarget:
    """Where an annotation points: the position as the tool counts, the words and those around; None if not given."""

    position: Span | None
    exact: str | None
    prefix: str
    suffix: str
    role: str


def is_web_annotation(head: Head) -> bool:
    return b"anno.jsonld" in head.start and any(key.split(".")[-1] == "@context" for key in head.keys)


def read(source: SourceFile) -> Iterator[Incoming]:
    """An article for each page, and for each text that annotations outside pages name."""
    finder = OffsetFinder()
    left: Counter[str] = Counter()
    left_out = LeftOut()
    for page in pages(source, left_out):
        if isinstance(page, Failure):
            yield page
            continue
        try:
            yield article_of(page, source, finder, left)
            for item in page.items:
                count_left_out(item, left_out)
        except ReadError as error:
            yield Failure(page.place, str(error))
    yield from finder.notes(source.name)
    for words, count in left.items():
        yield counted_note(source.name, words, count)
    yield from left_out.notes(source.name)


def pages(source: SourceFile, left_out: LeftOut) -> Iterator[AnnotationPage | Failure]:
    loose: dict[str, AnnotationPage] = {}
    count = 0
    for item in read_values(source.file, name=source.name):
        if isinstance(item, Failure):
            yield item
            continue
        place, values = item
        if isinstance(values.get("first"), dict):  # a collection with its page
            left_out.add(values, known=COLLECTION_KEYS, where="collection.")
            values = values["first"]
        if isinstance(values.get("items"), list):
            left_out.add(values, known=PAGE_KEYS, where="page.")
            article = values.get("article")
            items = [inner for inner in values["items"] if isinstance(inner, dict)]
            if len(items) < len(values["items"]):
                yield Failure(place, "an item of the page is no annotation: each is one JSON object")
                continue
            yield AnnotationPage(place, items, article if isinstance(article, dict) else {}, source_of(items))
            continue
        count += 1
        if count > MOST_LOOSE:
            raise ReadError(f"more than {MOST_LOOSE:,} annotations outside of pages; write an AnnotationPage a text")
        name = source_of([values]) or next(iter(loose), "")  # a link between annotations names no text
        loose.setdefault(name, AnnotationPage(place, [], source=name)).items.append(values)
    yield from loose.values()


def source_of(items: Sequence[dict[str, Any]]) -> str:
    """The text that the first annotation with a source names."""
    for item in items:
        for target in listed(item.get("target")):
            found = target.get("source") if isinstance(target, dict) else None
            found = found.get("id") if isinstance(found, dict) else found
            if isinstance(found, str):
                return found
    return ""


def article_of(page: AnnotationPage, source: SourceFile, finder: OffsetFinder, left: Counter[str]) -> ArticleRecord:
    refuse_unstorable_values({"items": page.items, "article": page.article})
    told = {key: value for key, value in page.article.items() if key not in LISTS}
    is_stand_off = told.get("stand_off") is True
    values: dict[str, Any] = {**told, "text": "" if is_stand_off else text_of(page, source)}
    own = [item for item in page.items if is_ours(item)]
    others = [item for item in page.items if not is_ours(item)]
    targets = [(number, target) for number, item in enumerate([*own, *others]) for target in targets_of(item)]
    if is_stand_off:  # our own page: positions are code points of a text that the project has
        places = [target.position or (0, 0) for _, target in targets]
    else:
        places = in_code_points(values["text"], [target for _, target in targets], page.place, finder)
    found: dict[int, list[tuple[str, Span]]] = {}
    for (number, target), place in zip(targets, places, strict=True):
        found.setdefault(number, []).append((target.role, place))
    for number, item in enumerate(own):
        name = LIST_OF[item["kind"]]
        values.setdefault(name, []).append(frame_values(item, found.get(number, [])))
    spans, relations = flat(others, {key - len(own): parts for key, parts in found.items()}, left)
    frames = frames_from(values["text"], spans, relations, source.mapping)
    left.update(frames.left)
    for name, lists in frames.lists.items():
        values.setdefault(name, []).extend(lists)
    return native.record_of(values, place=page.place, default_id=source.id_of(page.place))


def is_ours(item: dict[str, Any]) -> bool:
    kind = item.get("kind")
    return isinstance(kind, str) and kind in LIST_OF and isinstance(item.get("details"), dict)


def text_of(page: AnnotationPage, source: SourceFile) -> str:
    """The page’s text, else that of the file beside whose name ends the source, or which has the name of this file."""
    if isinstance(page.article.get("text"), str):
        return str(page.article["text"])
    told = re.split(r"[/#?]", page.source.rstrip("/"))[-1]
    own = re.split(r"[/\\]", source.name)[-1]
    folder, stem = source.name[: len(source.name) - len(own)], own.rpartition(".")[0]
    names = [name for name in dict.fromkeys((told, f"{told}.txt", f"{stem}.txt")) if name[:-4] and name[-4:] == ".txt"]
    for name in names:
        data = source.beside(f"{folder}{name}")
        if data is not None:
            return decode(data)
    raise ReadError(f"annotations of “{page.source[:200]}” without its text: put {' or '.join(names)} beside the file")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def targets_of(item: dict[str, Any]) -> Iterator[TextTarget]:
    """The targets of an annotation that select words; targets that are other annotations have no selector."""
    for target in listed(item.get("target")):
        if not isinstance(target, dict) or target.get("selector") is None:
            continue
        selectors = [selector for selector in listed(target["selector"]) if isinstance(selector, dict)]
        position: Span | None = None
        words: dict[str, Any] = {}
        for selector in selectors:
            start, end = selector.get("start"), selector.get("end")
            if selector.get("type") == "TextPositionSelector" and is_offset(start) and is_offset(end):
                position = (int(start or 0), int(end or 0))
            elif selector.get("type") == "TextQuoteSelector":
                words = selector
        exact = words.get("exact")
        if position is None and not isinstance(exact, str):
            raise ReadError(f"a target has neither TextPositionSelector nor TextQuoteSelector: {shown(target)}")
        yield TextTarget(
            position=position,
            exact=exact if isinstance(exact, str) else None,
            prefix=text_or_empty(words.get("prefix")),
            suffix=text_or_empty(words.get("suffix")),
            role=text_or_empty(target.get("role")),
        )


def text_or_empty(value: Any) -> str:
    return value if isinstance(value, str) else ""


def in_code_points(text: str, targets: Sequence[TextTarget], place: FilePlace, finder: OffsetFinder) -> list[Span]:
    """Where the targets stand, by the unit that fits; by their words where no unit fits them all."""
    spans = [
        FlatSpan(id=str(number), label=target.role or "target", pieces=(target.position,), surface=target.exact)
        for number, target in enumerate(targets)
        if target.position is not None
    ]
    if len(spans) == len(targets) and fits_somehow(text, spans):
        record = FlatRecord(values={"text": text}, place=place, spans=tuple(spans))
        return [span.pieces[0] for span in finder.in_code_points(record).spans]
    return [place_by_words(text, target) for target in targets]


def fits_somehow(text: str, spans: Sequence[FlatSpan]) -> bool:
    """Whether there is a unit in which all spans have their words, or whether they have none to search for."""
    telling = [span for span in spans if span.surface is not None]
    if not telling:
        return True
    rulers = (Ruler(text, counting) for counting in countings_for(text))
    return any(all(ruler.fit(span) == 2 for span in telling) for ruler in rulers)


def place_by_words(text: str, target: TextTarget) -> Span:
    """Where the words stand: with those around them, else alone; of several places the nearest to the position."""
    if not target.exact:
        raise ReadError(f"a target at {target.position} gives no words, and those of others stand elsewhere")
    for prefix, suffix in ((target.prefix, target.suffix), (target.prefix, ""), ("", target.suffix), ("", "")):
        found = [match.start() + len(prefix) for match in re.finditer(re.escape(prefix + target.exact + suffix), text)]
        if found:
            near = target.position[0] if target.position else 0
            start = min(found, key=lambda start: abs(start - near))
            return start, start + len(target.exact)
    raise ReadError(f"the words “{target.exact[:80]}” do not stand in the text")


def frame_values(item: dict[str, Any], parts: Sequence[tuple[str, Span]]) -> dict[str, Any]:
    """One of our own annotations in the shape of the native format. Its spans are those of its targets."""
    values: dict[str, Any] = dict(item["details"])
    if item["kind"] == Kind.QUOTE:
        return {**values, **{role: sorted(list(span) for told, span in parts if told == role) for role in QUOTE_SPANS}}
    main = [span for role, span in parts if role != SpanRole.CREDIT]
    if not main:
        raise ReadError(f"the annotation {shown(item.get('id'))} has no target")
    values["start"], values["end"] = main[0]
    if item["kind"] == Kind.CAPTION:
        values["credit"] = next((list(span) for role, span in parts if role == SpanRole.CREDIT), None)
    return values


def flat(
    items: Sequence[dict[str, Any]], parts: dict[int, list[tuple[str, Span]]], left: Counter[str]
) -> tuple[list[FlatSpan], list[FlatRelation]]:
    """Other tools’ annotations as spans with the first tag as their label, and links between them as relations."""
    spans: list[FlatSpan] = []
    relations: list[FlatRelation] = []
    known: set[str] = set()
    for number, item in enumerate(items):
        tags, attributes = bodies_of(item)
        key = str(item.get("id") or number)
        key = f"{key}#{number}" if key in known else key  # an id that comes twice names the first
        known.add(key)
        if number in parts:
            pieces = tuple(sorted(span for _, span in parts[number]))
            spans.append(
                FlatSpan(
                    id=key,
                    label=(tags or ["annotation"])[0],
                    pieces=pieces,
                    owner=owner_of(item),
                    attributes=attributes,
                )
            )
            continue
        ends = [end.get("id") if isinstance(end, dict) else end for end in listed(item.get("target"))]
        if len(ends) == 2:
            relations.append(FlatRelation((tags or ["linking"])[0], str(ends[0]), str(ends[1])))
        else:
            left["annotations that select no words, such as those of a whole page, were left out"] += 1
    return spans, relations


def count_left_out(item: dict[str, Any], left_out: LeftOut) -> None:
    """Count what nothing reads of another tool’s annotation: its keys, and those of its bodies and targets."""
    if is_ours(item):
        return
    left_out.add(item, known=ITEM_KEYS)
    for body in listed(item.get("body")):
        if isinstance(body, dict):
            taken = next((key for key in ("value", "source", "id") if key in body), "")
            left_out.add(body, known=BODY_KEYS | {taken}, where="body.")
    for target in listed(item.get("target")):
        if isinstance(target, dict):
            left_out.add(target, known=TARGET_KEYS, where="target.")
            for selector in listed(target.get("selector")):
                kind = selector.get("type") if isinstance(selector, dict) else None
                if kind not in SELECTORS:
                    left_out.add({f"{kind or 'selector'}": True}, known=(), where="target.")


def bodies_of(item: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The tags, and what else the bodies say: comments, and who or what was identified."""
    tags: list[str] = []
    attributes: dict[str, Any] = {}
    for body in listed(item.get("body")):
        body = {"value": body} if isinstance(body, str) else body
        if not isinstance(body, dict):
            continue
        value, purpose = body.get("value", body.get("source", body.get("id"))), body.get("purpose") or ""
        if isinstance(value, str) and value.strip():
            if purpose in TAGGING:
                tags.append(value.strip())
            else:
                before = attributes.get(str(purpose))
                attributes[str(purpose)] = f"{before}\n{value}" if before else value
    if len(tags) > 1:
        attributes["tags"] = tags[1:]
    return tags, attributes


def owner_of(item: dict[str, Any]) -> Owner | None:
    """The person who made the annotation; None where none or a program is named."""
    creator = item.get("creator")
    if isinstance(creator, dict):
        if creator.get("type") == "Software":
            return None
        creator = creator.get("nickname") or creator.get("name") or creator.get("id")
    name = user_name(re.split(r"[/#]", creator.rstrip("/"))[-1]) if isinstance(creator, str) else ""
    return Owner(Source.ANNOTATOR.value, name) if name else None
