"""Who is signed in, found with prepared queries: every request asks.

The engine of sessions and the backend are Django's, with the same rows and the same answers.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from config.database.prepared import prepared

EARLIER = "django.contrib.auth.backends.ModelBackend"
"""The backend that sessions name which were begun in an earlier version."""
BACKEND = "config.signed_in.Backend"


@prepared
def sessions(*, key: str, now: datetime.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).order_by()


@prepared
def users(*, pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk).order_by()


class SessionStore(db.SessionStore):
    # The name is part of what sessions are signed with, so it stays that of Django's class.
    def _get_session_from_db(self) -> Session | None:
        found = next(iter(sessions(key=self.session_key or "", now=timezone.now())), None)
        if found is None:
            self._session_key = None
        return found

    def load(self) -> dict[str, Any]:
        known: dict[str, Any] = super().load()
        if known.get(BACKEND_SESSION_KEY) == EARLIER:
            known[BACKEND_SESSION_KEY] = BACKEND
        return known


class Backend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        user = next(iter(users(pk=user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None
