"""The workbench's keys that each user may change: commands by name, each with its own key and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# By the command as static/js/keys.js names it.
COMMAND_KEYS: dict[str, tuple[str, _StrPromise]] = {
    "next": ("j", _("next undecided suggestion")),
    "previous": ("k", _("previous undecided suggestion")),
    "next any": ("J", _("next one of any verdict")),
    "previous any": ("K", _("previous one of any verdict")),
    "accept": ("a", _("accept the suggestion")),
    "reject": ("x", _("reject the suggestion")),
    "accept-many": ("A", _("accept all above the threshold")),
    "accept-group": ("g", _("accept all entities of the same name")),
    "undo": ("u", _("undo")),
    "role content": ("c", _("words become content")),
    "role speaker": ("s", _("words become the speaker")),
    "role cue": ("v", _("words become the cue")),
    "fragment speaker": ("S", _("a further part of the speaker")),
    "fragment cue": ("V", _("a further part of the cue")),
    "no-speaker": ("n", _("no speaker is stated")),
    "person": ("p", _("choose the person who speaks")),
    "flag": ("f", _("ask a colleague")),
    "guidelines": ("h", _("guidelines")),
    "steps": ("H", _("the last actions")),
    "search": ("/", _("search in the text")),
    "kind quote": ("q", _("show quotes")),
    "kind entity": ("e", _("show entities")),
    "kind caption": ("i", _("show captions")),
    "kind repair": ("r", _("show repairs")),
}
FIXED = frozenset("0123456789[]{},.<>()+?N ")
"""Keys that no command can be given: labels, edges, the list of keys, and what changes the article."""


def keys_with(own: Mapping[str, str]) -> dict[str, str]:
    """The key of each command, with the user’s own ones."""
    return {command: own.get(command, key) for command, (key, _words) in COMMAND_KEYS.items()}


def known_keys(stored: Mapping[str, str]) -> dict[str, str]:
    """What is stored, without commands that no longer exist and keys that two would share."""
    own = {command: key for command, key in stored.items() if command in COMMAND_KEYS}
    keys = list(keys_with(own).values())
    return own if len(set(keys)) == len(keys) else {}
