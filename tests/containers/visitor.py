"""Somebody with a browser's cookies who signs in and reads pages."""

from __future__ import annotations

import http.cookiejar
import ssl
import urllib.parse
import urllib.request
from pathlib import Path


class Visitor:
    """``base`` is the address of the site without a slash at its end; ``trusts`` a certificate for TLS."""

    def __init__(self, base: str, *, trusts: Path | None = None) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=trusts)),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )

    def read(self, path: str, data: bytes | None = None) -> str:
        address = self.base + path
        with self.opener.open(urllib.request.Request(address, data, {"Referer": address}), timeout=60) as answer:
            return str(answer.read().decode())

    def sign_in(self, name: str, password: str) -> str:
        """The page that comes after it."""
        self.read("/login/")
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        values = {"username": name, "password": password, "csrfmiddlewaretoken": token}
        return self.read("/login/", urllib.parse.urlencode(values).encode())
