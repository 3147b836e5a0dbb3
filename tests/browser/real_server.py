"""A server in processes of its own, which a test stops, kills and starts again."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from config.database.replacing import connected_to
from tests.browser.acts import in_time
from tests.factories import make_member, make_project, make_suggested

PASSWORD = "fish and bread"
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Server:
    """A gunicorn on a database of its own, as `make run` starts it, and what the test has there."""

    place: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    ann: Any = None
    bo: Any = None
    articles: tuple[int, int] = (0, 0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.place / "quotemark.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        own = {"QUOTEMARK_VAR": str(self.place), "SECRET_KEY": settings.SECRET_KEY, "ALLOWED_HOSTS": "127.0.0.1"}
        others = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")
        }
        return {**others, **own, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}

    def make_people(self) -> None:
        """Two people of a project with two articles, whom no other test has."""
        with connected_to(self.database):
            project = make_project()
            self.ann, self.bo = (make_member(project) for _ in range(2))
            for user in (self.ann, self.bo):
                user.set_password(PASSWORD)
                user.save()
            first, second = (make_suggested(project).pk for _ in range(2))
            self.articles = first, second

    def cookie_of(self, user: Any) -> str:
        client = Client()
        with connected_to(self.database):
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def start(self) -> None:
        command = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--threads", "4", "--log-level", "critical"],
            cwd=ROOT, env=self.environment, start_new_session=True,
        )  # fmt: skip
        in_time(self.answers)

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
                connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                return b"200" in connection.recv(100)
        except OSError:
            return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """The whole group at once, so that SIGKILL leaves nothing that could finish a request."""
        if self.process is not None:
            os.killpg(self.process.pid, how)
            self.process.wait()
            self.process = None

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.database, timeout=60)) as database:
            return database.execute(query).fetchall()

    def decided(self, article: int = 0) -> dict[str, str]:
        """Of ann's set: verdict by card."""
        found = self.rows(
            "SELECT coalesce(a.origin_id, a.id), a.verdict FROM annotator_annotation a JOIN annotator_annotationset s "
            f"ON s.id = a.set_id WHERE s.source = 'annotator' AND s.user_id = {self.ann.pk} "
            f"AND s.article_id = {self.articles[article]}"
        )
        return dict(found)

    def orders(self) -> list[int]:
        """Of the actions in the first article, whoever did them."""
        found = self.rows(
            'SELECT a."order" FROM annotator_action a JOIN annotator_annotationset s ON s.id = a.set_id '
            f"WHERE s.article_id = {self.articles[0]} ORDER BY 1"
        )
        return [order for (order,) in found]

    def end_sessions(self) -> None:
        with closing(sqlite3.connect(self.database, timeout=60)) as database:
            database.execute("DELETE FROM django_session")
            database.commit()
