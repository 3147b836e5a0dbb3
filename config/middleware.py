"""Answers that no page makes itself: who may keep a page, and what is said when the machine cannot go on."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import lru_cache
from itertools import chain

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.log import log_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error as django_server_error

from articles.access import RoleTooLow
from config.database.waiting import is_locked
from config.disk import is_disk_full
from config.hashing import HashingBusyError

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)


class PrivatePagesMiddleware:
    """What is answered to somebody who is signed in stays out of every cache, unless the view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class PolicyMiddleware(CSPMiddleware):
    """django-csp’s, with the policy that is the same for most answers put together once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        has_own = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if has_own or HEADER in response or settings.DEBUG:
            return super().process_response(request, response)
        response[HEADER] = policy_of_most()
        return response


@lru_cache(maxsize=1)
def policy_of_most() -> str:
    return build_policy()


class StorableMiddleware:
    """Refuses a request with a NUL character in its address or a cookie: no database looks for one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        values = (
            request.path,
            *request.GET,
            *chain.from_iterable(values for _name, values in request.GET.lists()),
            *request.COOKIES.values(),
        )
        if any("\0" in value for value in values):
            return answer(request, _("A NUL character cannot be looked for: leave it out of the address."), status=400)
        return self.get_response(request)


class MachineMiddleware:
    """Says so when a disk is full, a database locked, too many sign in at once, and when a request breaks off."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_to(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of the program, unless it is the machine's: uploads are written before a view begins."""
    error = sys.exception()
    found = answer_to(request, error) if isinstance(error, Exception) else None
    return found or django_server_error(request)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for what is not allowed: why, and who can change that."""
    context = {"exception": str(exception), "role_too_low": isinstance(exception, RoleTooLow)}
    return render(request, "403.html", context, status=403)


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if isinstance(error, HashingBusyError):
        words = _("Too many people are signing in at this moment. Try again in a few seconds.")
        return answer(request, words, status=503, retry_after=2)
    if is_disk_full(error):
        logger.error("The disk is full: %s", error)
        words = _("The disk of this installation is full, so nothing was stored. Ask its administrator for space.")
        return answer(request, words, status=507)
    if is_locked(error):
        logger.error("Others wrote to the database for too long: %s", error)
        words = _("Others have written for longer than the database waits, so nothing was stored. Try again soon.")
        return answer(request, words, status=503, retry_after=5)
    if isinstance(error, UnreadablePostError):
        return answer(request, _("The request broke off before all of it was here. Send it again."), status=408)
    return None


def answer(request: HttpRequest, words: str, *, status: int, retry_after: int | None = None) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        response: HttpResponse = JsonResponse({"message": words}, status=status)
    else:
        response = render(request, "trouble.html", {"words": words}, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request, level="warning")
    return response
