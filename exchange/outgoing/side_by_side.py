"""An export by several processes: each reads and writes stretches of articles, this one puts the file together.

For commands only, see ``config.forked``. The file is that of one process, to the byte.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING, Any

from django.db import connections

from config.database.collector import collector_resting
from config.database.shared import is_shared
from config.forked import can_fork, packed_error
from exchange.formats.catalogue import Make
from exchange.outgoing.exporting import Export
from exchange.outgoing.reading import Stretch, stretches
from exchange.records.loss import LossReport

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

TOGETHER = 50
"""Articles of a stretch."""
FEW = 4 * TOGETHER
"""So few articles are written in less time than other processes take to begin."""
AHEAD = 2
"""Stretches that each process may have in hand: enough to keep it busy, few enough to keep memory flat."""
MOST_PROCESSES = 4
"""What puts the file together has no more to do than a quarter of the work."""
ENDED = (
    "A process that wrote a part of the export has ended before its time, perhaps for want of memory. What was written "
    "is not the whole: run it again."
)


def chunks_of(export: Export) -> Iterator[bytes]:
    """As ``export.chunks``, by as many processes as there are processors where that is possible and worth it."""
    pieces = export.format.pieces
    if pieces is None or export.keep is not None or not (is_shared() and can_fork()):
        return export.chunks()
    wanted = stretches_of(export, size=FEW)
    if next(wanted, None) is None or next(wanted, None) is None:
        return export.chunks()
    return export.in_chunks(pieces.joined(pieces_of(export, pieces.maker())))


def stretches_of(export: Export, *, size: int) -> Iterator[Stretch]:
    return stretches(export.project, chosen=export.options.chosen, since=export.options.since, size=size)


def pieces_of(export: Export, make: Make) -> Iterator[Any]:
    """The pieces of all articles in their order. The report is added up as they come."""
    with ExitStack() as stack:
        count = min(len(os.sched_getaffinity(0)), MOST_PROCESSES)
        connections.close_all()  # a connection cannot be shared: each process opens its own
        helpers: list[Connection] = []
        for _ in range(count):
            helpers.append(stack.enter_context(helper(export, make, helpers)))
        wanted = stretches_of(export, size=TOGETHER)
        turns, waiting = cycle(helpers), cycle(helpers)
        in_hand = sum(ask(wanted, next(turns)) for _ in range(count * AHEAD))
        while in_hand:
            found = answer_of(next(waiting))
            in_hand += ask(wanted, next(turns)) - 1
            if isinstance(found, BaseException):
                raise found
            pieces, report = found
            export.report.take(report)
            yield from pieces


def ask(wanted: Iterator[Stretch], process: Connection) -> int:
    """Give the next stretch to a process: how many that were."""
    stretch = next(wanted, None)
    if stretch is None:
        return 0
    try:
        process.send(stretch)
    except BrokenPipeError as error:
        raise EOFError(ENDED) from error
    return 1


def answer_of(process: Connection) -> Any:
    try:
        return pickle.loads(process.recv_bytes())  # noqa: S301 - from our own process
    except (EOFError, ConnectionResetError) as error:
        raise EOFError(ENDED) from error


@contextmanager
def helper(export: Export, make: Make, before: list[Connection]) -> Iterator[Connection]:
    """The connection to a process that makes pieces. It ends with the block, and soon after this process has ended."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=make_pieces, args=(export, make, theirs, [*before, ours]), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()
        ours.close()


def make_pieces(export: Export, make: Make, asked: Connection, of_parent: list[Connection]) -> None:
    """The other process: the pieces of each stretch that it is asked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    for one in of_parent:
        one.close()
    while True:
        try:
            stretch = asked.recv()
            asked.send_bytes(answer(export, make, stretch))
        except (EOFError, OSError):  # the first process has ended
            os._exit(1)


def answer(export: Export, make: Make, stretch: Stretch) -> bytes:
    """The pieces of the stretch with their report, or the error that came in between."""
    report = LossReport(format=export.report.format, chosen=export.report.chosen)
    part = replace(export, report=report, left_out=report if export.left_out is not None else None)
    try:
        with collector_resting():
            pieces = list(make(part.records(within=stretch), report=report))
            return pickle.dumps((pieces, report), pickle.HIGHEST_PROTOCOL)
    except BaseException as error:  # noqa: BLE001 - it is raised in the first process
        return packed_error(error)
