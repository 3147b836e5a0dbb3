"""One parsed text, with what the rules ask of it again and again computed once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from copy import copy
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from suggesters.columns import text_of
from suggesters.profiles import DEFAULT, Profile
from suggesters.quotation import QuotedRun, mask_of, scan
from suggesters.quotes.frame import Announcement, OfCue
from suggesters.quotes.names_in_text import KnownNames
from suggesters.suggestions import Span, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CueKey = tuple[int, str, int, bool, int]
"""The places of a cue's word and of its subject, its kind, whether nobody speaks, and where its sentence begins."""

FINITE_TAGS = ("VBD", "VBZ", "VBP", "MD")
_EDGE_MARKS = ",;:.-–—"
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "lt", "col", "st", "jr", "sr", "vs", "no"}
)
_SENTENCE_END = re.compile(r"(\w*)[.!?…]+[\"”'’)]*(?=\s+[\"“‘'(\[`]*[A-Z0-9]|\s*$)", re.MULTILINE)
_WORD_START = re.compile(r"(?<!\S)\S")
# “LONDON (Reuters) — The harbour …”, “GENEVA, June 3 - …”: place and agency before a report's first sentence.
_DATELINE = re.compile(
    r"(?m)^[ \xa0]*(?:[A-Z][A-Z.'’ -]{2,30}(?:, (?:[A-Z][\w.]+ ?){1,3})?(?: \d{1,2})?[ \xa0]*(?:\([\w /]{2,20}\))?"
    r"|[A-Z][\w.,'’ -]{2,40} \([A-Z][\w /]{1,20}\))[ \xa0]+(?:[-–—―]|--)[ \xa0]+"
)
# “13.55 Police have closed …”, “2:05pm GMT – The harbour …”: when a live blog's post was written.
_TIME_OF_POST = re.compile(
    r"(?m)^[ \xa0]*(?:[01]?\d|2[0-3])[.:][0-5]\d(?:[ \xa0]?(?:[AaPp]\.?[Mm]\.?|GMT|UTC|BST|CES?T|EES?T|[AECMP][SD]?T))*"
    r"[ \xa0]*[|–—:-]?[ \xa0]+(?=[A-Z“\"‘'])"
)


