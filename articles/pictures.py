"""Whether the address of a picture may be given to a reader's browser.

Addresses come from imported pages, so they are strangers' words: a browser that loads one tells that host who reads
what, and an address inside the reader's own network would be asked for in the reader's name.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote, urlsplit

LOCAL_SUFFIXES = (
    *("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain"),
    *("home.arpa", "in-addr.arpa", "ip6.arpa"),
)
NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Whether this is an https address of a host on the public internet, on the usual port.

    Names are judged by their form alone: nothing is looked up. Addresses in numbers are read as browsers read them
    (``https://2130706433/`` is 127.0.0.1), so every host whose last part is a number has to be a full, public address.
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or port not in (None, 443) or parts.username is not None or "\\" in address:
        return False
    if ":" in host or NUMBER.match(host.rpartition(".")[2]):
        return is_public_number(host)
    return "." in host and not any(host == name or host.endswith(f".{name}") for name in LOCAL_SUFFIXES)


def is_public_number(host: str) -> bool:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        number = number.ipv4_mapped or number.sixtofour or number
    return number.is_global and not number.is_multicast


def short_name(address: str) -> str:
    """“example.org … ferry.jpg”: the host and the last part of the path, for showing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address[:80]
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return " … ".join(part for part in (parts.hostname or "", last) if part)[:120] or address[:80]
