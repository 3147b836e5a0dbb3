"""Where somebody may be said to speak: the cues of a page, each with its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from suggesters import lexicon
from suggesters.quotes.announced import announcements
from suggesters.quotes.embeds import name_under
from suggesters.quotes.frame import Cue, CueKind
from suggesters.quotes.inverted import mention_after
from suggesters.quotes.page import ParsedPage
from suggesters.quotes.subjects import has_own_subject, is_finite, speaker_span, subject_of
from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOUNS = frozenset().union(*lexicon.NOUN_CUES.values())
_LEMMAS = lexicon.CUE_VERBS | _NOUNS | {"according", "accord", "for"}
_HUMAN_LABELS = frozenset({"PERSON", "ORG", "NORP"})
_ENDS_SPEECH = re.compile(r"[,?!.…—–-]\s*[”\"'’»“]+\s*,?\s*$")
_LEADS_TO_MARK = re.compile(r"[^.\n“\"]{0,25}[,:]\s*[\"“'‘]")
_LABEL = re.compile(r"(?m)^[\"“]?((?:[A-Z][\w.'’-]+ ){0,4}[A-Z][\w.'’-]+):[ \xa0](?=[^\n]{15,}$)")
_DASH = re.compile(r"\s*[―—–-]{1,2}\s*(?=[A-Z@])")
_NAME = re.compile(r"@?\w[^\n“\"]{1,100}(?<![.?!])$")
_CLOSING_MARKS = frozenset("”\"'’»") | {"''"}
_SPEAKER_WITHIN = 250
_WORDS_BESIDE = 8
_FOR_WITHIN = 14
_WORDS_OF_SIGNATURE = 12
_LEAST_OF_MOTTO = 20


def find_cues(page: ParsedPage) -> list[Cue]:
    """The cues outside of quotation marks in the order of the text; a verb gives one at most."""
    page.announced = {found.start: found for found in announcements(page)}
    found = [*_announced(page), *_lexical_cues(page), *_cues_beside_runs(page), *_labels(page), *_dashes(page)]
    found.sort(key=lambda cue: cue.spans[0])
    return _with_subjects_of_earlier_cues(found, page)


def _lexical_cues(page: ParsedPage) -> Iterator[Cue]:
    for token in tokens_with_lemma(page.doc, _LEMMAS):
        if page.is_quoted(token):
            continue
        cue: Cue | None = None
        if token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in lexicon.CUE_VERBS:
            cue = verb_cue(token, subject_of(token, page), page)
        elif token.lower_ == "according":
            cue = _source_cue(token, page)
        elif token.lower_ == "for":
            cue = _for_cue(token, page)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in _NOUNS:
            cue = noun_cue(token, page)
        if cue is not None:
            yield cue


def tokens_with_lemma(doc: Doc, lemmas: frozenset[str]) -> Iterator[Token]:
    """The tokens with one of these lemmas, capitalised or not, in the order of the text."""
    wanted = _keys_of(lemmas)
    for place, lemma in enumerate(doc.to_array("LEMMA").tolist()):
        if lemma in wanted:
            yield doc[place]


@cache
def _keys_of(lemmas: frozenset[str]) -> frozenset[int]:
    """The keys that spaCy has for them, the same in every vocabulary."""
    from spacy.strings import get_string_id

    return frozenset(get_string_id(form) for lemma in lemmas for form in (lemma, lemma.capitalize()))


def verb_cue(verb: Token, subject: Token | None, page: ParsedPage, kind: CueKind = "verb") -> Cue:
    """The cue of a verb, with its particle (“summed up”)."""
    start, end = page.span(verb.i, verb.i)
    spans = [(start, end)]
    for child in verb.rights:
        if child.dep_ == "prt" and not page.is_quoted(child):
            particle = page.span(child.i, child.i)
            spans = [(start, particle[1])] if child.i == verb.i + 1 else [*spans, particle]
            end = particle[1]
    opened = mention_after(verb, page)
    subject, speaker = opened or (
        subject,
        speaker_span(subject, page, before=start, behind=end + 1) if subject is not None else None,
    )
    if subject is not None and speaker is not None and _is_beside(verb, subject, speaker, page):
        start, end = min(start, speaker[0]), max(end, speaker[1])
        first = page.token_from(start)
        if first and page.doc[first - 1].lower_ == "as":
            start = page.doc[first - 1].idx
    return Cue(kind, verb.lemma_.lower(), verb, tuple(spans), subject, speaker, start, end)


def _with_subjects_of_earlier_cues(cues: list[Cue], page: ParsedPage) -> list[Cue]:
    """“X said that the signs point there and warned that …”: “warned” shares the subject of “said”.

    The parser hangs such a verb on one of what was said. Another tense, or no subject at all, distinguishes the two.
    """
    done: list[Cue] = []
    latest: dict[str, Cue] = {}
    finite: Cue | None = None
    for cue in cues:
        for earlier in (latest.get(cue.token.tag_), finite):
            if earlier is not None and (_shares_subject(cue, earlier, page) or _goes_on_with(cue, earlier, page)):
                cue = replace(cue, subject=earlier.subject, speaker=earlier.speaker, start=cue.spans[0][0])
                break
        if cue.kind == "verb":
            latest[cue.token.tag_] = cue
            if is_finite(cue.token) and cue.token.dep_ != "ccomp":
                finite = cue
        done.append(cue)
    return done


def _shares_subject(cue: Cue, earlier: Cue, page: ParsedPage) -> bool:
    verb, first = cue.token, earlier.token
    return (
        cue.kind == "verb"
        and verb.dep_ == "conj"
        and verb.tag_ in ("VBD", "VBZ", "VBG")
        and verb.head.tag_ != verb.tag_
        and earlier.subject is not None
        and not has_own_subject(verb)
        and page.sentence_span(verb.idx) == page.sentence_span(first.idx)
    )


def _goes_on_with(cue: Cue, earlier: Cue, page: ParsedPage) -> bool:
    """“X said that taxes would fall, adding that …”: “adding” is X's, though the parser hangs it on what was said."""
    verb, said = cue.token, earlier.token
    return (
        verb.tag_ == "VBG"
        and end_before(verb) is not None
        and not has_own_subject(verb)
        and earlier.speaker is not None
        and any(child.dep_ == "ccomp" and child.i < verb.i for child in said.children)
        and page.sentence_span(verb.idx) == page.sentence_span(said.idx)
    )


