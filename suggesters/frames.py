"""The old name of ``suggesters.suggestions``, kept until 1.0 for suggesters of other packages."""

import warnings

from suggesters.suggestions import Candidate, Caption, Entity, Quote, QuoteType, Repair, Span, SpeakerKind, Suggestions

__all__ = [
    "Candidate",
    "Caption",
    "Entity",
    "Quote",
    "QuoteType",
    "Repair",
    "Span",
    "SpeakerKind",
    "Suggestions",
]

warnings.warn(
    "suggesters.frames is now suggesters.suggestions; the old name goes with version 1.0",
    DeprecationWarning,
    stacklevel=2,
)
