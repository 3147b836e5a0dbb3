"""The product's words, each written once: kinds, roles, verdicts, types, and what belongs to what.

Everything else reads them here: models, services, pages, formats and the API.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    QUOTE = "quote", _("Quote")
    ENTITY = "entity", _("Entity")
    CAPTION = "caption", _("Caption")
    REPAIR = "repair", _("Repair")


class SpanRole(TextChoices):
    CONTENT = "content", _("Content")
    SPEAKER = "speaker", _("Speaker")
    CUE = "cue", _("Cue")
    MENTION = "mention", _("Mention")
    CAPTION = "caption", _("Caption")
    CREDIT = "credit", _("Credit")
    DAMAGED = "damaged", _("Damaged")


class QuoteType(TextChoices):
    DIRECT = "direct", _("direct")
    MIXED = "mixed", _("mixed")
    INDIRECT = "indirect", _("indirect")


class SpeakerKind(TextChoices):
    NAMED = "named", _("named")
    UNNAMED = "unnamed", _("unnamed")
    COLLECTIVE = "collective", _("collective")
    DOCUMENT = "document", _("document")
    NONE = "none", _("none stated")


class Verdict(TextChoices):
    SUGGESTED = "suggested", _("undecided")
    ACCEPTED = "accepted", _("accepted")
    CORRECTED = "corrected", _("corrected")
    REJECTED = "rejected", _("rejected")
    ADDED = "added", _("added")


class Source(TextChoices):
    SUGGESTER = "suggester", _("Suggester")
    ANNOTATOR = "annotator", _("Annotator")
    GOLD = "gold", _("Gold")


class PersonKind(TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")
    GROUP = "group", _("Group")


ROLES: dict[str, tuple[tuple[str, int, int | None], ...]] = {
    # kind: (role, at least, at most)
    Kind.QUOTE: ((SpanRole.CONTENT, 1, None), (SpanRole.SPEAKER, 0, None), (SpanRole.CUE, 0, None)),
    Kind.ENTITY: ((SpanRole.MENTION, 1, 1),),
    Kind.CAPTION: ((SpanRole.CAPTION, 1, 1), (SpanRole.CREDIT, 0, 1)),
    Kind.REPAIR: ((SpanRole.DAMAGED, 1, 1),),
}
MAIN_ROLE = {str(kind): str(roles[0][0]) for kind, roles in ROLES.items()}  # plain texts, which compare in less time
ENTITY_LABELS = {
    "PERSON": _("person"),
    "NORP": _("group of people"),
    "FAC": _("building"),
    "ORG": _("organisation"),
    "GPE": _("country or town"),
    "LOC": _("place"),
    "PRODUCT": _("product"),
    "EVENT": _("event"),
    "WORK_OF_ART": _("work"),
    "LAW": _("law"),
    "LANGUAGE": _("language"),
    "DATE": _("date"),
    "TIME": _("time"),
    "PERCENT": _("per cent"),
    "MONEY": _("money"),
    "QUANTITY": _("quantity"),
    "ORDINAL": _("ordinal"),
    "CARDINAL": _("number"),
}
SHORT_LABELS = {
    **ENTITY_LABELS,
    "NORP": pgettext_lazy("short", "group"),
    "GPE": pgettext_lazy("short", "place"),
    "ORG": pgettext_lazy("short", "org."),
}  # as they stand beside the word in the text
ENTITY_TYPES = list(ENTITY_LABELS)
ATTRIBUTE_NAMES = ("quote_type", "speaker_kind", "entity_type", "replacement")
ATTRIBUTES: dict[str, dict[str, list[str] | None]] = {
    # kind: {attribute: its choices, None for any text}
    Kind.QUOTE: {"quote_type": QuoteType.values, "speaker_kind": SpeakerKind.values},
    Kind.ENTITY: {"entity_type": None},
    Kind.CAPTION: {},
    Kind.REPAIR: {"replacement": None},
}
