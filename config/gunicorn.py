"""How gunicorn serves the site: ``gunicorn --config python:config.gunicorn --bind 127.0.0.1:8000``."""

from __future__ import annotations

import os
import socket
import struct
from typing import Any

from config.serving import settle

wsgi_app = "config.wsgi"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
loglevel = "warning"
control_socket_disable = True  # it would lie in the home folder, one for all servers of a user
preload_app = True  # the processes share the memory of what is loaded before they part

RECEIVE_TIMEOUT = 5  # seconds without a byte of a request that has begun
SEND_TIMEOUT = 60  # seconds in which the client takes nothing of an answer


def when_ready(server: Any) -> None:
    free_stopped_clients(server)
    if server.cfg.preload_app:
        settle()


def free_stopped_clients(server: Any) -> None:
    """Free the threads of clients that stopped in the middle. A thread of gunicorn would wait for them for ever.

    Connections inherit both from the socket that listens, on Linux. A client that sends a byte now and then still
    holds its thread: against that, a proxy in front reads whole requests first (docs/operation.md).
    """
    for listener in server.LISTENERS:
        for option, seconds in ((socket.SO_RCVTIMEO, RECEIVE_TIMEOUT), (socket.SO_SNDTIMEO, SEND_TIMEOUT)):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", seconds, 0))
