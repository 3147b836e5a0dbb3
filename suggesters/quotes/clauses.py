"""What was said as a clause: after its cue, before it, or around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters.quotes.edges import ASKED, Edges
from suggesters.quotes.frame import ContentCandidate
from suggesters.quotes.page import FINITE_TAGS
from suggesters.quotes.setting import Setting, that_after
from suggesters.quotes.subjects import SUBJECTS
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OBJECTS = frozenset({"dobj", "nsubj", "dative"})
# Between cue and comma of “X, he told reporters Monday, Y”.
_AFTER_PARENTHESIS = re.compile(
    r"(?:[ \xa0]*(?:[A-Z]\w+day|reporters|supporters|me|us|him|her|them|later|again|this week|last week|on \w+"
    r"|the crowd|Tuesday night|in an interview|in a statement))?\s*(,|—|--)\s*"
)
_LONGER_ADVERBIAL = re.compile(r"(?:[ \xa0][\w'’$%.-]+){1,8}?(,|—|--)\s+")
_STRONG_BREAK = re.compile(r"[;:]\s|[.!?][\"”]?\s+(?=[A-Z“\"])")
_CONNECTIVE = re.compile(r"^(?:but|and|so|yet|still|however|also|instead|nor|or|moreover|meanwhile)$", re.IGNORECASE)
# “Asked about the bridge, the mayor said …”: the occasion, told by the reporter.
_OCCASION = re.compile(rf"(?:(?:when|after|if|while)\s+)?{ASKED}", re.IGNORECASE)
_BEFORE_PARENTHESIS = (",", "—", "--")
_MOST_WORDS_BEFORE = 60
_WORDS_BEHIND = 8
_CLAUSE_OPENERS = frozenset({"DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "SCONJ"})
_LONGEST_LOST_CLAUSE = 600
_LONGEST_SUBJECT = 16  # tokens
_OPENS_ANOTHER = frozenset({"WDT", "WP", "WP$", "WRB", "CC", "TO"})
_SUBORDINATORS = frozenset({"that", "as", "because", "if", "though", "although", "while", "since", "after", "before"})


def clause_after(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“said (that) taxes rose”, by the parse; also cut before a loose tail, and drawn to the sentence's end."""
    cue, page = setting.cue, setting.page
    clauses = [child for child in cue.token.rights if child.dep_ == "ccomp"]
    if not clauses or cue.kind == "source":
        return
    first = _first_word(setting, clauses)
    last = max(clause.right_edge.i for clause in clauses)
    start, end = page.span(first, last)
    if cue.end > start:
        start = cue.end if cue.end < end else start
    if start >= setting.line[1]:
        return
    parsed = edges.tidy(start, end, cue)
    if parsed is None:
        return
    run_start = edges.run_led_to(*parsed, within=4)
    if run_start is not None:
        parsed = run_start, parsed[1]
    yield ContentCandidate(cue, "clause_after", "parsed", (parsed,))
    yield from _other_ends(setting, edges, parsed, clauses[0].idx)


def _other_ends(setting: Setting, edges: Edges, parsed: Span, verb: int) -> Iterator[ContentCandidate]:
    """Ends later than that of the parse, and earlier ones, but not before the clause's own ``verb``."""
    start, end = parsed
    rule = "clause_after"
    seen = {end}
    whole = edges.tidy(start, setting.page.sentence_end(max(start, end - 1)), setting.cue)
    if whole is not None and whole[1] > end:
        seen.add(whole[1])
        yield ContentCandidate(setting.cue, rule, "sentence", ((start, whole[1]),))
        for tail in edges.loose_tails(end - 1, whole[1])[:1]:
            cut = edges.tidy(start, tail, setting.cue)
            if cut is not None and cut[1] not in seen:
                seen.add(cut[1])
                yield ContentCandidate(setting.cue, rule, "extended", ((start, cut[1]),))
    left = max(start, verb)
    tails = edges.loose_tails(left, end)
    for name, places in (
        ("clipped", edges.before_attributions(left, end)[:2]),
        ("clipped", edges.before_participles(left, end)[:1]),
        ("closed", edges.comma_marks(left, end)[:2]),
        ("cut", {*tails[:1], *tails[-2:]}),
    ):
        for place in places:
            cut = edges.tidy(start, place, setting.cue)
            if cut is not None and cut[1] not in seen and cut[1] - cut[0] > 10:
                seen.add(cut[1])
                yield ContentCandidate(setting.cue, rule, name, ((start, cut[1]),))


