"""What ``static/js/words.js`` makes of brief cards, in Python."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from annotator.vocabulary import ROLES

CARD = re.compile(r'<li id="([^"]*)" data-kind="(\w+)" data-verdict="(\w+)"( data-version="\d+")?>([^<]*)</li>')


TABLE = re.compile(r'<script type="application/json" id="table">(.*?)</script>', re.S)


def completed_page(page: str, text: str) -> str:
    """A page of the workbench with its cards as a reader sees them. The article’s text is without marks."""
    [table] = TABLE.findall(page)
    number = 0

    def whole(element: re.Match[str]) -> str:
        nonlocal number
        number += element[2] == "quote"
        return card_of(element, json.loads(table), text, number)

    return CARD.sub(whole, TABLE.sub("", page))


def completed(cards: str, table: str, text: str) -> list[str]:
    """The content of each card, with its element’s attributes before it."""
    number, found = 0, []
    for element in CARD.finditer(cards):
        number += element[2] == "quote"
        found.append(card_of(element, json.loads(table), text, number))
    assert CARD.sub("", cards) == ""
    return found


def card_of(element: re.Match[str], table: list[Any], text: str, number: int) -> str:
    id, kind, verdict, version, content = element.groups(default="")
    shape, numbers, place, *rest = json.loads(f"[{content}]")
    roles = [str(role) for role, _, _ in ROLES[kind]]
    spans = [
        (roles[numbers[at]], numbers[at + 1], sum(numbers[at + 1 : at + 3])) for at in range(0, len(numbers) - 2, 3)
    ]
    name, type_label, _ = table[place]
    values = iter(rest)

    def value(mark: re.Match[str]) -> str:
        if mark[1] in {"", "score"}:
            return escape(table[next(values)])
        if mark[1] == "type":
            return escape(type_label)
        return escape(" … ".join(" ".join(text[start:end].split()) for role, start, end in spans if role == mark[1]))

    html = re.sub(r"{(\w*)}", value, table[shape])
    if kind == "quote":
        html = html.replace('<span class="card-number">', f'<span class="card-number">{number}')
    extra = {"quote": f' data-type="{name}"', "entity": f' data-type="{escape(name)}"'}.get(kind, "")
    if kind == "repair":
        extra = f' data-replacement="{escape(name)}"'
    small = "" if kind == "quote" else " card-small"
    given = json.dumps(spans, separators=(",", ":"))
    return (
        f'<li class="card{small}" id="{id}" data-kind="{kind}" data-verdict="{verdict}"{version}'
        f" data-spans='{given}'{extra} tabindex=\"-1\">{html}</li>"
    )
