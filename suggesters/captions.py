"""Image captions among the lines of a plain text, recognised by their credit or by the way captions are written.

Without the page's markup a caption is a line of its own. Most give themselves away by a credit at the end
(:mod:`suggesters.credits`); a few others by a label (“Image: …”), by describing a picture (“An artist's impression of
…”) or by describing a scene in the present tense under a past date. What no reader could see from the text alone is
left to people: a bare name under a portrait, a sentence that might stand in the article.

Offsets are code points, half-open. Scores are the share of right ones among lines of the same evidence on development
articles of 109 publishers, shrunk towards the mean where those were few.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from suggesters.credits import Credit, CreditForm, credited_name, find_credit
from suggesters.suggestions import Caption

LEAST_LIKELY = 0.45
"""Lines less likely than this stay in the article's body: possible captions, for people to see."""
LONGEST_CAPTION_WORDS = 180
LONGEST_SCENE_WORDS = 45
LONG_PARAGRAPH_WORDS = 60
SCORE_OF_FORM: dict[CreditForm, float] = {"labelled": 0.98, "bracketed": 0.97, "agency": 0.97, "joined": 0.8}

CreditEdges = Literal["printed", "name"]

LINE = re.compile(r"\S[^\n]*")
LEADING_METADATA = re.compile(
    r"(?:(?:date|published|updated|posted)\s*:?\s+)?(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?\S*)?\s+",
    re.IGNORECASE,
)
"""What some exports put before the first caption: “date 2022-10-20 ”."""
NO_CAPTION = re.compile(
    r"""\A[(\[]?(?:copyright\b|©\s?\d{4}\b|reporting\ by|writing\ by|editing\ by|compiled\ by
      |contribut(?:ing:|ed)|with\ (?:\w+\ )?(?:information|inputs?|files|reporting|material)\ from
      |(?:read|see)\ (?:more|also)|related\b
      |watch:|sign\ up|subscribe|our\ standards|by\ [A-Z])|\ball\ rights\ reserved\b""",
    re.VERBOSE | re.IGNORECASE,
)
REPORT_WORDS = re.compile(r"[“”\"]|\b(?:said|told|added|according\ to)\b", re.IGNORECASE)

PICTURE_LABEL = re.compile(
    r"(?:image caption|caption|image|photo|picture|pictured)(?:\s?:\s?|(?<=caption),?\s+)(?=\S)", re.IGNORECASE
)
DESCRIBES_PICTURE = re.compile(
    r"""(?:(?:an?|the|this|in\ this)\s(?:[\w.'’-]+\s){0,2}?
           (?:photo(?:graph)?|image|picture|illustration|rendering|impression|depiction|sketch|screenshot|screengrab|still)
           \s(?:\w+\s){0,3}?(?:shows?|showing|of|from|taken|provided|released|made|depicts?)\b
       | (?:a|an|the)\s(?:\w+\s)?(?:aerial\s)?view\s(?:of|from|over|across)\b
       | (?:an?|the)\sartist(?:'s|’s)\s
       | file\s(?:photo|picture|image)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
POSITIONS = re.compile(
    r"""\((?:pictured,?\ )?(?:far\ |second\ )?(?:left|right|cent(?:er|re)|pictured|above|below)\)
      | ,\ (?:left|right|cent(?:er|re)), | \bleft\ to\ right\b""",
    re.VERBOSE | re.IGNORECASE,
)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
DATE = re.compile(rf"\b{MONTH}\s\d{{1,2}},\s(?:19|20)\d\d\b|\b\d{{1,2}}\s{MONTH},?\s(?:19|20)\d\d\b", re.IGNORECASE)
SCENE_VERB = re.compile(
    r"""\b(?:(?:address|approach|arriv|attend|board|carr|celebrat|chat|cheer|clash|clean|climb|compet|cross|danc|deliver
      |demonstrat|display|drop|embrac|emerg|enter|examin|fir|gather|gaz|gestur|greet|guard|hand|hold|hug|inspect|kiss|land
      |lay|lean|leav|lift|line|listen|look|march|mourn|pack|pass|patrol|perform|play|pos|pray|prepar|queu|rais|react|receiv
      |rid|runs?|sail|salut|search|shak|shout|sift|sign|sing|sit|smil|speak|stand|step|swim|tak|talk|throw|tour|train|travel
      |try|view|visit|wad|wait|walk|watch|wav|wear|work)(?:e|es|s|ies|y)
      | (?:clash|stand|march|walk|wait|gather|hold|wave|carry|pose|sit|work|take\ up|take\ part)
      | (?:is|are)\ (?:seen|pictured|shown|taken|carried|escorted|led|displayed|greeted))\b""",
    re.VERBOSE,
)
PROSE_WORDS = re.compile(
    r"\b(?:said|told|added|says|was|were|would|could|will|had|has|have|can|should|I|we|you|it|however|also|but|if|why|how)\b",
    re.IGNORECASE,
)
TWO_SENTENCES = re.compile(r"[^\W_]{3}[.!?]\s+[A-Z]")
BARE_NAME = re.compile(r"(?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+")
LINES_OF_HEADING = 2
WORDS_OF_UNENDED_CAPTION = 15
QUOTATION_MARK = re.compile(r"[“”\"]")
REPEATED_TAG = re.compile(r"\[[A-Z][A-Za-z]{1,7}\]\Z")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    words: str
    credit: Credit | None

    @property
    def is_credit_only(self) -> bool:
        return self.credit is not None and self.credit.start == 0


def find_captions(
    text: str, *, credit_edges: CreditEdges = "printed", least_score: float = LEAST_LIKELY
) -> list[Caption]:
    """The captions of a plain text in its order, each the whole of a line without the white space around it.

    ``least_score`` 0 gives the possible ones as well.

    ``credit_edges`` says what a credit's span covers: all of it as printed, label and brackets included (“(Image:
    Getty)”), or only the name in it (“Getty”). Works on English; in another language only agencies' credits are found.
    """
    lines = _lines(text)
    captions = []
    for number, line in enumerate(lines):
        judged = _judge(lines, number)
        if judged is None or judged[0] < least_score:
            continue
        score, reason = judged
        credit = None
        if line.credit:
            credit = (line.start + line.credit.start, line.start + line.credit.end)
            if credit_edges == "name":
                credit = credited_name(text, *credit) or credit
        captions.append(Caption(line.start, line.start + len(line.words), credit, score, reason))
    return captions


def _lines(text: str) -> list[_Line]:
    """The lines that have words, each with its credit; a date that an export put before the first one is left out."""
    spans = [(match.start(), match.end()) for match in LINE.finditer(text)]
    if spans and (metadata := LEADING_METADATA.match(text, spans[0][0])):
        spans[0] = (metadata.end(), spans[0][1])
    worded = [(start, text[start:end].rstrip()) for start, end in spans if text[start:end].strip()]
    tags = Counter(tag[0] for _, words in worded if (tag := REPEATED_TAG.search(words)))
    return [_Line(start, words, find_credit(words) or _repeated_tag(words, tags)) for start, words in worded]


def _repeated_tag(words: str, tags: Counter[str]) -> Credit | None:
    """“… in Leeds [EVP]”: a tag in square brackets that ends several lines stands for the paper's own pictures."""
    tag = REPEATED_TAG.search(words)
    if tag is None or tags[tag[0]] < 2:
        return None
    return Credit(tag.start(), len(words), "bracketed")


