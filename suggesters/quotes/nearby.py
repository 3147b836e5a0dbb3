"""Novels: who acts in the sentence beside a quotation speaks it: “Mr. Holt rose. “Not I.””"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from suggesters.quotes.frame import Cue
from suggesters.quotes.joining import Draft
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.subjects import SUBJECTS, speaker_span
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# “…,” said she; “…!” cried Mrs. Lane: a pronoun after its verb, and verbs that news has given up.
_MANNER_OF_NOVELS = re.compile(
    r"[”\"'][ \xa0](?:(?:said|replied|answered|asked|continued|added|thought)[ \xa0](?:he|she|I)\b"
    r"|(?:cried|exclaimed|rejoined|returned|ejaculated|retorted|whispered)[ \xa0](?:he|she|I|the|[A-Z]))"
)
_SHARE = 0.02  # of the runs
_LONGEST_PARAGRAPH = 5000
_MOST_WORDS = 6  # of the sentence beside a quotation in other texts
_LOOSE = frozenset({"loose_line", "loose_sentence", "loose_run"})
_PRONOUNS = frozenset({"he", "she", "i"})
_NAME_TAGS = frozenset({"NNP", "NNPS"})


def is_story(page: ParsedPage) -> bool:
    """Whether the text tells a story in the manner of novels."""
    found = sum(1 for _ in _MANNER_OF_NOVELS.finditer(page.text))
    return found > 0 and found >= _SHARE * len(page.runs)


def with_nearby_speakers(drafts: Sequence[Draft], page: ParsedPage) -> None:
    """Gives each quotation without cue and speaker the person who acts in the sentence before it, else after it."""
    story = is_story(page)
    for draft in drafts:
        line = page.line_span(draft.start)
        if draft.cue is not None or draft.rule not in _LOOSE or line[1] - line[0] > _LONGEST_PARAGRAPH:
            continue
        subject = _acting_beside(draft, page) if story else _acting_shortly(draft, page)
        if subject is not None:
            speaker = speaker_span(subject, page)
            draft.cue = Cue("nearby", "", subject, (), subject, speaker, *speaker)


def _acting_beside(draft: Draft, page: ParsedPage) -> Token | None:
    """Somebody named in the sentence after or before; “she” where that sentence is all else of the paragraph."""
    line = page.line_span(draft.start)
    sentences = [_sentence_after(draft.end, line, page), _sentence_before(draft.start, line, page)]
    found = [subject for sentence in sentences for subject in _subjects(page, *sentence)]
    named = next((subject for subject in found if subject.lower_ not in _PRONOUNS), None)
    sizes = [end - start for start, end in (*sentences, (draft.start, draft.end))]
    is_all = sum(sizes) + len(sizes) >= line[1] - line[0]
    return named or (found[0] if found and is_all else None)


def _acting_shortly(draft: Draft, page: ParsedPage) -> Token | None:
    """“Holt shrugged. “It rains.””: a paragraph of one short sentence and what is said."""
    line = page.line_span(draft.start)
    before = _sentence_before(draft.start, line, page)
    is_all = not page.text[line[0] : before[0]].strip() and not page.text[draft.end : line[1]].strip()
    if not is_all or len(page.text[slice(*before)].split()) > _MOST_WORDS:
        return None
    return next(_subjects(page, *before), None)


def _sentence_before(start: int, line: Span, page: ParsedPage) -> Span:
    """The last sentence between the run before, or the line's start, and the quotation."""
    before = page.runs_within(line[0], start)
    begin = before[-1].end if before else line[0]
    end = page.end_of_words_before(start)
    if end <= begin:
        return start, start
    return max(begin, page.sentence_span(end - 1)[0]), end


def _sentence_after(end: int, line: Span, page: ParsedPage) -> Span:
    following = page.runs_within(end, line[1])
    stop = following[0].start if following else line[1]
    begin, _ = page.trimmed_space(end, stop)
    return (begin, min(stop, page.sentence_end(begin))) if begin < stop else (end, end)


def _subjects(page: ParsedPage, start: int, end: int) -> Iterator[Token]:
    """The first subject of the stretch that is a person."""
    for token in page.doc[page.token_from(start) : page.token_from(end)]:
        if token.dep_ in SUBJECTS and not page.is_quoted(token) and _is_person(token):
            yield token
            return


def _is_person(token: Token) -> bool:
    return token.lower_ in _PRONOUNS or token.ent_type_ == "PERSON" or token.tag_ in _NAME_TAGS
