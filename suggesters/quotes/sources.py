"""What was said beside a cue that is not a verb: “according to X”, “For X, …”, “X: …”, “…” — X."""

from __future__ import annotations

import re
from collections.abc import Iterator

from suggesters.quotes.edges import Edges
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.setting import Setting
from suggesters.suggestions import Span

_STRONG_BREAK = re.compile(r"[;:]\s|\s[—–]\s|\s--\s")
_APPOSITION = frozenset({"a", "an", "the", "who", "which", "whose", "of", "and", "or"})
_FEW_WORDS = 8
_COMMA_WITHIN = 30


def according_to(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """The sentence without the attribution: after it where it opens the sentence, else before it, or both."""
    cue, page = setting.cue, setting.page
    if cue.kind != "source":
        return
    end_of_sentence = page.sentence_end(cue.end)
    if not page.text[setting.sentence[0] : cue.start].strip(" “\"'("):
        for name, start in _starts_behind(setting):
            drawn = edges.tidy(start, end_of_sentence, cue)
            if drawn is not None:
                yield ContentCandidate(cue, "source_first", name, (drawn,))
        return
    start = setting.sentence[0]
    for match in _STRONG_BREAK.finditer(page.text, start, cue.start):
        if not page.mask[match.start()] and match.end() - start > 4:
            start = match.end()
    begins = {"sentence": start, "clause": _clause_start(setting)}
    seen: set[Span] = set()
    for name, begin in begins.items():
        before = edges.tidy(begin, cue.start, cue) if begin < cue.start else None
        if before is None or before in seen:
            continue
        seen.add(before)
        yield ContentCandidate(cue, "source_last", name, (before,))
        behind = edges.tidy(cue.end, end_of_sentence, cue) if page.text[cue.end : cue.end + 1] == "," else None
        if behind is not None and name == "sentence":
            few = len(page.text[before[0] : before[1]].split()) <= _FEW_WORDS
            yield ContentCandidate(cue, "source_between", "few" if few else "many", (before, behind))


def _clause_start(setting: Setting) -> int:
    """Where the clause that the attribution hangs on begins, by the parse."""
    return setting.cue.token.head.left_edge.idx


def _starts_behind(setting: Setting) -> Iterator[tuple[str, int]]:
    """After the attribution by the parse, and after each comma that may end the speaker's mention."""
    cue, page, doc = setting.cue, setting.page, setting.page.doc
    yield "parsed", _behind_participle(setting) or cue.end
    found = 0
    for place in range(cue.token.i + 2, min(cue.token.i + _COMMA_WITHIN, len(doc) - 1)):
        if doc[place].text != "," or page.is_quoted(doc[place]):
            continue
        follower = doc[place + 1]
        if follower.lower_ not in _APPOSITION and follower.ent_type_ != "GPE":
            found += 1
            yield f"comma{found}", doc[place].idx + 1
            if found == 2:
                return


def _behind_participle(setting: Setting) -> int | None:
    """After the comma of “According to a filing seen by the Gazette, …”: who saw it is not what it says."""
    page, doc = setting.page, setting.page.doc
    place = page.token_from(setting.cue.end)
    if place >= len(doc) or doc[place].tag_ != "VBN" or doc[place].idx != setting.cue.end + 1:
        return None
    commas = (token for token in doc[place : place + _COMMA_WITHIN] if token.text == "," and not page.is_quoted(token))
    comma = next(commas, None)
    return comma.idx + 1 if comma is not None and comma.idx < page.sentence_end(setting.cue.end) else None


def for_somebody(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“For the minister, the plan is ‘a gift’”: the rest of the sentence."""
    cue, page = setting.cue, setting.page
    if cue.kind != "for":
        return
    drawn = edges.tidy(cue.end, page.sentence_end(cue.end), cue)
    if drawn is not None and any(page.mask[drawn[0] : drawn[1]]):
        yield ContentCandidate(cue, "for_somebody", "sentence", (drawn,))


def label_or_dash(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """The line after “X:”, the run before “— X”."""
    cue, page = setting.cue, setting.page
    announced = page.announced.get(cue.start)
    if announced is not None and cue.spans == (announced.cue,):
        yield ContentCandidate(cue, announced.rule, announced.edges, announced.fragments)
    elif cue.kind == "dash":
        run = page.run_at(max(0, page.end_of_words_before(cue.start) - 1))
        if run is not None:
            yield ContentCandidate(cue, "dash", "run", ((run.start, run.end),))
    elif cue.kind == "label":
        start, end = page.trimmed(cue.end, setting.line[1])
        if end > start:
            run = page.run_at(start)
            yield ContentCandidate(cue, "label", "line", ((start, end),))
            if run is not None and run.end < end:
                yield ContentCandidate(cue, "label", "run", ((run.start, run.end),))
