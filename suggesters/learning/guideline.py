"""The guideline profile of checked articles: how parts are treated, which kinds count, and where edges lie.

Each article gives evidence once; that of any set of articles adds up, so that cross-validation costs no more reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from suggesters.evaluation.fits import Sample, parts_of
from suggesters.evaluation.matching import Letters, ScoredQuote, pairs, scored
from suggesters.evaluation.scores import FOUND, Scores, units
from suggesters.fitting import Checked
from suggesters.pipeline import Reading
from suggesters.profiles import KINDS, PARTS, Parts, Profile
from suggesters.quotes import beliefs
from suggesters.quotes.candidates import KIND_OF_RULE, Proposal, propose
from suggesters.quotes.choice import choose
from suggesters.quotes.finder import quotes_among
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.ranking import BY_POINTS
from suggesters.quotes.wide import profile_counting_all
from suggesters.suggestions import LEAST_SURE

MOST_ARTICLES = 60
"""As many show a guideline; the newest are asked."""
KIND_COUNTS = 0.38
"""The share right from which a kind of attribution is worth proposing: F1 gains above half of what it is."""
PRIOR = 4.0
"""So many suggestions weigh as much as what the project's profile says of a kind."""
CLEARLY_BETTER = 0.01
FEWEST_EDGES = 3
FEWEST_NESTED = 3
_SHOWN_BY_PEOPLE = frozenset({"scare_quotes", "nested"})


@dataclass(slots=True)
class Evidence:
    """What one article shows. ``kinds``: by way of parts and kind, how many were right and how many proposed."""

    sample: Sample
    kinds: dict[Parts, Counter[tuple[str, bool]]] = field(default_factory=dict)
    edges: Counter[tuple[str, bool]] = field(default_factory=Counter)
    nested: int = 0


def evidence_of(article: Checked, reading: Reading) -> Evidence:
    """The evidence of a parsed article."""
    evidence = Evidence(Sample(article.source.text, article.quotes, {}))
    letters = Letters(article.source.text)
    proposed: dict[str, list[ScoredQuote]] = {}
    for parts in PARTS:
        page = page_for(reading, parts)
        proposals = propose(page)
        plain = [found for proposal in proposals if (found := _plain(proposal)).candidates]
        quotes = reading.stored(quotes_among(plain, page, ranker=BY_POINTS))
        proposed[parts] = [scored(quote) for quote in quotes if quote.score >= LEAST_SURE]
        evidence.kinds[parts] = _kinds(article, reading, proposals, letters)
    evidence.sample = replace(evidence.sample, proposed=proposed)
    evidence.edges = _edges(article, max(proposed.values(), key=len), letters)
    evidence.nested = sum(_is_within(quote, other) for quote in article.quotes for other in article.quotes)
    return evidence


def page_for(reading: Reading, parts: Parts) -> ParsedPage:
    if reading.doc is None:
        raise ValueError("an article without a parse shows no guideline")
    profile = profile_counting_all(Profile("all", parts))
    return ParsedPage(reading.doc, captions=reading.captions, profile=profile)


def _plain(proposal: Proposal) -> Proposal:
    return Proposal(proposal.setting, tuple(found for found in proposal.candidates if kind_of(found) is None))


def kind_of(candidate: ContentCandidate) -> str | None:
    """The kind of attribution that a guideline may leave out; None for plain speech."""
    return beliefs.FORMS.get(candidate.rule) or KIND_OF_RULE.get(candidate.rule)


def _kinds(
    article: Checked, reading: Reading, proposals: Sequence[Proposal], letters: Letters
) -> Counter[tuple[str, bool]]:
    """Of the rules' choices with every kind: kind and whether it was right; optional quotes of gold count nothing."""
    golden = [(letters.trimmed(quote.content), quote.optional) for quote in article.quotes]
    found: Counter[tuple[str, bool]] = Counter()
    for choice in choose(proposals):
        kind = kind_of(choice.candidate)
        if kind is None:
            continue
        repaired = reading.prepared.repaired
        own = letters.trimmed(tuple(repaired.to_stored(start, end) for start, end in choice.candidate.fragments))
        near = [(letters.likeness(spans, own), optional) for spans, optional in golden]
        likeness, is_optional = max(near, default=(0.0, False))
        if likeness < FOUND or not is_optional:
            found[kind, likeness >= FOUND] += 1
    return found


