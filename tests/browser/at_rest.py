"""The live server at rest: what a page asked for last is answered before the test's database is emptied."""

from __future__ import annotations

import http.client
import threading
from typing import Any

from django.test.testcases import QuietWSGIRequestHandler

WAIT = 60  # seconds, where the machine is very busy
changed = threading.Condition()
in_hand: set[Handler] = set()


class Handler(QuietWSGIRequestHandler):
    """Knows whether it has a request in hand: between two of them a connection stays open."""

    def parse_request(self) -> bool:
        with changed:
            in_hand.add(self)
        return super().parse_request()

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        finally:
            with changed:
                in_hand.discard(self)
                changed.notify_all()


def wait_for(live_server: Any) -> None:
    """A request of our own comes after all that were sent before it; then none is left in hand."""
    last = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=WAIT)
    last.request("GET", "/healthz")
    last.getresponse().read()
    last.close()
    with changed:
        changed.wait_for(lambda: not in_hand, timeout=WAIT)
