"""Settings from the environment; production does not start half configured."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


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
