"""The language of a text, guessed from its function words: enough to know where English grammar applies."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from suggesters.word_sets import word_set

ENGLISH = "en"
WORDS_SAMPLED = 1500
TOO_SHORT = 12  # words: a headline may have no function word
CHARS_SAMPLED = 2000
LATIN_END = "\u0250"
LEAST_SHARE = 0.1  # running text has more function words than this

_WORD = re.compile(r"[^\W\d_]+")
FUNCTION_WORDS = {
    "en": word_set("""
        the of and to in a is that for it was on are as with he be by at from his have has had not they this but which
        were an or we their been said will would who she her its about more when than there if what all no can
    """),
    "es": word_set("el la los las de del que y en un una por con para se no su al es lo como más pero sus le ha este"),
    "fr": word_set(
        "le la les des de du et un une est que qui dans en pour par sur pas au avec ce il elle sont plus ne se"
    ),
    "de": word_set(
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus wird"
    ),
    "it": word_set(
        "il lo la gli le di e che in un una per con non del della si è da dei sono al come anche nel ha più alla"
    ),
    "pt": word_set("o a os as de do da e que em um uma para com não por se mais dos das como ao na no é foi seu"),
    "nl": word_set("de het een en van in is dat op te zijn met voor niet die aan er ook als door maar om bij uit naar"),
    "sv": word_set("och i att en det som på är av för med den till inte har de om ett var men från vid han"),
    "da": word_set("og i at det en den til er som på de med han af for ikke der var et har om ham vi men fra"),
    "no": word_set("og i det er på som en for av til med at har ikke den om seg fra var et de han men ble vi etter"),
    "pl": word_set("i w na z do się nie że to jest o jak po co za od przez ale dla są być był tym"),
    "tr": word_set("ve bir bu da de için ile olarak çok daha olan gibi ne kadar sonra var en ama ise o oldu"),
    "id": word_set("yang dan di dengan untuk pada ini dari dalam tidak akan itu juga ke oleh telah ada"),
}
NAMES = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "sv": "Swedish", "da": "Danish", "no": "Norwegian", "pl": "Polish",
    "tr": "Turkish", "id": "Indonesian",
}  # fmt: skip


def function_word_shares(text: str) -> dict[str, float]:
    """For each listed language, the share of its function words among the first 1,500 words of the text.

    Empty for fewer than 12 words.
    """
    found = Counter(match.group().lower() for match in islice(_WORD.finditer(text), WORDS_SAMPLED))
    total = found.total()
    if total < TOO_SHORT:
        return {}
    return {code: sum(found[word] for word in listed) / total for code, listed in FUNCTION_WORDS.items()}


def guess_language(text: str) -> str | None:
    """The ISO 639-1 code of the language with the largest share of function words.

    None for too few words, and for a language or a script that is not listed.
    """
    shares = function_word_shares(text)
    best = max(shares, key=lambda code: shares[code], default=None)
    return best if best is not None and shares[best] >= LEAST_SHARE else None


def is_english(text: str, language: str | None = None) -> bool:
    """Whether English grammar applies: by ``language`` where it is given (“en”, “en-GB”), else by the words.

    Where the words do not show it (a headline, a list of names), a text in Latin letters counts as English.
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
