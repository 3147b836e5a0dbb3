"""What somebody thinks, hopes, wants or plans, and what polls and papers show: for guidelines that count it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from suggesters import lexicon_wide as words
from suggesters.people.role_words import DOCUMENT_NOUNS
from suggesters.quotes import clauses
from suggesters.quotes.belief_cues import is_adjective, is_of_nobody
from suggesters.quotes.edges import Edges
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.setting import Setting
from suggesters.quotes.subjects import SUBJECTS, speaker_span

if TYPE_CHECKING:
    from spacy.tokens import Token

# The rules of this module, each with the kind of speech that has the same form: who does not count “urged members to
# vote” does not count “hopes to stay” either.
FORMS: dict[str, str | None] = {
    "belief_clause_after": None,
    "belief_clause_before": None,
    "belief_to": "infinitives",
    "belief_object": "objects",
    "belief_finding": "objects",
    "belief_prep": "prepositions",
    "belief_adjective": "stances",
    "belief_noun": "nouns",
    "belief_seeming": "infinitives",
    "belief_expected": "infinitives",
    "belief_regarded": "objects",
}
_CLAUSES = frozenset({"ccomp", "acl", "relcl", "advcl"})
_PREDICATES = frozenset({"prep", "oprd", "advcl", "acomp", "xcomp", "npadvmod"})
_LONGEST = 400


def clause(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“thinks that the harbour will close”, “The harbour will close, she believes.”"""
    cue = setting.cue
    if cue.subject is None or cue.lemma not in words.CLAUSE_VERBS or cue.token.pos_ not in ("VERB", "AUX"):
        return
    as_speech = replace(setting, cue=replace(cue, kind="verb"))
    for rule in (clauses.clause_after, clauses.clause_before):
        for candidate in rule(as_speech, edges):
            yield replace(candidate, cue=cue, rule=f"belief_{candidate.rule}")


