"""Guideline profiles: what a project counts as a quote, and where its edges lie.

Guidelines differ more than grammars do: one desk counts “slammed the plan” as speech and the parts around “she said”
as one quote, another does neither. A profile states such choices; the rules propose by it, and it is part of a
suggester's version. It is a value: two with the same choices suggest the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

Parts = Literal["joined", "clauses", "apart"]
PARTS = get_args(Parts)

# Kinds of attribution beyond plain speech (verbs of saying, “according to”, labels, dashes), which always counts.
KINDS = (
    "objects",  # slammed the plan; called it a disaster
    "infinitives",  # urged members to vote; denied taking the money
    "prepositions",  # called for new elections
    "stances",  # voiced doubts about the plan
    "nouns",  # her claim that the harbour will close
    "questions",  # was asked about the bridge
    "beliefs",  # thinks, hopes, plans; polls and studies show
    "scare_quotes",  # the “old” harbour, as suggestions with low scores
    "nested",  # a quote within another's quote
)
EDGES = ("full_stop", "that", "marks", "phrases")
MOST_BYTES = 10_000  # of a profile's file


class ProfileError(ValueError):
    """A profile that cannot be used; the message says where it is wrong and what is allowed there."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A guideline as settings.

    ``parts``: what stands around “she said” is joined into one quote, or apart, one quote each; or only what it parts
    of an unquoted clause (“the pier, she said, is shut”) is joined. ``kinds``: which of ``KINDS`` count beside plain
    speech. ``full_stop``, ``that``, ``marks``: whether the full stop that ends an indirect quote, the “that” that opens
    it, and the quotation marks around a direct one belong to its content. ``phrases``: whether cue and speaker are
    whole phrases (“has also said”, “Ada Weber, who owns the pier,”) rather than their main words.
    """

    name: str
    parts: Parts = "apart"
    kinds: frozenset[str] = frozenset()
    full_stop: bool = False
    that: bool = True
    marks: bool = True
    phrases: bool = False

    @property
    def key(self) -> str:
        """What stands in a suggester's version: the preset's name, else “custom” and a hash of the choices."""
        for preset in PRESETS.values():
            if replace(preset, name=self.name) == self:
                return preset.name
        choices = json.dumps({**self.as_json(), "name": ""}, sort_keys=True)
        return f"custom-{hashlib.sha256(choices.encode()).hexdigest()[:8]}"

    def counts(self, kind: str) -> bool:
        """Whether this kind of attribution (see ``KINDS``) is a quote by this guideline."""
        return kind in self.kinds

    def as_json(self) -> dict[str, Any]:
        """The profile as a project exports it and ``suggest_file --profile FILE`` reads it."""
        edges = {edge: "in" if getattr(self, edge) else "out" for edge in EDGES}
        return {
            "name": self.name,
            "parts": self.parts,
            "kinds": [kind for kind in KINDS if kind in self.kinds],
            "edges": edges,
        }


def _presets() -> dict[str, Profile]:
    speech = frozenset({"scare_quotes"})
    reported = frozenset({"objects", "infinitives", "prepositions", "stances", "nouns", "questions", "scare_quotes"})
    all_of_them = (
        Profile("newsroom", "apart", speech),
        Profile("polnear", "joined", reported),
        Profile("wide", "joined", reported | {"beliefs"}, phrases=True),
        Profile("ggt", "apart", frozenset()),
        Profile("gum", "clauses", frozenset({"beliefs", "questions"}), full_stop=True),
    )
    return {profile.name: profile for profile in all_of_them}


PRESETS: Mapping[str, Profile] = _presets()
DEFAULT = PRESETS["newsroom"]


def profile_named(name: str) -> Profile:
    """The preset of this name. Raises ProfileError, which names all presets."""
    if name not in PRESETS:
        raise ProfileError(f"There is no profile “{name}”; there are: {', '.join(PRESETS)}.")
    return PRESETS[name]


def profile_from(data: object) -> Profile:
    """A profile from what ``as_json`` gives. Raises ProfileError for each key or value that is not allowed."""
    if not isinstance(data, dict):
        raise ProfileError("A profile is a JSON object with name, parts, kinds and edges.")
    unknown = sorted(set(data) - {"name", "parts", "kinds", "edges"})
    if unknown:
        raise ProfileError(f"A profile has no “{unknown[0]}”: it has name, parts, kinds and edges.")
    edges = data.get("edges", {})
    if not isinstance(edges, dict) or set(edges) - set(EDGES):
        raise ProfileError(f"edges is an object with {', '.join(EDGES)}, each “in” or “out”.")
    kinds = data.get("kinds", [])
    if not isinstance(kinds, list):
        raise ProfileError("kinds is a list.")
    for kind in kinds:
        if kind not in KINDS:
            raise ProfileError(f"There is no kind “{kind}”; there are: {', '.join(KINDS)}.")
    name = data.get("name", "custom")
    if not isinstance(name, str) or not 0 < len(name) <= 100:
        raise ProfileError("name is a text of 1 to 100 characters.")
    if data.get("parts", "apart") not in PARTS:
        raise ProfileError(f"parts is one of {', '.join(PARTS)}.")
    for edge, place in edges.items():
        if place not in ("in", "out"):
            raise ProfileError(f"edges.{edge} is “in” or “out”.")
    return Profile(
        name=name,
        parts=data.get("parts", "apart"),
        kinds=frozenset(kinds),
        **{edge: place == "in" for edge, place in edges.items()},
    )


def profile_at(place: str) -> Profile:
    """A preset by its name, or the profile in a JSON file. Raises ProfileError."""
    if place in PRESETS or not place.endswith(".json"):
        return profile_named(place)
    try:
        with Path(place).open("rb") as file:
            words = file.read(MOST_BYTES + 1)
        if len(words) > MOST_BYTES:
            raise ProfileError(f"It is too long for a profile: {MOST_BYTES:,} bytes at most.")
        return profile_from(json.loads(words))
    except OSError as error:
        raise ProfileError(f"{place} cannot be opened: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, ProfileError):
            raise ProfileError(f"{place}: {error}") from error
        raise ProfileError(f"{place} is not JSON: {error}.") from error