class TextPage:
    """A text with its quoted runs, lines and sentences by punctuation.

    Spans and offsets are code points of ``text``, half-open. A line is the stretch between two line breaks; news puts
    one paragraph on a line, so nothing said goes beyond it unless marks say so. ``captions`` are stretches that are not
    part of the article's body: what follows one goes on from what stands before it. ``profile``: what is a quote here.
    """

    def __init__(self, text: str, *, captions: Sequence[Span] = (), profile: Profile = DEFAULT) -> None:
        self.text = text
        self.profile = profile
        self.captions = sorted(captions)
        self.runs: list[QuotedRun] = scan(self.text)
        self.mask = mask_of(self.text, self.runs)
        self.going_on: set[int] = set()  # where runs begin that go on after an attribution, once known
        self._run_starts = [run.start for run in self.runs]
        self._sentences: dict[int, Span] = {}  # by an offset in them, once asked for
        self._breaks = [match.start() for match in re.finditer("\n", self.text)]

    @cached_property
    def known_names(self) -> KnownNames:
        return KnownNames(self.text)

    @property
    def apart(self) -> bool:
        """Whether what goes on after its attribution (“…,” she said. “…”) is a quote of its own."""
        return self.profile.parts != "joined"

    @cached_property
    def _sentence_ends(self) -> list[int]:
        """Where sentences end by their punctuation, and lines: independent of the parse, where that may be wrong."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self.text) if self._ends_sentence(match)]
        return sorted({*ends, *self._breaks, len(self.text)})

    def _ends_sentence(self, match: re.Match[str]) -> bool:
        """Not the full stop of a title or an initial, and not inside of a quotation that goes on."""
        word = match.group(1)
        if match.group().endswith(".") and (word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())):
            return False
        run = self.run_at(match.start(1))
        return run is None or run.end <= match.end()

    @cached_property
    def _datelines(self) -> list[Span]:
        """What stands before a report's first sentence on its line: place and agency, or the time of a post."""
        return sorted(match.span() for form in (_DATELINE, _TIME_OF_POST) for match in form.finditer(self.text))

    def in_dateline(self, offset: int) -> bool:
        return self._dateline_at(offset) is not None

    def _dateline_at(self, offset: int) -> Span | None:
        place = bisect_right(self._datelines, offset, key=itemgetter(0)) - 1
        return self._datelines[place] if place >= 0 and offset < self._datelines[place][1] else None

    def line_of(self, offset: int) -> int:
        """The number of the line that holds ``offset``."""
        return bisect_left(self._breaks, offset)

    def line_span(self, offset: int) -> Span:
        """The line that holds ``offset``, without its line break."""
        number = self.line_of(offset)
        start = self._breaks[number - 1] + 1 if number else 0
        end = self._breaks[number] if number < len(self._breaks) else len(self.text)
        return start, end

    def runs_within(self, start: int, end: int) -> list[QuotedRun]:
        """The runs that begin inside ``[start, end)``."""
        return self.runs[bisect_left(self._run_starts, start) : bisect_left(self._run_starts, end)]

    def run_at(self, offset: int) -> QuotedRun | None:
        """The run that holds ``offset``."""
        place = bisect_right(self._run_starts, offset) - 1
        return self.runs[place] if place >= 0 and offset < self.runs[place].end else None

    def inside_of(self, run: QuotedRun) -> Span:
        """A run without its marks."""
        doubled = ("''", "``")
        start = run.start + (2 if self.text.startswith(doubled, run.start) else 1)
        end = run.end - (2 if self.text.endswith(doubled, start, run.end) else 1) if run.closed else run.end
        return start, max(start, end)

    def sentence_span(self, offset: int) -> Span:
        """The sentence around an offset by punctuation, never over a line's end, space at its start left out."""
        known = self._sentences.get(offset)
        if known is None:
            known = self._sentences[offset] = self._sentence_around(offset)
        return known

    def _sentence_around(self, offset: int) -> Span:
        place = bisect_right(self._sentence_ends, offset)
        start = self._sentence_ends[place - 1] if place else 0
        dateline = self._dateline_at(start + 1)
        if dateline is not None and dateline[1] <= offset:
            start = dateline[1]
        return self.trimmed_space(start, self._sentence_ends[min(place, len(self._sentence_ends) - 1)])

    def sentence_end(self, offset: int) -> int:
        """Where the sentence that goes on at ``offset`` ends, right after its punctuation; at the latest its line."""
        place = bisect_right(self._sentence_ends, offset)
        return self._sentence_ends[min(place, len(self._sentence_ends) - 1)]

    def breaks_within(self, start: int, end: int) -> bool:
        """Whether a sentence ends inside ``(start, end)``, with something after it."""
        return self.sentence_end(start) < end and bool(self.text[self.sentence_end(start) : end].strip())

    def trimmed(self, start: int, end: int) -> Span:
        """Without a dateline, space, and punctuation outside of marks at both ends; empty where nothing is left."""
        text, mask = self.text, self.mask
        dateline = self._dateline_at(start)
        if dateline is not None and dateline[1] < end:
            start = dateline[1]
        while end > start and (text[end - 1].isspace() or (text[end - 1] in _EDGE_MARKS and not mask[end - 1])):
            end -= 1
        while start < end and (text[start].isspace() or (text[start] in _EDGE_MARKS and not mask[start])):
            start += 1
        return start, end

    def trimmed_space(self, start: int, end: int) -> Span:
        """Without the space at both ends."""
        words = self.text[start:end]
        return start + len(words) - len(words.lstrip()), start + len(words.rstrip())

    def start_of_words_after(self, offset: int) -> int:
        """Where what follows an offset begins, space and line breaks passed over."""
        while offset < len(self.text) and self.text[offset].isspace():
            offset += 1
        return offset

    def end_of_words_before(self, offset: int) -> int:
        """Where what stands before an offset ends, space and line breaks passed over."""
        while offset > 0 and self.text[offset - 1].isspace():
            offset -= 1
        return offset

    @cached_property
    def _word_starts(self) -> list[int]:
        return [match.start() for match in _WORD_START.finditer(self.text)]

    def words_within(self, start: int, end: int) -> int:
        """How many words ``text[start:end].split()`` has."""
        if start >= end:
            return 0
        starts = self._word_starts
        is_inside = not self.text[start].isspace()
        return bisect_left(starts, end) - bisect_left(starts, start + 1) + is_inside

    def between(self, start: int, end: int) -> str:
        """The text of ``[start, end)`` without captions."""
        parts = []
        for left, right in self.captions:
            if start <= left and right <= end:
                parts.append(self.text[start:left])
                start = right
        return "".join([*parts, self.text[start:end]])

    def in_caption(self, offset: int) -> bool:
        place = bisect_right(self.captions, (offset, len(self.text))) - 1
        return place >= 0 and offset < self.captions[place][1]


