"""Runs as a process of its own: takes and finishes articles as one person until nothing is left.

``python -m tests.annotator.services.taking USER``; prints the articles taken, an id a line.
"""

from __future__ import annotations

import os
import sys

import django


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(username=name)
    print("ready", flush=True)
    sys.stdin.readline()  # all begin together
    for article in taken_by(user):
        print(article, flush=True)


def taken_by(user: object) -> list[int]:
    """Take and finish until nothing is left; the ids in order."""
    from annotator.services.queue import finish, take_next
    from annotator.services.sets import set_of

    found: list[int] = []
    while (article := take_next(user)) is not None:
        found.append(article.pk)
        finish(set_of(article, user), user=user)
    return found


if __name__ == "__main__":
    main(sys.argv[1])
