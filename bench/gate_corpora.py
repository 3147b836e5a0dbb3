"""Corpora of checked articles for ``gate.py``, each with the rules as they start and what learns from the articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.suggestions import Record, read, scored
from suggesters.evaluation.matching import ScoredQuote
from suggesters.fitting import Checked
from suggesters.learned.parses import Parses
from suggesters.learning.folds import stories_of
from suggesters.learning.guideline import evidence_of
from suggesters.learning.study import Learned, Rules, Study
from suggesters.learning.ways import Way
from suggesters.pipeline import Source, load
from suggesters.profiles import PRESETS, Profile

CASES = (("polnear", "polnear"), ("ggt", "newsroom"), ("gum", "newsroom"), ("riqua", "newsroom"), ("ggt", "polnear"))
"""Each corpus with the profile that is followed before anything was learned. The last one is the wrong one."""
PARAGRAPHS = 4
"""Of a passage of RiQuA's novel, which stands for an article."""
MARKS = {"``": "“", "''": "”", "`": "‘", "--": "—", "-LRB-": "(", "-RRB-": ")"}
CLOSES = frozenset(".,;:?!)”’") | {"'s", "n't", "'re", "'ve", "'ll", "'m", "'d", "’s"}
OPENS = frozenset("(“‘")


@dataclass(frozen=True, slots=True)
class Part:
    """Some articles, what is in use for them (``old``) and what learns from them (``new``)."""

    texts: Sequence[str]
    gold: Sequence[Sequence[ScoredQuote]]
    old: Way
    new: Way


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles that were read once. ``name`` says the profile as well, where it is not the corpus's own."""

    name: str
    profile: Profile
    study: Study
    stories: Sequence[int]

    def part(self, numbers: Sequence[int]) -> Part:
        """The articles with these numbers, and the ways that know them alone."""
        study = self.study.of(numbers)
        articles = study.articles
        texts, gold = [article.source.text for article in articles], [article.quotes for article in articles]
        return Part(texts, gold, Rules(study, self.profile), Learned(study))


def corpora(gold: Path, only: Sequence[str] | None, parses: Path) -> Iterator[Corpus]:
    """Those of ``CASES``, or those with these names; ``parses`` is a folder in which parses are kept."""
    suggester = load().keeping(Parses(parses))
    for name, preset in CASES:
        if only is None or name in only:
            articles = [
                Checked(Source(record["text"], language="en"), tuple(scored(record["quotes"])))
                for record in records(gold, name)
            ]
            profile = PRESETS[preset]
            study = Study(articles, suggester=suggester, current=profile)
            for number, reading in enumerate(study.readings):  # each draw asks others of them for the guideline
                if number not in study.evidence:
                    study.evidence[number] = evidence_of(articles[number], reading)
            stories = stories_of([article.source.text for article in articles])
            yield Corpus(f"{name}, from {preset}", profile, study, stories)


def records(gold: Path, corpus: str) -> list[Record]:
    """Articles with their quotes."""
    if corpus == "riqua":
        return [record for path in sorted(gold.glob("riqua*.tokens.jsonl")) for record in passages(read(path, None))]
    return [record for path in sorted(gold.glob(f"{corpus}*.jsonl")) for record in read(path, None)]


def passages(units: Sequence[Record]) -> Iterator[Record]:
    """Passages of a novel in tokens with labels: each labelled content is a quote by itself, without a speaker."""
    for first in range(0, len(units), PARAGRAPHS):
        text, quotes = "", []
        for unit in units[first : first + PARAGRAPHS]:
            text += "\n\n" if text else ""
            words: list[tuple[int, int]] = []
            for before, token in zip([None, *unit["tokens"]], unit["tokens"], strict=False):
                word = MARKS.get(token, token)
                text += "" if before is None or word in CLOSES or MARKS.get(before, before) in OPENS else " "
                words.append((len(text), len(text) + len(word)))
                text += word
            quotes += [content_at(words[start][0], words[end - 1][1], text) for start, end in contents(unit["labels"])]
        yield {"id": str(first), "text": text, "quotes": quotes}


def contents(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The runs of tokens that are labelled as content."""
    start = None
    for place, label in enumerate([*labels, "O"]):
        if start is not None and label != "I-content":
            yield start, place
            start = None
        if label == "B-content":
            start = place


def content_at(start: int, end: int, text: str) -> Record:
    return {"type": "direct" if text[start] in "“‘" else "indirect", "content": [[start, end]]}
