"""Several ways to draw what was said with each cue, generously; the choice among them is made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from suggesters import lexicon
from suggesters.quotes import beliefs, clauses, complements, marks, sources
from suggesters.quotes.belief_cues import belief_cues
from suggesters.quotes.cues import end_before, find_cues
from suggesters.quotes.edges import Edges
from suggesters.quotes.frame import ContentCandidate, Cue
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.setting import Setting, setting_of

# The rules that draw what only some guidelines count, by the kind that a profile states.
KIND_OF_RULE: dict[str, str] = {
    "object": "objects",
    "lost_object": "objects",
    "naming": "objects",
    "infinitive": "infinitives",
    "gerund": "infinitives",
    "prepositional": "prepositions",
    "stance": "stances",
    "noun_complement": "nouns",
    "question": "questions",
    **dict.fromkeys(beliefs.FORMS, "beliefs"),
}

_QUESTION_WORDS = frozenset({"whether", "if", "how", "why", "what", "who", "whom", "whose", "which", "when", "where"})
_NAMED_WITHIN = 40  # characters between “called” and the words in marks
_SAID_IN_CAPTIONS = frozenset({"say", "tell"})

Rule = Callable[[Setting, Edges], Iterator[ContentCandidate]]

_CLAUSE_RULES: tuple[Rule, ...] = (
    clauses.parenthetical,
    clauses.as_clause,
    clauses.lost_that_clause,
    clauses.clause_after,
    clauses.clause_before,
    clauses.lost_clause,
    clauses.lost_clause_before,
    marks.run_before,
    marks.run_after,
    marks.next_line,
    marks.run_over_gap,
)
_COMPLEMENT_RULES: tuple[Rule, ...] = (
    complements.infinitive,
    complements.gerund,
    complements.naming,
    complements.stance,
    complements.judged_object,
    complements.prepositional,
    complements.question,
)
_OTHER_RULES: tuple[Rule, ...] = (
    complements.noun_complement,
    sources.according_to,
    sources.for_somebody,
    sources.label_or_dash,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A cue's surroundings and the candidates for what was said with it, none twice."""

    setting: Setting
    candidates: tuple[ContentCandidate, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the rules draw on a page, of every kind. ``cues``: those of ``find_cues``.

    ``has_ends_by_belief``: whether something may end before a verb of belief that is a cue here. Where none does, a
    profile that does not count beliefs has the same candidates for its other cues.
    """

    proposals: Sequence[Proposal]
    cues: Sequence[Cue]
    has_ends_by_belief: bool


def propose(page: ParsedPage) -> list[Proposal]:
    """All candidates of a page, by cue in the order of the text; cues without candidates are left out."""
    return counted(draw(page), page)


def draw(page: ParsedPage, cues: Sequence[Cue] | None = None) -> Drawing:
    """What the rules draw, whatever of it the page's profile counts. ``cues``: those of ``find_cues``, if known."""
    cues = find_cues(page) if cues is None else cues
    found = list(cues)
    beliefs: list[Cue] = []
    if page.profile.counts("beliefs"):
        taken = {cue.token.i for cue in found}
        beliefs = [cue for cue in belief_cues(page) if cue.token.i not in taken]
        found = sorted([*cues, *beliefs], key=lambda cue: cue.spans)
    edges = Edges(page, found)
    page.cue_starts = sorted(cue.start for cue in found if cue.kind in ("verb", "beside") and cue.has_speaker_beside)
    page.participle_places = sorted(place for cue in found if (place := _comma_before_participle(cue)) is not None)
    page.cue_places = [cue.spans[0][0] for cue in found if _reports(cue, page)]
    drawn = []
    for cue in found:
        setting = setting_of(cue, page)
        candidates = _distinct(candidate for rule in _rules_for(cue) for candidate in rule(setting, edges))
        if candidates:
            drawn.append(Proposal(setting, candidates))
    return Drawing(drawn, cues, has_ends_by_belief=edges.ends_at_one_of({cue.token.i for cue in beliefs}))


def counted(drawing: Drawing, page: ParsedPage) -> list[Proposal]:
    """The candidates that the page's profile counts; cues without any are left out."""
    proposals = []
    for proposal in drawing.proposals:
        setting = proposal.setting
        candidates = tuple(candidate for candidate in proposal.candidates if counts(candidate, page))
        if page.in_caption(setting.cue.token.idx):
            candidates = tuple(candidate for candidate in candidates if _is_speech_in_caption(candidate, page))
        if page.apart and setting.is_speech_before:
            candidates = _of_first_part(candidates, setting)
        if candidates:
            proposals.append(Proposal(setting, candidates))
    return proposals


def _of_first_part(candidates: tuple[ContentCandidate, ...], setting: Setting) -> tuple[ContentCandidate, ...]:
    """“We stay,” she said, “for now”: where parts are apart, the cue is that of the first, and the second goes on."""
    following, before = marks.next_run_of_speaker(setting), setting.before
    if following is None or before is None:
        return candidates
    first = tuple(found for found in candidates if found.fragments[0][0] < before.end)
    if first:
        setting.page.going_on.add(following.start)
    return first or candidates


def counts(candidate: ContentCandidate, page: ParsedPage) -> bool:
    """Whether the page's profile counts what was said in this way."""
    kinds = [KIND_OF_RULE.get(candidate.rule), beliefs.FORMS.get(candidate.rule)]
    if candidate.rule == "clause_after" and _asks(candidate, page):
        kinds.append("questions")
    return all(kind is None or page.profile.counts(kind) for kind in kinds)


def _asks(candidate: ContentCandidate, page: ParsedPage) -> bool:
    """“asked whether it would hold”, “did not say how it fell”: a clause that leaves open what was said.

    Not “said what they need is time”, “said if it rains they will wait”, nor what stands in marks.
    """
    start, end = candidate.fragments[0]
    word = page.doc[page.token_from(start)] if page.token_from(start) < len(page.doc) else None
    if word is None or word.lower_ not in _QUESTION_WORDS or any(page.mask[start:end]):
        return False
    clauses = [child for child in candidate.cue.token.rights if child.dep_ == "ccomp"]
    parts = [part for clause in clauses for part in clause.lefts if part.i != word.i and part.left_edge.i == word.i]
    return not any(part.dep_ in ("csubj", "nsubj", "advcl") and part.pos_ in ("VERB", "AUX") for part in parts)


def _comma_before_participle(cue: Cue) -> int | None:
    """The comma of “…, adding that …”, with an adverb between at most: what the same speaker said before ends there."""
    return end_before(cue.token) if cue.kind == "verb" and cue.token.tag_ == "VBG" else None


def _reports(cue: Cue, page: ParsedPage) -> bool:
    """A plain verb of saying, or “while Doyle called it” before a quotation, with a subject of its own."""
    if cue.kind != "verb" or cue.subject is None or cue.subject.head.i != cue.token.i:
        return False
    if cue.lemma in lexicon.PLAIN_VERBS:
        return True
    is_beside_other = cue.lemma in lexicon.NAMING_VERBS and cue.token.dep_ in ("advcl", "conj")
    return is_beside_other and bool(page.runs_within(cue.end, cue.end + _NAMED_WITHIN))


def _rules_for(cue: Cue) -> tuple[Rule, ...]:
    if cue.kind == "belief":
        return beliefs.RULES
    if cue.kind not in ("verb", "beside"):
        return _OTHER_RULES
    if cue.kind == "verb" and cue.lemma not in lexicon.CLAUSE_VERBS:
        return _COMPLEMENT_RULES
    return _CLAUSE_RULES + _COMPLEMENT_RULES


def _distinct(candidates: Iterator[ContentCandidate]) -> tuple[ContentCandidate, ...]:
    """The first of all candidates with the same fragments: rules stand in the order of their precision."""
    found: dict[tuple[tuple[int, int], ...], ContentCandidate] = {}
    for candidate in candidates:
        if candidate.cue.speaker is None and not _stands_alone(candidate):
            continue
        found.setdefault(candidate.fragments, candidate)
    return tuple(found.values())


def _stands_alone(candidate: ContentCandidate) -> bool:
    """Without a speaker, only what stands in marks or follows a verb that may share its subject is proposed."""
    if (
        candidate.rule.startswith(("run", "belief_seeming", "belief_expected", "belief_regarded"))
        or candidate.rule == "question"
    ):
        return True
    verb = candidate.cue.token
    return candidate.rule == "clause_after" and (
        verb.tag_ == "VBG" or verb.dep_ in ("advcl", "conj", "acl", "pcomp") or verb.lemma_ == "ask"
    )


def _is_speech_in_caption(candidate: ContentCandidate, page: ParsedPage) -> bool:
    """A caption describes (“Residents observe …”): only what stands in marks, or is said or told, is speech there."""
    says = candidate.cue.lemma in _SAID_IN_CAPTIONS and candidate.rule in ("clause_after", "clause_before")
    return says or all(page.mask[start] for start, _ in candidate.fragments)