def end_before(verb: Token) -> int | None:
    """The offset where the words before “, adding” or “…,” adding” end, adverbs passed over; None without a comma."""
    doc, place = verb.doc, verb.i - 1
    while place > 0 and doc[place].pos_ == "ADV":
        place -= 1
    if place > 0 and doc[place].text in _CLOSING_MARKS and doc[place - 1].text == ",":
        return doc[place].idx + len(doc[place])
    return doc[place].idx if place >= 0 and doc[place].text == "," else None


def _is_beside(verb: Token, subject: Token, speaker: Span, page: ParsedPage) -> bool:
    """Whether cue and speaker form one attribution clause, with nothing quoted between them."""
    if (subject.head.i != verb.i and not _is_next_to(subject, verb)) or abs(speaker[0] - verb.idx) >= _SPEAKER_WITHIN:
        return False
    if page.line_of(speaker[0]) != page.line_of(verb.idx):
        return False
    return subject.i > verb.i or not any(page.mask[speaker[1] : verb.idx])


def _is_next_to(subject: Token, verb: Token) -> bool:
    """“Weber, 44, said”, “said the old man”: subject by its place, not by the parse."""
    if subject.i < verb.i:
        return all(word.pos_ in ("ADV", "AUX", "NUM", "PUNCT") for word in verb.doc[subject.i + 1 : verb.i])
    return all(word.pos_ in ("DET", "ADJ", "NOUN", "PROPN", "NUM") for word in verb.doc[verb.i + 1 : subject.i])


def _source_cue(token: Token, page: ParsedPage) -> Cue | None:
    """“according to X”."""
    doc = page.doc
    if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return None
    source = next((child for child in doc[token.i + 1].children if child.dep_ == "pobj"), None)
    if source is None:
        return None
    speaker = speaker_span(source, page)
    words = page.span(token.i, token.i + 1)
    return Cue("source", "according", token, (words,), source, speaker, words[0], max(words[1], speaker[1]))


def _for_cue(token: Token, page: ParsedPage) -> Cue | None:
    """“For the minister, the plan is …” at the start of a sentence, with something quoted in it."""
    doc = page.doc
    sentence = page.sentence_span(token.idx)
    if sentence[0] != token.idx:
        return None
    last = page.token_from(sentence[1])
    comma = next((place for place in range(token.i + 1, min(last, token.i + _FOR_WITHIN)) if doc[place].text == ","), 0)
    if not comma or comma == token.i + 1:
        return None
    speaker = page.span(token.i + 1, comma - 1)
    head = next((word for word in doc[token.i + 1 : comma] if word.dep_ in ("pobj", "ROOT")), None)
    if head is None or not _may_speak(doc, token.i + 1, comma) or any(page.mask[speaker[0] : speaker[1]]):
        return None
    if not page.runs_within(speaker[1], page.line_span(token.idx)[1]):
        return None
    words = page.span(token.i, token.i)
    return Cue("for", "for", token, (words,), head, speaker, words[0], page.end_of(comma))


def _may_speak(doc: Doc, first: int, last: int) -> bool:
    if doc[first].ent_type_ == "PERSON":
        return True
    return any(word.lower_ in lexicon.SPEAKER_NOUNS for word in doc[first:last])


