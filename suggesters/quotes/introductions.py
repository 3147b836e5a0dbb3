"""Who is announced before a quotation without a verb: “From Mayor Lee: “…””, “Here is Jo Bell, our reporter: “…””."""

from __future__ import annotations

import re
from collections.abc import Iterator

from suggesters import lexicon
from suggesters.quotation import QuotedRun
from suggesters.quotes.frame import Announcement
from suggesters.quotes.headlines import may_speak
from suggesters.quotes.inverted import is_verb_of_saying
from suggesters.quotes.page import ParsedPage
from suggesters.suggestions import Span

_LEAD = re.compile(
    r"(?:(?:and|but|also|then|next|finally|now|first|last)\s+)?(?:(?:this|these|that|another|more)\s+)?"
    r"(?P<cue>(?:is\s+|comes\s+|came\s+)?from(?:\s+the\s+(?:desk|office)\s+of)?|here(?:\s+is|\s+are|[’']s)|over\s+to|back\s+to)\s+"
    r"(?P<speaker>[^\n“”\"]{2,180}?)\s*(?P<colon>:)\s*",
    re.IGNORECASE,
)
# “Tim Doyle, a former judge: “…””
_NAME_WITH_ROLE = re.compile(r"(?P<speaker>[A-Z][^\n“”\":,]{1,60},\s[^\n“”\":]{2,120}?)\s*(?P<colon>:)\s*")
_VERB_FIRST = re.compile(r"(?P<cue>[A-Z][a-z]+)\s(?P<speaker>[^\n“”\":]{2,180}?)\s*(?P<colon>:)\s*")
_ROLE = re.compile(r"(?P<speaker>[A-Z][\w’'.-]+(?: [\w’'.-]+){1,4})(?P<colon>:)\s*")
_OPENS_MENTION = frozenset({"PROPN", "NOUN", "ADJ", "DET", "PRON", "NUM"})
_RELATIVE = re.compile(r",? (?:who|whose|which)\b")
_NO_SPEAKER = frozenset({"what", "how", "why", "where", "when", "more", "that", "this", "it"})


def introductions(page: ParsedPage) -> Iterator[Announcement]:
    """The quotations, on the same line or the next one, before which a colon ends the mention of the speaker."""
    for run in page.runs:
        found = _before(run, page)
        if found is not None:
            yield found


def _before(run: QuotedRun, page: ParsedPage) -> Announcement | None:
    end = page.end_of_words_before(run.start)
    if page.text[end - 1 : end] != ":":
        return None
    sentence = page.sentence_span(end - 1)
    lead = _LEAD.fullmatch(page.text, sentence[0], end) or _inverted(page.text, sentence[0], end)
    match = lead or _NAME_WITH_ROLE.fullmatch(page.text, sentence[0], end)
    if match is None:
        return _role_before(run, sentence[0], end, page)
    speaker = _mention(*match.span("speaker"), page, needs_name=lead is None)
    if speaker is None:
        return None
    cue = match.span("cue" if lead else "colon")
    return Announcement("label", cue, speaker, "introduced", "run", ((run.start, run.end),))


def _inverted(text: str, start: int, end: int) -> re.Match[str] | None:
    """“Quipped Kay Brandt, a pilot: “…””, where the parse took the verb for a name."""
    match = _VERB_FIRST.fullmatch(text, start, end)
    return match if match is not None and is_verb_of_saying(match["cue"]) else None


def _role_before(run: QuotedRun, start: int, end: int, page: ParsedPage) -> Announcement | None:
    """“Council leader: ‘…’” as a line of its own."""
    match = _ROLE.fullmatch(page.text, start, end)
    if match is None or page.text[page.line_span(start)[0] : start].strip(" |"):
        return None
    speaker = match.span("speaker")
    if page.has_finite_verb(*speaker) or not may_speak(page.doc[page.token_from(speaker[1]) - 1]):
        return None
    return Announcement("label", match.span("colon"), speaker, "introduced", "run", ((run.start, run.end),))


def _mention(start: int, end: int, page: ParsedPage, *, needs_name: bool) -> Span | None:
    """The words without a relative clause, where they are a noun phrase and, alone, hold a person's name."""
    words = page.doc[page.token_from(start) : page.token_from(end)]
    if any(word.pos_ == "VERB" and word.lemma_.lower() in lexicon.CUE_VERBS for word in words):
        return None
    relative = _RELATIVE.search(page.text, start, end)
    start, end = page.trimmed(start, relative.start() if relative else end)
    words = page.doc[page.token_from(start) : page.token_from(end)]
    if not len(words) or words[0].lower_ in _NO_SPEAKER or words[0].pos_ not in _OPENS_MENTION:
        return None
    if page.has_finite_verb(start, end) or any(page.mask[start:end]):
        return None
    return (start, end) if not needs_name or any(word.ent_type_ == "PERSON" for word in words) else None
