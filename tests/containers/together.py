"""The services of compose.yaml with its own commands, settings, health checks and order, on their usual ports.

PostgreSQL, Redis and nginx are this machine's; Quotemark's services run in the plain root.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.containers import neighbours
from tests.containers.mounts import new_volume
from tests.containers.roots import ROOT, PlainRoot
from tests.containers.services import Service, done, started
from tests.containers.visitor import Visitor

Values = dict[str, Any]
VARIABLE = re.compile(r"\$\{(\w+):?\??\}")


def check(root: PlainRoot, place: Path) -> None:
    place.mkdir(exist_ok=True)
    env = {"SECRET_KEY": secrets.token_hex(), "DATABASE_PASSWORD": secrets.token_hex(), "ALLOWED_HOSTS": "localhost"}
    text = (ROOT / "compose.yaml").read_text()
    services = yaml.safe_load(VARIABLE.sub(lambda found: env[found[1]], text))["services"]
    new_volume(root, "/data", place / "data")
    running = Composed(root, services, place)
    for name in services:
        running.start(name)
    look(running, place)
    running.stop()


@dataclass
class Composed:
    """What compose.yaml starts."""

    root: PlainRoot
    services: dict[str, Values]
    place: Path

    def __post_init__(self) -> None:
        self.running: dict[str, Service] = {}
        self.ended: set[str] = set()

    def start(self, name: str) -> None:
        """Start a service once those that it depends on are as it asks."""
        if name in self.running or name in self.ended:
            return
        service = self.services[name]
        asked = service.get("depends_on", {})
        for other in asked:
            self.start(other)
            condition = asked[other]["condition"] if isinstance(asked, dict) else "service_started"
            if condition == "service_healthy":
                self.running[other].wait_until_well()
            assert (condition == "service_completed_successfully") == (other in self.ended)
        command = self.command(service)
        if service.get("restart") == "no":
            done(command)
            self.ended.add(name)
        else:
            self.running[name] = started(name, command, health=self.health(service), logs=self.place)
        print(f"compose: {name} is started", flush=True)

    def command(self, service: Values) -> Sequence[str]:
        """Of the image, or what takes its place."""
        if service["image"] != "quotemark":
            return neighbours.command(service, self.place)
        image = self.root.image
        return self.inside(service, [*image.entrypoint, *service.get("command", image.command)])

    def inside(self, service: Values, command: Sequence[str]) -> Sequence[str]:
        return self.root.inside(command, user=self.root.image.user, env=service["environment"])

    def health(self, service: Values) -> Sequence[str]:
        """The service's own check, the image's where it has none, nothing where it is switched off."""
        told = service.get("healthcheck", {})
        if told.get("disable") or (service["image"] != "quotemark" and not told):
            return []
        if service["image"] == "quotemark":
            return self.inside(service, self.root.image.health)
        return neighbours.with_path(told["test"][1:], self.place)

    def stop(self) -> None:
        for name in reversed(self.running):
            self.running[name].stop()
        print("compose: all services ended when they were told to", flush=True)


def look(running: Composed, place: Path) -> None:
    """Sign in through the proxy, and let the worker do something that the broker tells it of."""
    web = running.services["web"]
    running.running["web"].wait_until_well()
    told = done(running.inside(web, ["quotemark", "start_here"]))
    [password] = re.findall(r"password\s+(\S+)", told)
    visitor = Visitor("https://localhost:8443/quotemark", trusts=place / "tls" / "certificate.pem")
    home = visitor.sign_in("editor", password)
    assert "Sample project" in home
    assert 'data-kind="quote"' in visitor.read("/articles/1/")
    for file in re.findall(r'(?:href|src)="/quotemark(/static/[^"]+)"', home):
        assert visitor.read(file)
    asked = done(running.inside(web, ["quotemark", "suggest", "--project", "sample", "--background"]))
    [page] = re.findall(r"/quotemark(/\S+)", asked)
    begun = time.monotonic()
    while 'data-state="finished"' not in visitor.read(page):
        assert time.monotonic() - begun < 300, visitor.read(page)
        time.sleep(0.5)
    print("compose: signed in over TLS below the sub-path, files read, a run done by the worker over Redis", flush=True)
