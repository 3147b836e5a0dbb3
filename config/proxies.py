"""Who a request comes from. Behind a trusted proxy it is the address that the proxy forwards."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.environment import Networks

Address = IPv4Address | IPv6Address
Trusted = int | Networks
"""How many proxies every request passes, or their networks. 0: none."""


class ClientAddressMiddleware:
    """Puts the client's address into ``REMOTE_ADDR``, where everything reads it: lock-out, throttle, metrics, logs.

    It is empty where the proxy does not say. A forwarded address that is still in the headers afterwards came from
    somebody who is not a trusted proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        trusted: Trusted = settings.TRUSTED_PROXIES
        peer = request.META.get("REMOTE_ADDR", "")
        if is_proxy(peer, trusted):
            forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = client_address(forwarded, trusted)
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


def is_proxy(peer: str, trusted: Trusted) -> bool:
    """A peer without an address is at the other end of a Unix socket, which only a proxy opens."""
    if isinstance(trusted, int) or not peer:
        return bool(trusted)
    return is_in(read_address(peer), trusted)


def client_address(forwarded: str, trusted: Trusted) -> str:
    """The last address of an ``X-Forwarded-For`` that is not a proxy's: what stands before it, the client wrote.

    Empty where there is none.
    """
    hops = [read_address(hop) for hop in reversed(forwarded.split(","))]
    if isinstance(trusted, int):
        found = hops[min(trusted, len(hops)) - 1]
    else:
        found = next((hop for hop in hops if not is_in(hop, trusted)), hops[-1])
    return str(found or "")


def read_address(words: str) -> Address | None:
    """The address without port, brackets and zone; None where the words hold none (“unknown”)."""
    words = words.strip()
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        found = ip_address(words.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def is_in(address: Address | None, networks: Networks) -> bool:
    return address is not None and any(address in network for network in networks)


def counted_address(request: HttpRequest) -> str | None:
    """What tries are counted by: the client's address, of IPv6 its /64, which one client has to itself.

    None where it is not known.
    """
    address = read_address(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False).network_address)
    return str(address) if address else None
