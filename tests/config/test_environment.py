"""Settings from the environment; production does not start half configured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

ROOT = Path(__file__).resolve().parents[2]


def test_a_flag_that_is_neither_yes_nor_no_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_DEBUG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="DJANGO_DEBUG='perhaps'"):
        environment.flag("DJANGO_DEBUG", default=False)
    monkeypatch.setenv("DJANGO_DEBUG", "on")
    assert environment.flag("DJANGO_DEBUG", default=False)


def test_the_local_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "key"
    key = environment.kept_secret(path)
    assert len(key) > 40
    assert environment.kept_secret(path) == key
    assert path.stat().st_mode & 0o077 == 0


def test_a_web_server_is_refused_without_key_and_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    monkeypatch.setenv("ALLOWED_HOSTS", "quotes.example.org")
    from config import wsgi

    wsgi.check_environment()
    monkeypatch.delenv("ALLOWED_HOSTS")
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS"):
        wsgi.check_environment()
    monkeypatch.delenv("SECRET_KEY")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        wsgi.check_environment()


def test_debug_is_off_unless_asked_for() -> None:
    from config import settings

    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS


def test_a_word_that_is_not_among_the_choices_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.choice("SQLITE_SYNCHRONOUS", ("NORMAL", "FULL")) == "NORMAL"
    monkeypatch.setenv("SQLITE_SYNCHRONOUS", "full")
    assert environment.choice("SQLITE_SYNCHRONOUS", ("NORMAL", "FULL")) == "FULL"
    monkeypatch.setenv("SQLITE_SYNCHRONOUS", "OFF")
    with pytest.raises(ImproperlyConfigured, match="write one of NORMAL, FULL"):
        environment.choice("SQLITE_SYNCHRONOUS", ("NORMAL", "FULL"))


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ({}, "0 None True 90 NORMAL"),
        ({"ALLOWED_HOSTS": "quotes.example.org"}, "0 None False 90 NORMAL"),
        ({"BEHIND_PROXY": "1"}, "1 ('HTTP_X_FORWARDED_PROTO', 'https') False 90 NORMAL"),
        ({"TOKEN_DAYS": "0", "METRICS_FROM": "10.0.0.7", "SQLITE_SYNCHRONOUS": "FULL"}, "0 None True None FULL"),
    ],
)
def test_what_the_door_makes_of_the_environment(values: dict[str, str], printed: str, tmp_path: Path) -> None:
    words = (
        "from config import settings as s; days = s.REST_KNOX['TOKEN_TTL']; "
        "print(s.TRUSTED_PROXIES, s.SECURE_PROXY_SSL_HEADER, bool(s.METRICS_FROM), days and days.days, "
        "s.SQLITE_OPTIONS['init_command'].rsplit('=')[-1].rstrip(';'))"
    )
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environ = {**known, "QUOTEMARK_VAR": str(tmp_path), **values}
    found = subprocess.run([sys.executable, "-c", words], cwd=ROOT, env=environ, check=True, capture_output=True)
    assert found.stdout.decode().strip() == printed


@pytest.mark.parametrize(
    ("value", "engine"),
    [
        ("", ""),
        ("database:", ""),
        ("inline:", "exchange.runs.services.do_waiting"),
        ("redis://:secret@queue.example:6379/1", environment.CELERY),
        ("amqps://user:secret@queue.example//", environment.CELERY),
    ],
)
def test_the_queue_is_what_its_address_says(monkeypatch: pytest.MonkeyPatch, value: str, engine: str) -> None:
    monkeypatch.setenv("QUEUE_URL", value)
    assert environment.queue("QUEUE_URL") == (value or "database:", engine)


def test_a_queue_that_is_not_known_stops_the_start_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_URL", "kafka://user:secret@queue.example")
    with pytest.raises(ImproperlyConfigured, match="redis://, rediss://, amqp:// or amqps://") as raised:
        environment.queue("QUEUE_URL")
    assert "secret" not in str(raised.value)


def test_a_broker_without_celery_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_URL", "redis://queue.example")
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"needs celery and redis: install quotemark\[celery\]"):
        environment.queue("QUEUE_URL")


def test_a_file_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUEUE_CA", str(tmp_path / "ca.pem"))
    with pytest.raises(ImproperlyConfigured, match=r"ca\.pem' is not a file: write the path of one"):
        environment.file("QUEUE_CA")
    (tmp_path / "ca.pem").touch()
    assert environment.file("QUEUE_CA") == str(tmp_path / "ca.pem")
