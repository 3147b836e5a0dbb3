"""Image captions among the lines of a plain text, recognised by their credit or by the way captions are written.

Without the page's markup a caption is a line of its own. Most give themselves away by a credit
(:mod:`suggesters.credits`); others by a label (“Image: …”, “FILE – …”), by describing a picture (“An artist's
impression of …”), by a scene in the present tense under a past date, or by a credit on the line beside them. What no
reader could see from the text alone is left to people: a bare name under a portrait, a sentence that might stand in the
article.

Offsets are code points, half-open. Scores are the share of right ones among lines of the same evidence on development
articles of 109 publishers, shrunk towards the mean where those were few.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from suggesters import picture_words as pictures
from suggesters.credit_words import NO_NAME
from suggesters.credits import Credit, CreditForm, credited_name, find_credit
from suggesters.leading_credits import leading_credit
from suggesters.repeated_credits import repeated_credits
from suggesters.suggestions import Caption, Span

LEAST_LIKELY = 0.45
"""Lines less likely than this stay in the article's body: possible captions, for people to see."""
LONGEST_CAPTION_WORDS = 180
LONGEST_SCENE_WORDS = 45
LONG_PARAGRAPH_WORDS = 60
SHORT_CAPTION_WORDS = 30
FEWEST_SENTENCE_WORDS = 5
LINES_OF_BLOCK = 3
LINES_OF_HEADING = 2
LINES_OF_END = 2
WORDS_OF_UNENDED_CAPTION = 15
SCORE_OF_FORM: dict[CreditForm, float] = {
    "labelled": 0.98,
    "bracketed": 0.97,
    "agency": 0.97,
    "source": 0.9,
    "outlet": 0.9,
    "repeated": 0.85,
    "joined": 0.8,
    "below": 0.5,
}
SCORE_ALONE: dict[CreditForm, float] = {
    "labelled": 0.94,
    "bracketed": 0.93,
    "agency": 0.93,
    "source": 0.5,
    "outlet": 0.5,
    "repeated": 0.5,
    "joined": 0.3,
    "below": 0.5,
}
"""On a line of its own."""
SIGNATURE_SCORE = 0.2
SIGNATURES: tuple[CreditForm, ...] = ("source", "outlet", "joined", "repeated", "below")
"""Forms that sign a report as well, where they stand alone among its first or last lines."""

CreditEdges = Literal["printed", "name"]


class Judgement(NamedTuple):
    """How likely a line is a caption, why, and by which form: a name of the evidence that stands for many lines."""

    score: float
    reason: str
    form: str


NO_EVIDENCE = Judgement(0, "", "")

