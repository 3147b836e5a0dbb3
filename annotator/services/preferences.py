"""What users set for themselves: name, language, keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from annotator.keys import COMMAND_KEYS, known_keys
from annotator.models import UserSettings
from config.database.prepared import prepared


@prepared
def settings_of(*, user: int) -> QuerySet[UserSettings]:
    return UserSettings.objects.filter(user=user).order_by()


def own_keys(user: Any) -> dict[str, str]:
    """The commands whose key the user changed, each with its key. One query."""
    return next((known_keys(row.keys) for row in settings_of(user=user.pk)), {})


def changed_keys(user: Any) -> list[tuple[str, str, str]]:
    """For the page: each command whose key the user changed, with the key that everybody begins with and the own."""
    return [(command, COMMAND_KEYS[command][0], key) for command, key in own_keys(user).items()]


def language_of(user: Any) -> str:
    """The language that the user chose last, or ""."""
    return UserSettings.objects.filter(user=user.pk).values_list("language", flat=True).first() or ""


def keep_language(user: Any, language: str) -> None:
    UserSettings.objects.update_or_create(user=user, defaults={"language": language})


def keep_keys(user: Any, keys: Mapping[str, str]) -> None:
    """Keep what differs from the keys that everybody begins with."""
    own = {command: key for command, key in keys.items() if key != COMMAND_KEYS[command][0]}
    UserSettings.objects.update_or_create(user=user, defaults={"keys": own})


def rename(user: Any, name: str) -> None:
    """Set the name that others read; empty: they read the user name."""
    if name != user.get_full_name():
        user.first_name, user.last_name = name, ""
        user.save(update_fields=["first_name", "last_name"])
