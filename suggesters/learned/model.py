"""A learned model: a guideline profile, a weight for each feature of a candidate, and what its scores are worth.

It is a value, and a file of plain JSON: numbers and names of features, no code and nothing of any article.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import exp
from pathlib import Path
from typing import Any, cast

from suggesters.learned.outside import OutsideError, parsed, shown
from suggesters.profiles import Profile, ProfileError, profile_from

FORMAT = "quotemark-model/1"
MOST_BYTES = 4_000_000
MOST_WEIGHTS = 60_000
MOST_WEIGHT = 50.0
MOST_STEPS = 200
MOST_CARD = 200_000  # characters of JSON
KEYS = frozenset({"format", "rules", "profile", "weights", "none", "floor", "calibration", "loose", "card"})
EXTRAS = frozenset({"captions", "names"})
"""May be missing: nothing was learned of these."""
MOST_FORMS = 60
MOST_SHIFT = 4.0
CALIBRATED = ("direct", "other")

_FEATURE = re.compile(r"[a-z_0-9]{1,40}=[!-~]{1,100}")
_FORM = re.compile(r"[a-z_]{1,40}")
_VERSION = re.compile(r"[0-9A-Za-z._-]{1,20}")

Steps = tuple[tuple[float, float], ...]


class ModelError(ValueError):
    """A model that cannot be used; the message says where it is wrong and what is allowed there."""


@dataclass(frozen=True)
class Model:
    """What was learned.

    ``rules``: the version of the rules whose candidates it learned from. ``weights``: log-odds by feature
    (``quotes/features.py``, ``quotes/wide_features.py``); ``none``: the log-odds that nothing was said with a cue;
    ``floor``: the least share of a candidate that becomes a quote. ``calibration``: for direct quotes and the others,
    pairs of a raw score (log-odds) and the share that was right, rising. ``loose``: the share right of quotations
    without a cue, by their kind (``quotes/calibration.py``). ``captions``: the share right of captions, by their form
    (``suggesters/captions.py``). ``names``: what is added to the log-odds of the first candidate for a speaker, by how
    the speaker is mentioned (``people/recalibrated.py``). ``card``: what people should know of it, as plain JSON
    values; it changes no suggestion.
    """

    rules: str
    profile: Profile
    weights: Mapping[str, float]
    none: float
    floor: float
    calibration: Mapping[str, Steps]
    loose: Mapping[str, float] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)
    captions: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Eight hexadecimal digits of all that changes a suggestion: part of a suggester's version."""
        content = {**self.as_json(), "card": {}, "profile": {**self.profile.as_json(), "name": ""}}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]

    @cached_property
    def by_family(self) -> Mapping[str, Mapping[str, float]]:
        """The weights by family, then by value; a family without any has none."""
        families: dict[str, dict[str, float]] = defaultdict(dict)
        for name, weight in self.weights.items():
            family, _, value = name.partition("=")
            families[family][value] = weight
        return families

    def probability(self, raw: float, *, is_direct: bool) -> float:
        """The share that is right of quotes with this raw score."""
        steps = self.calibration["direct" if is_direct else "other"]
        return interpolated(steps, raw) if steps else 1 / (1 + exp(-max(-30.0, min(raw, 30.0))))

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "rules": self.rules,
            "profile": self.profile.as_json(),
            "weights": dict(self.weights),
            "none": self.none,
            "floor": self.floor,
            "calibration": {name: [list(step) for step in self.calibration[name]] for name in CALIBRATED},
            "loose": dict(self.loose),
            "card": dict(self.card),
            **{name: dict(getattr(self, name)) for name in sorted(EXTRAS) if getattr(self, name)},
        }

    def as_bytes(self) -> bytes:
        """The model's file."""
        return (json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def interpolated(steps: Steps, raw: float) -> float:
    """The value at ``raw`` on the line through the steps; that of the first or last step beyond them."""
    place = bisect_right(steps, raw, key=lambda step: step[0])
    if place in (0, len(steps)):
        return steps[-1 if place else 0][1]
    (left, low), (right, high) = steps[place - 1], steps[place]
    return low + (high - low) * (raw - left) / (right - left)


def model_at(place: str) -> Model:
    """The model in a file. Raises ModelError."""
    try:
        with Path(place).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ModelError(f"{place} cannot be opened: {error.strerror}.") from error
    try:
        return model_of(content)
    except ModelError as error:
        raise ModelError(f"{place}: {error}") from error


def model_of(content: bytes) -> Model:
    """The model of a file's bytes. Raises ModelError."""
    if len(content) > MOST_BYTES:
        raise ModelError(f"The file is too long for a model: {MOST_BYTES:,} bytes at most.")
    try:
        data = parsed(content)
    except OutsideError as error:
        raise ModelError(f"{error} Choose a model that train --output or a version's page wrote.") from error
    return model_from(data)


def model_from(data: object) -> Model:
    """A model from what ``as_json`` gives. Raises ModelError for each key or value that is not allowed."""
    if not isinstance(data, dict) or not isinstance(data.get("format"), str):
        raise ModelError(f"This is not a model: its format should be “{FORMAT}”.")
    if data["format"] != FORMAT:
        raise ModelError(_wrong_format(data["format"]))
    unknown, missing = sorted(set(data) - KEYS - EXTRAS), sorted(KEYS - set(data))
    if unknown or missing:
        words = f"has no place for “{shown(unknown[0])}”" if unknown else f"needs “{missing[0]}”"
        raise ModelError(f"A model {words}.")
    try:
        profile = profile_from(data["profile"])
    except ProfileError as error:
        raise ModelError(f"profile: {shown(error, most=200)}") from error
    rules = data["rules"]
    if not isinstance(rules, str) or not _VERSION.fullmatch(rules):
        raise ModelError("rules is the version of the rules, 1 to 20 letters, digits, dots or dashes.")
    calibration = data["calibration"]
    if not isinstance(calibration, dict) or set(calibration) != set(CALIBRATED):
        raise ModelError(f"calibration is an object with {' and '.join(CALIBRATED)}.")
    return Model(
        rules=rules,
        profile=profile,
        weights=_weights(data["weights"]),
        none=_number(data["none"], "none", most=MOST_WEIGHT),
        floor=_share(data["floor"], "floor"),
        calibration={name: _steps(calibration[name], name) for name in CALIBRATED},
        loose=_loose(data["loose"]),
        card=_card(data["card"]),
        captions={name: _share(value, f"captions.{name}") for name, value in _forms(data, "captions").items()},
        names={name: _number(value, f"names.{name}", most=MOST_SHIFT) for name, value in _forms(data, "names").items()},
    )


def _wrong_format(found: str) -> str:
    family, _, number = FORMAT.partition("/")
    later = re.fullmatch(rf"{family}/([0-9]{{1,9}})", found)
    if later and int(later[1]) > int(number):
        return f"The model was written by a newer Quotemark ({shown(found)}): upgrade this one to use it."
    return f"This is not a model: its format is “{shown(found)}” and should be “{FORMAT}”."


def _weights(data: object) -> dict[str, float]:
    if not isinstance(data, dict) or len(data) > MOST_WEIGHTS:
        raise ModelError(f"weights is an object with {MOST_WEIGHTS:,} features at most.")
    for name in data:
        if not _FEATURE.fullmatch(name):
            raise ModelError(f"weights: “{shown(name)}” is not a feature; features are written family=value.")
    return {name: _number(value, f"weights.{name}", most=MOST_WEIGHT) for name, value in data.items()}


def _steps(data: object, name: str) -> Steps:
    where = f"calibration.{name}"
    if not isinstance(data, list) or len(data) > MOST_STEPS:
        raise ModelError(f"{where} is a list of {MOST_STEPS} steps at most.")
    if not all(isinstance(step, list) and len(step) == 2 for step in data):
        raise ModelError(f"{where}: each step is a raw score and a share.")
    steps = tuple((_number(raw, where, most=MOST_WEIGHT), _share(right, where)) for raw, right in data)
    rising = all(one[0] < other[0] and one[1] <= other[1] for one, other in zip(steps, steps[1:], strict=False))
    if not rising:
        raise ModelError(f"{where}: the steps do not rise.")
    return steps


def _loose(data: object) -> dict[str, float]:
    if not isinstance(data, dict) or len(data) > 20 or not all(re.fullmatch("[a-z_]{1,40}", name) for name in data):
        raise ModelError("loose is an object with a share for each kind of quotation without a cue.")
    return {name: _share(value, f"loose.{name}") for name, value in data.items()}


def _forms(data: Mapping[str, object], key: str) -> dict[str, object]:
    found = data.get(key, {})
    if not isinstance(found, dict) or len(found) > MOST_FORMS:
        raise ModelError(f"{key} is an object with a number for each of {MOST_FORMS} forms at most.")
    for name in found:
        if not isinstance(name, str) or not _FORM.fullmatch(name):
            raise ModelError(f"{key}: “{shown(name)}” is not a form; forms are written in small letters.")
    return found


def _card(data: object) -> dict[str, Any]:
    if not isinstance(data, dict) or len(json.dumps(data)) > MOST_CARD:
        raise ModelError(f"card is an object of {MOST_CARD:,} characters at most.")
    return cast("dict[str, Any]", data)


def _number(value: object, where: str, *, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise ModelError(f"{where[:80]} is a number from {-most:g} to {most:g}.")
    return float(value)


def _share(value: object, where: str) -> float:
    number = _number(value, where, most=1)
    if number < 0:
        raise ModelError(f"{where}: a share lies between 0 and 1.")
    return number
