"""What every page shows about the site."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from annotator.models import initials
from annotator.services.notices import unread_number
from articles.names import plain


def site(request: HttpRequest) -> dict[str, Any]:
    """The name and the initials of the signed-in user, and how much is new in their inbox, for the bar across the top.

    Pages without the bar do not ask what is new.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    name = plain(user.get_full_name()) or user.get_username()
    new = SimpleLazyObject(lambda: unread_number(user))
    return {"user_name": name, "user_initials": initials(name), "inbox_new": new}
