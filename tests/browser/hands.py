"""A pair of hands on the keyboard: what an annotator would press to make a page say what the gold says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

Span = tuple[int, int]
PART_KEYS = {"content": "+", "speaker": "S", "cue": "V"}
ROLE_KEYS = {"content": "c", "speaker": "s", "cue": "v"}
EDGE_KEYS = {"start": ("[", "]", "("), "end": ("{", "}", ")")}


@dataclass
class Gold:
    """One quote as it should be in the end."""

    content: list[Span]
    cue: list[Span]
    speaker: list[Span]
    name: str | None

    def key(self) -> tuple[Any, ...]:
        return (tuple(sorted(self.content)), tuple(sorted(self.cue)), tuple(sorted(self.speaker)), self.name)

    def spans(self, role: str) -> list[Span]:
        return sorted({"content": self.content, "cue": self.cue, "speaker": self.speaker}[role])


@dataclass
class Hands:
    """Presses keys on the workbench and counts them; ``selecting`` are those of them that only select words."""

    page: Page
    text: str
    keys: int = 0
    selecting: int = 0
    pressed: list[str] = field(default_factory=list)
    loose_names: bool = False  # a name that shares a word with the gold's is right

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1
            self.pressed.append(key)

    def type(self, words: str) -> None:
        self.page.keyboard.insert_text(words)
        self.keys += len(words)
        self.pressed.append(f"“{words}”")

    @contextmanager
    def only_selecting(self) -> Iterator[None]:
        before = self.keys
        yield
        self.selecting += self.keys - before

    def settle(self) -> None:
        expect(self.page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=15_000)

    def current(self) -> dict[str, Any] | None:
        """The current card as the page shows it."""
        self.settle()
        card = self.page.locator(".card[aria-current=true]")
        if card.count() == 0:
            return None
        data = card.evaluate(
            "card => ({...card.dataset, id: card.id, speaker: card.querySelector('.chip-name')?.textContent ?? ''})"
        )
        return {**data, "spans": [tuple(span) for span in json.loads(data["spans"])]}

    # --- selecting words ------------------------------------------------------------------------------------------
    def select(self, start: int, end: int) -> None:
        """Select ``text[start:end]``: search for its beginning, go to its end by letter or by word."""
        with self.only_selecting():
            words, times = self.shortest_search(start)
            self.press("/")
            self.type(words)
            self.press(*["Enter"] * times, "Escape")
            token_start = self.page.evaluate(CURSOR)
            self.press(*["Alt+ArrowRight"] * (start - token_start))
            self.extend(end)

    def shortest_search(self, start: int) -> tuple[str, int]:
        """The words to type, and how often to go on from what they find, with the fewest keys."""
        folded = self.text.casefold()
        line = self.text[start : start + 25].split("\n")[0].rstrip()
        tries = [
            (line[:size], folded[: start + size - 1].count(line[:size].casefold())) for size in range(2, len(line) + 1)
        ]
        return min(tries or [(line, 0)], key=lambda found: len(found[0]) + found[1])

    def extend(self, end: int) -> None:
        while not self.is_near(self.selection_end(), end):
            self.press(")")
            ends = [
                int(at)
                for at in self.page.locator("#hints kbd").evaluate_all("all => all.map((one) => one.dataset.at)")
            ]
            self.press(self.letter_at(min(ends, key=lambda at: abs(at - end))) or "Escape")
        while self.selection_end() < end:
            self.press("Shift+ArrowRight")
        while self.selection_end() > end:
            self.press("Alt+Shift+ArrowLeft")

    def is_near(self, here: int, there: int) -> bool:
        return self.steps(here, there, "end") <= 2

    def steps(self, here: int, there: int, edge: str) -> int:
        """How many words lie between two places."""
        return abs(int(self.page.evaluate(STEPS, [here, there, edge])))

    def selection_end(self) -> int:
        return int(self.page.evaluate(SELECTION_END))

    def jump(self, edge: str, to: int, back: str = "Escape") -> bool:
        """Take an edge to a word by its letter. False, and nothing pressed in the count, where it has none."""
        keys, pressed = self.keys, len(self.pressed)
        self.press(EDGE_KEYS[edge][2])
        letter = self.letter_at(to)
        if letter:
            self.press(letter)
            return True
        self.page.keyboard.press(back)
        self.keys = keys
        del self.pressed[pressed:]
        return False

    def letter_at(self, point: int) -> str | None:
        letter = self.page.locator(f"#hints kbd[data-at='{point}']")
        return letter.text_content() if letter.count() else None

    # --- correcting -----------------------------------------------------------------------------------------------
    def choose(self, name: str) -> None:
        self.press("p")
        options = self.page.locator("#picker-choices [role=option]")
        expect(options.first).to_be_visible()
        names = [option.get_attribute("data-name") for option in options.all()]
        if name in names:
            self.press("Enter" if names[0] == name else str(names.index(name) + 1))
        else:
            self.type(name)
            wanted = self.page.locator(f'#picker-choices [role=option][data-name="{name}"]')
            expect(wanted).to_have_count(1)
            while wanted.get_attribute("aria-selected") != "true":
                self.press("ArrowDown")
            self.press("Enter")
        expect(self.page.locator("#picker")).not_to_be_visible()

    def move_edge(self, role: str, edge: str, here: int, there: int) -> bool:
        """One edge of the part that the keys move. False where no key can take it there."""
        back, forth, _ = EDGE_KEYS[edge]
        steps = self.steps(here, there, edge)
        if steps == 0 or (steps > 2 and self.jump(edge, there)):
            return steps > 0
        if steps > 12:
            return False
        self.press(*[forth if there > here else back] * steps)
        return True

    def correct_part(self, role: str, part: int, parts: int, now: Span, wanted: Span) -> bool:
        """Both edges of one part. False where it has to be selected anew."""
        edges = [(edge, a, b) for edge, a, b in zip(EDGE_KEYS, now, wanted, strict=True) if a != b]
        if any(not self.page.evaluate(IS_EDGE, [b, edge]) for edge, _, b in edges):
            return False
        if role != "content":
            self.press(*[ROLE_KEYS[role]] * (part + 1))
        elif parts > 1 and any((edge, part) not in (("start", 0), ("end", parts - 1)) for edge, _, _ in edges):
            self.press(*["c"] * (part + 1))
        if edges[0][0] == "start" and wanted[0] >= now[1]:
            edges.reverse()  # the far edge first: a part never turns over
        return all(self.move_edge(role, edge, a, b) for edge, a, b in edges)

    def begin_part(self, role: str, wanted: Span) -> bool:
        """A part that is not there yet, by letters."""
        self.press(ROLE_KEYS[role])
        with self.only_selecting():
            if not self.jump("start", wanted[0], back="Escape"):
                self.press("Escape")
                return False
            letter = self.letter_at(wanted[1])
            self.press(letter or "Escape")
            return letter is not None

    def correct_role(self, card: dict[str, Any], role: str, wanted: list[Span]) -> None:
        """Make one role's spans equal to the wanted ones."""
        now = sorted(spans_of(card, role))
        if now == wanted or (not wanted and not now):
            return
        if wanted and len(now) > len(wanted) and set(wanted) < set(now):
            for place in sorted((now.index(part) for part in set(now) - set(wanted)), reverse=True):
                self.press(*[ROLE_KEYS[role]] * (place + 1), "Delete")
        elif not wanted:
            self.press(*(["n"] if role == "speaker" else [ROLE_KEYS[role], "Delete"]))
        elif len(now) == len(wanted):
            for part, (old, new) in enumerate(zip(now, wanted, strict=True)):
                if old != new and not self.correct_part(role, part, len(now), old, new):
                    self.mark(role, wanted)
                    break
        elif len(now) == 2 and len(wanted) == 1 and (now[0][0], now[1][1]) == wanted[0] and role == "content":
            self.press("c")
            if not self.jump("end", wanted[0][1]):
                self.mark(role, wanted)
        elif now or len(wanted) > 1 or role == "content" or not self.begin_part(role, wanted[0]):
            self.mark(role, wanted)
        self.settle()
        after = self.current()
        if after and sorted(spans_of(after, role)) != wanted:
            self.mark(role, wanted)

    def mark(self, role: str, wanted: list[Span]) -> None:
        """Select each part and say what it is."""
        for part, (start, end) in enumerate(wanted):
            self.select(start, end)
            self.press(ROLE_KEYS[role] if part == 0 else PART_KEYS[role])
            self.settle()

    def make_equal(self, card: dict[str, Any], gold: Gold) -> bool:
        """Correct the current quote until it says what the gold says. False where it did so from the start."""
        begun = self.keys
        for role in ("content", "speaker", "cue"):
            self.correct_role(self.current() or card, role, gold.spans(role))
        after = self.current()
        if gold.name and after and self.is_other(after.get("speaker", ""), gold.name):
            self.choose(gold.name)
        return self.keys > begun

    def is_other(self, shown: str, name: str | None) -> bool:
        """Whether another person than the gold's stands there."""
        if not name or shown == name:
            return False
        return not (self.loose_names and set(name.casefold().split()) & set(shown.casefold().split()))

    def add(self, gold: Gold) -> None:
        """A quote that the machine missed."""
        self.select(*sorted(gold.content)[0])
        self.press("1")
        self.settle()
        card = self.current()
        assert card is not None, self.pressed
        self.make_equal(card, gold)
        self.settle()


