"""The guideline profile in words: presets, switches and edges, each with an example whose parts are marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from annotator.vocabulary import check_complete
from suggesters.profiles import EDGES, KINDS, PARTS, PRESETS, Profile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Part(NamedTuple):
    """A stretch of an example: ``role`` is content, speaker, cue, or empty for what is in no quote.

    ``number`` says which quote of the example a content belongs to, where there may be two.
    """

    words: str
    role: str = ""
    number: int = 0


Example = tuple[Part, ...]


class Preset(NamedTuple):
    title: str | _StrPromise
    line: _StrPromise


class Switch(NamedTuple):
    """A kind of attribution that counts or does not."""

    label: _StrPromise
    example: Example


class Choice(NamedTuple):
    """Two ways, each with its words and its example."""

    label: _StrPromise
    ways: Mapping[str, Switch]


def marked(text: str) -> Example:
    """An example from its text with marks: ``{content}``, ``<speaker>``, ``[cue]``; the rest is in no quote."""
    roles = {"{": ("content", "}"), "<": ("speaker", ">"), "[": ("cue", "]")}
    parts: list[Part] = []
    rest = text
    while rest:
        first = min((at for sign in roles if (at := rest.find(sign)) >= 0), default=len(rest))
        if first:
            parts.append(Part(rest[:first]))
        if first == len(rest):
            break
        role, close = roles[rest[first]]
        words, _close, rest = rest[first + 1 :].partition(close)
        parts.append(Part(words, role))
    return tuple(parts)


def numbered(example: Example, numbers: tuple[int, ...]) -> Example:
    """The example, its contents numbered by the quote that each belongs to."""
    waiting = iter(numbers)
    return tuple(part._replace(number=next(waiting)) if part.role == "content" else part for part in example)


TWO_PARTS = marked("{“We can wait,”} <she> [said]. {“But not for ever.”}")
ONE_CLAUSE = marked("{The pier}, <she> [said], {is shut}.")

PRESET_WORDS: dict[str, Preset] = {
    "newsroom": Preset(
        _("Newsroom"), _("What people say or write. Each part around “she said” is a quote of its own.")
    ),
    "polnear": Preset("PolNeAR", _("The parts are one quote. Calls, denials, doubts and judgements count, too.")),
    "wide": Preset(_("Wide"), _("As PolNeAR, and what people think, hope or plan, and what polls show.")),
    "ggt": Preset("Gender Gap Tracker", _("As Newsroom, without single words in quotation marks.")),
    "gum": Preset("GUM", _("What people say, ask, think, hope or plan. Each part in marks is a quote of its own.")),
}
KIND_WORDS: dict[str, Switch] = {
    "objects": Switch(_("What somebody judges"), marked("<The crew> [slammed] {the new timetable}.")),
    "infinitives": Switch(_("Calls to act, and denials"), marked("<The union> [urged] {its members to stay home}.")),
    "prepositions": Switch(_("What somebody calls for"), marked("<Marla Quist> [called for] {a second ferry}.")),
    "stances": Switch(_("Doubts and support"), marked("<The harbour master> [voiced doubts about] {the bridge}.")),
    "nouns": Switch(_("Claims and warnings as nouns"), marked("<Her> [claim] {that the hull leaks} was denied.")),
    "questions": Switch(_("What somebody is asked"), marked("[Asked] {about the missing anchor}, he shrugged.")),
    "beliefs": Switch(
        _("Beliefs, hopes, plans and polls"), marked("<Most islanders> [hope] {the ferry will be back by May}.")
    ),
    "scare_quotes": Switch(_("Single words in quotation marks"), marked("The {“temporary”} fence is ten years old.")),
    "nested": Switch(_("A quote within a quote"), marked("“We heard <him> [shout] {‘never again’} twice,” she said.")),
}
PARTS_WORDS = Choice(
    _("The parts around “she said”"),
    {
        "apart": Switch(_("are two quotes"), numbered(TWO_PARTS, (1, 2))),
        "clauses": Switch(
            _("are two quotes, but one where a clause without marks goes on"), numbered(ONE_CLAUSE, (1, 1))
        ),
        "joined": Switch(_("are one quote of two parts"), numbered(TWO_PARTS, (1, 1))),
    },
)
EDGE_WORDS: dict[str, Choice] = {
    "full_stop": Choice(
        _("The full stop of an indirect quote"),
        {
            "out": Switch(_("is not part of it"), marked("<He> [said] {the pier is shut}.")),
            "in": Switch(_("is part of it"), marked("<He> [said] {the pier is shut.}")),
        },
    ),
    "that": Choice(
        _("The “that” of an indirect quote"),
        {
            "in": Switch(_("is part of it"), marked("<He> [said] {that the pier is shut}.")),
            "out": Switch(_("is not part of it"), marked("<He> [said] that {the pier is shut}.")),
        },
    ),
    "marks": Choice(
        _("The quotation marks of a direct quote"),
        {
            "in": Switch(_("are part of it"), marked("{“We can wait,”} <she> [said].")),
            "out": Switch(_("are not part of it"), marked("“{We can wait},” <she> [said].")),
        },
    ),
    "phrases": Choice(
        _("Cue and speaker"),
        {
            "out": Switch(_("are the main words"), marked("<Ada Weber>, who owns the pier, has [said] {it is shut}.")),
            "in": Switch(_("are whole phrases"), marked("<Ada Weber, who owns the pier,> [has said] {it is shut}.")),
        },
    ),
}

check_complete(PRESET_WORDS, PRESETS)
check_complete(KIND_WORDS, KINDS)
check_complete(PARTS_WORDS.ways, PARTS)
check_complete(EDGE_WORDS, EDGES)


def title_of(profile: Profile) -> str:
    """What pages call the profile: its preset's title, else the name that it was given."""
    preset = PRESET_WORDS.get(profile.key)
    return str(preset.title) if preset else profile.name


class Row(NamedTuple):
    """A preset, a switch or one of two ways as a page draws it."""

    name: str
    words: Preset | Switch
    is_on: bool


def preset_rows(profile: Profile) -> list[Row]:
    return [Row(name, words, profile.key == name) for name, words in PRESET_WORDS.items()]


def kind_rows(profile: Profile) -> list[Row]:
    return [Row(kind, words, profile.counts(kind)) for kind, words in KIND_WORDS.items()]


def choice_rows(profile: Profile) -> list[tuple[str, _StrPromise, list[Row]]]:
    """The parts and each edge: the field’s name, its words, and both ways."""
    stated = profile.as_json()
    chosen = {"parts": stated["parts"], **stated["edges"]}
    return [
        (name, choice.label, [Row(way, words, chosen[name] == way) for way, words in choice.ways.items()])
        for name, choice in {"parts": PARTS_WORDS, **EDGE_WORDS}.items()
    ]
