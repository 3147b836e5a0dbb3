"""UIMA CAS read: our own with everything, those of INCEpTION and DKPro with their entities, layers and links."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from annotator.vocabulary import Source
from articles.readers.types import ReadError
from exchange.formats.cas.types import (
    ANNOTATION,
    ARTICLE,
    ARTICLE_FEATURES,
    BLOCK,
    COMMON_FEATURES,
    DKPRO,
    FIGURE,
    META_DATA,
    NAMED_ENTITY,
    OWNER_FEATURES,
    SENTENCE,
    SET,
    TOKEN,
    TYPE_SYSTEM,
    TYPES,
    our_types,
)
from exchange.formats.foreign.flat import FlatRelation, FlatSpan
from exchange.formats.foreign.joining import frames_from
from exchange.formats.json.values import object_in_json
from exchange.formats.left_out import LeftOut
from exchange.formats.mapping import user_name
from exchange.formats.native import articles as native
from exchange.formats.native.annotations import QUOTE_SPANS
from exchange.formats.source import Head, SourceFile
from exchange.records.article import GOLD, FilePlace, Incoming, Owner, counted_note

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

XMI_BYTES = 30_000_000
LONGEST_TEXT = 2_000_000
"""dkpro-cassis keeps two tables with an entry for each character, some 200 bytes."""

BROKEN = (ValueError, LookupError, TypeError, AttributeError, RuntimeError, SyntaxError)
"""What dkpro-cassis and lxml raise on files that are not a CAS (XMLSyntaxError is a SyntaxError)."""

NO_LAYERS = (f"{DKPRO}.segmentation.", f"{DKPRO}.metadata.", "uima.tcas.DocumentAnnotation", "quotemark.")
"""Types that describe the document rather than state something about it."""

CURATOR = "CURATION_USER"
NOBODY = ("INITIAL_CAS",)
"""Users that INCEpTION makes up: of what was agreed upon, and of the document as it came."""

META_FEATURES = {"documentId": "id", "documentTitle": "title", "documentUri": "url", "language": "language"}
PLACE_FEATURES = ("begin", "end", "sofa", "Governor", "Dependent")
OUR_WORDS = {TOKEN, SENTENCE}
"""Every program cuts its own words and sentences, and nobody has decided them."""

LABEL_FEATURES = ("value", "label", "role", "PosValue", "category")


def is_xmi(head: Head) -> bool:
    return b"http://www.omg.org/XMI" in head.start[:4096] or is_type_system(head.start)


def is_type_system(start: bytes) -> bool:
    return b"<typeSystemDescription" in start[:4096]


def read(source: SourceFile) -> Iterator[Incoming]:
    """The article of an XMI file, whose TypeSystem.xml lies beside it. Raises ReadError where it can’t be read.

    dkpro-cassis makes code points of UIMA’s UTF-16 offsets.
    """
    place = FilePlace(source.name)
    left: Counter[str] = Counter()
    left_out = LeftOut()
    data = source.file.read(XMI_BYTES + 1)
    if len(data) > XMI_BYTES:
        raise ReadError(f"the XML has more than {XMI_BYTES:,} bytes; split the document")
    if is_type_system(data):
        raise ReadError("this tells only the types of a CAS: bring the XMI files along that lie beside it")
    cas = loaded(data, type_system_beside(source))
    values = values_of_cas(cas, source, left, left_out)
    yield native.record_of(values, place=place, default_id=source.default_id)
    for words, count in left.items():
        yield counted_note(source.name, words, count)
    yield from left_out.notes(source.name)


def type_system_beside(source: SourceFile) -> TypeSystem:
    """The types of the file beside, else ours."""
    folder = source.name[: len(source.name) - len(re.split(r"[/\\]", source.name)[-1])]
    data = source.beside(f"{folder}{TYPE_SYSTEM}")
    return our_types() if data is None else loaded_types(data)


@lru_cache(maxsize=2)
def loaded_types(data: bytes) -> TypeSystem:
    """The types of a TypeSystem.xml, made once for all documents of an archive."""
    from cassis import load_typesystem
    from cassis.typesystem import TypeNotFoundError

    refuse_entities(data)
    try:
        return load_typesystem(BytesIO(data))
    except (*BROKEN, TypeNotFoundError) as error:
        raise ReadError(f"{TYPE_SYSTEM} can’t be read: {str(error)[:200]}") from error


class Places(ContentHandler):
    """The texts of a CAS, and the places in them that its annotations name, in UTF-16 code units."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.named: set[tuple[str, int]] = set()

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the name that SAX calls
        if "sofaString" in attrs:
            key = next((value for attribute, value in attrs.items() if attribute.endswith(":id")), "")
            self.texts[key] = attrs["sofaString"]
        elif "sofa" in attrs:
            places = [attrs[key] for key in ("begin", "end") if key in attrs]
            self.named.update((attrs["sofa"], int(place)) for place in places if re.fullmatch(r"-?\d{1,12}", place))

    def refuse_none(self) -> None:
        """Raise ReadError for a place outside its text or within a character of two units, which dkpro-cassis would
        take for a number of code points, and for a text that is too long.
        """
        longest = max(map(len, self.texts.values()), default=0)
        if longest > LONGEST_TEXT:
            raise ReadError(f"the text has {longest:,} characters; {LONGEST_TEXT:,} are the most of a CAS")
        known = {key: set(accumulate(map(utf16_width, text), initial=0)) for key, text in self.texts.items()}
        for key, place in sorted(self.named):
            if key in known and place not in known[key]:
                raise ReadError(
                    f"an annotation begins or ends at {place}, which is no place of the text of {max(known[key])} "
                    "UTF-16 code units: the offsets were made for another text"
                )


