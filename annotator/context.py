"""What every page shows about the site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from annotator.models import initials
from articles.names import plain


def site(request: HttpRequest) -> dict[str, Any]:
    """The name and the initials of the signed-in user, for the bar across the top."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    name = plain(user.get_full_name()) or user.get_username()
    return {"user_name": name, "user_initials": initials(name)}
