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

from tests.starts import free_port


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


def redis(place: Path, *, tls: Path | None = None) -> Broker:
    """``tls`` is a folder with certificate and key: then nothing else than TLS is spoken."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--save", "", "--dir", str(place)]
    if tls is None:
        return Broker(f"redis://127.0.0.1:{port}/0", port, [*command, "--port", str(port)])
    files = ["--tls-cert-file", str(tls / "certificate.pem"), "--tls-key-file", str(tls / "key.pem")]
    secure = ["--port", "0", "--tls-port", str(port), *files, "--tls-auth-clients", "no"]
    return Broker(f"rediss://localhost:{port}/0", port, [*command, *secure])


def rabbitmq(place: Path, *, tls: Path | None = None) -> Broker:
    """``tls`` is a folder with certificate and key: then nothing else than TLS is spoken."""
    port = free_port()
    env = environment_of_rabbitmq(place, port)
    if tls is not None:
        (place / "rabbitmq.conf").write_text(
            f"listeners.tcp = none\nlisteners.ssl.1 = 127.0.0.1:{port}\nssl_options.verify = verify_none\n"
            f"ssl_options.certfile = {tls / 'certificate.pem'}\nssl_options.keyfile = {tls / 'key.pem'}\n"
        )
        for name in ("RABBITMQ_NODE_PORT", "RABBITMQ_NODE_IP_ADDRESS"):
            del env[name]
        env["RABBITMQ_CONFIG_FILE"] = str(place / "rabbitmq.conf")
    server = shutil.which("rabbitmq-server") or ""
    inside = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # Debian's command refuses other users than its own
    command = [str(inside) if inside.exists() else server]
    address = f"amqp://127.0.0.1:{port}//" if tls is None else f"amqps://localhost:{port}//"
    return Broker(address, port, command, env, after=["epmd", "-kill"])


def environment_of_rabbitmq(place: Path, port: int) -> dict[str, str]:
    return {
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
