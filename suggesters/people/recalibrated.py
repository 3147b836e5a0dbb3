"""Whether a speaker has a name after all: what the share of the first candidate is worth in one project.

Nothing of an article is known here but a number for each way in which a speaker is mentioned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log

from suggesters.people.names import fold
from suggesters.people.people import PRONOUN_GENDER
from suggesters.suggestions import Candidate, Quote, SpeakerKind

FORMS = ("name", "pronoun", "title", "unstated", "pronoun_open", "title_open", "unstated_open")
"""How a speaker is mentioned; “open”: no name was given, and the candidates stay ranked."""
KEPT = 0.45
"""A name that is worth less is left open."""
GIVEN = {"pronoun_open": 0.45, "title_open": 0.6, "unstated_open": 0.6}
"""From here on the first candidate's name is given."""
LEAST, MOST = 0.02, 0.98


def recalibrated(quotes: Sequence[Quote], shifts: Mapping[str, float], text: str) -> list[Quote]:
    """The quotes, whose offsets are those of ``text``; ``shifts``: what is added to the log-odds of a form."""
    return [_settled(quote, form_of(quote, text), shifts) for quote in quotes] if shifts else list(quotes)


def form_of(quote: Quote, text: str) -> str:
    """One of ``FORMS``; empty where there is no candidate, or where it is no single person who speaks."""
    if not quote.candidates or quote.speaker_kind in ("collective", "document"):
        return ""
    words = _words(" ".join(text[start:end] for start, end in quote.speaker))
    if not words:
        form = "unstated"
    elif len(words) == 1 and words[0] in PRONOUN_GENDER:
        form = "pronoun"
    elif quote.speaker_name and set(_words(quote.candidates[0].name)) & set(words):
        form = "name"
    else:
        form = "title"
    return form if quote.speaker_name else f"{form}_open"


def _words(phrase: str) -> list[str]:
    return [fold(word.strip(",;:")) for word in phrase.split()]


def shifted(share: float, shift: float) -> float:
    """A share with something added to its log-odds."""
    share = min(max(share, LEAST), MOST)
    return 1 / (1 + exp(-log(share / (1 - share)) - shift))


def _settled(quote: Quote, form: str, shifts: Mapping[str, float]) -> Quote:
    if form not in shifts:
        return quote
    first, *others = quote.candidates
    share = shifted(first.score, shifts[form])
    rest = (1 - share) / max(1 - first.score, 1 - MOST)
    others = [Candidate(one.name, round(min(share, rest * one.score), 3)) for one in others]
    quote = replace(quote, candidates=(Candidate(first.name, round(share, 3)), *others))
    if quote.speaker_name and share < KEPT:
        return _left_open(quote)
    return _named(quote) if not quote.speaker_name and share >= GIVEN[form] else quote


def _named(quote: Quote) -> Quote:
    name = quote.candidates[0].name
    reason = f"{_cue_of(quote)} → {name} (as in articles that were checked)"
    return replace(quote, speaker_name=name, speaker_kind="named", reason=reason)


def _left_open(quote: Quote) -> Quote:
    kind: SpeakerKind = "unnamed" if quote.speaker else "none"
    reason = f"{_cue_of(quote)} → perhaps {quote.candidates[0].name}"
    return replace(quote, speaker_name=None, speaker_kind=kind, reason=reason)


def _cue_of(quote: Quote) -> str:
    """The reason without what it says of the speaker."""
    return quote.reason.rpartition(" → ")[0] or quote.reason
