"""What was said as the complement of a verb of speech: an infinitive, a gerund, an object, a prepositional phrase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters.quotes.edges import Edges
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.setting import Setting
from suggesters.quotes.subjects import is_passive
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_OBJECT_TAILS = frozenset({"of", "for", "as", "against"})
_FAR_TAILS = frozenset({"to", "about", "between", "from", "toward", "into"})
_NO_TAIL_VERBS = frozenset({"announce", "mention", "reveal"})
_NO_FAR_TAIL_VERBS = frozenset({"offer", "express", "explain", "mention", "announce"})
_COMPARING_VERBS = frozenset({"refer", "point"})
_REQUESTS = frozenset({"request", "question", "inquiry", "email", "message", "call"})
_LONGEST = 400
_PREPOSITION_WITHIN = 3


def infinitive(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“asked supporters to run”, “vowed to fight”; with the object that is to do it, but for “told them to go”."""
    cue = setting.cue
    if cue.kind != "verb" or cue.lemma not in lexicon.INFINITIVE_VERBS or cue.subject is None:
        return
    rights = _rights(setting)
    clause = next((child for child in rights if child.dep_ == "xcomp" and _has_to(child)), None)
    if clause is None:
        return
    objects = [child for child in rights if child.dep_ in ("dobj", "oprd") and child.i < clause.i]
    first = objects[0].left_edge.i if objects and cue.lemma != "tell" else clause.left_edge.i
    doc = setting.page.doc
    if cue.lemma == "call" and doc[cue.token.i + 1].lower_ in ("on", "upon", "for"):
        first = cue.token.i + 2
    yield from _drawn(setting, edges, first, clause.right_edge.i, rule="infinitive")


