"""The types of our CAS: DKPro’s for tokens, sentences, entities and metadata, and ``quotemark.*`` for the rest.

A statement (quote, caption, repair) is an annotation over all of its main spans. ``parts`` links its spans by role, the
way in which INCEpTION holds link features: a link is ``{role, target}``, and the target an annotation of its own.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from exchange.records.article import LISTS

if TYPE_CHECKING:
    from cassis import TypeSystem

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
TOKEN = f"{DKPRO}.segmentation.type.Token"
SENTENCE = f"{DKPRO}.segmentation.type.Sentence"
NAMED_ENTITY = f"{DKPRO}.ner.type.NamedEntity"
META_DATA = f"{DKPRO}.metadata.type.DocumentMetaData"
ARTICLE, BLOCK, FIGURE, SET = (f"quotemark.{name}" for name in ("Article", "Block", "Figure", "AnnotationSet"))
STATEMENT, PART, LINK = (f"quotemark.{name}" for name in ("Statement", "Part", "PartLink"))
TYPES = {name: f"quotemark.{kind.capitalize()}" for name, kind in LISTS.items()}
PARTS = "parts"
TYPE_SYSTEM = "TypeSystem.xml"
ANNOTATION, TOP = "uima.tcas.Annotation", "uima.cas.TOP"
STRING, DOUBLE, BOOLEAN, INTEGER = "uima.cas.String", "uima.cas.Double", "uima.cas.Boolean", "uima.cas.Integer"

OWNER_FEATURES = {"suggester": STRING, "version": STRING, "annotator": STRING, "gold": BOOLEAN, "certified": BOOLEAN}
COMMON_FEATURES = {
    **{"id": STRING, "score": DOUBLE, "reason": STRING, **OWNER_FEATURES},
    **dict.fromkeys(("verdict", "origin", "created", "updated", "extra"), STRING),
}
ARTICLE_FEATURES = ("id", "title", "url", "publisher", "byline", "published", "language", "sha256", "extra")
SUPERTYPES_AND_FEATURES: dict[str, tuple[str, dict[str, str]]] = {
    TOKEN: (ANNOTATION, {}),
    SENTENCE: (ANNOTATION, {}),
    NAMED_ENTITY: (ANNOTATION, {"value": STRING, "identifier": STRING}),
    META_DATA: ("uima.tcas.DocumentAnnotation", {"documentTitle": STRING, "documentId": STRING, "documentUri": STRING}),
    ARTICLE: (TOP, dict.fromkeys(ARTICLE_FEATURES, STRING)),
    BLOCK: (ANNOTATION, {"kind": STRING}),
    PART: (ANNOTATION, {"role": STRING}),
    LINK: (TOP, {"role": STRING, "target": PART}),
    FIGURE: (TOP, {"image_url": STRING, "alt": STRING, "caption": PART, "credit": PART, "score": DOUBLE}),
    SET: (TOP, {**OWNER_FEATURES, "state": STRING, "imported_by": STRING, "seconds": INTEGER, "notes": STRING}),
    STATEMENT: (ANNOTATION, COMMON_FEATURES),
    TYPES["quotes"]: (
        STATEMENT,
        dict.fromkeys(("quote_type", "speaker_name", "speaker_kind", "identifier", "candidates"), STRING),
    ),
    TYPES["entities"]: (NAMED_ENTITY, {**COMMON_FEATURES, "name": STRING}),
    TYPES["captions"]: (STATEMENT, {}),
    TYPES["repairs"]: (STATEMENT, {"replacement": STRING}),
}


@cache
def our_types() -> TypeSystem:
    """The type system, made once: every CAS of an export is of it."""
    from cassis import TypeSystem

    types = TypeSystem()
    for name, (supertype, features) in SUPERTYPES_AND_FEATURES.items():
        made = types.create_type(name=name, supertypeName=supertype)
        for feature, kind in features.items():
            types.create_feature(domainType=made, name=feature, rangeType=types.get_type(kind))
        if name == STATEMENT:
            types.create_feature(domainType=made, name=PARTS, rangeType="uima.cas.FSArray", elementType=LINK)
    return types
