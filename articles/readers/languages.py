"""The language of a page: what it declares, checked against its words where declarations disagree or look wrong."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from suggesters.language import function_word_shares

SHARE_WANTED = 0.08
"""Running text has far more function words of its language than this."""
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}))?(?:[-_].*)?\Z")


def language_of(page: HtmlElement, text: str) -> str:
    """The page's language as a BCP 47 tag such as ``en`` or ``pt-BR``; empty where the page does not say.

    The first declaration counts, unless the function words of the text show that another declaration is right, or that
    all of them are wrong.
    """
    declared = [tag for value in declarations(page) if (tag := normal_tag(value))]
    if not declared:
        return ""
    shares = function_word_shares(text)
    first = primary(declared[0])
    if first not in shares or shares[first] >= SHARE_WANTED:
        return declared[0]
    spoken = max(shares, key=lambda code: shares[code])
    if shares[spoken] < 2 * SHARE_WANTED:
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
    """``EN_us`` as ``en-US``; nothing for what is not a language tag. Of a list, the first."""
    match = TAG.match(value.split(",")[0].strip())
    if match is None:
        return ""
    language, script, region = match.groups()
    return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))


def primary(tag: str) -> str:
    """The language alone, with both written Norwegians as ``no``."""
    code = tag.split("-")[0]
    return "no" if code in ("nb", "nn") else code
