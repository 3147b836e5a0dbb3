"""A project's guideline profile as it is stored: JSON that is checked on every way in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from articles.readers.storable import first_unstorable
from suggesters.profiles import DEFAULT, Profile, ProfileError, profile_from


def default_profile() -> dict[str, Any]:
    """What a new project follows."""
    return DEFAULT.as_json()


def read_profile(data: object) -> Profile:
    """The profile that this JSON value states. Raises ProfileError, whose words name the key and what it may be."""
    profile = profile_from(data)
    if found := first_unstorable(profile.name):
        raise ProfileError(f"name holds {found[1]}, which cannot be stored: remove it.")
    return profile


def check_profile(data: object) -> None:
    """As a model field's validator: raises ValidationError with the words of the ProfileError."""
    try:
        read_profile(data)
    except ProfileError as error:
        raise ValidationError(str(error)) from error
