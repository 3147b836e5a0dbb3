"""In which language a text is written, told by its commonest words: enough to know where English grammar applies."""

from __future__ import annotations

import re
from itertools import islice

from suggesters.lexicon import words

ENGLISH = "en"
WORDS_SAMPLED = 1500
TOO_SHORT = 12  # words: a headline may do without any function word
CHARS_SAMPLED = 2000
LATIN_END = "\u0250"
LEAST_SHARE = 0.1  # of function words, in running text of any language listed

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = {
    "en": words("""
        the of and to in a is that for it was on are as with he be by at from his have has had not they this but which
        were an or we their been said will would who she her its about more when than there if what all no can
    """),
    "es": words("el la los las de del que y en un una por con para se no su al es lo como más pero sus le ha este"),
    "fr": words(
        "le la les des de du et un une est que qui dans en pour par sur pas au avec ce il elle sont plus ne se"
    ),
    "de": words(
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus"
    ),
    "it": words("il lo la gli le di e che in un una per con non del della si è da dei sono al come anche nel ha più"),
    "pt": words("o a os as de do da e que em um uma para com não por se mais dos das como ao na no é foi seu"),
    "nl": words("de het een en van in is dat op te zijn met voor niet die aan er ook als door maar om bij uit naar"),
    "sv": words("och i att en det som på är av för med den till inte har de om ett var men från vid han"),
    "da": words("og i at det en den til er som på de med han af for ikke der var et har om ham vi men fra"),
    "pl": words("i w na z do się nie że to jest o jak po co za od przez ale dla są być był"),
    "tr": words("ve bir bu da de için ile olarak çok daha olan gibi ne kadar sonra var en ama"),
    "id": words("yang dan di dengan untuk pada ini dari dalam tidak akan itu juga ke oleh telah ada"),
}
NAMES = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "sv": "Swedish", "da": "Danish", "pl": "Polish", "tr": "Turkish", "id": "Indonesian",
}  # fmt: skip


def guess_language(text: str) -> str | None:
    """The ISO 639-1 code of the language whose function words are the most, or None: too few words, or none listed.

    Looks at the first 1,500 words. Texts in another script have no word of the lists and give None as well.
    """
    found = [match.group().lower() for match in islice(_WORD.finditer(text), WORDS_SAMPLED)]
    if len(found) < TOO_SHORT:
        return None
    counts = {code: sum(word in listed for word in found) for code, listed in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= LEAST_SHARE * len(found) else None


def is_english(text: str, language: str | None = None) -> bool:
    """Whether English grammar applies: as ``language`` says (“en”, “en-GB”), else as the words look.

    A text that the words do not tell (a headline, a list of names) is taken for English if its letters are Latin.
    """
    if language:
        return language.lower().replace("_", "-").split("-")[0] == ENGLISH
    guess = guess_language(text)
    if guess is not None:
        return guess == ENGLISH
    return all(char < LATIN_END for char in text[:CHARS_SAMPLED] if char.isalpha())


def language_name(text: str, language: str | None = None) -> str:
    """The language in words, for a note to people: “Spanish”, “another language”."""
    code = language.lower().replace("_", "-").split("-")[0] if language else guess_language(text)
    return NAMES.get(code or "", "another language")
