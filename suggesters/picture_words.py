"""How captions are written: labels, words about the picture, who stands where, scenes in the present tense."""

from __future__ import annotations

import re

LABEL = re.compile(
    r"(?:image caption|caption|image|photo|picture|pictured)(?:\s?:\s?|(?<=caption),?\s+)(?=\S)", re.IGNORECASE
)
LABEL_ALONE = re.compile(r"(?:(?:image|photo|picture)\s)?caption[,:]?", re.IGNORECASE)
FILE = re.compile(
    r"""(?:file|archives?)(?:\ (?:photo|image|picture)s?)?\s?[–—:-]+\s(?=\S) | \(?(?:files|file\ photos?)\)[:\s–—-]+
      | (?-i:[A-Z]{3}[A-Z .'’-]*,\s[A-Z][A-Z .]+(?:\s[–—-]\s|:\s)(?:[A-Z]{3,9}\s\d{1,2}|\d{1,2}\s[A-Z]{3,9})\b)""",
    re.VERBOSE | re.IGNORECASE,
)
"""What agencies print before a caption: “FILE – …”, “MARLOW, UNITED KINGDOM – JUNE 3: …”."""
ABOUT_PICTURE = re.compile(
    r"""(?:(?:an?|the|this|in\ this)\s(?:[\w.'’-]+\s){0,2}?
           (?:photo(?:graph)?|image|picture|illustration|rendering|impression|depiction|sketch|screenshot|screengrab|still)
           \s(?:\w+\s){0,3}?(?:shows?|showing|of|from|taken|provided|released|made|depicts?)\b
       | (?:a|an|the)\s(?:\w+\s)?(?:aerial\s)?view\s(?:of|from|over|across)\b
       | (?:an?|the)\sartist(?:'s|’s)\s
       | (?:file|library|archive)\s(?:photo|picture|image)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
DATE = re.compile(rf"\b{MONTH}\s\d{{1,2}},\s(?:19|20)\d\d\b|\b\d{{1,2}}\s{MONTH},?\s(?:19|20)\d\d\b", re.IGNORECASE)
WHEN = rf"(?:{MONTH}|(?:19|20)\d\d|undated|file|handout|combination|combo|archive)[\w.,]*\s"
PHOTO = r"(?:photo(?:graph)?s?|images?|pictures?|frame\sgrab|screen\s?grab)\b"
IN_THIS_PICTURE = re.compile(
    rf"""\bin\s(?:this|an?)\s(?:[\w.,-]+\s){{0,4}}?(?:{WHEN}){{1,2}}(?:\d{{1,2}},\s)?(?:(?:19|20)\d\d,?\s)?
         (?:file\s|handout\s)?{PHOTO}
      | \bin\sthis\s{PHOTO}\s(?:provided|released|taken|obtained|made)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""“… in this June 3, 2019, file photo”."""
SIDE = r"(?:far\ |second\ |third\ )?(?:left|right)|cent(?:er|re)|middle|pictured|above|below|top|bottom"
POSITIONS = re.compile(
    rf"""\((?:(?:pictured|seen|in)?,?\ ?(?:{SIDE})|l\ ?(?:-|–|to)\ ?r|(?:{SIDE})\ to\ (?:{SIDE})
          |(?:{SIDE}|pictured)[,\ ]+(?:{SIDE}|in\ \w+|with\ \w+)|from\ left)\)
      | ,\ (?:(?:far|second|third)\ (?:from\ )?)?(?:left|right|cent(?:er|re)),
      | \b(?:left\ to\ right|l-r|from\ left)\b\s?[:,] | ,\ (?:from\ left(?:\ to\ right)?|l-r)\b
      | ,\ pictured\ (?:above|at|here|in|left|on|right|with)\b[^.]*\Z""",
    re.VERBOSE | re.IGNORECASE,
)
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
PROSE = re.compile(
    r"\b(?:said|told|added|says|was|were|would|could|will|had|has|have|can|should|I|we|you|it|however|also|but|if|why|how)\b",
    re.IGNORECASE,
)
"""Words of a report, hardly of a scene."""
TWO_SENTENCES = re.compile(r"[^\W\d_]{3}[.!?]\s+[A-Z]")
BARE_NAME = re.compile(r"(?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+")
REPORT = re.compile(r"[“”\"]|\b(?:said|told|added|according\ to)\b", re.IGNORECASE)
QUOTATION_MARK = re.compile(r"[“”\"]")


def is_unended(words: str) -> bool:
    """Whether the line has no full stop or the like at its end, as headings and many captions."""
    return words[-1] not in '.!?:…”’"'
