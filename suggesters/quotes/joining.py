"""Quotations beyond one cue's reach: runs that nothing announced, and quotations that go on in the next paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from suggesters.quotation import QuotedRun
from suggesters.quotes.frame import Cue
from suggesters.quotes.overlaps import Choice, Covered
from suggesters.quotes.page import TextPage
from suggesters.suggestions import Span

_SENTENCE_BEFORE = re.compile(r"[.!?:][\"”’']*$")
_FULL_STOP = re.compile(r"[.!?,…][\"”'’]*$")
_MARKS = "“”\"'‘’«»„` \xa0"
_PHRASES = frozenset({"object", "prepositional", "infinitive", "gerund", "noun_complement"})
_NOTHING_BETWEEN = frozenset({"", ".", "!", "?", ":"})
_FEWEST_WORDS = 4
_WORDS_TO_SAME_LINE = 6
_WORDS_OF_ATTRIBUTION = 40
_WORDS_OF_LEFTOVER = 3


@dataclass(slots=True)
class Draft:
    """A quote in the making. ``rule`` names what proposed it, ``joined`` what was joined to it."""

    fragments: list[Span]
    cue: Cue | None
    rule: str
    score: float
    joined: list[str] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        return self.fragments[-1][1]

    def join(self, fragments: Iterable[Span], why: str) -> None:
        self.fragments = sorted([*self.fragments, *fragments])
        self.joined.append(why)


def drafts_of(choices: Sequence[Choice]) -> list[Draft]:
    """A draft for each choice; where the guideline keeps parts apart, one for each of its fragments."""
    return [
        Draft(fragments, choice.candidate.cue, choice.candidate.rule, choice.score)
        for choice in choices
        for fragments in _parts(choice)
    ]


def _parts(choice: Choice) -> list[list[Span]]:
    """The fragments before the attribution and those after it apart, where the guideline has them so.

    The paragraphs of one speaker's turn in an interview stay together: no attribution parts them.
    """
    fragments = list(choice.candidate.fragments)
    if choice.setting.page.profile.parts != "apart":
        return [fragments]
    before = [fragment for fragment in fragments if fragment[0] < choice.candidate.cue.start]
    return [part for part in (before, fragments[len(before) :]) if part]


def with_loose_runs(drafts: Sequence[Draft], page: TextPage) -> list[Draft]:
    """The drafts, and the runs that none of them covers: joined to the quote before them, or as quotes of their own.

    Those that hardly look like speech (scare quotes, titles, nicknames, words within a sentence of the reporter's) come
    with rules of their own, whose confidence is low. Where parts are apart, a run that goes on after its attribution is
    a quote by itself.
    """
    done = sorted(drafts, key=lambda draft: draft.start)
    starts = [draft.start for draft in done]
    doubtful: list[Draft] = []
    covered = Covered()
    for draft in done:
        for fragment in draft.fragments:
            covered.add(fragment)
    for run in page.runs:
        if covered.overlap(run.start, run.end) or page.text[run.start - 1 : run.start] == "=":
            continue  # what stands after “=” is an attribute of markup that was left in the text
        place = bisect_right(starts, run.start)
        last = done[place - 1] if place else None
        words = len(page.text[run.start : run.end].split())
        goes_on = last is not None and (run.start in page.going_on or _continues(last, run, page))
        if last is not None and goes_on and not page.apart and words >= _FEWEST_WORDS:
            last.join([(run.start, run.end)], "run")
        elif goes_on and page.apart and (words >= _FEWEST_WORDS or _is_sentence(run, page)):
            done.insert(place, Draft([(run.start, run.end)], None, "loose_after", 0.0))
            starts.insert(place, run.start)
        elif words >= _FEWEST_WORDS and _looks_like_speech(run, page):
            done.insert(place, Draft([(run.start, run.end)], None, _loose_rule(run, page), 0.0))
            starts.insert(place, run.start)
        elif page.profile.counts("scare_quotes"):
            doubtful.append(Draft([(run.start, run.end)], None, "loose_phrase" if words > 1 else "loose_word", 0.0))
        covered.add((run.start, run.end))
    return sorted([*done, *doubtful], key=lambda draft: draft.start)


def _continues(last: Draft, run: QuotedRun, page: TextPage) -> bool:
    """Whether a run goes on with the quote before it: right after it, a few words on, or as the next paragraph."""
    if last.end > run.start or page.in_caption(run.start) != page.in_caption(last.start):
        return False
    between = page.between(last.end, run.start)
    is_marked = bool(page.mask.count(1, last.fragments[-1][0], last.end))
    is_said = last.cue is not None and last.rule not in _PHRASES
    if "\n" in between:
        return (is_marked or is_said) and _opens_next_paragraph(last, run, between, page)
    if is_said and between.strip() in _NOTHING_BETWEEN:
        return is_marked or between.strip() in ("", ":")
    opens_line = not page.text[page.line_span(run.start)[0] : run.start].strip()
    return is_marked and not opens_line and len(between.split()) <= _WORDS_TO_SAME_LINE


def _opens_next_paragraph(last: Draft, run: QuotedRun, between: str, page: TextPage) -> bool:
    """A run that is all of its paragraph goes on with a quote that fills the paragraph before, attribution included."""
    line = page.line_span(last.end)
    rest = page.text[last.end : line[1]].strip()
    is_marked = bool(page.mask.count(1, last.fragments[-1][0], last.end))
    return (
        last.cue is not None
        and _is_alone(run, page)
        and line[0] <= min(last.start, last.cue.start)
        and between.strip() == rest
        and len(rest.split()) <= (_WORDS_OF_ATTRIBUTION if is_marked else _WORDS_OF_LEFTOVER)
    )


def _is_sentence(run: QuotedRun, page: TextPage) -> bool:
    """Whether the run is a sentence for itself: a full stop before it, and one inside its marks."""
    before = page.text[page.line_span(run.start)[0] : run.start].rstrip()
    return bool(_SENTENCE_BEFORE.search(before)) and bool(_FULL_STOP.search(page.text, run.start, run.end))


def _is_alone(run: QuotedRun, page: TextPage) -> bool:
    """Whether the run is all of its line."""
    line = page.line_span(run.start)
    return not page.text[line[0] : run.start].strip() and not page.text[run.end : line[1]].strip()


def _looks_like_speech(run: QuotedRun, page: TextPage) -> bool:
    line = page.line_span(run.start)
    before, behind = page.text[line[0] : run.start].rstrip(), page.text[run.end : line[1]].strip(" .,")
    words = page.text[run.start : run.end]
    if not before:
        return not behind or bool(_FULL_STOP.search(words))
    return bool(_SENTENCE_BEFORE.search(before)) or (before.endswith(",") and words.strip(_MARKS)[:1].isupper())


def _loose_rule(run: QuotedRun, page: TextPage) -> str:
    if _is_alone(run, page):
        return "loose_line"
    return "loose_sentence" if _FULL_STOP.search(page.text, run.start, run.end) else "loose_run"


def with_open_paragraphs(drafts: Sequence[Draft], page: TextPage) -> list[Draft]:
    """Joins a quote whose last mark stays open at its paragraph's end with the one that opens the next paragraph."""
    joined: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: draft.start):
        last = joined[-1] if joined else None
        if last is not None and _is_left_open(last, draft, page) and not (last.cue and draft.cue):
            last.join(draft.fragments, "paragraph")
            if last.cue is None:
                last.cue, last.rule, last.score = draft.cue, draft.rule, draft.score
        else:
            joined.append(draft)
    return joined


def _is_left_open(last: Draft, following: Draft, page: TextPage) -> bool:
    run = page.run_at(last.end - 1)
    between = page.between(last.end, following.start)
    return (
        run is not None
        and not run.closed
        and run.end <= last.end + 1
        and "\n" in between
        and not between.strip()
        and page.run_at(following.start) is not None
    )
