"""Who a token belongs to."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]
    """Knox's, which is not asked about what cannot be a token."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not re.fullmatch(rb"[0-9A-Za-z]{16,256}", token):
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes it: as Knox’s own."""

    target_class = "exchange.api.authentication.TokenAuthentication"
