"""A user's tokens for the REST interface: listed, revoked, and ended by a new password."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken


class EndsTokens:
    """Not a rule for passwords: Django calls every validator when a password was changed, wherever that was."""

    def validate(self, password: str, user: Any = None) -> None:
        """Every password will do."""

    def get_help_text(self) -> str:
        return _("A new password ends all tokens of its user for the REST interface.")

    def password_changed(self, password: str, user: Any = None) -> None:
        revoke_all(user)


def tokens_of(user: Any) -> QuerySet[Any]:
    """Those that still open something, the oldest first."""
    tokens: QuerySet[Any] = AuthToken.objects.filter(user=user)
    return tokens.filter(Q(expiry__isnull=True) | Q(expiry__gt=timezone.now())).order_by("created")


def revoke(key: str, *, user: Any) -> bool:
    """End the user's token of this key. False where there is none."""
    deleted, _by_model = AuthToken.objects.filter(user=user, token_key=key).delete()
    return bool(deleted)


def revoke_all(user: Any) -> None:
    AuthToken.objects.filter(user=user).delete()