def decide_all(hands: Hands, wanted: list[Gold]) -> dict[str, list[int]]:
    """Accept what is right, correct what is nearly so, reject the rest, add what is missing.

    The keys of each quote by the class of what had to be done; the last number of a missed quote's leaves its
    selections out.
    """
    left = list(wanted)
    costs: dict[str, list[int]] = {}
    while (card := hands.current()) and card["verdict"] == "suggested":
        begun = hands.keys
        near = max(left, key=lambda gold: overlap(gold.content, spans_of(card, "content")), default=None)
        if near is None or overlap(near.content, spans_of(card, "content")) < 0.3:
            hands.press("x")
            costs.setdefault("wrong quote", []).append(hands.keys - begun)
            continue
        left.remove(near)
        kind = class_of(card, near, person=hands.is_other(card.get("speaker", ""), near.name))
        hands.press("j" if hands.make_equal(card, near) else "a")
        costs.setdefault(kind, []).append(hands.keys - begun)
    for gold in left:
        begun, selecting = hands.keys, hands.selecting
        hands.add(gold)
        costs.setdefault("missed quote", []).append(hands.keys - begun)
        labels = hands.keys - begun - (hands.selecting - selecting)
        costs.setdefault("missed quote, its selections left out", []).append(labels)
    return costs


