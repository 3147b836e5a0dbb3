"""Lines of the native format, written straight away: what ``native.values_of`` tells, without a dict an annotation.

An export of a million annotations spends a third of its time on the dicts and on looking through them. What is rare
(captions, repairs, candidates, keys that came beside) takes the way through values.
"""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as quoted

from exchange.formats.json.lines import ENCODER
from exchange.formats.native.annotations import annotation_values, owner_values
from exchange.records.article import AnnotationRecord, Owner


def annotation_text(record: AnnotationRecord) -> str:
    """The annotation as JSON: ``ENCODER.encode(annotation_values(record))``, to the byte."""
    if record.extra or record.hashes or record.candidates or not (record.id and record.created):
        return ENCODER.encode(annotation_values(record))
    if record.kind == "quote":
        stated = quote_text(record)
    elif record.kind == "entity":
        stated = entity_text(record)
    else:
        return ENCODER.encode(annotation_values(record))
    score = "null" if record.score is None else repr(record.score)
    origin = quoted(record.origin) if record.origin else "null"
    return (
        f'{{"id":{quoted(record.id)},{stated},"score":{score},"reason":{quoted(record.reason)},'
        f'{owner_text(record.owner)},"verdict":"{record.verdict}","origin":{origin},'
        f'"created":"{record.created}","updated":"{record.updated}"}}'
    )


def quote_text(record: AnnotationRecord) -> str:
    content = cue = speaker = ""
    for role, start, end in record.spans:
        if role == "content":
            content += f",[{start},{end}]"
        elif role == "cue":
            cue += f",[{start},{end}]"
        else:
            speaker += f",[{start},{end}]"
    name = quoted(record.name) if record.name else "null"
    return (
        f'"type":"{record.quote_type}","content":[{content[1:]}],"cue":[{cue[1:]}],"speaker":[{speaker[1:]}],'
        f'"speaker_name":{name},"speaker_kind":"{record.speaker_kind}"'
    )


def entity_text(record: AnnotationRecord) -> str:
    _, start, end = record.spans[0]
    name = quoted(record.name) if record.name else "null"
    return f'"start":{start},"end":{end},"type":{quoted(record.entity_type)},"name":{name}'


@lru_cache(maxsize=256)
def owner_text(owner: Owner) -> str:
    return ENCODER.encode(owner_values(owner))[1:-1]
