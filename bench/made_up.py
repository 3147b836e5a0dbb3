"""Made-up articles of any length with marks as dense as wanted: nobody's text, and the same each time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from articles.readers.types import Block
from suggesters.suggestions import Candidate, Caption, Entity, Quote, Repair, Suggestions

FIRST = ("Ines", "Tom", "Ada", "Jonas", "Mira", "Pavel", "Ruth", "Samir", "Lena", "Otto", "Nadia", "Felix")
LAST = ("Calder", "Okafor", "Lund", "Petrov", "Marsh", "Haddad", "Brandt", "Quill", "Santos", "Weir", "Novak", "Ferris")
ROLES = ("a fisherman", "the mayor", "a nurse on the night ward", "the harbour master", "a councillor", "the engineer")
BODIES = ("Harbour Board", "Marlow Council", "Coast Guard", "Ferry Union", "North Clinic", "Bridge Trust")
OPENINGS = ("We will wait", "The pier stays shut", "Nobody asked us", "The repairs are costly", "It was dark by then")
ENDINGS = ("but not for ever", "until the spring tide", "whatever the board decides", "and the town knows it")
REASONS = ("the money is there", "the storm did the rest", "the plan was a gift to nobody", "the crew had left by noon")


@dataclass
class Writer:
    """Writes paragraphs and notes where the parts of each quote came to stand."""

    random: random.Random
    pieces: list[str] = field(default_factory=list)
    at: int = 0
    quotes: list[Quote] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    spans: int = 0

    def write(self, words: str) -> tuple[int, int]:
        start = self.at
        self.pieces.append(words)
        self.at += len(words)
        return start, self.at

    def entity(self, span: tuple[int, int], kind: str, name: str, *, wanted: int) -> None:
        if self.spans < wanted:
            self.entities.append(Entity(*span, kind, name, round(self.random.uniform(0.5, 1), 2), "named in the text"))
            self.spans += 1

    def paragraph(self, *, wanted: int) -> None:
        """One quote in two parts or one, its speaker, cue and two entities, while fewer spans than wanted stand."""
        name = f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"
        body = self.random.choice(BODIES)
        content = [self.write(f"“{self.random.choice(OPENINGS)}, {self.random.choice(ENDINGS)},”")]
        self.write(" ")
        cue = self.write("said")
        self.write(" ")
        start = self.at
        person = self.write(name)
        self.write(f", {self.random.choice(ROLES)} of the ")
        organisation = self.write(body)
        speaker = (start, self.at)
        if self.random.random() < 0.15:
            self.write(", ")
            content.append(self.write(f"“because {self.random.choice(REASONS)}.”"))
        else:
            self.write(". The board met on Monday and heard more of it.")
        if self.spans < wanted:
            score = round(self.random.uniform(0.6, 0.99), 2)
            candidates = (Candidate(name, score), Candidate(f"{FIRST[0]} {LAST[0]}", round(1 - score, 2)))
            self.quotes.append(
                Quote(
                    "direct",
                    tuple(content),
                    (cue,),
                    (speaker,),
                    name,
                    "named",
                    score,
                    "cue ‘said’ behind the quote",
                    candidates,
                )
            )
            self.spans += len(content) + 2
        self.entity(person, "PERSON", name, wanted=wanted)
        self.entity(organisation, "ORG", body, wanted=wanted)


def made_up(*, characters: int = 0, words: int = 0, spans: int, seed: int = 1) -> tuple[str, list[Block], Suggestions]:
    """A text of at least so many characters (code points) or words, its blocks, and suggestions with so many spans."""
    writer = Writer(random.Random(seed))  # noqa: S311 - the same each time
    headline = writer.write(f"Ferry pier closed, day {seed}")
    blocks = [Block(*headline, "headline")]
    number = len(headline)
    while (characters and writer.at < characters) or (words and number < words):
        writer.write("\n\n")
        start, first = writer.at, len(writer.pieces)
        writer.paragraph(wanted=spans - 2)
        number += len("".join(writer.pieces[first:]).split())
        blocks.append(Block(start, writer.at, "paragraph"))
    text = "".join(writer.pieces)
    damaged = text.index("board met")
    return (
        text,
        blocks,
        Suggestions(
            quotes=tuple(writer.quotes),
            entities=tuple(writer.entities),
            captions=(Caption(*headline, None, 0.3, "short line"),),
            repairs=(Repair(damaged, damaged + len("board met"), "board  met", 0.6, "two words in one"),),
        ),
    )
