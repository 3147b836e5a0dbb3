"""The image by itself: prepared, served, asked whether it is well, stopped, and started again with its data."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from tests.containers.mounts import new_volume
from tests.containers.roots import PlainRoot
from tests.containers.services import Service, done, started
from tests.containers.visitor import Visitor

BASE = "http://localhost:8000"


def check(root: PlainRoot, place: Path) -> None:
    [volume] = root.image.volumes
    new_volume(root, volume, place / "data")
    env = {"SECRET_KEY": secrets.token_hex(), "ALLOWED_HOSTS": "localhost"}
    user = root.image.user
    assert done(root.inside(["id", "-u"], user=user)).strip() != "0"
    done(root.inside(["quotemark", "prepare"], user=user, env=env))
    told = done(root.inside(["quotemark", "start_here"], user=user, env=env))
    [password] = re.findall(r"password\s+(\S+)", told)
    service = serve(root, env, place)
    print(f"the image alone: well after {service.wait_until_well():.1f} s", flush=True)
    visitor = Visitor(BASE)
    assert "Sample project" in visitor.sign_in("editor", password)
    assert 'data-kind="quote"' in visitor.read("/articles/1/")
    service.stop()
    service = serve(root, env, place)
    service.wait_until_well()
    assert "Sample project" in visitor.read("/"), "the session or the data is gone"
    service.stop()
    print("the image alone: signed in, first page and workbench read; stopped and started again with its data")


def serve(root: PlainRoot, env: dict[str, str], place: Path) -> Service:
    command = root.inside([*root.image.entrypoint, *root.image.command], user=root.image.user, env=env)
    health = root.inside(root.image.health, user=root.image.user, env=env)
    return started("web", command, health=health, logs=place)