def _first_word(setting: Setting, clauses: list[Token]) -> int:
    """Where the clause begins: at its “that”, or at an object that the parse took from it (“said the tax is”)."""
    cue, doc = setting.cue, setting.page.doc
    verb, clause = cue.token, clauses[0]
    first, last = min(child.left_edge.i for child in clauses), max(child.right_edge.i for child in clauses)
    if cue.lemma not in lexicon.ADDRESSING_VERBS and not any(
        child.dep_ in SUBJECTS or child.dep_ == "mark" for child in clause.children
    ):
        for child in verb.rights:
            if child.dep_ in _OBJECTS and child.i < clause.i and (cue.subject is None or child.i != cue.subject.i):
                first = min(first, child.left_edge.i)
                break
    first = max(first, verb.i + 1)
    for place in range(verb.i + 1, min(first, verb.i + 31)):
        if doc[place].lower_ == "that" and doc[place].dep_ != "det" and doc[place].pos_ in ("SCONJ", "PRON", "DET"):
            return place
    for place in range(first + 1, min(last, first + 14)):
        if doc[place].lower_ == "that" and doc[place].dep_ == "mark" and doc[place].head in clauses:
            before = doc[first:place]
            return first if any(word.dep_ in SUBJECTS and word.head in clauses for word in before) else place
    return first


