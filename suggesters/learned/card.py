"""The card of a model: what it learned from and how it was measured, in numbers alone.

A card travels with the model's file, from a stranger perhaps. So what is written is picked key by key, and what is read
is taken where it has the right shape and left out where it has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from suggesters.learned.model import Model
from suggesters.profiles import PRESETS

LICENCE = (
    "Learned from the annotations of the project that trained it: ask its owner before passing it on. It holds numbers "
    "and names of features, no text of any article and no person."
)
CUSTOM = "custom"
MEASURES = ("all", "direct", "mixed", "indirect", "parts", "speaker")
MOST_POINTS = 50
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH = re.compile(r"[0-9a-f]{64}")
_PIPELINE = re.compile(r"[0-9A-Za-z._+-]{1,100}")


class CardRow(NamedTuple):
    """F1 before and with the model, 0 to 1, on articles that it had not learned from."""

    measure: str
    old: float
    new: float


class CardPoint(NamedTuple):
    """F1 of all quotes after learning from so many articles, with its interval, 0 to 1."""

    articles: int
    f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says; what it does not say is 0, empty or None.

    ``difference`` is that of all quotes in points of 100 of F1, between ``low`` and ``high``; ``errors`` are the
    expected calibration errors before and after.
    """

    articles: int = 0
    quotes: int = 0
    data_hash: str = ""
    date: str = ""
    pipeline: str = ""
    difference: tuple[float, float, float] | None = None
    rows: tuple[CardRow, ...] = ()
    curve: tuple[CardPoint, ...] = ()
    errors: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        value: dict[str, Any] = {
            "articles": self.articles,
            "quotes": self.quotes,
            "data_hash": self.data_hash,
            "date": self.date,
            "pipeline": self.pipeline,
            "licence": LICENCE,
        }
        if self.difference is not None:
            value["difference"] = dict(zip(("mean", "low", "high"), self.difference, strict=True))
        value["rows"] = [row._asdict() for row in self.rows]
        value["curve"] = [point._asdict() for point in self.curve]
        if self.errors is not None:
            value["calibration_error"] = dict(zip(("before", "after"), self.errors, strict=True))
        return value


def with_card(model: Model, report: Mapping[str, Any], *, date: str, pipeline: str, data_hash: str = "") -> Model:
    """The model as it goes out, with a card from the report of its training."""
    card = replace(card_of(report), date=date, pipeline=pipeline, data_hash=data_hash)
    return cleaned(replace(model, card=card.as_json()))


def cleaned(model: Model) -> Model:
    """The model without anything that somebody wrote: of its card what has the right shape, and no name of a desk.

    Only a preset keeps the name of its profile. Suggestions and key stay the same.
    """
    name = model.profile.key if model.profile.key in PRESETS else CUSTOM
    return replace(model, profile=replace(model.profile, name=name), card=read_card(model.card).as_json())


def card_of(report: Mapping[str, Any]) -> Card:
    """The card of a training, without its date, pipeline and data, from the report of ``training.learn``."""
    gate = _mapping(report.get("gate"))
    calibration = _mapping(report.get("calibration"))
    return read_card(
        {
            "articles": report.get("articles"),
            "quotes": report.get("quotes"),
            "difference": {"mean": gate.get("difference"), "low": gate.get("low"), "high": gate.get("high")},
            "rows": gate.get("rows"),
            "curve": [
                dict(zip(CardPoint._fields, (point.get("articles"), *_list(point.get("all"))), strict=False))
                for point in map(_mapping, _list(report.get("curve")))
            ],
            "calibration_error": {"before": calibration.get("ece_before"), "after": calibration.get("ece_after")},
        }
    )


def read_card(data: object) -> Card:
    """What of a card from outside has the right shape."""
    values = _mapping(data)
    difference = _numbers(values.get("difference"), ("mean", "low", "high"), -100, 100)
    errors = _numbers(values.get("calibration_error"), ("before", "after"), 0, 1)
    return Card(
        articles=_count(values.get("articles")),
        quotes=_count(values.get("quotes")),
        data_hash=_words(values.get("data_hash"), _HASH),
        date=_words(values.get("date"), _DATE),
        pipeline=_words(values.get("pipeline"), _PIPELINE),
        difference=(difference[0], difference[1], difference[2]) if difference else None,
        rows=tuple(_rows(values.get("rows"))),
        curve=tuple(_points(values.get("curve"))),
        errors=(errors[0], errors[1]) if errors else None,
    )