def class_of(card: dict[str, Any], gold: Gold, *, person: bool) -> str:
    """What is wrong with a suggestion, in one name."""
    wrong = [role for role in ROLE_KEYS if sorted(spans_of(card, role)) != gold.spans(role)]
    if not wrong:
        return "wrong person" if person else "correct quote"
    if len(wrong) > 1 or person:
        return "several things wrong"
    now, wanted = sorted(spans_of(card, wrong[0])), gold.spans(wrong[0])
    if len(now) != len(wanted):
        return f"{wrong[0]} in other parts"
    edges = sum((a != c) + (b != d) for (a, b), (c, d) in zip(now, wanted, strict=True))
    what = "wrong edge" if wrong[0] == "content" else f"{wrong[0]}, wrong edge"
    return what if edges == 1 else f"{wrong[0]}, {edges} wrong edges"


def spans_of(card: dict[str, Any], role: str) -> list[Span]:
    return [(start, end) for span_role, start, end in card["spans"] if span_role == role]


def overlap(a: list[Span], b: list[Span]) -> float:
    """Shared code points over all of both."""
    mine = {at for start, end in a for at in range(start, end)}
    theirs = {at for start, end in b for at in range(start, end)}
    return len(mine & theirs) / len(mine | theirs)


MODULE = '"/static/js/offsets.js"'  # beside the page's own: it reads the same text
CURSOR = f"""async () => {{
  const {{ pointOf }} = await import({MODULE});
  return pointOf(getSelection().focusNode, getSelection().focusOffset);
}}"""
SELECTION_END = f"""async () => {{
  const {{ pointOf }} = await import({MODULE});
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return -1;
  const range = selection.getRangeAt(0);
  return pointOf(range.endContainer, range.endOffset);
}}"""
STEPS = f"""async ([here, there, edge]) => {{
  const {{ tokens }} = await import({MODULE});
  const place = (point) => tokens().filter((token) => token[edge] < point).length;
  return place(there) - place(here);
}}"""
IS_EDGE = f"""async ([point, edge]) => {{
  const {{ tokens }} = await import({MODULE});
  return tokens().some((token) => token[edge] === point);
}}"""
