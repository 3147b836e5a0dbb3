"""The image and the services of compose.yaml, run where no other machine can be reached.

``python -m tests.containers`` starts this in namespaces of its own: mounts and processes end with it, and its network
has this machine's loopback alone.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import sys
from pathlib import Path

from tests.containers import alone, containerfile, roots, together
from tests.containers.mounts import mount
from tests.containers.roots import PlainRoot

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
NOT_RUN = """\
not run here, for want of an engine: pulling the images of Python, PostgreSQL, Redis and nginx (programs of this machine
took their places), layers and named volumes, the network between containers, and starting again after a crash"""
SERVICES = ("database", "queue", "web", "proxy")


def main(place: Path) -> None:
    seal(place)
    root = image(place)
    alone.check(root, place / "alone")
    together.check(root, place / "together")
    print(NOT_RUN)


def seal(place: Path) -> None:
    """Raise the loopback, and let the names of the services be names of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    assert [name for _, name in socket.if_nameindex()] == ["lo"], "there is another network"
    hosts = place / "hosts"
    hosts.write_text(f"127.0.0.1 localhost {' '.join(SERVICES)}\n")
    mount("--bind", hosts, "/etc/hosts")


def image(place: Path) -> PlainRoot:
    """The image that was built, with what an engine mounts into it. As there, the layers are only read."""
    [*_, last] = containerfile.stages((roots.ROOT / "Containerfile").read_text())
    folder = place / str(len(_))
    made = containerfile.Image({"PATH": roots.PATH})
    for step in last.steps:
        made.take(step)
    mount("--bind", folder, folder)
    mount("-o", "remount,bind,ro", folder)
    mount("-t", "proc", "proc", folder / "proc")
    mount("--bind", "/dev", folder / "dev")
    for path in ("dev/shm", "tmp"):
        mount("-t", "tmpfs", "tmpfs", folder / path)
    mount("--bind", "/etc/hosts", folder / "etc" / "hosts")
    return PlainRoot(folder, made)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