def clause_before(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“Taxes rose, the mayor said.”: the clause by the parse, and the sentence up to the attribution."""
    cue, page = setting.cue, setting.page
    if cue.kind in ("source", "for"):
        return
    clauses = [child for child in cue.token.lefts if child.dep_ == "ccomp"]
    if not clauses or (not setting.is_speech_before and _has_other_content(setting)):
        return
    start, _ = page.subtree(clauses[0])
    start = max(start, setting.line[0])
    if start >= cue.start:
        return
    run_start = edges.run_led_to(start, cue.start - 1, within=30)
    starts = {"parsed": start, "sentence": _clause_start(setting), "run": run_start}
    seen: set[int] = set()
    if edges.opens_with_own_cue(start, cue):
        return
    for name, at in starts.items():
        drawn = edges.tidy(at, cue.start, cue) if at is not None and at < cue.start else None
        if drawn is not None and drawn[0] not in seen:
            seen.add(drawn[0])
            yield ContentCandidate(cue, "clause_before", name, (drawn,))


def _has_other_content(setting: Setting) -> bool:
    """“The vote failed, as they accused each other”: what the verb says stands after it."""
    cue = setting.cue
    if cue.lemma in lexicon.ADDRESSING_VERBS:
        return False
    return any(
        child.dep_ in ("dobj", "xcomp", "ccomp") and (cue.subject is None or child.i != cue.subject.i)
        for child in cue.token.rights
    )


def _clause_start(setting: Setting) -> int:
    """After the last strong break outside of marks between the sentence's start and the attribution."""
    start = setting.sentence[0]
    for match in _STRONG_BREAK.finditer(setting.page.text, start, setting.cue.start):
        if not setting.page.mask[match.start()]:
            start = match.end()
    return start


def parenthetical(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“Taxes, the mayor said, will rise”: both sides of an attribution between commas or dashes."""
    cue, page, text = setting.cue, setting.page, setting.page.text
    if cue.kind not in ("verb", "beside") or cue.subject is None or setting.is_speech_before:
        return
    if not cue.has_speaker_beside or cue.lemma in lexicon.NAMING_VERBS:
        return
    after = _AFTER_PARENTHESIS.match(text, cue.end, setting.sentence[1])
    far = "_far" if after is None else ""
    after = after or _LONGER_ADVERBIAL.match(text, cue.end, setting.sentence[1])
    if after is None or not text[setting.sentence[0] : cue.start].rstrip().endswith(_BEFORE_PARENTHESIS):
        return
    if any(child.dep_ == "ccomp" and child.idx < after.end() for child in cue.token.rights):
        return
    if edges.before_participles(after.start(1) - 1, after.end(1)):
        return  # “Weighing in, the mayor agreed, praising …”
    begin, finish = _clause_start(setting), page.sentence_end(after.end())
    bracket = text.rfind("(", begin, cue.start)
    if bracket >= 0 and ")" not in text[bracket : cue.start]:
        begin = bracket + 1
        close = text.find(")", cue.end, finish)
        finish = close if close >= 0 else finish
    left, right = page.trimmed(begin, cue.start), edges.tidy(after.end(), finish, cue)
    words = text[left[0] : left[1]].split()
    if right is None or not words or len(words) > _MOST_WORDS_BEFORE:
        return
    run = page.run_at(right[0])
    is_direct = run is not None and run.start <= right[0] and run.end >= right[1] - 1
    # “The plan, she said, “is a gift””: a small letter shows that the quotation goes on with the words before.
    is_new = is_direct and not any(page.mask[left[0] : left[1]]) and not text[right[0] + 1 : right[0] + 2].islower()
    if is_new or _OCCASION.match(text, *left) or _CONNECTIVE.match(text[left[0] : left[1]].strip()):
        yield ContentCandidate(cue, "parenthetical", f"after{far}", (right,))
    else:
        yield ContentCandidate(cue, "parenthetical", f"both{far}", (left, right))
        yield ContentCandidate(cue, "parenthetical", f"after{far}", (right,))
        yield ContentCandidate(cue, "parenthetical", f"before{far}", (left,))


def as_clause(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“As the mayor told the paper, taxes will rise”: the sentence after the comma; “…, as he said”: before it."""
    cue, page = setting.cue, setting.page
    if cue.kind != "verb" or cue.subject is None or page.text[cue.start : cue.start + 3].lower() != "as ":
        return
    if cue.start == setting.sentence[0]:
        after = _AFTER_PARENTHESIS.match(page.text, cue.end) or _LONGER_ADVERBIAL.match(page.text, cue.end)
        drawn = edges.tidy(after.end(), page.sentence_end(after.end()), cue) if after else None
        if drawn is not None:
            yield ContentCandidate(cue, "as_clause", "after", (drawn,))
    elif page.text[cue.start - 3 : cue.start].rstrip().endswith(","):
        drawn = edges.tidy(_clause_start(setting), cue.start, cue)
        if drawn is not None:
            yield ContentCandidate(cue, "as_clause", "before", (drawn,))


def lost_that_clause(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“stressed that …” where the parse has no arc to the clause, as in damaged text: to the sentence's end."""
    cue, page, doc = setting.cue, setting.page, setting.page.doc
    verb = cue.token
    if cue.kind not in ("verb", "beside") or any(child.dep_ == "ccomp" for child in verb.rights):
        return
    that = that_after(setting)
    if that is None:
        return
    end = page.sentence_end(doc[that].idx)
    drawn = edges.tidy(doc[that].idx, end, cue)
    if drawn is None or not 8 < drawn[1] - drawn[0] < _LONGEST_LOST_CLAUSE:
        return
    yield ContentCandidate(cue, "lost_that_clause", "sentence", (drawn,))
    for tail in edges.loose_tails(*drawn)[-1:]:
        cut = edges.tidy(drawn[0], tail, cue)
        if cut is not None and page.has_finite_verb(*cut):
            yield ContentCandidate(cue, "lost_that_clause", "cut", (cut,))


def lost_clause(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“said taxes rose” where the parse has no arc to the clause: from the word after the cue to the sentence's end.

    Where no subject with its verb follows (“denied any role”), what was said is the object of the cue.
    """
    cue, page, doc = setting.cue, setting.page, setting.page.doc
    place = cue.token.i + 1
    if cue.kind != "verb" or cue.lemma not in lexicon.PLAIN_VERBS or cue.subject is None or place >= len(doc):
        return
    if cue.subject.i > cue.token.i or any(child.dep_ == "ccomp" for child in cue.token.rights):
        return
    if cue.lemma in lexicon.MAKING_VERBS and any(child.dep_ == "dobj" for child in cue.token.rights):
        return
    if cue.lemma == "tell":
        place = max([place, *(child.right_edge.i + 1 for child in cue.token.rights if child.dep_ in _OBJECTS)])
    if place >= len(doc) or doc[place].is_punct or doc[place].pos_ not in _CLAUSE_OPENERS or page.is_quoted(doc[place]):
        return
    start = doc[place].idx
    drawn = edges.tidy(start, page.sentence_end(start), cue)
    if start < setting.sentence[1] and drawn is not None and len(page.text[drawn[0] : drawn[1]].split()) > 3:
        rule = "lost_clause" if _opens_clause(doc, place) else "lost_object"
        yield ContentCandidate(cue, rule, "sentence", (drawn,))
        for tail in edges.loose_tails(*drawn)[-1:]:
            cut = edges.tidy(drawn[0], tail, cue)
            if cut is not None and page.has_finite_verb(*cut):
                yield ContentCandidate(cue, rule, "cut", (cut,))


def _opens_clause(doc: Doc, place: int) -> bool:
    """Whether a subject and its finite verb stand at ``place``, with nothing between that opens another clause."""
    for token in doc[place : place + _LONGEST_SUBJECT]:
        if token.tag_ in FINITE_TAGS:
            return token.i > place
        if token.is_punct or token.is_space or token.tag_ in _OPENS_ANOTHER or token.lower_ in _SUBORDINATORS:
            return False
    return False


def lost_clause_before(setting: Setting, edges: Edges) -> Iterator[ContentCandidate]:
    """“Taxes rose, the mayor told a panel.” where the parse has no arc: the sentence up to its last comma."""
    cue, page = setting.cue, setting.page
    if cue.kind != "verb" or not cue.has_speaker_beside:
        return
    if any(child.dep_ == "ccomp" for child in cue.token.children):
        return
    begin = _clause_start(setting)
    if not page.text[begin : cue.start].rstrip().endswith(",") or page.mask[cue.start - 2]:
        return
    if len(page.text[cue.end : setting.sentence[1]].split()) > _WORDS_BEHIND:
        return
    drawn = edges.tidy(begin, cue.start, cue)
    if drawn is not None and len(page.text[drawn[0] : drawn[1]].split()) > 1:
        yield ContentCandidate(cue, "lost_clause_before", "sentence", (drawn,))
