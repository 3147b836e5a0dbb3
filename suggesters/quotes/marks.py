"""What was said in quotation marks beside a cue: before it, after it, on both sides, or over a gap of words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from suggesters import lexicon
from suggesters.quotation import QuotedRun
from suggesters.quotes.edges import Edges
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.setting import Setting, that_after, words_between
from suggesters.suggestions import Span

_LEADS_ON = ".,;:—-–"
_LEADS_TO_RUN = re.compile(r"(?:[,:—–-]|^)\s*$")
_THAT = re.compile(
    r"\s*(?:(?:reporters|voters|supporters|him|her|them|the \w+|[A-Z]\w+(?: [A-Z]\w+)*)\s+(?:on \w+ )?)?(that\b)"
)
_ENDS_WITH_COMMA = re.compile(r"[,?!—-]\s*[”\"'’»“]+$")
_LONGEST_ATTRIBUTION = 250
_WORDS_TO_RUN = 3
_WORDS_OF_TITLE = 6
_SPACE_AND_MARKS = " \xa0\n”\"'’»"


def run_before(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“Taxes will rise,” she said: alone, with the words of the sentence before it, with the run that follows."""
    run, cue, page = setting.before, setting.cue, setting.page
    if run is None or not setting.is_speech_before or cue.kind in ("source", "for", "noun"):
        return
    alone = (run.start, run.end)
    continued = run_that_goes_on(setting)
    yield ContentCandidate(cue, "run_before", "run", (alone,))
    if continued is not None:
        yield ContentCandidate(cue, "run_both_sides", "runs", (alone, (continued.start, continued.end)))
        behind = edges.tidy(continued.start, page.sentence_end(continued.end - 1), cue)
        if behind is not None and behind[1] > continued.end + 1:
            yield ContentCandidate(cue, "run_both_sides", "end", (alone, behind))
    elif not page.apart:
        following = _sentence_that_goes_on(setting, edges)
        if following is not None:
            yield ContentCandidate(cue, "run_both_sides", "words", (alone, following))
    begin = _sentence_start(setting, run)
    if begin < run.start and words_between(page, begin, run.start) > 0:
        drawn = edges.tidy(begin, run.end, cue)
        if drawn is not None:
            yield ContentCandidate(cue, "run_before", "sentence", (drawn,))
            if continued is not None:
                yield ContentCandidate(cue, "run_both_sides", "sentence", (drawn, (continued.start, continued.end)))


def _sentence_start(setting: Setting, run: QuotedRun) -> int:
    """Where the sentence of the run begins, earlier runs taken in: “‘Bad’ and ‘sad,’ he said”."""
    return max(setting.sentence[0], setting.line[0]) if setting.sentence[0] < run.start else run.start


def run_that_goes_on(setting: Setting) -> QuotedRun | None:
    """The run after “…,” she said[ on Monday]. that is part of the same quote, where parts are joined."""
    return None if setting.page.apart else next_run_of_speaker(setting)


def next_run_of_speaker(setting: Setting) -> QuotedRun | None:
    """The run after “…,” she said[ on Monday]. that goes on with the same speaker."""
    page, cue = setting.page, setting.cue
    following = page.runs_within(cue.end, min(setting.line[1], cue.end + _LONGEST_ATTRIBUTION))
    if not following:
        return None
    run = _behind_title(following, page)
    gap = page.text[cue.end : run.start].strip(_SPACE_AND_MARKS)
    if page.breaks_within(cue.end, run.start) or (gap.endswith(".") and _has_own_attribution(run, page)):
        return None
    return run if gap and gap[-1] in _LEADS_ON else None


def _sentence_that_goes_on(setting: Setting, edges: Edges) -> Span | None:
    """“…,” she said. The town “cannot wait for us.”: the next sentence, words and run, if it has no cue of its own."""
    page, line = setting.page, setting.line
    start = page.sentence_end(setting.cue.end)
    end = page.sentence_end(min(start + 1, line[1]))
    if end > line[1] or not page.runs_within(start, end):
        return None
    cues = page.cue_starts[bisect_left(page.cue_starts, start) : bisect_left(page.cue_starts, end)]
    if any(not page.mask[cue] for cue in cues):
        return None
    return edges.tidy(start, end, setting.cue)


