"""Passwords are hashed one at a time in each process, apart from the pages and after them.

A hash is meant to be slow: it fills 100 MB of memory. Without this, a few people who sign in would take the
processors from all who work.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher

LINE = threading.BoundedSemaphore(2)  # one is hashed, one waits: the server's other threads stay free for pages
NICENESS = 10


class HashingBusyError(Exception):
    """Too many passwords are being checked at this moment: try again in a few seconds."""


def apart(work: Callable[..., Any], *args: Any) -> Any:
    """Do the work in the thread for hashing. Raises HashingBusyError where another waits already."""
    if not LINE.acquire(blocking=False):
        raise HashingBusyError
    try:
        return hashing_thread().submit(work, *args).result()
    finally:
        LINE.release()


@cache
def hashing_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="hashing", initializer=step_back)


def step_back() -> None:
    """Give the pages of this machine precedence. Threads have a priority of their own on Linux alone."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class Argon2Apart(Argon2PasswordHasher):
    def encode(self, password: str, salt: str) -> str:
        return str(apart(super().encode, password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        return bool(apart(super().verify, password, encoded))


class PBKDF2Apart(PBKDF2PasswordHasher):
    """Django's ``verify`` calls ``encode``."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return str(apart(super().encode, password, salt, iterations))
