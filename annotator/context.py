"""What every page shows about the site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """``initials`` of the signed-in user for the bar across the top."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    name = user.get_full_name() or user.get_username()
    words = name.split()
    initials = (words[0][0] + words[-1][0] if len(words) > 1 else name[:2]).upper()
    return {"user_name": name, "user_initials": initials}
