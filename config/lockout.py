"""Wrong passwords are counted for each user name and address together, so that nobody locks out somebody elsewhere."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.proxies import counted_address

COOL_OFF = 3600  # seconds, AXES_COOLOFF_TIME
TRIES_A_MINUTE = 30
COOL_OFF_TRIES = 60  # seconds


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Locks a user name out for an address after a few wrong passwords, and an address after many for any name."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        by_name, by_address = (
            attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        is_full = by_address >= settings.ADDRESS_FAILURE_LIMIT
        return max(by_name, settings.AXES_FAILURE_LIMIT) if is_full else by_name

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget this user's wrong passwords here. Those for other names stand, else an own account would free them."""
        by_name, _ = self.filter_user_attempts(request, credentials)
        deleted, _ = AccessAttempt.objects.filter(pk__in=by_name.values("pk")).delete()
        return int(deleted)


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """The sign-in page, which says how long to wait."""
    response = render(
        request, "registration/login.html", {"is_locked_out": True, "next": request.POST.get("next", "")}, status=429
    )
    response["Retry-After"] = str(COOL_OFF)
    return response


def tries_too_often(request: HttpRequest, what: str) -> bool:
    """Count one more try from this address, right or wrong; whether it is one too many within a minute."""
    key = f"tries:{what}:{counted_address(request)}"
    cache.add(key, 0, COOL_OFF_TRIES)
    try:
        return bool(cache.incr(key) > TRIES_A_MINUTE)
    except ValueError:  # the minute ended in between
        return False
