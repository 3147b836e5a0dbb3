"""Candidates beyond the rules', for a learned model to choose among: most of what a guideline could count as said.

Any verb with a subject, any predicate adjective and any noun with a complement may be a cue here, and each is given
what hangs on it, from each place where that may begin to each where it may end. Most of these candidates are wrong. The
rules' own choice never sees them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from suggesters.profiles import KINDS, Profile
from suggesters.quotes.belief_cues import LINKING_VERBS
from suggesters.quotes.candidates import Drawing, Proposal, counted, draw
from suggesters.quotes.cues import noun_cue, verb_cue
from suggesters.quotes.edges import Edges
from suggesters.quotes.frame import ContentCandidate, Cue
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.setting import Setting, setting_of
from suggesters.quotes.subjects import speaker_span, subject_of
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_CONTENT = frozenset({"ccomp", "xcomp", "dobj", "prep", "oprd", "attr", "acomp", "advcl", "parataxis", "acl", "relcl"})
_OF_NOUN = frozenset({"acl", "relcl", "ccomp", "prep", "xcomp"})
_GOVERNED = frozenset({"pobj", "pcomp"})
_COMMA = re.compile(r",\s|\s[—–-]{1,2}\s|;\s")
_LONGEST = 700
_MOST_CHILDREN = 4
_MOST_A_CUE = 60
_ALL_KINDS = frozenset(KINDS) - {"nested", "scare_quotes"}


def propose_all(page: ParsedPage, drawing: Drawing | None = None) -> list[Proposal]:
    """The rules' proposals with every kind of attribution, and the wide ones, by cue in the order of the text.

    The page should follow a profile that counts every kind (``profile_counting_all``). ``drawing``: that of the page,
    if known.
    """
    narrow = counted(draw(page) if drawing is None else drawing, page)
    proposals = {proposal.setting.cue.token.i: proposal for proposal in narrow}
    settings = [proposal.setting for proposal in proposals.values()]
    settings += [setting_of(cue, page) for cue in _further_cues(page, known=proposals.keys())]
    edges = Edges(page, [setting.cue for setting in settings])
    found = []
    for setting in settings:
        own = proposals.get(setting.cue.token.i)
        candidates = list(own.candidates) if own is not None else []
        seen = {candidate.fragments for candidate in candidates}
        for candidate in wide_candidates(setting, edges):
            if candidate.fragments not in seen and len(seen) < _MOST_A_CUE:
                seen.add(candidate.fragments)
                candidates.append(candidate)
        if candidates:
            found.append(Proposal(setting, tuple(candidates)))
    return sorted(found, key=lambda proposal: proposal.setting.cue.spans[0])


def profile_counting_all(profile: Profile) -> Profile:
    """The same profile with every kind of attribution."""
    return replace(profile, kinds=profile.kinds | _ALL_KINDS)


def _further_cues(page: ParsedPage, *, known: Set[int]) -> Iterator[Cue]:
    """``known``: the places of words that are cues already."""
    heads, deps, _ = page.grammar
    content = [place for place, label in enumerate(deps) if label in _CONTENT]
    verbs = {heads[place] for place in content}
    adjectives = {heads[place] for place in content if heads[place] < place}
    nouns = {heads[place] for place, label in enumerate(deps) if label in _OF_NOUN and heads[place] < place}
    for place in sorted((verbs | nouns) - known):
        token = page.doc[place]
        if page.is_quoted(token):
            continue
        cue = None
        if token.pos_ == "VERB":
            cue = verb_cue(token, subject_of(token, page), page) if place in verbs else None
        elif token.pos_ == "NOUN":
            cue = noun_cue(token, page) if place in nouns else None
        elif token.pos_ == "ADJ" and token.dep_ == "acomp" and place in adjectives:
            cue = _predicate(token, page)
        if cue is not None and cue.speaker is not None:
            yield cue


def _predicate(adjective: Token, page: ParsedPage) -> Cue | None:
    """“was critical of the plan”, “is clear that …”."""
    verb = adjective.head
    subject = subject_of(verb, page) if verb.lemma_ in LINKING_VERBS and verb.i < adjective.i else None
    if subject is None:
        return None
    start, end = page.span(verb.i, adjective.i)
    speaker = speaker_span(subject, page, before=start)
    return Cue("belief", adjective.lower_, adjective, ((start, end),), subject, speaker, min(speaker[0], start), end)


def wide_candidates(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """Everything that hangs on the cue, from each beginning to each end; then what stands before it."""
    yield from _behind(setting, edges)
    if setting.cue.has_speaker_beside:
        yield from _before(setting, edges)


def _behind(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    cue, page, doc = setting.cue, setting.page, setting.page.doc
    speaker = cue.speaker
    children = [
        child
        for child in cue.token.rights
        if child.dep_ in _CONTENT
        and child.idx >= cue.spans[-1][1]
        and child.left_edge.idx < setting.line[1]
        and not (speaker is not None and speaker[0] <= child.idx < speaker[1])
    ]
    if not children:
        return
    finish = page.sentence_end(children[0].left_edge.idx)
    for number, child in enumerate(children[:_MOST_CHILDREN]):
        for name, first in _starts(child):
            start = doc[first].idx
            if speaker is not None and start < speaker[1] <= child.idx:
                start = page.start_of_words_after(speaker[1])
            ends = {"own": page.end_of(child.right_edge.i)}
            if number + 1 < len(children):
                ends["next"] = page.end_of(children[number + 1].right_edge.i)
                ends["last"] = page.end_of(children[-1].right_edge.i)
            ends["sentence"] = finish
            yield from _drawn(setting, edges, start, ends, rule=f"wide_{child.dep_}", name=name)


def _starts(child: Token) -> Iterator[tuple[str, int]]:
    yield "whole", child.left_edge.i
    if child.dep_ == "prep":
        governed = next((word for word in child.children if word.dep_ in _GOVERNED), None)
        if governed is not None:
            yield "governed", governed.left_edge.i
    for word in child.lefts:
        if word.dep_ == "mark" and word.i > child.left_edge.i:
            yield "mark", word.i


def _drawn(
    setting: Setting, edges: Edges, start: int, ends: dict[str, int], *, rule: str, name: str
) -> Iterator[ContentCandidate]:
    """From one beginning to each end; where two ends are the same, the first one."""
    seen: set[Span] = set()
    for kind, end in ends.items():
        drawn = _tidy(setting, edges, start, end)
        if drawn is None or drawn in seen:
            continue
        seen.add(drawn)
        yield ContentCandidate(setting.cue, rule, f"{name}_{kind}", (drawn,))
        for cut_by, places in _earlier_ends(setting, edges, *drawn).items():
            for place in places:
                cut = _tidy(setting, edges, drawn[0], place)
                if cut is not None:
                    yield ContentCandidate(setting.cue, rule, f"{name}_{cut_by}", (cut,))


def _earlier_ends(setting: Setting, edges: Edges, start: int, end: int) -> dict[str, list[int]]:
    """Where what was said may end before ``end``: at a loose tail, or a comma."""
    page = setting.page
    tails = edges.loose_tails(start, end)
    commas = [match.start() for match in _COMMA.finditer(page.text, start + 1, end) if not page.mask[match.start()]]
    return {
        "tail": list(dict.fromkeys((*tails[:1], *tails[-2:]))),
        "comma": list(dict.fromkeys((*commas[:2], *commas[-1:]))),
    }


def _tidy(setting: Setting, edges: Edges, start: int, end: int) -> Span | None:
    if not setting.line[0] <= start < end or end - start > _LONGEST:
        return None
    return edges.tidy(start, min(end, setting.line[1]), setting.cue)


def _before(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    cue, page = setting.cue, setting.page
    starts = {"sentence": setting.sentence[0]}
    for child in cue.token.lefts:
        if child.dep_ in ("ccomp", "advcl", "xcomp") and child.i < cue.token.i:
            starts["clause"] = child.left_edge.idx
            break
    tails = edges.loose_tails(setting.sentence[0], cue.start)
    if tails:
        starts["tail"] = page.start_of_words_after(tails[-1] + 1)
    for name, start in starts.items():
        drawn = _tidy(setting, edges, start, cue.start)
        if drawn is not None and drawn[1] - drawn[0] > 3:
            yield ContentCandidate(cue, "wide_before", name, (drawn,))
