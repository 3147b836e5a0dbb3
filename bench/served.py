"""A project of made-up articles in a database of its own, served as `make run` serves it."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-01-01T00:00:00+00:00"


@contextmanager
def installation() -> Iterator[Path]:
    """Django set up on a new database (SQLite in a temporary folder, or that of DATABASE_URL), files collected."""
    place = Path(tempfile.mkdtemp(prefix="quotemark-bench-"))
    os.environ.update(
        QUOTEMARK_VAR=str(place), SECRET_KEY=secrets.token_urlsafe(48), ALLOWED_HOSTS="127.0.0.1",
        DJANGO_SETTINGS_MODULE="config.settings",
    )  # fmt: skip
    try:
        for command in (["migrate"], ["collectstatic", "--noinput"]):
            subprocess.run([sys.executable, "manage.py", *command, "--verbosity", "0"], cwd=ROOT, check=True)
        import django

        django.setup()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def server(*application: str) -> Iterator[int]:
    """gunicorn with the options of scripts/run; gives its port. It serves ours, or the application of this name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = ["--config", "python:config.gunicorn", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *options, *application], cwd=ROOT, start_new_session=True
    )
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def processor_time(port: int) -> float:
    """Milliseconds of processor time that the server's processes have used: hardly touched by what else runs here."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"127.0.0.1:{port}".encode() in (folder / "cmdline").read_bytes():
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue  # it has ended meanwhile
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


class Client:
    """One signed-in person on one connection."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.token = "t" * 32
        self.cookie = f"sessionid={session}; csrftoken={self.token}"
        self.headers = http.client.HTTPMessage()  # of the last answer

    def get(self, address: str) -> tuple[float, int, bytes]:
        return self.ask("GET", address, {})

    def post(self, address: str, values: dict[str, Any]) -> tuple[float, int, bytes]:
        return self.ask("POST", address, values)

    def ask(self, method: str, address: str, values: dict[str, Any]) -> tuple[float, int, bytes]:
        """Milliseconds until the whole answer was here, its status, its body as transferred."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Accept-Encoding": "gzip", "HX-Request": "true"}
        if method == "GET":
            del headers["HX-Request"]
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, address, urlencode(values) if values else None, headers)
        response = self.connection.getresponse()
        body = response.read()
        self.headers = response.headers
        return 1000 * (time.perf_counter() - begun), response.status, body


def session_of(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def make_people(number: int) -> tuple[Any, list[Any]]:
    """A project and its annotators."""
    from django.contrib.auth import get_user_model

    from articles.models import Membership, Project

    project = Project.objects.create(slug="bench", name="Bench", accept_threshold=0.9)
    users = [get_user_model().objects.create_user(f"user{place}") for place in range(number)]
    Membership.objects.bulk_create([Membership(project=project, user=user) for user in users])
    return project, users


def add_long(project: Any, *, seed: int, **size: int) -> Any:
    """One article made up in this size, with its suggestions."""
    from annotator.services.suggested import store_machine_set
    from articles.models import Article, check_blocks
    from bench.made_up import made_up

    text, blocks, suggestions = made_up(seed=seed, **size)
    article = Article.objects.create(
        project=project, text=text, external_id=f"long-{seed}", title=text.split("\n")[0],
        publisher="Made up", blocks=check_blocks(text, blocks),
    )  # fmt: skip
    store_machine_set(article, suggester="bench", version="1", suggestions=suggestions)
    return article


def add_many(project: Any, users: list[Any], *, upto: int) -> None:
    """Short articles until the project holds so many, with a quote each; half of them finished by these users.

    The registry of people grows as well, a person for every five articles.
    """
    from annotator.services.queue import advance
    from articles.models import Article

    first = Article.objects.count()
    numbers: Iterator[int] = iter(range(first, upto))
    for turn, batch in enumerate(iter(lambda: list(islice(numbers, 1000)), [])):
        write_batch(project, users[turn % len(users)], batch, finished=len(batch) // 2)
    for user in users:
        advance(user, project.pk)


def write_batch(project: Any, user: Any, numbers: list[int], *, finished: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from annotator.models import Annotation, AnnotationSet, Person, Span, folded
    from articles.models import Article, text_digest

    now = timezone.now()
    with transaction.atomic():
        names = [f"Person {number}" for number in numbers if number % 5 == 0]
        people = Person.objects.bulk_create([Person(project=project, name=name, folded=folded(name)) for name in names])
        rows = []
        for number in numbers:
            text = f"“Number {number} is closed,” said Person {number}. The board met on Monday."
            known = {"title": f"Story {number}", "label": f"Story {number}", "publisher": f"Paper {number % 40}"}
            rows.append(Article(
                project=project, external_id=f"short-{number}", text=text, sha256=text_digest(text), words=11,
                blocks=[[0, len(text), "paragraph"]], **known,
            ))  # fmt: skip
        for row in rows[:finished]:
            row.finished = True
        articles = Article.objects.bulk_create(rows)
        done = {"state": "finished", "finished_at": now}
        machine = AnnotationSet.objects.bulk_create(
            [AnnotationSet(article=row, source="suggester", suggester="bench", version="1", **done) for row in articles]
        )
        own = AnnotationSet.objects.bulk_create(
            [AnnotationSet(article=row, source="annotator", user=user, **done) for row in articles[:finished]]
        )
        suggested = [quote(row, articles[place].text, "suggested") for place, row in enumerate(machine)]
        decided = [
            quote(
                row,
                articles[place].text,
                "accepted",
                origin=suggested[place],
                person=people[place % len(people)],
            )
            for place, row in enumerate(own)
        ]
        Annotation.objects.bulk_create(suggested + decided)
        Span.objects.bulk_create(list(spans(suggested + decided)))


def quote(workset: Any, text: str, verdict: str, **values: Any) -> Any:
    from annotator.models import Annotation

    return Annotation(
        set=workset, kind="quote", verdict=verdict, quote_type="direct", speaker_kind="named", score=0.9,
        name=text.split("said ")[1].split(".")[0], start=0, end=text.index(" said"),
        first=0, last=text.index(" said") + 5, place="paragraph", **values,
    )  # fmt: skip


def spans(annotations: Iterable[Any]) -> Iterator[Any]:
    from annotator.models import Span

    for row in annotations:
        for role, start, end in (("content", 0, row.end), ("cue", row.end + 1, row.end + 5)):
            yield Span(annotation=row, role=role, order=0, start=start, end=end)