def complement(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“hopes to close the harbour”, “supports the plan”, “sees it as a gift”, “worries about the harbour”."""
    cue = setting.cue
    if cue.subject is None or cue.token.pos_ not in ("VERB", "AUX") or is_adjective(cue.token):
        return
    rights = [child for child in cue.token.rights if child.idx >= cue.spans[-1][1]]
    for child in rights:
        drawn = _of_verb(cue.lemma, cue.subject, child, rights)
        if drawn is not None:
            rule, first, last = drawn
            yield from _drawn(setting, edges, first, last, rule=rule)
            return


def _of_verb(lemma: str, subject: Token, child: Token, rights: list[Token]) -> tuple[str, int, int] | None:
    """The rule by which ``child`` is what is thought with a verb, and its first and last token."""
    if child.dep_ == "xcomp" and _opens_with_to(child) and lemma in words.INFINITIVE_VERBS:
        return "belief_to", child.left_edge.i, child.right_edge.i
    if child.dep_ == "dobj":
        if lemma in words.FINDING_VERBS and _is_document(subject):
            return "belief_finding", child.left_edge.i, _end_of_predicate(child, rights)
        if lemma in words.REGARDING_VERBS:
            last = next((word.right_edge.i for word in rights if word.i > child.i and word.lower_ == "as"), None)
            return ("belief_object", child.left_edge.i, last) if last is not None else None
        if lemma in words.OBJECT_VERBS:
            return "belief_object", child.left_edge.i, child.right_edge.i
    if child.dep_ == "prep" and (lemma, child.lower_) in words.PREPOSITION_VERBS:
        governed = _governed(child)
        return ("belief_prep", governed.left_edge.i, governed.right_edge.i) if governed is not None else None
    return None


def attribute(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“is confident that …”, “is wary of …”, “her hope that …”, “their support for …”."""
    cue = setting.cue
    is_noun = cue.token.pos_ == "NOUN"
    if cue.subject is None or not (is_noun or is_adjective(cue.token)):
        return
    for child in cue.token.rights:
        if child.idx < cue.spans[-1][1]:
            continue
        what = _of_noun(cue.lemma, child) if is_noun else _of_adjective(cue.lemma, child)
        if what is not None:
            rule = "belief_noun" if is_noun else "belief_adjective"
            yield from _drawn(setting, edges, what.left_edge.i, what.right_edge.i, rule=rule)
            return


def _of_noun(lemma: str, child: Token) -> Token | None:
    if child.dep_ in _CLAUSES:
        return child if lemma in words.NOUNS["that"] and _opens_with_that(child) else None
    if child.dep_ == "prep" and lemma in words.NOUNS.get(child.lower_, ()):
        return _governed(child)
    return None


def _of_adjective(lemma: str, child: Token) -> Token | None:
    if child.dep_ in ("ccomp", "xcomp", "advcl") and _opens_with_to(child):
        return child if lemma in words.WILLING_ADJECTIVES else None
    if child.dep_ == "ccomp" or (child.dep_ in _CLAUSES and _opens_with_that(child)):
        return child
    return _governed(child) if child.dep_ == "prep" and child.lower_ in ("of", "about", "in", "with", "at") else None


def seeming(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“The harbour seems to be closed”, “is seen as a gift”: subject and complement, and nobody who thinks so."""
    cue, page = setting.cue, setting.page
    if not is_of_nobody(cue.token):
        return
    subject = next((child for child in cue.token.lefts if child.dep_ in SUBJECTS), None)
    if subject is None or page.is_quoted(subject) or page.in_dateline(subject.idx):
        return
    for child in cue.token.rights:
        what = _of_nobody(cue.lemma, child) if child.idx >= cue.end else None
        if what is None:
            continue
        rule, first = what
        drawn = edges.tidy(*page.span(first, child.right_edge.i), cue)
        about = speaker_span(subject, page, before=cue.start)
        if drawn is not None and about[1] <= cue.start < cue.end <= drawn[0]:
            yield ContentCandidate(cue, rule, "parsed", (about, drawn))
        return


def _of_nobody(lemma: str, child: Token) -> tuple[str, int] | None:
    """The rule by which ``child`` is what seems, is expected or is seen, and its first token."""
    if lemma in words.REGARDING_VERBS:
        return ("belief_regarded", child.i + 1) if child.dep_ == "prep" and child.lower_ == "as" else None
    if child.dep_ not in ("xcomp", "ccomp", "acomp", "oprd", "advcl") or not _opens_with_to(child):
        return None
    return "belief_seeming" if lemma in words.SEEMING_VERBS else "belief_expected", child.left_edge.i


def _is_document(subject: Token) -> bool:
    return subject.lemma_.lower() in DOCUMENT_NOUNS or subject.lower_ in DOCUMENT_NOUNS


def _end_of_predicate(thing: Token, rights: Iterable[Token]) -> int:
    """“shows the party ahead in the north”: with all that follows the thing without a comma."""
    last = thing.right_edge.i
    for word in rights:
        if word.left_edge.i == last + 1 and word.dep_ in _PREDICATES | {"advmod"}:
            last = word.right_edge.i
    return last


def _opens_with_to(clause: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in clause.children)


def _opens_with_that(clause: Token) -> bool:
    return any(child.lower_ == "that" and child.dep_ == "mark" for child in clause.children)


def _governed(preposition: Token) -> Token | None:
    return next((word for word in preposition.children if word.dep_ in ("pobj", "pcomp")), None)


def _drawn(setting: Setting, edges: Edges, first: int, last: int, *, rule: str) -> Iterator[ContentCandidate]:
    start, end = setting.page.span(first, last)
    if start < setting.line[0] or end > setting.line[1] or not 0 < end - start <= _LONGEST:
        return
    drawn = edges.tidy(start, end, setting.cue)
    if drawn is None:
        return
    yield ContentCandidate(setting.cue, rule, "parsed", (drawn,))
    for tail in edges.loose_tails(*drawn)[-1:]:
        cut = edges.tidy(drawn[0], tail, setting.cue)
        if cut is not None:
            yield ContentCandidate(setting.cue, rule, "cut", (cut,))


RULES = (clause, complement, attribute, seeming)