def gerund(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“denied taking the money”."""
    cue = setting.cue
    if cue.kind != "verb" or cue.lemma not in lexicon.GERUND_VERBS or cue.subject is None:
        return
    for child in _rights(setting):
        if child.dep_ == "xcomp" and child.tag_ == "VBG":
            yield from _drawn(setting, edges, child.left_edge.i, child.right_edge.i, rule="gerund")
            return


def naming(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“called the plan a disaster”: the thing and its name together."""
    cue = setting.cue
    if cue.kind != "verb" or cue.lemma not in lexicon.NAMING_VERBS or cue.subject is None:
        return
    rights = _rights(setting)
    names = [child for child in rights if child.dep_ in ("xcomp", "ccomp") and child.pos_ != "VERB"]
    if not names:
        return
    objects = [child for child in rights if child.dep_ in ("dobj", "oprd") and child.i != cue.subject.i]
    first = min(child.left_edge.i for child in [*objects, *names])
    yield from _drawn(setting, edges, first, names[-1].right_edge.i, rule="naming")


def judged_object(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“denounced the plan for the harbour”: the object with and without the phrases that belong to it."""
    cue = setting.cue
    if cue.kind != "verb" or cue.lemma not in lexicon.OBJECT_VERBS or cue.subject is None or is_passive(cue.token):
        return
    rights = _rights(setting)
    objects = [child for child in rights if child.dep_ in ("dobj", "oprd") and child.i != cue.subject.i]
    if not objects:
        return
    first = min(child.left_edge.i for child in objects)
    last = objects[-1].right_edge.i
    full = _last_of_object(cue.lemma, rights, objects[-1])
    yield from _drawn(setting, edges, first, full, rule="object")
    if full != last:
        yield from _drawn(setting, edges, first, last, rule="object", name="bare")
    farthest = rights[-1].right_edge.i
    if farthest > full and rights[-1].dep_ in ("prep", "advcl"):
        yield from _drawn(setting, edges, first, farthest, rule="object", name="phrase")


def _last_of_object(lemma: str, rights: list[Token], last_object: Token) -> int:
    last = last_object.right_edge.i
    for child in rights:
        if child.dep_ != "prep" or child.i < last_object.i:
            continue
        if child.lower_ in _OBJECT_TAILS and lemma not in _NO_TAIL_VERBS:
            last = max(last, child.right_edge.i)
        elif child.left_edge.i == last + 1 and child.lower_ in _FAR_TAILS and lemma not in _NO_FAR_TAIL_VERBS:
            last = child.right_edge.i
    return last


def stance(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“voiced doubts about the plan”, “expressed hope that …”: what the stance is about. Verb and noun are the cue."""
    cue = setting.cue
    if cue.kind != "verb" or cue.lemma not in lexicon.STANCE_VERBS or cue.subject is None or is_passive(cue.token):
        return
    noun = next((child for child in _rights(setting) if child.dep_ == "dobj"), None)
    if noun is None or noun.lemma_.lower() not in lexicon.STANCE_NOUNS:
        return
    for child in [*noun.rights, *(child for child in _rights(setting) if child.i > noun.i)]:
        words = _subject_of_stance(child)
        if words is not None and words[0] > noun.i:
            told = replace(cue, spans=(*cue.spans, setting.page.span(noun.i, noun.i)))
            yield from _drawn(replace(setting, cue=told), edges, *words, rule="stance")
            return


def _subject_of_stance(child: Token) -> Span | None:
    """The first and last token of what hangs on a stance by ``child``."""
    if child.dep_ == "prep" and child.lower_ in lexicon.STANCE_PREPOSITIONS:
        governed = next((word for word in child.children if word.dep_ in ("pobj", "pcomp")), None)
        return (governed.left_edge.i, governed.right_edge.i) if governed is not None else None
    marks = {word.lower_ for word in child.children if word.dep_ in ("mark", "aux")}
    is_clause = child.dep_ in ("acl", "ccomp", "relcl", "xcomp") and marks & {"that", "to"}
    return (child.left_edge.i, child.right_edge.i) if is_clause else None


def prepositional(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“called for new elections”, “responded to the charge”: what the preposition governs."""
    cue = setting.cue
    if cue.kind != "verb" or cue.subject is None or is_passive(cue.token):
        return
    rights = _rights(setting)
    if any(child.dep_ in ("dobj", "oprd") and child.i != cue.subject.i for child in rights):
        return
    ties = {child.i: child.right_edge.i for child in rights if child.dep_ == "prep" and child.lower_ == "as"}
    for child in rights:
        if child.dep_ != "prep" or child.i - cue.token.i > _PREPOSITION_WITHIN:
            continue
        if (cue.lemma, child.lower_) not in lexicon.PREPOSITION_VERBS:
            continue
        governed = next((word for word in child.children if word.dep_ in ("pobj", "pcomp")), None)
        if governed is not None and not _is_no_answer(cue.token, governed):
            last = governed.right_edge.i
            if last + 1 in ties and cue.lemma in _COMPARING_VERBS:
                last = ties[last + 1]
            yield from _drawn(setting, edges, governed.left_edge.i, last, rule="prepositional")
            return


def _is_no_answer(verb: Token, governed: Token) -> bool:
    """“did not respond to requests for comment”: nothing was said."""
    return governed.lemma_ in _REQUESTS and any(child.dep_ == "neg" for child in verb.children)


def question(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“was asked about the bridge”, “asked the mayor if it would stand”: what the question is about."""
    cue = setting.cue
    if cue.kind != "verb" or cue.lemma not in lexicon.QUESTION_VERBS:
        return
    about = None
    for child in _rights(setting):
        if child.dep_ in ("advcl", "ccomp") and any(word.lower_ in ("if", "whether") for word in child.lefts):
            yield from _drawn(setting, edges, child.left_edge.i, child.right_edge.i, rule="question", name="clause")
            return
        if about is None and child.lower_ == "about":
            about = next((word for word in child.children if word.dep_ in ("pobj", "pcomp")), None)
    if about is not None and is_passive(cue.token):
        yield from _drawn(setting, edges, about.left_edge.i, about.right_edge.i, rule="question", name="about")


def noun_complement(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“his claim that …”, “a call for …”, “her promise to …”."""
    cue = setting.cue
    if cue.kind != "noun":
        return
    for child in cue.token.rights:
        words = _content_of_noun(cue.lemma, child)
        if words is not None:
            yield from _drawn(setting, edges, *words, rule="noun_complement")
            return


def _content_of_noun(lemma: str, child: Token) -> Span | None:
    """The first and last token of what hangs on a noun cue by ``child``."""
    if child.dep_ == "prep" and lemma in lexicon.NOUN_CUES.get(child.lower_, ()):
        governed = next((word for word in child.children if word.dep_ in ("pobj", "pcomp")), None)
        return (governed.left_edge.i, governed.right_edge.i) if governed is not None else None
    marks = {word.lower_ for word in child.children if word.dep_ in ("mark", "aux")}
    is_that = child.dep_ in ("acl", "relcl", "ccomp") and "that" in marks and lemma in lexicon.NOUN_CUES["that"]
    is_to = child.dep_ == "acl" and "to" in marks and lemma in lexicon.NOUN_CUES["to"]
    return (child.left_edge.i, child.right_edge.i) if is_that or is_to else None


def _rights(setting: Setting) -> list[Token]:
    return [child for child in setting.cue.token.rights if child.idx >= setting.cue.spans[-1][1]]


def _has_to(clause: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in clause.children)


def _drawn(
    setting: Setting, edges: Edges, first: int, last: int, *, rule: str, name: str = "parsed"
) -> Iterator[ContentCandidate]:
    start, end = setting.page.span(first, last)
    if start < setting.line[0] or end > setting.line[1] or not 0 < end - start <= _LONGEST:
        return
    drawn = edges.tidy(start, end, setting.cue)
    if drawn is None or edges.run_led_to(drawn[0] - 1, drawn[1], within=99) is not None:
        return
    yield ContentCandidate(setting.cue, rule, name, (drawn,))
    for tail in edges.loose_tails(*drawn)[-1:]:
        cut = edges.tidy(drawn[0], tail, setting.cue)
        if cut is not None and name == "parsed":
            yield ContentCandidate(setting.cue, rule, "cut", (cut,))
