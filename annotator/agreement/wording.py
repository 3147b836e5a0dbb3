"""The figures as the pages say them: rows for tables, and what a figure means in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.judged import Judged
from annotator.vocabulary import KIND_PLURALS, Kind, SpanRole
from articles.models import Article

RELIABLE, TENTATIVE = 0.8, 2 / 3
"""Krippendorff's limits for α: from the one on conclusions may rest on the labels, below the other they may not."""
FEWEST = 5  # articles: of fewer, nothing is said of two people
LABELS = {
    "quote_type": _("Type of the quote"),
    "speaker_kind": _("How the speaker is stated"),
    "entity_type": _("Type of the entity"),
}
SAME = {
    "speaker": _("The words that name the speaker"),
    "person": _("The person who speaks"),
    "cue": _("The cue"),
    "credit": _("The credit of the caption"),
    "replacement": _("What should stand instead"),
}
DIFFERENCES = {
    "missing": _("only one of the two has it"),
    "edges": _("other edges"),
    "quote_type": _("another type"),
    "entity_type": _("another type"),
    "speaker_kind": _("the speaker is stated otherwise"),
    "speaker": _("other words name the speaker"),
    "person": _("another person speaks"),
    "cue": _("another cue"),
    "credit": _("another credit"),
    "replacement": _("another repair"),
}
LEVELS = {
    "steady": _("steady"),
    "fair": _("fair"),
    "look": _("look here"),
    "few": _("too few articles to say"),
}


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """What a table of pairs says of two people, or of one person and gold."""

    first: str
    second: str
    articles: int
    content: Mapping[str, Any]
    speaker: Mapping[str, Any]
    person: Mapping[str, Any]
    type: Mapping[str, Any]

    @property
    def level(self) -> str:
        """By α over the words of quotes: steady, fair, look, or few."""
        alpha = self.content.get("alpha_tokens", {}).get("value")
        if self.articles < FEWEST or alpha is None:
            return "few"
        return "steady" if alpha >= RELIABLE else "fair" if alpha >= TENTATIVE else "look"

    @property
    def level_in_words(self) -> str:
        return str(LEVELS[self.level])


def lines_of(parts: Iterable[Mapping[str, Any]], *, first: str, second: str) -> list[AgreementLine]:
    """A line for each part of the figures, those that agree most first; ``first`` and ``second`` are the keys."""
    lines = [
        AgreementLine(
            part[first],
            part.get(second, ""),
            part["articles"],
            row_named(part["spans"], role="content"),
            row_named(part["same"], what="speaker").get("same", {}),
            row_named(part["same"], what="person").get("same", {}),
            row_named(part["labels"], label="quote_type"),
        )
        for part in parts
    ]
    return sorted(lines, key=lambda line: (-(line.content.get("overlap", {}).get("value") or 0), line.first))


def row_named(rows: Iterable[Mapping[str, Any]], **wanted: str) -> Mapping[str, Any]:
    """The row with this value, empty if there is none."""
    [(name, value)] = wanted.items()
    return next((row for row in rows if row[name] == value), {})


def matrix(lines: Sequence[AgreementLine], people: Sequence[str]) -> list[tuple[str, list[AgreementLine | None]]]:
    """Each person with their line beside each other person; None where the two have no article in common."""
    found = {frozenset((line.first, line.second)): line for line in lines}
    return [(one, [found.get(frozenset((one, other))) for other in people]) for one in people]


def roles_of(pooled: Mapping[str, Any], judged: Judged) -> Iterator[dict[str, Any]]:
    """The rows of kinds and roles, those of kinds that the project asks for first; none of kinds that it has off."""
    asked = judged.asked_kinds
    shown = [row for row in pooled["spans"] if judged.shows(row["kind"])]
    for row in sorted(shown, key=lambda row: row["kind"] not in asked):
        role = SpanRole(row["role"]).label
        kind, marked = KIND_PLURALS[Kind(row["kind"])], row["first"] + row["second"]
        yield {**row, "kind": kind, "role": role, "marked": marked, "asked": row["kind"] in asked}


def labels_of(pooled: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "name": LABELS[row["label"]]} for row in pooled["labels"]]


def attributes_of(pooled: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "name": SAME[row["what"]]} for row in pooled["same"]]


def differences_of(found: Sequence[Mapping[str, Any]], judged: Judged) -> list[dict[str, Any]]:
    """What is disagreed about, with the articles in which most often."""
    shown = [row for row in found if judged.shows(row["kind"])]
    keys = {place["article"] for row in shown for place in row["most"]}
    articles = Article.objects.without_text().in_bulk(keys)
    return [
        {
            **row,
            "kind": KIND_PLURALS[Kind(row["kind"])],
            "what": DIFFERENCES[row["what"]],
            "most": [{**place, "article": articles[place["article"]]} for place in row["most"]],
        }
        for row in shown
    ]


def sentences(pooled: Mapping[str, Any]) -> list[str]:
    """What the figures of all pairs together mean, for somebody who reads such figures for the first time."""
    content = row_named(pooled["spans"], role="content")
    found = []
    if content:
        share, exact = (round(100 * content[name]["value"]) for name in ("overlap", "exact"))
        found.append(
            gettext(
                "Of 100 quotes that one person marks, another marks %(share)d as well, "
                "and %(exact)d with the same edges."
            )
            % {"share": share, "exact": exact}
        )
        found += reliability(content["alpha_tokens"]["value"]) if pooled["articles"] >= FEWEST else [too_few()]
    person = row_named(pooled["same"], what="person")
    if person:
        found.append(
            ngettext(
                "Of %(number)d quote to which both gave a person, %(share)d %% have the same one.",
                "Of %(number)d quotes to which both gave a person, %(share)d %% have the same one.",
                person["compared"],
            )
            % {"number": person["compared"], "share": round(100 * person["same"]["value"])}
        )
    return found


def too_few() -> str:
    return gettext("These are too few articles to say how far that is beyond chance.")


def reliability(alpha: float | None) -> list[str]:
    """What Krippendorff says of an α like this."""
    if alpha is None:
        return []
    if alpha >= RELIABLE:
        return [gettext("That is far beyond chance: conclusions may rest on these quotes.")]
    if alpha >= TENTATIVE:
        return [gettext("That is beyond chance, but only tentative conclusions should rest on these quotes.")]
    return [
        gettext("That is too little to rest on: people read the guidelines differently. See what they disagree about.")
    ]
