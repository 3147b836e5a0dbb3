"""The sections of a project's guidelines that are about something: what feedback shows of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its text up to the next heading, in Markdown. What stands before the first has none."""

    title: str
    text: str


def sections_of(guidelines: str) -> list[Section]:
    headings = list(HEADING.finditer(guidelines))
    first = headings[0].start() if headings else len(guidelines)
    found = [Section("", guidelines[:first].strip())]
    for heading, following in zip(headings, [*headings, None][1:], strict=True):
        end = following.start() if following else len(guidelines)
        found.append(Section(heading[2], guidelines[heading.end() : end].strip()))
    return [section for section in found if section.text]


def sections_about(guidelines: str, words: Collection[str], *, most: int = 4) -> Sequence[Section]:
    """The sections that hold one of these words, those that name it in their heading first."""
    asked = re.compile("|".join(rf"\b{re.escape(word.casefold())}" for word in sorted(words)) or r"(?!)")
    sections = sections_of(guidelines)
    named = [section for section in sections if asked.search(section.title.casefold())]
    others = [one for one in sections if one not in named and asked.search(one.text.casefold())]
    return [*named, *others][:most]