def utf16_width(character: str) -> int:
    return 2 if character > "\uffff" else 1


def refuse_entities(data: bytes) -> Places:
    """Raise ReadError if the XML has a document type. Only a document type can define entities, which the parser of
    dkpro-cassis would expand, and no CAS has one.
    """

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import parseString

    try:
        places = Places()
        parseString(data, places, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ReadError("the XML has a document type or entities, which no CAS needs; none is expanded") from error
    except SAXException as error:
        raise ReadError(f"not XML: {error}") from error
    return places


def loaded(data: bytes, types: TypeSystem) -> Cas:
    from cassis import load_cas_from_xmi
    from cassis.typesystem import TypeNotFoundError

    refuse_entities(data).refuse_none()
    try:
        return load_cas_from_xmi(BytesIO(data), typesystem=types, trusted=True)  # it was checked; long texts are fine
    except (*BROKEN, TypeNotFoundError) as error:
        reason = str(error)[:200] or type(error).__name__
        raise ReadError(f"not a CAS that can be read ({reason}); its {TYPE_SYSTEM} must lie beside it") from error


def values_of_cas(cas: Cas, source: SourceFile, left: Counter[str], left_out: LeftOut) -> dict[str, Any]:
    """The document in the shape of the native format."""
    text = cas.sofa_string
    if not text:
        raise ReadError("the CAS has no text")
    try:
        details, owner = by_user(article_values(cas), source)
        values = {**details, "text": text}
        for name, kind in TYPES.items():
            values[name] = [statement_values(name, item) for item in selected(cas, kind)]
        frames = frames_from(text, *flat_layers(cas, owner, left), source.mapping)
        count_left_out(cas, left_out)
    except BROKEN as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"a feature of the CAS can’t be read: {str(error)[:200]}") from error
    left.update(frames.left)
    for name, found in frames.lists.items():
        values[name] += found
    return values


def selected(cas: Cas, kind: str) -> list[Any]:
    """The feature structures of a type and its subtypes, in the order of their ids."""
    if not cas.typesystem.contains_type(kind):
        return []
    return sorted(cas.select(kind), key=lambda item: item.xmiID or 0)


def article_values(cas: Cas) -> dict[str, Any]:
    """The article’s keys: all of them in our own CAS; id, title, address and language in DKPro’s metadata."""
    for article in selected(cas, ARTICLE)[:1]:
        values = {name: article.get(name) or "" for name in ARTICLE_FEATURES if name != "extra"}
        values |= object_in_json(article.get("extra"), where="extra")
        blocks = sorted(selected(cas, BLOCK), key=lambda block: (block.begin, block.end))
        values["blocks"] = [[block.begin, block.end, block.kind] for block in blocks]
        values["figures"] = [figure_values(figure) for figure in selected(cas, FIGURE)]
        values["sets"] = [set_values(item) for item in selected(cas, SET)]
        return values
    values = {}
    for meta in selected(cas, META_DATA)[:1]:
        values = {key: str(told) for feature, key in META_FEATURES.items() if (told := meta.get(feature))}
    if values.get("language") == "x-unspecified":
        del values["language"]
    return values


def by_user(values: dict[str, Any], source: SourceFile) -> tuple[dict[str, Any], Owner | None]:
    """The article’s keys and whose the annotations are. INCEpTION has a file for each user, writes the user where DKPro
    has the document’s id, and names the document by its title.
    """
    user, title = str(values.get("id") or ""), str(values.get("title") or "")
    file = re.split(r"[/\\]", source.name)[-1].rpartition(".")[0]
    is_from_repository = str(values.get("url") or "").rpartition("/")[2] == title
    if "blocks" in values or not (user and title) or not (file == user or is_from_repository):
        return values, None
    if user in (title, title.rpartition(".")[0]):
        return values, None
    others = {key: value for key, value in values.items() if key != "title"}
    if user in NOBODY:
        return {**others, "id": title}, None
    owner = GOLD if user == CURATOR else Owner(Source.ANNOTATOR.value, user_name(user))
    return {**others, "id": title}, owner


def figure_values(figure: Any) -> dict[str, Any]:
    return {
        "image_url": figure.get("image_url") or "",
        "alt": figure.get("alt") or "",
        "caption": place_of(figure.get("caption")),
        "credit": place_of(figure.get("credit")),
        "score": figure.get("score"),
    }


def place_of(annotation: Any) -> list[int] | None:
    return [annotation.begin, annotation.end] if annotation is not None else None