def _edges(article: Checked, proposed: Sequence[ScoredQuote], letters: Letters) -> Counter[tuple[str, bool]]:
    """Of quotes found: whether people have the full stop, the “that” and the marks inside the content."""
    text = article.source.text
    golden, own = units("overlap", letters, article.quotes), units("overlap", letters, proposed)
    found: Counter[tuple[str, bool]] = Counter()
    for number, place in pairs(golden, own, likeness=letters.likeness, least=FOUND).items():
        gold, quote = golden[number].quote, own[place].quote
        start, end = gold.content[0][0], gold.content[-1][1]
        if gold.type == "direct":
            opening = quote.content[0][0]
            found["marks", start <= opening] += text[opening : opening + 1] in "“\"'‘«„"
            continue
        closing = quote.content[-1][1]
        found["full_stop", text[end - 1 : end] == "."] += text[closing : closing + 1] == "."
        opening = quote.content[0][0]
        found["that", start <= opening] += text[opening : opening + 5].lower() == "that "
    return +found


def _is_within(quote: ScoredQuote, other: ScoredQuote) -> bool:
    start, end = quote.content[0][0], quote.content[-1][1]
    return other is not quote and any(left <= start and end < right for left, right in other.content)


def guideline_of(shown: Sequence[Evidence], *, current: Profile) -> Profile:
    """The profile that fits the evidence; ``current`` where it shows nothing. Another one is named “learned”."""
    parts = _parts(shown, current)
    kinds = {kind for kind in current.kinds if kind in _SHOWN_BY_PEOPLE}
    counts: Counter[tuple[str, bool]] = Counter()
    for evidence in shown:
        counts.update(evidence.kinds[parts])
    for kind in KINDS:
        if kind not in _SHOWN_BY_PEOPLE:
            right, whole = counts[kind, True], counts[kind, True] + counts[kind, False]
            expected = 0.75 if current.counts(kind) else 0.25
            if (right + PRIOR * expected) / (whole + PRIOR) >= KIND_COUNTS:
                kinds.add(kind)
    if sum(evidence.nested for evidence in shown) >= FEWEST_NESTED:
        kinds.add("nested")
    edges: Counter[tuple[str, bool]] = Counter()
    for evidence in shown:
        edges.update(evidence.edges)
    wanted = replace(
        current,
        parts=parts,
        kinds=frozenset(kinds),
        full_stop=_edge(edges, "full_stop", current.full_stop),
        that=_edge(edges, "that", current.that),
        marks=_edge(edges, "marks", current.marks),
    )
    return wanted if wanted == current else replace(wanted, name="learned")


def _edge(edges: Counter[tuple[str, bool]], name: str, current: bool) -> bool:
    inside, outside = edges[name, True], edges[name, False]
    return inside > outside if inside + outside >= FEWEST_EDGES and inside != outside else current


def _parts(shown: Sequence[Evidence], current: Profile) -> Parts:
    samples = [evidence.sample for evidence in shown]
    f1 = {}
    for parts in PARTS:
        scores = Scores()
        for sample in samples:
            scores.add(sample.text, sample.gold, sample.proposed[parts])
        f1[parts] = scores.all["overlap"].f1
    apart: Parts = "clauses" if f1["clauses"] - f1["apart"] > CLEARLY_BETTER else "apart"
    if current.parts != "joined" and f1[current.parts] >= f1[apart] - CLEARLY_BETTER:
        apart = current.parts
    found = parts_of(
        samples, joined="joined", apart="apart", best_joined=f1["joined"], best_apart=max(f1["apart"], f1["clauses"])
    )
    return current.parts if not found else "joined" if found == "joined" else apart
