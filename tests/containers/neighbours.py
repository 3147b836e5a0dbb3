"""This machine's PostgreSQL, Redis and nginx in the place of the images that compose.yaml names."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.containers.mounts import mount
from tests.containers.roots import ROOT

PATH = f"{os.environ['PATH']}:/usr/sbin"
AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
# What nginx's image has around the files of conf.d. As there, the first process is root's and the others are not.
NGINX = "daemon off; events {{}} http {{ access_log off; include {place}/conf.d/*.conf; }}\n"


def missing() -> str:
    """The program that is not installed; empty where all are."""
    programs = {"redis-server": "redis-server", "nginx": "nginx", "openssl": "openssl"}
    for program, package in programs.items():
        if shutil.which(program, path=PATH) is None:
            return f"{program} is not installed (on Debian: apt-get install {package})."
    return "" if postgresql() else "PostgreSQL's server is not installed (on Debian: apt-get install postgresql)."


def postgresql() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def command(service: dict[str, Any], place: Path) -> Sequence[str]:
    """What its image would run, made ready as the image does it."""
    image = service["image"].rpartition("/")[2].partition(":")[0]
    match image:
        case "postgres":
            return database(service["environment"], place / "database")
        case "redis":
            return ["redis-server", "--dir", str(place)]
        case "nginx":
            return proxy(service["volumes"], place)
    raise ValueError(f"nothing here takes the place of the image {image}")


def database(env: dict[str, str], folder: Path) -> Sequence[str]:
    """A cluster with the user of the environment, and a database of the same name, as the image of PostgreSQL makes."""
    programs = postgresql()
    assert programs is not None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.chown(folder, "nobody", "nogroup")
    password = folder.with_name("password")
    password.write_text(env["POSTGRES_PASSWORD"])
    shutil.chown(password, "nobody")
    folder.parent.chmod(0o755)
    user, data = env["POSTGRES_USER"], str(folder / "data")
    first = ["-D", data, "-U", user, "--pwfile", str(password), "-A", "scram-sha-256", "--no-sync"]
    subprocess.run([*AS_NOBODY, str(programs / "initdb"), *first], check=True, capture_output=True)
    made = subprocess.run(
        [*AS_NOBODY, str(programs / "postgres"), "--single", "-D", data, "postgres"],
        input=f"CREATE DATABASE {user}\n", text=True, check=True, capture_output=True,
    )  # fmt: skip
    assert "ERROR" not in made.stderr, made.stderr
    sockets = f"unix_socket_directories={folder}"
    return [*AS_NOBODY, str(programs / "postgres"), "-D", data, "-c", sockets, "-c", "fsync=off"]


def proxy(volumes: Sequence[str], place: Path) -> Sequence[str]:
    """nginx with the files of the service where it expects them."""
    certificate(place / "tls")
    mount("-t", "tmpfs", "tmpfs", "/etc/nginx")
    for volume in volumes:
        source, target, _ = volume.split(":")
        inside = Path(target)
        here = place / "tls" if source.endswith("/tls") else ROOT / source
        if here.is_dir():
            inside.mkdir(parents=True)
        else:
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.touch()
        mount("--bind", here, inside)
    Path("/etc/nginx/nginx.conf").write_text(NGINX.format(place="/etc/nginx"))
    nginx = shutil.which("nginx", path=PATH)
    assert nginx is not None
    return [nginx, "-e", str(place / "nginx-errors.log")]


def certificate(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def with_path(check: Sequence[str], place: Path) -> Sequence[str]:
    """A health check of one of these images, which finds its programs and the database's socket."""
    programs = postgresql()
    return ["env", f"PATH={programs}:{PATH}", f"PGHOST={place / 'database'}", *check]