def _judge(lines: list[_Line], number: int) -> tuple[float, str] | None:
    """How likely the line is a caption and why, or None where nothing speaks for it."""
    line = lines[number]
    length = len(line.words.split())
    if length > LONGEST_CAPTION_WORDS or NO_CAPTION.search(line.words):
        return None
    if line.credit:
        return _judge_credited(line, line.credit, last=number >= len(lines) - 2)
    if PICTURE_LABEL.match(line.words):
        return 0.8, "begins with a picture label"
    if length > LONGEST_SCENE_WORDS or QUOTATION_MARK.search(line.words) or TWO_SENTENCES.search(line.words):
        return None
    if DESCRIBES_PICTURE.match(line.words):
        return 0.65, "describes a picture"
    return _judge_scene(lines, number) or _judge_possible(lines, number)


def _judge_possible(lines: list[_Line], number: int) -> tuple[float, str] | None:
    """What stands under many pictures, and elsewhere far more often: a name, a scene, a line without a full stop."""
    words = lines[number].words
    if number < LINES_OF_HEADING or PROSE_WORDS.search(words):
        return None
    if words[-1] in '.!?:…”’"':
        return None
    if BARE_NAME.fullmatch(words):
        return 0.07, "a name on a line of its own may stand under a portrait"
    if len(words.split()) >= WORDS_OF_UNENDED_CAPTION:
        return 0.1, "a long line without a full stop"
    return (0.04, "a scene in the present tense without a full stop") if SCENE_VERB.search(words) else None


def _judge_credited(line: _Line, credit: Credit, *, last: bool) -> tuple[float, str]:
    printed = line.words[credit.start : credit.end]
    before = line.words[: credit.start].rstrip()
    if _signs_a_report(credit, printed, before, last=last):
        return 0.3, f"“{printed}” may sign the report"
    score = SCORE_OF_FORM[credit.form]
    if line.is_credit_only:
        return round(score - 0.04, 2), "a credit on a line of its own"
    if REPORT_WORDS.search(before) and len(before.split()) > LONG_PARAGRAPH_WORDS:
        return round(score - 0.3, 2), f"ends with the credit “{printed}”, but reads like a paragraph"
    return score, f"ends with the credit “{printed}”"


def _signs_a_report(credit: Credit, printed: str, before: str, *, last: bool) -> bool:
    """“…, the minister said. (AFP)”, a last line “(ANI)”, a source linked in a digest: “… on Monday. [Reuters]”."""
    if credit.form != "bracketed" or "/" in printed:
        return False
    if not before:
        return last
    links_source = printed[0] == "[" and before[-1] in '.!?”"'
    return links_source or (last and REPORT_WORDS.search(before) is not None)


def _judge_scene(lines: list[_Line], number: int) -> tuple[float, str] | None:
    """A scene in the present tense, where a date, a place in the picture or a credit beside it tells of a picture."""
    words = lines[number].words
    if PROSE_WORDS.search(words):
        return None
    unended = words[-1] not in '.!?:…”’"'
    if POSITIONS.search(words) and unended:
        return 0.6, "tells who stands where in a picture"
    if not SCENE_VERB.search(words):
        return None
    if DATE.search(words):
        return 0.75, "tells a dated scene in the present tense"
    if number + 1 < len(lines) and lines[number + 1].is_credit_only:
        return 0.6, "tells a scene in the present tense, a credit follows"
    return None