LINE = re.compile(r"\S[^\n]*")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
LEADING_METADATA = re.compile(
    r"(?:(?:date|published|updated|posted)\s*:?\s+)?(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?\S*)?\s+",
    re.IGNORECASE,
)
"""What some exports put before the first caption: “date 2022-10-20 ”."""
NO_CAPTION = re.compile(
    r"""\A[(\[]?(?:copyright\b|©\s?\d{4}\b|reporting\ by|writing\ by|editing\ by|compiled\ by
      |contribut(?:ing:|ed)|with\ (?:\w+\ )?(?:information|inputs?|files|reporting|material)\ from
      |(?:read|see)\ (?:more|also)|related\b
      |watch:|sign\ up|subscribe|our\ standards)|\ball\ rights\ reserved\b""",
    re.VERBOSE | re.IGNORECASE,
)
HEADING_WORD = re.compile(r"\d|[^:]*:|(?:how|why|what|when|where|who)\b", re.IGNORECASE)
BYLINE = re.compile(r"by\s[A-Z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    words: str
    credit: Credit | None
    block: int
    """The stretch between blank lines in which the line stands; each line's own where the text has no blank lines."""

    @property
    def is_credit_only(self) -> bool:
        return self.credit is not None and self.credit.start == 0 and self.credit.end == len(self.words)


def find_captions(
    text: str, *, credit_edges: CreditEdges = "printed", least_score: float = LEAST_LIKELY
) -> list[Caption]:
    """The captions of a plain text in its order, each the whole of a line without the white space around it.

    ``least_score`` 0 gives the possible ones as well.

    ``credit_edges`` says what a credit's span covers: all of it as printed, label and brackets included (“(Image:
    Getty)”), or only the name in it (“Getty”). Works on English; in another language only credits are found.
    """
    lines = _lines(text)
    judged = [_judge(lines, number) for number in range(len(lines))]
    captions = []
    for number in range(len(lines)):
        line, found = _beside_others(lines, judged, number)
        if found.score == 0 or found.score < least_score:
            continue
        credit = None
        if line.credit:
            credit = (line.start + line.credit.start, line.start + line.credit.end)
            if credit_edges == "name":
                credit = credited_name(text, *credit) or credit
        span = line.start, line.start + len(line.words)
        captions.append(Caption(*span, credit, found.score, found.reason, found.form))
    return captions


def rescored(captions: Sequence[Caption], shares: Mapping[str, float]) -> tuple[Caption, ...]:
    """The captions with the share of their form as their score, where it is known."""
    return tuple(replace(caption, score=shares.get(caption.form, caption.score)) for caption in captions)


def split_credit(text: str, start: int, end: int) -> Span | None:
    """The credit of the caption ``text[start:end]`` as printed, or None where it has none."""
    credit = _credit(text[start:end])
    return (start + credit.start, start + credit.end) if credit else None


def _credit(words: str) -> Credit | None:
    return find_credit(words) or leading_credit(words)


def _lines(text: str) -> list[_Line]:
    """The lines that have words, each with its credit; a date that an export put before the first one is left out."""
    spans = [(match.start(), match.end()) for match in LINE.finditer(text)]
    if spans and (metadata := LEADING_METADATA.match(text, spans[0][0])):
        spans[0] = (metadata.end(), spans[0][1])
    worded = [(start, text[start:end].rstrip()) for start, end in spans if text[start:end].strip()]
    credits = repeated_credits([(words, _credit(words)) for _, words in worded])
    blocks = _blocks(text, [start for start, _ in worded])
    return [
        _Line(start, words, credit, block)
        for (start, words), credit, block in zip(worded, credits, blocks, strict=True)
    ]


def _blocks(text: str, starts: list[int]) -> list[int]:
    """The number of blank lines before each line, or each line's own number where the text has none."""
    gaps = [gap.start() for gap in BLANK_LINE.finditer(text)]
    return [bisect_left(gaps, start) for start in starts] if gaps else list(range(len(starts)))


def _judge(lines: list[_Line], number: int) -> Judgement:
    """How likely the line is a caption by its own words, and why."""
    line = lines[number]
    length = len(line.words.split())
    if length > LONGEST_CAPTION_WORDS or NO_CAPTION.search(line.words):
        return NO_EVIDENCE
    first = number < LINES_OF_HEADING or line.block == lines[0].block
    last = number >= len(lines) - LINES_OF_END
    if BYLINE.match(line.words) and (first or last or not line.is_credit_only):
        return NO_EVIDENCE
    if line.credit:
        return _judge_credited(line, line.credit, first=first, last=last)
    if pictures.FILE.match(line.words):
        return Judgement(0.9, "begins as agencies' captions do", "file")
    if pictures.LABEL.match(line.words) or pictures.LABEL_ALONE.fullmatch(line.words):
        return Judgement(0.8, "begins with a picture label", "label")
    if pictures.IN_THIS_PICTURE.search(line.words) and not pictures.REPORT.search(line.words):
        return Judgement(0.8, "says when its picture was taken", "taken")
    if length > LONGEST_SCENE_WORDS or pictures.QUOTATION_MARK.search(line.words):
        return NO_EVIDENCE
    return _judge_scene(line.words) or (NO_EVIDENCE if first else _judge_possible(line.words))


def _judge_credited(line: _Line, credit: Credit, *, first: bool, last: bool) -> Judgement:
    printed = line.words[credit.start : credit.end]
    before = line.words[: credit.start].rstrip()
    if _signs_a_report(credit, printed, before, first=first, last=last):
        return Judgement(SIGNATURE_SCORE, f"“{printed}” may sign the report", "signature")
    if credit.end < len(line.words):
        return Judgement(0.9, f"begins with the credit “{printed}”", "begins")
    if line.is_credit_only:
        return Judgement(SCORE_ALONE[credit.form], "a credit on a line of its own", f"alone_{credit.form}")
    score = SCORE_OF_FORM[credit.form]
    if pictures.REPORT.search(before) and len(before.split()) > LONG_PARAGRAPH_WORDS:
        reason = f"ends with the credit “{printed}”, but reads like a paragraph"
        return Judgement(round(score - 0.3, 2), reason, f"paragraph_{credit.form}")
    return Judgement(score, f"ends with the credit “{printed}”", f"ends_{credit.form}")


def _signs_a_report(credit: Credit, printed: str, before: str, *, first: bool, last: bool) -> bool:
    """“…, the minister said. (AFP)”, a last line “(ANI)”, a source linked in a digest: “… on Monday. [Reuters]”."""
    if not before and credit.form in SIGNATURES:
        return (first and credit.form != "source") or last
    if credit.form not in ("agency", "bracketed", "source", "repeated") or "/" in printed:
        return False
    if not before:
        return last and credit.form != "agency"
    links_source = printed[0] == "[" and before[-1] in '.!?”"'
    return links_source or (last and pictures.REPORT.search(before) is not None)


def _judge_scene(words: str) -> Judgement | None:
    """A line that describes a picture, says who stands where in it, or has a scene in the present tense and a date."""
    if pictures.TWO_SENTENCES.search(words):
        return None
    if pictures.ABOUT_PICTURE.match(words):
        return Judgement(0.65, "describes a picture", "picture")
    if pictures.PROSE.search(words):
        return None
    if pictures.POSITIONS.search(words):
        return Judgement(0.6, "says who stands where in a picture", "positions")
    if pictures.SCENE_VERB.search(words) and pictures.DATE.search(words):
        return Judgement(0.75, "describes a dated scene in the present tense", "scene")
    return None


def _judge_possible(words: str) -> Judgement:
    """What stands under some pictures, and elsewhere far more often: a name, a long line without a full stop."""
    if pictures.TWO_SENTENCES.search(words) or pictures.PROSE.search(words) or not pictures.is_unended(words):
        return NO_EVIDENCE
    if pictures.BARE_NAME.fullmatch(words):
        return Judgement(0.07, "a name on a line of its own may stand under a portrait", "name")
    if len(words.split()) >= WORDS_OF_UNENDED_CAPTION:
        return Judgement(0.1, "a long line without a full stop", "unended")
    return NO_EVIDENCE


def _beside_others(lines: list[_Line], judged: list[Judgement], number: int) -> tuple[_Line, Judgement]:
    """The line and its judgement with a view to the lines around it: its credit or its label may stand there."""
    line, own = lines[number], judged[number]
    block = [other for other in range(max(0, number - 2), number + 3) if _in_block(lines, number, other)]
    beside = [other for other in block if abs(other - number) == 1] if len(block) <= LINES_OF_BLOCK else []
    if line.is_credit_only:
        if not beside or not _credits_a_picture(lines, judged, number):
            return line, own
        return line, Judgement(max(own.score, 0.85), own.reason, f"{own.form}_beside")
    if own.score >= LEAST_LIKELY or NO_CAPTION.search(line.words) or number == 0:
        return line, own
    before = lines[number - 1]
    if pictures.LABEL_ALONE.fullmatch(before.words):
        return line, Judgement(0.8, "follows a picture label", "after_label")
    is_short = len(line.words.split()) < LONG_PARAGRAPH_WORDS
    if is_short and any(_credits_a_picture(lines, judged, other) for other in beside):
        return line, Judgement(0.85, "a credit stands beside it", "beside_credit")
    if judged[number - 1].score >= LEAST_LIKELY and not before.credit and _is_bare_name(line.words):
        score, form = (0.85, "name_beside") if number - 1 in beside else (0.5, "name_after")
        named = replace(line, credit=Credit(0, len(line.words), "below"))
        return named, Judgement(score, "a name after a caption", form)
    if before.is_credit_only and _may_follow_credit(line.words):
        is_agency = before.credit is not None and before.credit.form == "agency"
        score, form = (0.55, "after_agency") if is_agency else (0.4, "after_credit")
        return line, Judgement(score, "an unended sentence after a credit", form)
    return line, own


def _credits_a_picture(lines: list[_Line], judged: list[Judgement], number: int) -> bool:
    """Whether the line is nothing but a credit, and not the signature under a headline or at the article's end."""
    return lines[number].is_credit_only and judged[number].score > SIGNATURE_SCORE


def _is_bare_name(words: str) -> bool:
    return pictures.BARE_NAME.fullmatch(words) is not None and words.split()[0].lower() not in NO_NAME


def _may_follow_credit(words: str) -> bool:
    """Whether the line is a sentence without its full stop, neither a title in capitals nor a question or a number."""
    found = words.split()
    capitals = sum(word[0].isupper() for word in found)
    return (
        FEWEST_SENTENCE_WORDS <= len(found) <= SHORT_CAPTION_WORDS
        and capitals <= len(found) / 2
        and pictures.is_unended(words)
        and HEADING_WORD.match(words) is None
    )


def _in_block(lines: list[_Line], number: int, other: int) -> bool:
    return other < len(lines) and lines[other].block == lines[number].block
