"""Waits for processes that end together: a signal, or the end of one of them, ends the others.

``python -I -S watching.py NUMBER…`` takes the place of the process that started them, under its number. So what that
one had loaded is not kept for as long as the others run.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = ENDING | {signal.SIGCHLD}


def hold_back() -> None:
    """Let the signals wait until somebody asks for them, in this process and in what takes its place."""
    signal.signal(signal.SIGCHLD, lambda number, frame: None)  # one that is ignored never arrives
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)


def watch_alone(children: Sequence[int]) -> NoReturn:
    """Become a small process that does nothing else than `until_one_ends`. Never returns."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-I", "-S", __file__, *map(str, children)])  # noqa: S606 - this Python, without a shell


def until_one_ends(children: Sequence[int]) -> int:
    """Wait for a signal, or for one of the processes. Then end the others, and return the exit status."""
    while True:
        for child in children:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                end([other for other in children if other != child])
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
        number = signal.sigwait(WATCHED)
        if number in ENDING:
            end(children)
            return 128 + number


def end(children: Sequence[int]) -> None:
    for child in children:
        os.kill(child, signal.SIGTERM)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    hold_back()
    sys.exit(until_one_ends([int(number) for number in sys.argv[1:]]))