def card_in_markdown(model: Model) -> str:
    """The card for people, beside the model's file."""
    card, profile = read_card(model.card), model.profile
    kinds = ", ".join(sorted(profile.kinds)) or "plain speech alone"
    lines = [
        f"# Quotemark model {model.key}",
        "",
        "Suggests who said what in news articles, as the people of one project marked it.",
        "",
        f"- Learned from: {_many(card.articles, 'checked article')}, {_many(card.quotes, 'quote')}",
        f"- Made: {card.date or 'date not stated'}",
        f"- Guideline: {profile.key}; parts {profile.parts}; {kinds}",
        f"- Rules: version {model.rules}, with {card.pipeline or 'a spaCy model that is not stated'}",
        f"- Size: {_many(len(model.weights), 'feature')}, {len(model.as_bytes()) / 1000:,.0f} kB",
        f"- Data: {f'`{card.data_hash}`' if card.data_hash else 'no hash stated'}",
        f"- {LICENCE}",
        "",
        "## How good it was where it was made",
        "",
    ]
    return "\n".join([*lines, *_measured(card)]) + "\n"


def _measured(card: Card) -> Iterator[str]:
    if not card.rows:
        yield "Not stated."
        return
    yield "F1 (of 100) on articles that it had not learned from: at least four fifths of a quote's letters are right."
    yield ""
    yield "| quotes | before | with it |"
    yield "| --- | ---: | ---: |"
    for row in card.rows:
        yield f"| {row.measure} | {100 * row.old:.1f} | {100 * row.new:.1f} |"
    if card.difference is not None:
        mean, low, high = card.difference
        yield ""
        yield f"Difference: {mean:+.1f} points, between {low:+.1f} and {high:+.1f}."
    if card.errors is not None:
        yield ""
        yield f"Its scores are off by {card.errors[1]:.3f} on average (before: {card.errors[0]:.3f})."
    if card.curve:
        yield ""
        yield "| learned from | F1, all quotes |"
        yield "| --- | --- |"
        for point in card.curve:
            low, high = 100 * point.low, 100 * point.high
            yield f"| {_many(point.articles, 'article')} | {100 * point.f1:.1f} ({low:.1f} to {high:.1f}) |"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _rows(data: object) -> Iterator[CardRow]:
    rows = {row["measure"]: row for row in map(_mapping, _list(data)) if isinstance(row.get("measure"), str)}
    for measure in MEASURES:
        if found := _numbers(rows.get(measure), ("old", "new"), 0, 1):
            yield CardRow(measure, *found)


def _points(data: object) -> Iterator[CardPoint]:
    last = -1
    for point in map(_mapping, _list(data)[:MOST_POINTS]):
        articles = point.get("articles")
        found = _numbers(point, ("f1", "low", "high"), 0, 1)
        if found and _count(articles) == articles and articles > last:
            last = articles
            yield CardPoint(articles, *found)


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}


def _list(data: object) -> list[Any]:
    return list(data) if isinstance(data, list | tuple) else []


def _count(data: object) -> int:
    return data if isinstance(data, int) and not isinstance(data, bool) and 0 <= data < 10**9 else 0


def _numbers(data: object, names: Sequence[str], least: float, most: float) -> tuple[float, ...] | None:
    """The numbers of these names; None unless all are there and lie between ``least`` and ``most``."""
    found = [_mapping(data).get(name) for name in names]
    plain = [value for value in found if isinstance(value, int | float) and not isinstance(value, bool)]
    fitting = [float(value) for value in plain if least <= value <= most]
    return tuple(fitting) if len(fitting) == len(names) else None


def _words(data: object, shape: re.Pattern[str]) -> str:
    return data if isinstance(data, str) and shape.fullmatch(data) else ""
