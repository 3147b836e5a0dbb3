"""Settings read from the environment, typed; a value that cannot be read stops the start and says what to write."""

from __future__ import annotations

import os
import re
import secrets
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
CELERY = "exchange.runs.celery.announce"
QUEUES: dict[str, tuple[str, tuple[str, ...]]] = {
    "database": ("", ()),
    "inline": ("exchange.runs.services.do_waiting", ()),
    "redis": (CELERY, ("celery", "redis")),
    "rediss": (CELERY, ("celery", "redis")),
    "amqp": (CELERY, ("celery",)),
    "amqps": (CELERY, ("celery",)),
}
Networks = tuple[IPv4Network | IPv6Network, ...]


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: write 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number: write it in digits.")
    return int(value)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or list(default)


def sub_path(name: str) -> str:
    """A path like ``/quotemark``, without a slash at its end; empty where there is none."""
    value = text(name).rstrip("/")
    if value and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", value):
        raise ImproperlyConfigured(f"{name}={value!r} is not a path: write it like /quotemark.")
    return value


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the words, in any case; the first without a value."""
    value = text(name, choices[0]).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} is not known: write one of {', '.join(choices)}.")
    return value


def file(name: str) -> str:
    """The path of a file that is there; empty without a value."""
    value = text(name)
    if value and not Path(value).is_file():
        raise ImproperlyConfigured(f"{name}={value!r} is not a file: write the path of one, or unset {name}.")
    return value


def queue(name: str) -> tuple[str, str]:
    """The address of the queue, and what is called when a run waits (empty: workers look into the database)."""
    value = text(name, "database:")
    scheme, colon, _ = value.partition(":")
    if not colon or scheme not in QUEUES:
        raise ImproperlyConfigured(
            f"{name}={hidden(value)!r} is not known: write inline:, database:, or the address of a broker that begins "
            "with redis://, rediss://, amqp:// or amqps://."
        )
    engine, needed = QUEUES[scheme]
    missing = [module for module in needed if find_spec(module) is None]
    if missing:
        raise ImproperlyConfigured(
            f"{name}={hidden(value)!r} needs {' and '.join(missing)}: install quotemark[celery], or unset {name}."
        )
    return value, engine


def hidden(address: str) -> str:
    """An address without the password that may stand in it."""
    return re.sub(r"(?<=:)[^:@/]+(?=@)", "…", address)


def networks(name: str, default: Networks = ()) -> Networks:
    """A comma-separated list of addresses (``10.0.0.7``) and networks (``10.0.0.0/8``)."""
    try:
        return tuple(ip_network(word) for word in words(name)) or default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}. Write addresses or networks, with commas between.") from error


def proxies(name: str, default: int) -> int | Networks:
    """The networks of the proxies in front, or how many there are."""
    return number(name, default) if text(name).isdecimal() or not text(name) else networks(name)


def pairs(name: str) -> dict[str, str]:
    """A comma-separated list of ``key=value``."""
    found: dict[str, str] = {}
    for word in words(name):
        key, equals, value = word.partition("=")
        if not (key and equals and value):
            raise ImproperlyConfigured(f"{name} holds “{word}”: write name=value, with commas between them.")
        found[key.strip()] = value.strip()
    return found


def kept_secret(path: Path) -> str:
    """The secret key of a local installation: made at the first start, kept in a file that only its owner can read."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    key = secrets.token_urlsafe(48)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was a moment earlier
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