def _behind_title(runs: Sequence[QuotedRun], page: ParsedPage) -> QuotedRun:
    """The first run; but the second where the first ends the attribution (“…,” she said on “The Hour.” “…”)."""
    first = runs[0]
    if len(runs) < 2 or page.text[max(0, first.start - 3) : first.start].rstrip(" \xa0")[-1:] in tuple(_LEADS_ON):
        return first
    words = page.text[first.start : first.end]
    is_title = len(words.split()) <= _WORDS_OF_TITLE and words.rstrip("”\"'’»“")[-1:] == "."
    return runs[1] if is_title and not page.text[first.end : runs[1].start].strip() else first


def _has_own_attribution(run: QuotedRun, page: ParsedPage) -> bool:
    """“…,” he added: the run's last comma leads to a cue of its own, with somebody who speaks beside it."""
    end = min(run.end, page.line_span(run.start)[1])
    if not _ENDS_WITH_COMMA.search(page.text, max(run.start, end - 4), end):
        return False
    place = bisect_left(page.cue_starts, end)
    return place < len(page.cue_starts) and not page.text[end : page.cue_starts[place]].strip(" \xa0")


def run_after(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """She said: “Taxes will rise.”"""
    cue, page = setting.cue, setting.page
    if not setting.after or cue.kind in ("source", "for", "noun"):
        return
    run = setting.after[0]
    if words_between(page, cue.end, run.start) <= _WORDS_TO_RUN or page.text[cue.end : run.start].rstrip()[-1:] in (
        ":",
        ",",
    ):
        yield ContentCandidate(cue, "run_after", "run", ((run.start, run.end),))
        end = page.sentence_end(run.end - 1)
        drawn = edges.tidy(run.start, end, cue)
        if drawn is not None and drawn[1] > run.end:
            yield ContentCandidate(cue, "run_after", "sentence", (drawn,))


def next_line(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“The paper reported:” at a line's end: the quoted run that opens the next line, or all of that line.

    After a comma or a dash (“she added,”) only a run.
    """
    cue, page = setting.cue, setting.page
    rest = page.text[cue.end : setting.line[1]].rstrip()
    if (
        not rest.endswith((":", ",", "—", "–"))
        or len(rest) > _LONGEST_ATTRIBUTION
        or page.sentence_end(cue.end) < setting.line[1]
    ):
        return
    start = setting.line[1] + len(page.text[setting.line[1] :]) - len(page.text[setting.line[1] :].lstrip())
    line = page.line_span(start)
    run = page.run_at(start)
    if run is not None:
        yield ContentCandidate(cue, "next_line", "run", ((run.start, run.end),))
    elif start < line[1] and rest.endswith(":"):
        yield ContentCandidate(cue, "next_line", "line", (page.trimmed_space(start, line[1]),))


def run_over_gap(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“said the plan was ‘too little’ for a city”: the words between cue and run belong to what was said."""
    cue, page = setting.cue, setting.page
    if not setting.after or cue.kind != "verb":
        return
    run = setting.after[0]
    gap = page.text[cue.end : run.start]
    if not gap.strip() or _LEADS_TO_RUN.search(gap):
        return
    that = _THAT.match(gap)
    start = cue.end + that.start(1) if that else _after_addressee(setting, run)
    place = that_after(setting)
    if place is not None and start < page.starts[place] < run.start:
        start = page.starts[place]
    ends = {"run": run.end, "tail": _end_of_phrase(setting, run), "sentence": page.sentence_end(run.end - 1)}
    seen: set[Span] = set()
    for name, end in ends.items():
        drawn = edges.tidy(start, max(end, run.end), cue)
        if drawn is not None and drawn not in seen:
            seen.add(drawn)
            yield ContentCandidate(cue, "run_over_gap", name, (drawn,))


def _after_addressee(setting: Setting, run: QuotedRun) -> int:
    """Where “told the staff she “would not sign”” goes on after those who were told; else the end of the cue."""
    cue, page = setting.cue, setting.page
    if cue.lemma not in lexicon.ADDRESSING_VERBS:
        return cue.end
    for child in cue.token.rights:
        if child.dep_ in ("dobj", "dative") and cue.end <= child.idx and child.right_edge.idx < run.start:
            words = page.doc[child.i + 1 : child.right_edge.i + 1]
            pronoun = next((word.i for word in words if word.tag_ == "PRP"), child.right_edge.i + 1)
            return page.end_of(pronoun - 1)
    return cue.end


def _end_of_phrase(setting: Setting, run: QuotedRun) -> int:
    """The end of the phrase after the cue that holds the run (“a ‘clear violation’ of the rules”)."""
    page = setting.page
    ends = [
        page.end_of(child.right_edge.i)
        for child in setting.cue.token.rights
        if setting.cue.end <= child.idx < run.end and child.right_edge.idx < setting.sentence[1]
    ]
    return max([run.end, *ends])
