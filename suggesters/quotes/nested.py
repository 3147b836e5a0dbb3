"""Quotes within quotes: what somebody says, in quotation marks, that somebody else said."""

from __future__ import annotations

from suggesters.quotes.choice import choose
from suggesters.quotes.overlaps import Choice
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.ranking import Ranker

_ONESELF = frozenset({"i", "we"})


class InnerPage(ParsedPage):
    """A page of which only the insides of its quoted runs are left, each on a line of its own."""

    def __init__(self, page: ParsedPage) -> None:
        text: list[str] = []
        outside = bytearray(b"\x01") * len(page.text)
        done = 0
        for start, end in map(page.inside_of, page.runs):
            text += [_gap(start - done), page.text[start:end]]
            outside[start:end] = bytes(end - start)
            done = end
        text.append(_gap(len(page.text) - done))
        super().__init__(page.doc, captions=page.captions, profile=page.profile, text="".join(text))
        self.mask = bytearray(map(max, self.mask, outside))  # so that no cue is looked for outside


def _gap(length: int) -> str:
    """Nothing but two ends of lines, of this length."""
    return "\n" + " " * (length - 2) + "\n" if length > 1 else "\n" * length


def choose_nested(inner: InnerPage, *, ranker: Ranker) -> list[Choice]:
    """What is said within the quotations with a speaker of its own, in order of the text."""
    chosen = choose(ranker.proposals(inner), ranker=ranker, nested=True)
    return [choice for choice in chosen if _has_own_speaker(choice)]


def _has_own_speaker(choice: Choice) -> bool:
    """Not “I told them that …”, which is the outer speaker."""
    cue = choice.candidate.cue
    return cue.speaker is not None and (cue.subject is None or cue.subject.lower_ not in _ONESELF)
