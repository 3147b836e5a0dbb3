"""How good suggested quotes are against gold: found or not, and their speakers, names and cues right or not.

Definitions of what counts as found (``docs/formats.md``, “Scores”):

raw_exact     the same fragments, character for character
exact         the same after both lose quotation marks, space and punctuation at their ends
overlap       at least 0.8 of all non-space characters of both are shared
loose         at least 0.3 are
part_overlap  as overlap, each fragment being a unit of its own
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suggesters.evaluation.matching import Letters, ScoredQuote, Unit, pairs
from suggesters.suggestions import Spans

FOUND = 0.8
LOOSELY_FOUND = 0.3
MEASURES = ("raw_exact", "exact", "overlap", "loose", "part_overlap")
PRONOUNS = frozenset(
    "he she they it who i we you that which him her them his their this these those one".split()  # noqa: SIM905
)
NAME_ENDS = re.compile(r",| of | for | who | from ")
LONGEST_NAME = 8  # words


@dataclass(slots=True)
class Tally:
    """What was found, what was proposed beside, and what was missed."""

    found: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, found: int, wrong: int, missed: int) -> None:
        self.found += found
        self.wrong += wrong
        self.missed += missed

    @property
    def precision(self) -> float:
        return share(self.found, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_json(self) -> dict[str, float]:
        return {
            **{"p": self.precision, "r": self.recall, "f1": self.f1},
            **{"tp": self.found, "fp": self.wrong, "fn": self.missed},
        }


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@dataclass(slots=True)
class Scores:
    """The measures of any number of articles; ``counts`` holds what the properties are shares of."""

    articles: int = 0
    all: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in MEASURES})
    direct: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in MEASURES})
    counts: Counter[str] = field(default_factory=Counter)
    types: dict[str, Counter[str]] = field(default_factory=dict)
    mentions: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, text: str, gold: Sequence[ScoredQuote], predicted: Sequence[ScoredQuote]) -> None:
        """Count one article in."""
        self.articles += 1
        letters = Letters(text)
        self.counts["optional"] += sum(quote.optional for quote in gold)
        self.counts["gold"] += sum(not quote.optional for quote in gold)
        self.counts["predicted"] += len(predicted)
        self.counts["duplicates"] += len(predicted) - len({(quote.content, quote.speaker) for quote in predicted})
        self.counts["empty"] += sum(not letters.size(letters.trimmed(quote.content)) for quote in predicted)
        for measure in MEASURES:
            golden, proposed = units(measure, letters, gold), units(measure, letters, predicted)
            matched = match(measure, letters, golden, proposed)
            count_matches(self.all[measure], golden, proposed, matched)
            count_type(self.direct[measure], golden, proposed, matched, type="direct")
            if measure == "overlap":
                self.count_attributions(letters, gold, predicted, matched)

    def count_attributions(
        self,
        letters: Letters,
        gold: Sequence[ScoredQuote],
        predicted: Sequence[ScoredQuote],
        matched: Mapping[int, int],
    ) -> None:
        for number, quote in enumerate(gold):
            if quote.optional:
                continue
            found = predicted[matched[number]] if number in matched else None
            self.types.setdefault(quote.type, Counter()).update(gold=1, found=found is not None)
            self.counts["with speaker"] += bool(quote.speaker)
            if found is not None:
                self.count_speaker(letters, quote, found)
                self.count_cue(letters, quote, found)

    def count_speaker(self, letters: Letters, gold: ScoredQuote, found: ScoredQuote) -> None:
        golden = letters.disjoint(gold.speaker)
        if not golden:
            self.count_unstated(letters, gold, found)
            return
        right = speaker_is_right(letters, gold, found)
        self.counts["speakers"] += 1
        self.counts["speakers right"] += right
        self.counts["speakers strictly right"] += letters.likeness(golden, letters.disjoint(found.speaker)) >= 0.5
        self.counts["speakers missing"] += not found.speaker and not found.speaker_name
        mention = surface(letters.text, gold.speaker)
        self.mentions.setdefault(kind_of_mention(mention), Counter()).update(all=1, right=right)
        name = last_name(gold.speaker_name)
        if name:
            named = name_is_right(letters.text, gold.speaker_name, found)
            hard = name not in re.findall(r"[\w-]+", mention.lower())
            self.counts.update(
                {"names": 1, "names right": named, "hard names": hard, "hard names right": hard and named}
            )

    def count_unstated(self, letters: Letters, gold: ScoredQuote, found: ScoredQuote) -> None:
        """A name of gold where no speaker is marked: speech that goes on."""
        if last_name(gold.speaker_name):
            right = name_is_right(letters.text, gold.speaker_name, found)
            self.counts.update({"unstated names": 1, "unstated names right": right})

    def count_cue(self, letters: Letters, gold: ScoredQuote, found: ScoredQuote) -> None:
        if gold.cue:
            self.counts["cues"] += 1
            self.counts["cues right"] += letters.shared(letters.disjoint(gold.cue), letters.disjoint(found.cue)) > 0

    def rate(self, part: str, whole: str) -> float:
        return share(self.counts[part], self.counts[whole])

    def as_json(self) -> dict[str, Any]:
        """Every measure by name."""
        counts = self.counts
        return {
            "articles": self.articles,
            "gold_core": counts["gold"],
            "gold_optional": counts["optional"],
            "predicted": counts["predicted"],
            "duplicates": counts["duplicates"],
            "empty_content": counts["empty"],
            "all": {name: tally.as_json() for name, tally in self.all.items()},
            "direct": {name: tally.as_json() for name, tally in self.direct.items()},
            "recall_by_type": {name: share(row["found"], row["gold"]) for name, row in sorted(self.types.items())},
            "speaker_acc": self.rate("speakers right", "speakers"),
            "speaker_acc_strict": self.rate("speakers strictly right", "speakers"),
            "speaker_matched": counts["speakers"],
            "speaker_missing": counts["speakers missing"],
            "speaker_by_kind": {
                name: [share(row["right"], row["all"]), row["all"]] for name, row in sorted(self.mentions.items())
            },
            "speaker_end_to_end": self.rate("speakers right", "with speaker"),
            "name_acc": self.rate("names right", "names"),
            "name_n": counts["names"],
            "name_hard_acc": self.rate("hard names right", "hard names"),
            "name_hard_n": counts["hard names"],
            "name_unstated_acc": self.rate("unstated names right", "unstated names"),
            "name_unstated_n": counts["unstated names"],
            "cue_acc": self.rate("cues right", "cues"),
            "cue_matched": counts["cues"],
        }


def units(measure: str, letters: Letters, quotes: Iterable[ScoredQuote]) -> list[Unit]:
    """What the measure pairs: quotes, or for ``part_overlap`` their fragments. One without letters stays as empty."""
    if measure == "raw_exact":
        return [Unit(quote.content, quote) for quote in quotes]
    trimmed = [Unit(letters.trimmed(quote.content), quote) for quote in quotes]
    if measure != "part_overlap":
        return trimmed
    return [Unit((span,), unit.quote) for unit in trimmed for span in unit.spans] + [
        unit for unit in trimmed if not unit.spans
    ]


def match(measure: str, letters: Letters, gold: Sequence[Unit], predicted: Sequence[Unit]) -> dict[int, int]:
    if measure in ("raw_exact", "exact"):
        return pairs(gold, predicted, likeness=lambda some, others: float(some == others), least=1.0)
    least = LOOSELY_FOUND if measure == "loose" else FOUND
    return pairs(gold, predicted, likeness=letters.likeness, least=least)


def count_matches(tally: Tally, gold: Sequence[Unit], predicted: Sequence[Unit], matched: Mapping[int, int]) -> None:
    """Predictions of optional gold are ignored, and optional gold that nobody found is not missed."""
    found = sum(not gold[number].quote.optional for number in matched)
    core = sum(not unit.quote.optional for unit in gold)
    tally.add(found=found, wrong=len(predicted) - len(matched), missed=core - found)


def count_type(
    tally: Tally, gold: Sequence[Unit], predicted: Sequence[Unit], matched: Mapping[int, int], *, type: str
) -> None:
    """Gold of this type found under any type counts as found; what is called so and is a quote of gold is not wrong."""
    asked = [number for number, unit in enumerate(gold) if unit.quote.type == type and not unit.quote.optional]
    found = sum(number in matched for number in asked)
    is_gold = set(matched.values())
    wrong = sum(unit.quote.type == type and number not in is_gold for number, unit in enumerate(predicted))
    tally.add(found=found, wrong=wrong, missed=len(asked) - found)


def speaker_is_right(letters: Letters, gold: ScoredQuote, found: ScoredQuote) -> bool:
    """Whether half of the shorter mention is shared and the found one is not far longer, or its name is gold’s."""
    golden, proposed = letters.disjoint(gold.speaker), letters.disjoint(found.speaker)
    shared = letters.shared(golden, proposed)
    sizes = letters.size(golden), letters.size(proposed)
    if shared and shared >= 0.5 * min(sizes) and sizes[1] <= 2 * sizes[0] + 10:
        return True
    return name_is_right(letters.text, gold.speaker_name, found)


def name_is_right(text: str, name: str, found: ScoredQuote) -> bool:
    """Whether the last word of gold’s name stands at the head of the found name or mention."""
    wanted = last_name(name)
    if wanted is None:
        return False
    for proposed in (found.speaker_name, surface(text, found.speaker)):
        words = re.findall(r"[\w-]+", NAME_ENDS.split(proposed, maxsplit=1)[0].lower())
        if wanted in words and len(words) <= LONGEST_NAME:
            return True
    return False


def last_name(name: str) -> str | None:
    """The last word of a name that begins with a capital letter, in small letters; None where there is none."""
    words = re.findall(r"[\w’'-]+", re.sub(r"['’]s$", "", name.strip()))
    capital = [word for word in words if word[:1].isupper()]
    return capital[-1].lower().strip("'’") if capital else None


def surface(text: str, spans: Spans) -> str:
    return " ".join(text[start:end] for start, end in spans)


def kind_of_mention(mention: str) -> str:
    if mention.strip().lower() in PRONOUNS:
        return "pronoun"
    return "name" if re.search(r"\b[A-Z]", mention) and re.search(r"[A-Z][a-z]+", mention) else "nominal"
