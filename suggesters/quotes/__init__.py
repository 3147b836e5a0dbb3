"""Quotes with cue and speaker by rules over a parse: candidates for each cue, then a choice by calibrated scores."""

from suggesters.quotes.candidates import Proposal, propose
from suggesters.quotes.choice import choose
from suggesters.quotes.features import FAMILIES, features_of
from suggesters.quotes.finder import find_marked_quotes, find_quotes
from suggesters.quotes.frame import ContentCandidate, Cue
from suggesters.quotes.page import ParsedPage

__all__ = [
    "FAMILIES",
    "ContentCandidate",
    "Cue",
    "ParsedPage",
    "Proposal",
    "choose",
    "features_of",
    "find_marked_quotes",
    "find_quotes",
    "propose",
]
