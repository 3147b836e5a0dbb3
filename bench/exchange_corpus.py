"""The articles of ``bench/exchange.py``: made up, the same each time, with quotes and entities of one suggester."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

SENTENCE = "the harbour council said that repairs of old pier would cost more than it had planned before winter came"
WORDS = SENTENCE.split()
NAMES = [
    f"{first} {last}"
    for first in ("Ann", "Bob", "Çelik", "Дарья", "Eve")
    for last in ("Lee", "Ray", "Ño", "王", "Okafor")
]


def write_file(path: Path, articles: int, annotations: int) -> dict[str, int]:
    chance = random.Random(7)
    counts = {"annotations": 0, "spans": 0}
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            values = article_values(number, annotations, chance)
            counts["annotations"] += annotations
            counts["spans"] += sum(len(quote["content"]) + 2 for quote in values["quotes"]) + len(values["entities"])
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
    return {**counts, "bytes": path.stat().st_size}


def article_values(number: int, annotations: int, chance: random.Random) -> dict[str, Any]:
    """About 500 words: half of the annotations are quotes, every sixth of two parts, the others entities."""
    parts: list[str] = [f"Pier {number} shut 🚧"]
    quotes: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    at = len(parts[0]) + 2
    per_paragraph = max(1, 500 // max(annotations, 1) - 12)
    for which in range(annotations):
        name = chance.choice(NAMES)
        filler = " ".join(chance.choices(WORDS, k=per_paragraph))
        if which % 2:
            paragraph = f"{name} {filler}."
            entities.append(
                {"start": at, "end": at + len(name), "type": "PERSON", "name": name, "score": 0.91, "reason": "spaCy"}
            )
        else:
            paragraph, spans = quoted(name, chance, split=which % 6 == 0)
            quotes.append(
                {key: [[at + s, at + e] for s, e in found] for key, found in spans.items()}
                | {
                    "type": "direct",
                    "speaker_name": name,
                    "speaker_kind": "named",
                    "score": 0.875,
                    "reason": "cue ‘said’ beside the marks",
                }
            )
            paragraph = f"{paragraph} {filler}."
        parts.append(paragraph)
        at += len(paragraph) + 2
    owner = {"suggester": "bench", "version": "1"}
    return {
        "id": f"bench-{number:07d}",
        "title": parts[0],
        "publisher": "Courier",
        "published": "2026-03-14",
        "language": "en",
        "text": "\n\n".join(parts),
        "quotes": [{**quote, **owner} for quote in quotes],
        "entities": [{**item, **owner} for item in entities],
    }


def quoted(name: str, chance: random.Random, *, split: bool) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    first = f"“{' '.join(chance.choices(WORDS, k=9))},”"
    second = f" “{' '.join(chance.choices(WORDS, k=7))}.”" if split else ""
    cue = len(first) + 1
    speaker = cue + 5
    behind = speaker + len(name) + 1
    content = [(0, len(first))]
    text = f"{first} said {name}."
    if split:
        content.append((behind + 1, behind + len(second)))
        text += second
    return text, {"content": content, "cue": [(cue, cue + 4)], "speaker": [(speaker, speaker + len(name))]}
