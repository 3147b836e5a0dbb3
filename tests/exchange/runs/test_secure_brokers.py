"""Brokers over TLS: what the certificate says is checked, by the authorities of QUEUE_CA."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.exchange.runs.servers import Broker, rabbitmq, redis
from tests.exchange.runs.workers import wait_for
from tests.starts import ROOT, environment

pytestmark = pytest.mark.left_to_ci
TELL = """
import django

django.setup()
from exchange.runs.celery import told_broker

print(told_broker())
"""


def certificates(place: Path, name: str) -> None:
    """An authority of one's own, ``ca.pem``, and a certificate from it for that name of this machine."""
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    for command in (
        [*new, "-subj", "/CN=An authority", "-keyout", "ca.key", "-out", "ca.pem"],
        [*new, "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-CA", "ca.pem", "-CAkey", "ca.key",
         "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", "key.pem", "-out", "certificate.pem"],
    ):  # fmt: skip
        subprocess.run(command, cwd=place, check=True, capture_output=True)


def started(make: Callable[..., Broker], place: Path, name: str) -> Broker:
    place.mkdir()
    certificates(place, name)
    broker = make(place, tls=place)
    broker.start(wait_for)
    return broker


@pytest.fixture(params=[(redis, "redis-server"), (rabbitmq, "rabbitmq-server")], ids=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    make, program = request.param
    if shutil.which(program) is None and "CI" not in os.environ:
        pytest.skip(f"{program} is not installed")
    found = started(make, tmp_path / "broker", "localhost")
    yield found
    found.kill()


def tell(broker: Broker, tmp_path: Path, **env: str) -> tuple[bool, str]:
    """Whether a process can tell the broker that there is work, and what it writes into its log."""
    values = {"DJANGO_SETTINGS_MODULE": "config.settings", "QUOTEMARK_VAR": str(tmp_path), "QUEUE_URL": broker.url}
    done = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=ROOT,
        env=environment(**values, **env),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() == "True", done.stderr


def test_a_certificate_is_believed_by_the_authorities_that_are_named_and_by_no_others(
    broker: Broker, tmp_path: Path
) -> None:
    assert broker.url.startswith(("rediss://localhost:", "amqps://localhost:"))
    assert tell(broker, tmp_path, QUEUE_CA=str(tmp_path / "broker" / "ca.pem")) == (True, "")
    (tmp_path / "other").mkdir()
    certificates(tmp_path / "other", "localhost")
    for authorities in (str(tmp_path / "other" / "ca.pem"), ""):
        is_told, log = tell(broker, tmp_path, QUEUE_CA=authorities)
        assert not is_told
        assert "cannot be reached" in log
        assert "certificate verify failed" in log


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")
def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    broker = started(redis, tmp_path / "broker", "elsewhere.example")
    is_told, log = tell(broker, tmp_path, QUEUE_CA=str(tmp_path / "broker" / "ca.pem"))
    broker.kill()
    assert not is_told
    assert "Hostname mismatch" in log
