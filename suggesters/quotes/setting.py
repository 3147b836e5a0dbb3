"""What stands around a cue: its line and sentence, and the quoted runs right before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suggesters.quotation import QuotedRun
from suggesters.quotes.frame import Cue
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span

_ENDS_OPEN = re.compile(r"[,?!…—–-]\s*[”\"'’»“]+$")
_ENDS_WITH_STOP = re.compile(r"\.\s*[”\"'’»“]+$")
_WORDS_TO_RUN_BEFORE = 4
_WORDS_TO_RUN_AFTER = 14
_THAT_WITHIN = 16


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of one cue.

    ``line`` and ``sentence`` are spans; the sentence is that of the punctuation, not of the parse. ``before`` is the
    run that ends right before the attribution, ``is_speech_before`` whether its punctuation leads to the cue (“…,” she
    said). ``after`` are the runs that begin after the attribution in the same sentence, nearest first.
    """

    page: ParsedPage
    cue: Cue
    line: Span
    sentence: Span
    before: QuotedRun | None
    is_speech_before: bool
    after: tuple[QuotedRun, ...]


def setting_of(cue: Cue, page: ParsedPage) -> Setting:
    line = page.line_span(cue.token.idx)
    sentence = page.sentence_span(cue.spans[0][0])
    before = _run_before(cue, line, page)
    is_speech = before is not None and _leads_to(before, cue, page)
    return Setting(page, cue, line, sentence, before, is_speech, _runs_after(cue, line, page))


def _leads_to(run: QuotedRun, cue: Cue, page: ParsedPage) -> bool:
    """“…,” she said. A full stop ends it (“….” He said), unless the small letter after shows that it goes on."""
    is_of_verb_before = cue.token.tag_ == "VBG" if cue.subject is None else cue.subject.idx < run.start
    if is_of_verb_before:
        return False  # he called it “a gift,” adding …
    if page.text[run.end : run.end + 1] == "," or _ENDS_OPEN.search(page.text, max(run.start, run.end - 8), run.end):
        return True
    stop = _ENDS_WITH_STOP.search(page.text, max(run.start, run.end - 8), run.end)
    return stop is not None and page.text[cue.start].islower()


def _run_before(cue: Cue, line: Span, page: ParsedPage) -> QuotedRun | None:
    runs = page.runs_within(line[0], cue.start)
    if not runs or runs[-1].end > cue.start:
        return None
    if cue.subject is not None and runs[-1].end <= cue.subject.idx < cue.start:
        return None  # “…,” she said, adding …: the run belongs to “said”
    gap = page.text[runs[-1].end : cue.start]
    if len(gap) > 60 or page.breaks_within(runs[-1].end, cue.start) or len(gap.split()) > _WORDS_TO_RUN_BEFORE:
        return None
    return runs[-1]


def _runs_after(cue: Cue, line: Span, page: ParsedPage) -> tuple[QuotedRun, ...]:
    near: list[QuotedRun] = []
    for run in page.runs_within(cue.end, min(line[1], cue.end + 200)):
        gap = page.text[cue.end : run.start]
        if len(gap.split()) > _WORDS_TO_RUN_AFTER or (not near and page.sentence_end(cue.end) <= run.start):
            break
        near.append(run)
    return tuple(near)


def words_between(page: ParsedPage, start: int, end: int) -> int:
    return len(page.text[start:end].split())


def that_after(setting: Setting) -> int | None:
    """The place of a conjunction “that” soon after the verb, with no other verb between."""
    doc, verb = setting.page.doc, setting.cue.token
    for place in range(verb.i + 1, min(verb.i + _THAT_WITHIN, len(doc))):
        token = doc[place]
        if token.lower_ == "that" and (token.tag_ == "IN" or token.dep_ == "mark"):
            return place
        if token.is_space or token.pos_ in ("VERB", "AUX") or token.idx >= setting.sentence[1]:
            return None
    return None
