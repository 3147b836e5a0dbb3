"""A pair of hands on the keyboard: what an annotator would press to make a page say what the gold says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

Span = tuple[int, int]


@dataclass
class Gold:
    """One quote as it should be in the end."""

    content: list[Span]
    cue: list[Span]
    speaker: list[Span]
    name: str | None

    def key(self) -> tuple[Any, ...]:
        return (tuple(sorted(self.content)), tuple(sorted(self.cue)), tuple(sorted(self.speaker)), self.name)


@dataclass
class Hands:
    """Presses keys on the workbench and counts them."""

    page: Page
    text: str
    keys: int = 0
    pressed: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1
            self.pressed.append(key)

    def type(self, words: str) -> None:
        self.page.keyboard.insert_text(words)
        self.keys += len(words)

    def settle(self) -> None:
        expect(self.page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=15_000)

    def current(self) -> dict[str, Any] | None:
        """The current card as the page shows it."""
        self.settle()
        card = self.page.locator(".card[aria-current=true]")
        if card.count() == 0:
            return None
        data = card.evaluate("card => ({...card.dataset, id: card.id})")
        return {**data, "spans": [tuple(span) for span in json.loads(data["spans"])]}

    def select(self, start: int, end: int) -> None:
        """Select ``text[start:end]``: search for its beginning, then Shift and arrows."""
        words = self.text[start : start + 25].split("\n")[0]
        earlier = self.text.casefold()[:start].count(words.casefold())
        self.press("/")
        self.type(words)
        self.press(*["Enter"] * earlier, "Escape")
        token_start = self.page.evaluate(CURSOR)
        self.press(*["Alt+ArrowRight"] * (start - token_start))
        while self.selection_end() < end:
            self.press("Shift+ArrowRight")
        while self.selection_end() > end:
            self.press("Alt+Shift+ArrowLeft")

    def selection_end(self) -> int:
        return int(self.page.evaluate(SELECTION_END))

    def choose(self, name: str) -> None:
        self.press("p")
        options = self.page.locator("#picker-choices [role=option]")
        expect(options.first).to_be_visible()
        if options.first.get_attribute("data-name") != name:
            self.type(name)
            expect(self.page.locator(f"#picker-choices [role=option][data-name='{name}']")).to_have_count(1)
            self.press("ArrowDown") if options.first.get_attribute("data-name") != name else None
        self.press("Enter")
        expect(self.page.locator("#picker")).not_to_be_visible()

    def make_equal(self, card: dict[str, Any], gold: Gold) -> bool:
        """Correct the current quote until it says what the gold says. False where it did so from the start."""
        begun = self.keys
        for role, key, wanted in (
            ("content", "c", gold.content),
            ("cue", "v", gold.cue),
            ("speaker", "s", gold.speaker),
        ):
            if sorted(spans_of(card, role)) == sorted(wanted):
                continue
            for place, (start, end) in enumerate(sorted(wanted)):
                self.select(start, end)
                self.press(key if place == 0 else "+")
                self.settle()
        after = self.current()
        if gold.name and after and after.get("speaker") != gold.name:
            self.choose(gold.name)
        return self.keys > begun

    def add(self, gold: Gold) -> None:
        """A quote that the machine missed."""
        self.select(*gold.content[0])
        self.press("1")
        self.settle()
        card = self.current()
        assert card is not None
        self.make_equal(card, gold)
        self.settle()


def spans_of(card: dict[str, Any], role: str) -> list[Span]:
    return [(start, end) for span_role, start, end in card["spans"] if span_role == role]


def overlap(a: list[Span], b: list[Span]) -> float:
    """Shared code points over all of both."""
    mine = {at for start, end in a for at in range(start, end)}
    theirs = {at for start, end in b for at in range(start, end)}
    return len(mine & theirs) / len(mine | theirs)


MODULE = 'document.querySelector("script[type=module]").src.replace("workbench.js", "offsets.js")'
CURSOR = f"""async () => {{
  const {{ pointOf }} = await import({MODULE});
  const [range] = CSS.highlights.get("text-cursor");
  return pointOf(range.startContainer, range.startOffset);
}}"""
SELECTION_END = f"""async () => {{
  const {{ pointOf }} = await import({MODULE});
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return -1;
  const range = selection.getRangeAt(0);
  return pointOf(range.endContainer, range.endOffset);
}}"""
