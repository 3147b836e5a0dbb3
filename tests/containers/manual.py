"""The blocks of a page of docs/, to be run or written as they stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
NAMED = re.compile(r"`(/[^`]+)`:\s*\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """Fenced lines: their language, the section they stand in, and the path that the words before end with, if any."""

    language: str
    section: str
    path: str
    lines: str


def blocks(page: str) -> list[Block]:
    headings = list(HEADING.finditer(page))
    found = []
    for match in BLOCK.finditer(page):
        section = next((head[1] for head in reversed(headings) if head.start() < match.start()), "")
        named = NAMED.search(page, 0, match.start())
        found.append(Block(match[1], section, named[1] if named else "", match[2]))
    return found


def function(name: str, lines: str) -> str:
    """The line of a shell's lines that makes a function. Raises ValueError where none does."""
    for line in lines.splitlines():
        if line.startswith(f"{name}() "):
            return line
    raise ValueError(f"no line makes the function {name}")
