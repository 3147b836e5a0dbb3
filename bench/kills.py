"""Kills server and worker again and again while people decide, and looks for what is lost or done twice.

``bench/kills.py --kills 50`` on SQLite, ``scripts/with-postgresql bench/kills.py`` on PostgreSQL. Every decision whose
answer came must be there after the restart; every request is sent again, and must have one effect.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import ROOT, Client, installation, session_of

GONE = (OSError, http.client.HTTPException)
DONE, NOTHING = 200, 204
VERBS = ("accept", "reject", "undo", "redo")


@dataclass
class Sent:
    """A request of a person, and the status of its answer; 0 where none came."""

    values: dict[str, str]
    status: int = 0


@dataclass
class Person:
    """Decides in an article of the project without a pause, until the server is gone."""

    session: str
    article: int
    cards: Sequence[str]
    draw: random.Random
    sent: list[Sent] = field(default_factory=list)
    repeated: int = 0

    def work(self, port: int) -> None:
        client = Client(port, self.session)
        with suppress(*GONE), closing(client.connection):
            while True:
                verb = self.draw.choices(VERBS, [5, 3, 2, 1])[0]
                values = {"action": str(uuid.uuid4()), "verb": verb, "version": "0"}
                if verb in ("accept", "reject"):
                    values["card"] = self.draw.choice(self.cards)
                request = Sent(values)
                self.sent.append(request)
                request.status = self.post(client, values)

    def post(self, client: Client, values: dict[str, str]) -> int:
        """The status; where there was nothing to do, 204."""
        status = client.post(f"/articles/{self.article}/actions/", values)[1]
        return NOTHING if status == DONE and "Quotemark-Order" not in client.headers else status

    def send_again(self, port: int) -> list[str]:
        """Send everything since the last kill once more, in its order, but for what was refused; what went wrong."""
        client, found = Client(port, self.session), []
        with closing(client.connection):
            for request in self.sent[self.repeated :]:
                if request.status in (0, DONE):
                    status = self.post(client, request.values)
                    if request.status == DONE != status:
                        found.append(f"{request.values} was done, and answered {status} when it came again")
                    request.status = status
        self.repeated = len(self.sent)
        return found


@contextmanager
def running(port: int, *commands: Sequence[str], environment: dict[str, str]) -> Iterator[None]:
    """A server on the port and these processes, each with a group of its own; at the end all are killed at once."""
    processes = [
        subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, start_new_session=True)
        for command in (served(port), *commands)
    ]
    try:
        while not listens(port):
            time.sleep(0.02)
        yield
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in processes:
            process.wait()
        while listens(port):  # a child of it, on its way out
            time.sleep(0.02)


def served(port: int) -> list[str]:
    return ["-m", "gunicorn", "--config", "python:config.gunicorn", "--bind", f"127.0.0.1:{port}"]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def burst(people: Sequence[Person], port: int, *, answers: int) -> list[threading.Thread]:
    """All decide at once, in threads, until this many answers came. They end when the server is killed then."""
    threads = [threading.Thread(target=person.work, args=(port,), daemon=True) for person in people]
    wanted = answered(people) + answers
    for thread in threads:
        thread.start()
    while answered(people) < wanted:
        time.sleep(0.002)
    return threads


def answered(people: Sequence[Person]) -> int:
    return sum(request.status == DONE for person in people for request in person.sent)


def people_of(project: Any, users: Sequence[Any], *, seed: int) -> list[Person]:
    """Each in the project's first article, with the cards that it suggests."""
    from annotator.models import Annotation

    article = project.articles.order_by("pk")[0]
    found = Annotation.objects.filter(set__article=article, set__source="suggester").order_by("pk")
    cards = [str(key) for key in found.values_list("pk", flat=True)[:60]]
    return [
        Person(session_of(user), article.pk, cards, random.Random(seed + place)) for place, user in enumerate(users)
    ]


def wrong(project: Any, people: Sequence[Person], port: int) -> list[str]:
    """Send all again, and say what was lost or done twice; empty where nothing was."""
    from annotator.models import Action
    from config.database.replacing import damage

    found = [words for person in people for words in person.send_again(port)]
    stored = {str(key) for key in Action.objects.filter(set__article__project=project).values_list("pk", flat=True)}
    done = {one.values["action"] for person in people for one in person.sent if one.status == DONE}
    found += [f"action {key} was answered and is not stored" for key in done - stored]
    found += [f"action {key} is stored and was not answered" for key in stored - done]
    return found + disagreements(project) + damage()


def disagreements(project: Any) -> list[str]:
    """Where the history, replayed, is not what stands, or numbers of actions are missing."""
    from annotator.models import Action, Annotation, AnnotationSet, Event
    from annotator.services.frames import frame_of
    from annotator.services.replay import owner_of, replayed

    found = []
    for one in AnnotationSet.objects.filter(article__project=project, source="annotator"):
        orders = list(Action.objects.filter(set=one).order_by("order").values_list("order", flat=True))
        if orders != list(range(1, len(orders) + 1)):
            found.append(f"actions of {one} are numbered {orders}")
        events = list(Event.objects.filter(article=one.article_id).select_related("action__set").order_by("id"))
        then = replayed(events).sets.get(owner_of(one))
        rows = Annotation.objects.filter(set=one).with_spans()
        if {str(row.pk): frame_of(row) for row in rows} != (then.frames if then else {}):
            found.append(f"the history of {one} is not what stands")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--people", type=int, default=8)
    asked = parser.parse_args()
    with installation():
        from bench.served import add_long, make_people

        project, users = make_people(asked.people)
        add_long(project, seed=1, characters=12_000, spans=180)
        people = people_of(project, users, seed=1)
        draw, port = random.Random(1), free_port()
        lost: list[str] = []
        for number in range(asked.kills):
            worker = ["manage.py", "worker", "--verbosity", "0"]
            with running(port, worker, environment=dict(os.environ)):
                threads = burst(people, port, answers=draw.randint(20, 120))
            for thread in threads:
                thread.join()
            with running(port, environment=dict(os.environ)):
                lost += wrong(project, people, port)
            print(f"kill {number + 1}: {answered(people)} decisions answered, {len(lost)} wrong")
        print("\n".join(lost) or "nothing lost, nothing twice, history and annotations agree")
        sys.exit(bool(lost))


if __name__ == "__main__":
    main()
