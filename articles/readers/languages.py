"""The language of a page: what it declares, checked against its words where declarations disagree or look wrong."""

from __future__ import annotations

import re
from collections import Counter

from lxml.html import HtmlElement

FUNCTION_WORDS = {
    "de": "der die das und ist nicht ein eine mit auf für von dem den sich auch wird im zu",
    "en": "the and of to in is that for was with on as it by are this from be has said",
    "es": "el la los las que en un una por con para se del su al como más es lo pero",
    "fr": "le la les des et est une un du que qui dans pour par sur au avec pas ce plus",
    "it": "il di che la e un una per non con sono del della le gli nel alla più anche è",
    "nl": "de het een en van is dat op te zijn met voor niet aan er om ook als bij maar",
    "no": "og i det er på som en for av til med at har ikke den om seg fra var et",
    "pl": "w i na z się nie do że to jest o jak po za od dla przez są tym ale",
    "pt": "o a os as de que do da em um uma para com não por no na se mais dos foi",
    "sv": "och i att det som en på är av för med till den har inte om ett han var de",
    "tr": "ve bir bu için ile da de olarak olan daha çok gibi sonra kadar en ise oldu ne var o",
}
SHARE_WANTED = 0.08
"""Running text has far more function words of its language than this."""
SAMPLE_CHARS = 6000
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?(?:[-_].*)?\Z")


def language_of(page: HtmlElement, text: str) -> str:
    """The page's language as a BCP 47 tag such as ``en`` or ``pt-BR``; nothing where the page does not tell.

    The first declaration counts, unless the function words of the text say that another one of the page's declarations
    is right, or that its language is plainly a different one.
    """
    declared = [tag for value in declarations(page) if (tag := normal_tag(value))]
    if not declared:
        return ""
    shares = function_word_shares(text)
    first = primary(declared[0])
    spoken = max(shares, key=lambda code: shares[code])
    if first not in shares or shares[first] >= SHARE_WANTED or shares[spoken] < 2 * SHARE_WANTED:
        return declared[0]
    return next((tag for tag in declared if primary(tag) == spoken), spoken)


def declarations(page: HtmlElement) -> list[str]:
    """What the page says about its language, the most trustworthy first."""
    values = [page.get("lang"), page.get("{http://www.w3.org/XML/1998/namespace}lang"), page.get("xml:lang")]
    for meta in page.iterdescendants("meta"):
        name = (meta.get("http-equiv") or meta.get("name") or meta.get("property") or "").lower()
        if name in ("content-language", "language", "dc.language", "og:locale"):
            values.append(meta.get("content"))
    return [value for value in values if value]


def normal_tag(value: str) -> str:
    """``EN_us`` as ``en-US``; nothing for what is no language tag. Of a list, the first."""
    match = TAG.match(value.split(",")[0].strip())
    if match is None:
        return ""
    language, script, region = match.groups()
    return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))


def primary(tag: str) -> str:
    """The language alone, with both written Norwegians as ``no``."""
    code = tag.split("-")[0]
    return "no" if code in ("nb", "nn") else code


def function_word_shares(text: str) -> dict[str, float]:
    """For each language we know, the share of the text's words that are its most frequent ones."""
    counts = Counter(re.findall(r"[^\W\d_]+", text[:SAMPLE_CHARS].casefold()))
    total = max(1, counts.total())
    return {code: sum(counts[word] for word in words.split()) / total for code, words in FUNCTION_WORDS.items()}