def set_values(item: Any) -> dict[str, Any]:
    names = (*OWNER_FEATURES, "state", "imported_by", "seconds")
    values = {name: item.get(name) for name in names if item.get(name) is not None}
    return {**values, "notes": json.loads(item.get("notes"))} if item.get("notes") else values


def statement_values(name: str, item: Any) -> dict[str, Any]:
    """One of our statements. Its spans are those that its links name."""
    values = {key: item.get(key) for key in COMMON_FEATURES if key != "extra" and item.get(key) is not None}
    values |= object_in_json(item.get("extra"), where="extra")
    if name == "entities":
        return {**values, "start": item.begin, "end": item.end, "type": item.value, "name": item.get("name")}
    parts: dict[str, list[list[int]]] = {}
    for link in item.parts.elements if item.get("parts") else ():
        parts.setdefault(link.role, []).append([link.target.begin, link.target.end])
    if name == "quotes":
        values |= {role: sorted(parts.get(role, [])) for role in QUOTE_SPANS}
        values |= {"type": item.quote_type, "speaker_name": item.speaker_name, "speaker_kind": item.speaker_kind}
        return {**values, "candidates": json.loads(item.candidates)} if item.candidates else values
    values |= {"start": item.begin, "end": item.end}
    if name == "captions":
        values["credit"] = next(iter(parts.get("credit", ())), None)
    else:
        values["replacement"] = item.replacement
    return values


def flat_layers(cas: Cas, owner: Owner | None, left: Counter[str]) -> tuple[list[FlatSpan], list[FlatRelation]]:
    """The annotations of other programs’ layers as labelled spans, their link features and relations as relations."""
    spans: list[FlatSpan] = []
    relations: list[FlatRelation] = []
    for item in selected(cas, ANNOTATION):
        name = item.type.name
        if name == ANNOTATION or (name.startswith(NO_LAYERS) and name != NAMED_ENTITY):
            continue
        governor, dependent = item.get("Governor"), item.get("Dependent")
        if governor is not None and dependent is not None:
            relations.append(FlatRelation(label_of(item), f"{governor.xmiID}", f"{dependent.xmiID}"))
        elif item.begin < item.end:
            pieces = ((item.begin, item.end),)
            attributes = attributes_of(item)
            label = label_of(item)
            spans.append(FlatSpan(id=f"{item.xmiID}", label=label, pieces=pieces, owner=owner, attributes=attributes))
            relations += links_of(item)
        else:
            left[f"annotations “{label_of(item)}” without words were left out"] += 1
    return spans, relations


def count_left_out(cas: Cas, left_out: LeftOut) -> None:
    """Count what nothing reads: other views, what describes words, and features that are no plain values."""
    left_out.add({"views besides the first": len(cas.sofas) > 1}, known=())
    if not selected(cas, ARTICLE):
        for meta in selected(cas, META_DATA)[:1]:
            left_out.add(features_of(meta), known={*META_FEATURES, *PLACE_FEATURES}, where="DocumentMetaData.")
    for item in selected(cas, ANNOTATION):
        name = str(item.type.name)
        if name.startswith(f"{DKPRO}.segmentation.") and name not in OUR_WORDS:
            left_out.add({name.rpartition(".")[2]: True}, known=())
        elif name != ANNOTATION and not name.startswith(NO_LAYERS):
            read = {*attributes_of(item), *PLACE_FEATURES} if item.get("Governor") is None else set(PLACE_FEATURES)
            told = {key: value for key, value in features_of(item).items() if value != label_of(item)}
            links = {link_feature for link_feature, _ in links_by_feature(item)}
            left_out.add(told, known=read | links, where=f"{name.rpartition('.')[2]}.")


def features_of(item: Any) -> dict[str, Any]:
    return {feature.name: item.get(feature.name) for feature in item.type.all_features}


def label_of(item: Any) -> str:
    """The label that a feature holds, else the type’s own name: “Speaker” of “webanno.custom.Speaker”."""
    features = {feature.name for feature in item.type.all_features}
    for name in LABEL_FEATURES:
        if name in features and isinstance(item.get(name), str) and item.get(name).strip():
            return str(item.get(name)).strip()
    return str(item.type.name).rpartition(".")[2]


def attributes_of(item: Any) -> dict[str, Any]:
    """The features that hold plain values, except for places and the label."""
    label = label_of(item)
    values = {feature.name: item.get(feature.name) for feature in item.type.all_features}
    return {
        name: value
        for name, value in values.items()
        if name not in ("begin", "end") and isinstance(value, str | int | float) and value != label
    }


def links_of(item: Any) -> Iterator[FlatRelation]:
    """INCEpTION’s link features: arrays of ``{role, target}``. An empty role is named by the feature."""
    for name, link in links_by_feature(item):
        yield FlatRelation(link.role or name, f"{item.xmiID}", f"{link.target.xmiID}")


def links_by_feature(item: Any) -> Iterator[tuple[str, Any]]:
    for feature in item.type.all_features:
        value = item.get(feature.name)
        for link in getattr(value, "elements", None) or ():
            features = {inner.name for inner in link.type.all_features} if hasattr(link, "type") else set()
            if {"role", "target"} <= features and link.target is not None:
                yield feature.name, link
