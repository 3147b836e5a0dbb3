"""Work that nobody waits for: done by the same thread once the answer has gone out.

Only for what is found and done later where it is lost with the process.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started

Task = Callable[[], Any]
logger = logging.getLogger(__name__)
waiting = threading.local()


def after_answer(task: Task) -> None:
    """Run the task when the answer to this request is out; at once where there is no request. A failure is logged."""
    tasks: list[Task] | None = getattr(waiting, "tasks", None)
    if tasks is None:
        run(task)
    else:
        tasks.append(task)


def run(task: Task) -> None:
    try:
        task()
    except Exception:
        logger.exception("What was left for after the answer failed: %s", task)


def begin(**_: object) -> None:
    waiting.tasks = []


def end(**_: object) -> None:
    tasks: list[Task] = getattr(waiting, "tasks", None) or []
    waiting.tasks = None
    for task in tasks:
        run(task)


request_started.connect(begin)
request_finished.connect(end)
