"""What suggesters of other packages may import. These names stay; the modules behind them may move."""

from suggesters.pipeline import Source, load
from suggesters.profiles import PRESETS, Profile
from suggesters.registry import FollowsProfiles, Learns, SuggesterLike, UnknownSuggester, names, suggester_named
from suggesters.suggestions import (
    Candidate,
    Caption,
    Entity,
    Quote,
    QuoteType,
    Repair,
    Span,
    SpeakerKind,
    Suggestions,
)

__all__ = [
    "PRESETS",
    "Candidate",
    "Caption",
    "Entity",
    "FollowsProfiles",
    "Learns",
    "Profile",
    "Quote",
    "QuoteType",
    "Repair",
    "Source",
    "Span",
    "SpeakerKind",
    "SuggesterLike",
    "Suggestions",
    "UnknownSuggester",
    "load",
    "names",
    "suggester_named",
]
