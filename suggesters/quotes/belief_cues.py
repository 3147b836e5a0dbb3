"""Where somebody may be said to think, hope, want or plan: the cues that only wide guidelines count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters import lexicon_wide as words
from suggesters.quotes.cues import noun_cue, tokens_with_lemma, verb_cue
from suggesters.quotes.frame import Cue
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.subjects import is_passive, speaker_span, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_VERBS = (
    words.CLAUSE_VERBS
    | words.INFINITIVE_VERBS
    | words.OBJECT_VERBS
    | words.REGARDING_VERBS
    | words.FINDING_VERBS
    | words.SEEMING_VERBS
    | words.EXPECTING_VERBS
    | {verb for verb, _ in words.PREPOSITION_VERBS}
) - lexicon.CUE_VERBS
_OF_NOBODY = words.EXPECTING_VERBS | words.REGARDING_VERBS
_ADJECTIVES = words.ADJECTIVES | words.WILLING_ADJECTIVES
_NOUNS = frozenset().union(*words.NOUNS.values())
# Participles that serve as adjectives have the lemma of their verb: “worried”, “convinced”.
_LEMMAS = _VERBS | _ADJECTIVES | _NOUNS
LINKING_VERBS = frozenset({"be", "feel", "become", "remain", "seem", "get", "sound", "look"})
_FARTHEST = 4


def belief_cues(page: ParsedPage) -> Iterator[Cue]:
    """Verbs, adjectives and nouns of belief outside of quotation marks, in the order of the text."""
    for token in tokens_with_lemma(page.doc, _LEMMAS):
        if not page.is_quoted(token):
            cue = _cue_at(token, page)
            if cue is not None:
                yield cue


def is_adjective(token: Token) -> bool:
    return token.lower_ in _ADJECTIVES


def is_of_nobody(verb: Token) -> bool:
    """“seems to be”, “is expected to be”: whoever thinks so is not stated."""
    lemma = verb.lemma_.lower()
    return lemma in words.SEEMING_VERBS or (lemma in _OF_NOBODY and is_passive(verb))


def _cue_at(token: Token, page: ParsedPage) -> Cue | None:
    lemma = token.lemma_.lower()
    if is_adjective(token):
        return _adjective(token, page)
    if token.pos_ in ("VERB", "AUX") and lemma in _VERBS:
        if is_of_nobody(token):
            verb = page.span(token.i, token.i)
            return Cue("belief", lemma, token, (verb,), None, None, *verb)
        return verb_cue(token, subject_of(token, page), page, "belief") if not is_passive(token) else None
    return noun_cue(token, page, "belief") if token.pos_ == "NOUN" and lemma in _NOUNS else None


def _adjective(adjective: Token, page: ParsedPage) -> Cue | None:
    """“is confident”, “was worried”, “a voter wary of …”: with the verb that links it to whoever feels so."""
    verb = adjective.head
    subject, first = None, adjective.i
    if adjective.dep_ == "acomp" and verb.lemma_ in LINKING_VERBS:
        subject, first = subject_of(verb, page), verb.i
    elif adjective.dep_ in ("amod", "acl", "relcl") and verb.pos_ in ("NOUN", "PROPN") and verb.i < adjective.i:
        subject = verb
    elif adjective.tag_ == "VBN" and is_passive(adjective):
        subject = subject_of(adjective, page)
        first = next((child.i for child in adjective.lefts if child.dep_ == "auxpass"), first)
    if subject is None or not first <= adjective.i <= first + _FARTHEST:
        return None
    start, end = page.span(first, adjective.i)
    speaker = speaker_span(subject, page, before=start)
    return Cue("belief", adjective.lower_, adjective, ((start, end),), subject, speaker, min(speaker[0], start), end)
