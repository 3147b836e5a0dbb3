"""Tokens: made with user name and password, shown once, kept as a digest, revoked by their key or by a new password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed, NotFound, Throttled
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from annotator.forms.account import PASSWORD_LENGTH
from annotator.services.tokens import revoke, tokens_of
from config.lockout import COOL_OFF
from config.proxies import counted_address
from exchange.api.common.errors import JsonOnly, MessageSerializer
from exchange.api.common.parsing import BoundedJSONParser
from exchange.api.common.schema import answers, path_id

SIGN_IN_BYTES = 16 * 1024


class SignInThrottle(SimpleRateThrottle):
    """Tries from one address, right or wrong, in front of the lock-out for wrong passwords."""

    scope = "tokens"
    rate = "30/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if request.method != "POST":
            return None
        return self.cache_format % {"scope": self.scope, "ident": counted_address(request._request)}


class SignInParser(BoundedJSONParser):
    """A name and a password are short: a longer body is refused before it is parsed."""

    most_bytes = SIGN_IN_BYTES


class SignInSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(
        max_length=PASSWORD_LENGTH, trim_whitespace=False, style={"input_type": "password"}
    )


class TokenSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(source="token_key", help_text="The token’s beginning, by which it is revoked")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True, help_text="Null: it does not expire")


class NewTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="Shown this once: send it as “Authorization: Token …”")


class TokensView(JsonOnly, APIView):
    """Tokens of the user who asks."""

    parser_classes = [SignInParser]
    throttle_classes = [SignInThrottle]

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method == "POST" else [IsAuthenticated()]

    @extend_schema(summary="Your tokens", responses=answers({200: TokenSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        return Response(TokenSerializer(tokens_of(request.user), many=True).data)

    @extend_schema(
        summary="Make a token",
        description=(
            "With user name and password. It expires, and a new password ends it. "
            "After ten wrong passwords the user name is locked for an hour, for the address that they came from."
        ),
        request=SignInSerializer,
        responses={201: NewTokenSerializer, **dict.fromkeys((400, 401, 429, 503), MessageSerializer)},
    )
    def post(self, request: Request) -> Response:
        body = SignInSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        user = authenticate(request._request, **body.validated_data)
        if user is None:
            self.refuse(request._request)
        token_row, token = AuthToken.objects.create(user)
        token_row.token = token
        return Response(NewTokenSerializer(token_row).data, status=status.HTTP_201_CREATED)

    def refuse(self, request: Any) -> None:
        """Raise the reason. The lock-out marks the request for a page of its own, which no program reads."""
        locked = getattr(request, "axes_locked_out", False)
        request.axes_locked_out = False
        if locked:
            raise Throttled(COOL_OFF, "Too many wrong passwords: wait an hour, or ask an administrator.")
        raise AuthenticationFailed("User name or password is wrong.")


class TokenView(JsonOnly, APIView):
    """A revoked token opens nothing from the next request on."""

    @extend_schema(
        summary="Revoke a token of yours",
        parameters=[path_id("key", "The token’s key", type=str)],
        responses=answers({204: None}),
    )
    def delete(self, request: Request, key: str) -> Response:
        if not revoke(key, user=request.user):
            raise NotFound("You have no token of this key: list yours first.")
        return Response(status=status.HTTP_204_NO_CONTENT)
