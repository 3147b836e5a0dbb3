"""The labelling configuration of a Label Studio project that takes our export.

Label Studio refuses an import with a label that its project’s configuration does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from annotator.vocabulary import ENTITY_TYPES, QuoteType, SpeakerKind

COLOURS = {"Content": "#ffe500", "Speaker": "#ffabdb", "Cue": "#90dcff"}
LABELS = ("Content", "Speaker", "Cue", "Caption", "Credit", "Repair", *ENTITY_TYPES)
"""The labels of every configuration, whether an export has them or not."""

RELATIONS = ("Fragment", "Speaker", "Cue", "Credit")
OF_A_QUOTE = 'perRegion="true" whenTagName="label" whenLabelValue="Content"'


def configuration(labels: Iterable[str] = ()) -> str:
    """The configuration as XML, with these labels beside ours."""
    return "\n".join(lines([*LABELS, *sorted(set(labels) - set(LABELS))])) + "\n"


def lines(labels: Iterable[str]) -> Iterator[str]:
    yield "<View>"
    yield '  <Labels name="label" toName="text">'
    for label in labels:
        colour = f' background="{COLOURS[label]}"' if label in COLOURS else ""
        yield f"    <Label value={quoteattr(label)}{colour}/>"
    yield "  </Labels>"
    yield "  <Relations>"
    for relation in RELATIONS:
        yield f'    <Relation value="{relation}"/>'
    yield "  </Relations>"
    yield '  <Text name="text" value="$text"/>'
    for name, values in (("quote_type", QuoteType.values), ("speaker_kind", SpeakerKind.values)):
        yield f'  <Choices name="{name}" toName="text" {OF_A_QUOTE}>'
        for value in values:
            yield f'    <Choice value="{value}"/>'
        yield "  </Choices>"
    yield f'  <TextArea name="speaker_name" toName="text" {OF_A_QUOTE}/>'
    yield '  <TextArea name="name" toName="text" perRegion="true"/>'
    yield (
        '  <TextArea name="replacement" toName="text" perRegion="true" whenTagName="label" whenLabelValue="Repair"/>'
    )
    yield "</View>"
