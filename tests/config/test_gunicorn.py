"""A client that stops in the middle of a request does not hold a thread for ever."""

from __future__ import annotations

import socket
import struct
import sys
from types import SimpleNamespace

import pytest

from config import gunicorn


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere connections do not inherit timeouts")
def test_connections_have_the_timeouts_of_their_listener() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gunicorn.free_stopped_clients(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                for option, seconds in ((socket.SO_RCVTIMEO, 5), (socket.SO_SNDTIMEO, 60)):
                    found = accepted.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("@ll"))
                    assert struct.unpack("@ll", found) == (seconds, 0)