def noun_cue(token: Token, page: ParsedPage, kind: CueKind = "noun") -> Cue | None:
    """“X's claim that …”, “X repeated a call for …”: only with an owner, else too much else looks the same."""
    owner = _owner_of(token, page)
    if owner is None:
        return None
    speaker = speaker_span(owner, page)
    if owner.dep_ == "poss":
        mark = next((child for child in owner.children if child.dep_ == "case"), None)
        if mark is not None:
            speaker = speaker[0], min(speaker[1], mark.idx)
    if speaker[1] <= speaker[0]:
        return None
    words = page.span(token.i, token.i)
    return Cue(kind, token.lemma_.lower(), token, (words,), owner, speaker, words[0], words[1])


def _owner_of(noun: Token, page: ParsedPage) -> Token | None:
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.lower_ in ("by", "from"):
            for giver in child.children:
                if giver.dep_ == "pobj":
                    return giver
    if noun.dep_ not in ("dobj", "pobj"):
        return None
    verb = noun.head if noun.dep_ == "dobj" else noun.head.head
    if verb.pos_ == "VERB" and verb.lemma_ in lexicon.LIGHT_VERBS:
        return subject_of(verb, page)
    return None


def _cues_beside_runs(page: ParsedPage) -> Iterator[Cue]:
    """Verbs of any meaning whose person stands with them right beside a quoted run: “…,” Smith laughed."""
    seen: set[int] = set()
    doc, text = page.doc, page.text
    for run in page.runs:
        behind, ahead = page.token_from(run.end), page.token_from(run.start)
        places = list(range(max(0, ahead - _WORDS_BESIDE), ahead))
        if _ENDS_SPEECH.search(text, max(run.start, run.end - 8), min(run.end + 1, len(text))):
            places += range(behind, min(len(doc), behind + _WORDS_BESIDE))
        line = page.line_of(run.start)
        for place in places:
            verb = doc[place]
            if verb.tag_ not in ("VBD", "VBZ") or verb.pos_ != "VERB" or place in seen or page.is_quoted(verb):
                continue
            if verb.lemma_.lower() in lexicon.CUE_VERBS or page.line_of(verb.idx) != line:
                continue
            subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
            if subject is None or page.is_quoted(subject) or not _is_human(subject):
                continue
            cue = verb_cue(verb, subject, page, "beside")
            if place >= behind or _LEADS_TO_MARK.match(text, cue.end, cue.end + 30):
                seen.add(place)
                yield cue


def _announced(page: ParsedPage) -> Iterator[Cue]:
    for found in page.announced.values():
        token = page.doc[max(0, page.token_from(found.cue[1]) - 1)]
        yield Cue(found.kind, ":", token, (found.cue,), None, found.speaker, found.start, found.end)


def _is_human(subject: Token) -> bool:
    return subject.ent_type_ in _HUMAN_LABELS or subject.pos_ in ("PRON", "PROPN")


def _labels(page: ParsedPage) -> Iterator[Cue]:
    """“X: …” as a line of its own: a headline, or a single voice of a transcript."""
    for match in _LABEL.finditer(page.text):
        start, end = match.span(1)
        if start in page.announced:
            continue
        words = match.group(1).lower().split()
        in_title = start < 200 and page.line_of(start) == page.line_of(len(page.text) - len(page.text.lstrip()))
        if words[0] in lexicon.COLON_LABELS or words[-1] in lexicon.COLON_LABELS:
            continue
        is_speaker = match.group(1).isupper() and page.known_names.is_person(match.group(1))
        if not (in_title or is_speaker or page.run_at(match.end())):
            continue
        token = page.doc[max(0, page.token_from(end + 1) - 1)]
        yield Cue("label", ":", token, ((end, end + 1),), None, (start, end), start, end + 1)


def _is_signature(page: ParsedPage, start: int, end: int) -> bool:
    """Whether a line that begins with a dash names somebody, and is not the next item of a list."""
    words = page.text[start:end]
    if len(words.split()) > _WORDS_OF_SIGNATURE:
        return False
    is_post = words[0] == "@" or name_under(page.text, start, end)[1] < end
    return is_post or page.doc[page.token_from(start)].ent_type_ == "PERSON" or page.known_names.is_person(words)


def _dashes(page: ParsedPage) -> Iterator[Cue]:
    """“…” — X at a line's end, as under a letter or a motto."""
    for run in page.runs:
        dash = _DASH.match(page.text, run.end)
        if dash is None:
            continue
        line, signature = page.line_span(run.start), page.line_span(dash.end())
        name = _NAME.match(page.text, dash.end(), signature[1])
        before = page.text[line[0] : run.start].strip()
        if name is None or before:
            continue
        is_plain = signature == line and run.end - run.start >= _LEAST_OF_MOTTO
        if not is_plain and not _is_signature(page, *name.span()):
            continue
        start, end = page.trimmed(*name_under(page.text, *name.span()))
        token = page.doc[page.token_from(dash.end()) if page.token_from(dash.end()) < len(page.doc) else -1]
        words = page.trimmed_space(dash.start(), dash.end())
        yield Cue("dash", "―", token, (words,), None, (start, end), words[0], end)
