"""Processes that are forked beside a command. A server has threads, and a process with threads must not fork."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading


def can_fork() -> bool:
    """Whether a second process can run beside this one. One with threads must not fork."""
    is_known = "fork" in multiprocessing.get_all_start_methods() and hasattr(os, "sched_getaffinity")
    return is_known and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def packed_error(error: BaseException) -> bytes:
    """The error as bytes for another process, which raises it; where it cannot be sent, what it says."""
    try:
        return pickle.dumps(error)
    except Exception:  # noqa: BLE001 - anything can be within an exception
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
