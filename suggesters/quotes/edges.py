"""Where what was said begins and ends: edges put right by marks, by the next cue, and by the sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

from suggesters.quotes.frame import Cue
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.subjects import has_own_subject
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_LEADS_TO_RUN = re.compile(r"[:,]\s*$")
# Tails that hang loosely on what was said: as often the reporter's as the speaker's.
_LOOSE_TAIL = re.compile(
    r"(?:,\s+(?:which|who|while|even though|although|though|but|after|before|as|because|since|when|despite|according"
    r"|with|in an?|so|and|or|nor|\w+ing)\b"
    r"|\s+[—–-]{1,2}\s+|;\s|\s\(|\s+(?:on|last|this|late|early)\s+[A-Z]\w+day\b)"
)
ASKED = r"(?:asked|pressed|questioned|quizzed|prodded)\b"
_OCCASION = re.compile(rf"\s+(?:when|after(?: being)?)\s+{ASKED}")
_JOINT = re.compile(r"[,;]?\s+(?:and|but|while|whereas|although|though|as)\s+$")
_LONGEST_JOINT = 16


class Edges:
    """Draws edges on one page; knows the page's cues, since the next cue ends what was said with this one."""

    def __init__(self, page: ParsedPage, cues: Sequence[Cue]) -> None:
        self.page = page
        self._conjoined = list(_conjoined_verbs(page.doc))
        self._places = [token.idx for token in self._conjoined]
        self._cues = {cue.token.i for cue in cues}
        self._openings = {cue.start for cue in cues if _announces_clause(cue)}

    def ends_at_one_of(self, places: Set[int]) -> bool:
        """Whether what was said may end before one of these words because it is a cue."""
        return any(verb.i in places for verb in self._conjoined)

    def tidy(self, start: int, end: int, cue: Cue) -> Span | None:
        """The stretch with whole runs in it, cut before a conjoined cue, trimmed; None where nothing is left.

        Never over the line's end, never into the attribution itself.
        """
        line = self.page.line_span(start)
        start, end = self.with_whole_runs(start, min(end, line[1]), cue)
        end = self.before_conjoined_cue(start, end, cue.token)
        end = self.before_occasion(start, end)
        start, end = self.page.trimmed(start, end)
        return (start, end) if end - start > 1 else None

    def with_whole_runs(self, start: int, end: int, cue: Cue) -> Span:
        """An edge inside of a run moves to the run's end; the attribution is never swallowed."""
        first, last = self.page.run_at(start), self.page.run_at(max(start, end - 1))
        if first is not None and first.start < start and not first.start <= cue.start < first.end:
            start = first.start
        if last is not None and last.start < end < last.end and not last.start <= cue.start < last.end:
            end = last.end
        if end < len(self.page.text) and self.page.text[end] in '”"' and self.page.mask[end]:
            run = self.page.run_at(end)
            end = end + 1 if run is not None and run.start < end else end
        return start, end

    def before_occasion(self, start: int, end: int) -> int:
        """“We'll see,” when asked about it: the occasion is the reporter's."""
        for occasion in _OCCASION.finditer(self.page.text, start + 1, end):
            if not self.page.mask[occasion.start() + 1]:
                return occasion.start()
        return end

    def before_conjoined_cue(self, start: int, end: int, cue: Token) -> int:
        """“… that it was late and warned that …”: what was said ends before “and warned”."""
        doc = self.page.doc
        for verb in self._conjoined[bisect_right(self._places, start) : bisect_left(self._places, end)]:
            is_like_cue = verb.tag_ == cue.tag_ or verb.i in self._cues
            if verb.i == cue.i or not is_like_cue or not self._belongs_to_cue(verb, start):
                continue
            place = verb.i
            while place > 0 and doc[place - 1].pos_ in ("ADV", "AUX", "PUNCT"):
                place -= 1
            if doc[place - 1].lower_ in ("and", "but") and doc[place - 1].idx > start:
                return doc[place - 1].idx
        return end

    def _belongs_to_cue(self, verb: Token, start: int) -> bool:
        """Whether a conjoined verb goes with the cue, not with a verb of what was said.

        It does where the parse says so, where its tense is not that of the verb in what was said (“that NATO follows …
        and twice refused”), and where it announces speech of its own.
        """
        if verb.head.idx < start or verb.head.tag_ != verb.tag_:
            return True
        return verb.i in self._cues and any(child.dep_ == "ccomp" for child in verb.rights)

    def opens_with_own_cue(self, start: int, cue: Cue) -> bool:
        """“The mayor warned that …, he said”: the pronoun is the mayor, and the first cue the one that counts."""
        pronoun = cue.subject is not None and cue.subject.lower_ in ("he", "she", "they")
        return pronoun and start != cue.start and start in self._openings

    def loose_tails(self, start: int, end: int) -> list[int]:
        """The offsets outside of marks at which a loose tail of ``[start, end)`` begins."""
        return [
            match.start()
            for match in _LOOSE_TAIL.finditer(self.page.text, start + 1, end)
            if not self.page.mask[match.start()]
        ]

    def comma_marks(self, start: int, end: int) -> list[int]:
        """Where runs of ``[start, end)`` end with a comma (“too little,” adding …): often with all that was said."""
        return [
            run.end
            for run in self.page.runs_within(start, end)
            if run.end < end and self.page.text[start : run.end].rstrip("”\"'’»“")[-1:] == ","
        ]

    def before_attributions(self, start: int, end: int) -> list[int]:
        """Where “and the mayor says …” begins inside of ``[start, end)``: another's words, or a new start."""
        starts, text = self.page.cue_starts, self.page.text
        found = []
        for place in starts[bisect_right(starts, start) : bisect_left(starts, end)]:
            joint = _JOINT.search(text, max(start, place - _LONGEST_JOINT), place)
            if joint is not None and not self.page.mask[place]:
                found.append(joint.start())
        return found

    def before_participles(self, start: int, end: int) -> list[int]:
        """Where “, adding that …” begins inside of ``[start, end)``: the same speaker's next words."""
        places = self.page.participle_places
        return places[bisect_right(places, start) : bisect_left(places, end)]

    def run_led_to(self, start: int, end: int, *, within: int) -> int | None:
        """Where a run that ends the stretch begins after a colon or comma, with few words before it."""
        for run in self.page.runs_within(start + 1, end):
            lead = self.page.text[start : run.start]
            speech = self.page.text[run.start + 1 : run.start + 2].isupper()
            if speech and run.end >= end - 1 and _LEADS_TO_RUN.search(lead) and len(lead.split()) < within:
                return run.start
        return None


def _conjoined_verbs(doc: Doc) -> Iterator[Token]:
    """The finite verbs without a subject of their own that hang on another verb by “and” or “but”."""
    conj = doc.vocab.strings["conj"]
    for place, dep in enumerate(doc.to_array("DEP").tolist()):
        if dep == conj and doc[place].tag_ in _FINITE and not has_own_subject(doc[place]):
            yield doc[place]


def _announces_clause(cue: Cue) -> bool:
    return cue.kind == "verb" and any(child.dep_ == "ccomp" for child in cue.token.rights)