class Grammar(NamedTuple):
    """Of each token the place of its head, its label and its tag: a list is read faster than a token."""

    heads: list[int]
    deps: list[str]
    tags: list[str]

    @classmethod
    def of(cls, doc: Doc) -> Grammar:
        words = doc.vocab.strings
        heads = [place + away for place, away in enumerate(doc.to_array("HEAD").astype("int64").tolist())]
        deps, tags = ([words[key] for key in doc.to_array(name).tolist()] for name in ("DEP", "TAG"))
        return cls(heads, deps, tags)


class ParsedPage(TextPage):
    """A text with its parse. Token places are token indices of ``doc``.

    ``text``: that of the doc with stretches of it blanked, where only the rest is to be looked at.
    """

    def __init__(
        self, doc: Doc, *, captions: Sequence[Span] = (), profile: Profile = DEFAULT, text: str | None = None
    ) -> None:
        super().__init__(text_of(doc) if text is None else text, captions=captions, profile=profile)
        self.doc = doc
        self.starts: list[int] = doc.to_array("IDX").tolist()
        self.announced: dict[int, Announcement] = {}  # speakers announced by layout, by where that begins, once known
        self.cue_starts: list[int] = []  # where attributions that hold their speaker begin, once known
        self.participle_places: list[int] = []  # where the comma before “, adding that …” stands, once known
        self.cue_places: list[int] = []  # where plain reporting verbs with their own subject stand, once known
        self.of_cues: dict[CueKey, OfCue] = {}  # features of cues alone, once known
        self.at_starts: dict[Span, tuple[str, str]] = {}  # features by where content and the cue's sentence begin
        self.at_ends: dict[Span, tuple[str, str]] = {}  # features of what follows, by where content and line end
        self.by_rules: dict[int, tuple[Spans, str]] = {}  # what the rules choose, by the place of its cue
        self.chosen_by_rules: list[tuple[int, int, Spans]] = []  # its beginning, end and fragments, in order

    def by(self, profile: Profile) -> ParsedPage:
        """The same page by another profile, with nothing known yet of its cues."""
        other = copy(self)
        other.profile, other.going_on, other.by_rules, other.chosen_by_rules = profile, set(), {}, []
        return other

    @cached_property
    def known_names(self) -> KnownNames:
        return KnownNames(self.text)

    @cached_property
    def _finite_before(self) -> list[int]:
        """How many finite verbs stand before each token."""
        tags = {self.doc.vocab.strings[tag] for tag in FINITE_TAGS}
        return list(accumulate((tag in tags for tag in self.doc.to_array("TAG").tolist()), initial=0))

    @cached_property
    def grammar(self) -> Grammar:
        return Grammar.of(self.doc)

    def has_finite_verb(self, start: int, end: int) -> bool:
        """Whether a finite verb begins inside ``[start, end)``: what has none is not a clause."""
        return self._finite_before[self.token_from(end)] > self._finite_before[self.token_from(start)]

    def is_quoted(self, token: Token) -> bool:
        """Whether the token begins inside quotation marks."""
        return bool(self.mask[token.idx])

    def token_from(self, offset: int) -> int:
        """The index of the first token that begins at or after ``offset``."""
        return bisect_left(self.starts, offset)

    def end_of(self, place: int) -> int:
        """The offset right after a token."""
        return self.starts[place] + len(self.doc[place])

    def span(self, first: int, last: int) -> Span:
        """From the token ``first`` to the token ``last``, both included, without space at the edges."""
        while last > first and self.doc[last].is_space:
            last -= 1
        while first < last and self.doc[first].is_space:
            first += 1
        return self.starts[first], self.end_of(last)

    def subtree(self, token: Token) -> Span:
        """All that hangs on a token."""
        return self.span(token.left_edge.i, token.right_edge.i)
