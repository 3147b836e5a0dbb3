"""Lines of the native format, written without a dict for each annotation: the same text as from ``values_of``.

An export of a million annotations spends a third of its time on the dicts and on looking through them. What is rare
(captions, repairs, candidates, further keys) goes through values.
"""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as quoted

from annotator.frame import Frame
from annotator.vocabulary import Kind
from exchange.formats.json.lines import ENCODER
from exchange.formats.native.annotations import QUOTE_SPANS, annotation_values, owner_values
from exchange.records.article import AnnotationRecord, Owner

CONTENT, CUE, _ = QUOTE_SPANS


def annotation_text(record: AnnotationRecord) -> str:
    """The annotation as JSON: ``ENCODER.encode(annotation_values(record))``, to the byte."""
    frame = record.frame
    if frame.extra or record.hashes or frame.candidates or not (frame.id and record.created):
        return ENCODER.encode(annotation_values(record))
    if frame.kind == Kind.QUOTE:
        stated = quote_text(frame)
    elif frame.kind == Kind.ENTITY:
        stated = entity_text(frame)
    else:
        return ENCODER.encode(annotation_values(record))
    score = "null" if frame.score is None else repr(frame.score)
    origin = quoted(frame.origin) if frame.origin else "null"
    guidelines = f',"guidelines":{frame.guidelines}' if frame.guidelines else ""
    return (
        f'{{"id":{quoted(frame.id)},{stated},"score":{score},"reason":{quoted(frame.reason)},'
        f'{owner_text(record.owner)},"verdict":"{frame.verdict}","origin":{origin},'
        f'"created":"{record.created}","updated":"{record.updated}"{guidelines}}}'
    )


def quote_text(frame: Frame) -> str:
    content = cue = speaker = ""
    for role, start, end in frame.spans:
        if role == CONTENT:
            content += f",[{start},{end}]"
        elif role == CUE:
            cue += f",[{start},{end}]"
        else:
            speaker += f",[{start},{end}]"
    name = quoted(frame.name) if frame.name else "null"
    return (
        f'"type":"{frame.quote_type}","content":[{content[1:]}],"cue":[{cue[1:]}],"speaker":[{speaker[1:]}],'
        f'"speaker_name":{name},"speaker_kind":"{frame.speaker_kind}"'
    )


def entity_text(frame: Frame) -> str:
    _, start, end = frame.spans[0]
    name = quoted(frame.name) if frame.name else "null"
    return f'"start":{start},"end":{end},"type":{quoted(frame.entity_type)},"name":{name}'


@lru_cache(maxsize=256)
def owner_text(owner: Owner) -> str:
    return ENCODER.encode(owner_values(owner))[1:-1]
