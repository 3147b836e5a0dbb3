"""Cues and speakers as whole phrases, for guidelines that mark them so: “has also said”, “Weber, who led the union,”.

The rules find the words that announce speech and the mention beside them. Here each is drawn out to the phrase around
it: a cue with its auxiliaries, adverbs, particles and prepositions, a speaker with what is said about him or her.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suggesters.people.role_words import DOCUMENT_NOUNS
from suggesters.quotes.frame import Cue
from suggesters.quotes.page import ParsedPage, TextPage
from suggesters.suggestions import Span, Spans

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE_VERB = frozenset({"aux", "auxpass", "neg", "advmod"})
_WORDS_BEFORE = 6
_WORDS_BETWEEN = 4
_LONGEST_SPEAKER = 250
_ENDS_PHRASE = frozenset({",", ".", ":"})


def announced_by(cue: Cue | None, content: Spans, page: TextPage) -> tuple[Spans, Spans]:
    """A quote's cue and speaker as the page's profile wants them: the words alone, or whole phrases."""
    if cue is None:
        return (), ()
    if not page.profile.phrases or not isinstance(page, ParsedPage):
        return cue.spans, (cue.speaker,) if cue.speaker is not None else ()
    speaker = whole_speaker(cue, content, page)
    return whole_cue(cue, content, page), (speaker,) if speaker is not None else ()


def whole_cue(cue: Cue, content: Spans, page: ParsedPage) -> Spans:
    """The cue as one phrase, between what was said and the speaker: “went on to say”, “called for”, “added:”."""
    if not cue.spans or cue.kind in ("label", "dash"):
        return cue.spans
    taken = [*content, *([cue.speaker] if cue.speaker is not None else [])]
    first, last = page.token_from(cue.spans[0][0]), page.token_from(cue.spans[-1][1]) - 1
    is_long = last - first > _WORDS_BETWEEN
    if is_long or _touches((cue.spans[0][0], cue.spans[-1][1]), taken):
        return cue.spans
    if cue.token.pos_ in ("VERB", "AUX") and cue.kind != "source":
        first = _first_of(cue.token, first, page)
        first = _of_governing_verb(cue, first, page)
    elif cue.token.pos_ == "ADJ":
        first = _first_of(page.doc[first], first, page)
    while first < page.token_from(cue.spans[0][0]) and _touches(page.span(first, first), taken):
        first += 1
    last = _last_of(cue, last, content, page)
    return (page.span(first, last),)


def _first_of(verb: Token, first: int, page: ParsedPage) -> int:
    """The first of the auxiliaries, negations and adverbs that stand right before a verb."""
    doc = verb.doc
    for place in range(first - 1, max(-1, first - 1 - _WORDS_BEFORE), -1):
        word = doc[place]
        is_part = word.head.i == verb.i and word.dep_ in _BEFORE_VERB and word.tag_ != "WRB"
        if not is_part or page.is_quoted(word):
            return place + 1
    return first


def _of_governing_verb(cue: Cue, first: int, page: ParsedPage) -> int:
    """“went on to say”, “continues to deny”: the verb that has the speaker as its subject, if it stands close by."""
    verb, head = cue.token, cue.token.head
    goes_on = verb.dep_ == "advcl" and any(child.dep_ == "prt" for child in head.children)
    if not (verb.dep_ == "xcomp" or goes_on) or cue.subject is None or cue.subject.head.i != head.i:
        return first
    is_close = 0 < first - head.i <= _WORDS_BETWEEN and cue.subject.i < head.i
    return _first_of(head, head.i, page) if is_close and head.pos_ in ("VERB", "AUX") else first


def _last_of(cue: Cue, last: int, content: Spans, page: ParsedPage) -> int:
    """The last word that leads to what was said: a preposition or a colon right before it, or an adverb of manner."""
    doc = page.doc
    follows = next((start for start, _ in content if start >= cue.spans[-1][1]), None)
    place = last + 1
    if place < len(doc) and doc[place].tag_ == "RB" and doc[place].lower_.endswith("ly") and _is_of(doc[place], cue):
        last, place = place, place + 1
    if cue.kind == "verb" and last == cue.token.i:
        last = _last_of_occasion(cue, last, page)
        place = last + 1
    if place >= len(doc):
        return last
    if doc[place].text == ":":
        return place
    if follows is None or not place < page.token_from(follows) <= place + 2:
        return last
    words = doc[place : page.token_from(follows)]
    return words[-1].i if all(word.dep_ in ("prep", "prt") and not page.is_quoted(word) for word in words) else last


def _last_of_occasion(cue: Cue, last: int, page: ParsedPage) -> int:
    """“said in a statement”: the words that were written or spoken, where nothing more is said about them."""
    doc = page.doc
    if last + 2 >= len(doc) or doc[last + 1].lower_ != "in" or doc[last + 2].lower_ not in ("a", "an"):
        return last
    for place in range(last + 3, min(last + 6, len(doc) - 1)):
        if doc[place].lemma_.lower() in DOCUMENT_NOUNS and doc[place + 1].text in _ENDS_PHRASE:
            return place
    return last


def _is_of(adverb: Token, cue: Cue) -> bool:
    return adverb.head.i == cue.token.i


def _touches(span: Span, others: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def whole_speaker(cue: Cue, content: Spans, page: ParsedPage) -> Span | None:
    """The mention with its relative clauses and what closes them: “Weber, who led the union,”."""
    speaker, subject = cue.speaker, cue.subject
    if speaker is None or subject is None or cue.kind not in ("verb", "beside", "source"):
        return speaker
    start, end = speaker
    longest = max(page.end_of(subject.right_edge.i), end)
    if page.text[end : end + 1] == "," and " " not in page.text[start:end]:
        longest = end  # “Weber, who …”: known by now, so that what follows is news and not who she is
    bounds = [place for place in (cue.spans[0][0], *(left for left, _ in content)) if place >= end]
    longest = min([longest, page.line_span(start)[1], start + _LONGEST_SPEAKER, *bounds])
    if longest > end and not any(page.mask[end:longest]):
        end = page.trimmed(start, longest)[1]
    if cue.spans[0][0] >= end and page.text[end : end + 1] == "," and "," in page.text[start:end]:
        end += 1
    return start, end
