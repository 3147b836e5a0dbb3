"""What stands around a cue: its line and sentence, and the quoted runs right before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from suggesters.frames import Span
from suggesters.quotation import Run
from suggesters.quotes.frame import Cue
from suggesters.quotes.page import Page

_SENTENCE_BREAK = re.compile(r"[.!?]\s")
_ENDS_OPEN = re.compile(r"[,?!.…—–-]\s*[”\"'’»“]+$")
_WORDS_TO_RUN_BEFORE = 4
_WORDS_TO_RUN_AFTER = 14


@dataclass(frozen=True, slots=True)
class Setting:
    """The surroundings of one cue.

    ``line`` and ``sentence`` are spans; the sentence is that of the punctuation, not of the parse. ``before`` is the run that ends right
    before the attribution, ``is_speech_before`` whether its punctuation leads to the cue (“…,” she said). ``after``
    are the runs that begin after the attribution in the same line and sentence, nearest first.
    """

    page: Page
    cue: Cue
    line: Span
    sentence: Span
    before: Run | None
    is_speech_before: bool
    after: tuple[Run, ...]


def setting_of(cue: Cue, page: Page) -> Setting:
    line = page.line_span(cue.token.idx)
    sentence = page.sentence_span(cue.spans[0][0])
    before = _run_before(cue, line, page)
    is_speech = before is not None and bool(
        _ENDS_OPEN.search(page.text, max(before.start, before.end - 8), before.end)
        or page.text[before.end : before.end + 1] == ","
    )
    return Setting(page, cue, line, sentence, before, is_speech, _runs_after(cue, line, page))


def _run_before(cue: Cue, line: Span, page: Page) -> Run | None:
    runs = page.runs_within(line[0], cue.start)
    if not runs or runs[-1].end > cue.start:
        return None
    gap = page.text[runs[-1].end : cue.start]
    if len(gap) > 60 or _SENTENCE_BREAK.search(gap) or len(gap.split()) > _WORDS_TO_RUN_BEFORE:
        return None
    return runs[-1]


def _runs_after(cue: Cue, line: Span, page: Page) -> tuple[Run, ...]:
    near: list[Run] = []
    for run in page.runs_within(cue.end, min(line[1], cue.end + 200)):
        gap = page.text[cue.end : run.start]
        if len(gap.split()) > _WORDS_TO_RUN_AFTER or (not near and _SENTENCE_BREAK.search(gap)):
            break
        near.append(run)
    return tuple(near)


def words_between(page: Page, start: int, end: int) -> int:
    return len(page.text[start:end].split())
