"""Real brokers of the tests' own, each on a port and in a folder that nobody else has."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass
class Broker:
    """A server that is killed at the end, if not before."""

    url: str
    port: int
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    after: list[str] = field(default_factory=list)
    """A command that ends what the server has left behind."""

    def start(self, wait_for: Callable[[Callable[[], object]], None]) -> None:
        # Its own session, so that the processes that it starts end with it.
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(lambda: answers(self.port) or self.process.poll() is not None)
        assert self.process.poll() is None, "it ended at once"

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.after:
            subprocess.run(self.after, env={**os.environ, **self.env}, capture_output=True, check=False)


def redis(place: Path) -> Broker:
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(place)]
    return Broker(f"redis://127.0.0.1:{port}/0", port, command)


def rabbitmq(place: Path) -> Broker:
    port = free_port()
    env = {
        "HOME": str(place),
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_RELAXED_COMMAND_CHECK": "1",  # so that it can be ended while it thinks that its server lives
        "RABBITMQ_NODENAME": f"quotemark-{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(place),
        "RABBITMQ_LOG_BASE": str(place),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(place / "plugins"),
        "RABBITMQ_PID_FILE": str(place / "pid"),
    }
    server = shutil.which("rabbitmq-server") or ""
    inside = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # Debian's command refuses other users than its own
    command = [str(inside) if inside.exists() else server]
    return Broker(f"amqp://127.0.0.1:{port}//", port, command, env, after=["epmd", "-kill"])
