"""Records read ahead by a second process, while the one that asked for them writes those before.

For commands only: a server has threads, and a process with threads must not fork.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from io import BytesIO
from itertools import islice
from operator import attrgetter
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

from annotator.frame import Frame
from config.database.collector import collector_resting
from config.forked import can_fork, packed_error
from exchange.records.article import AnnotationRecord, Incoming

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SMALL_BYTES = 1_000_000
"""Less than this is read in less time than a second process takes to begin."""
TOGETHER = 25
AHEAD = 20
"""Records that are sent together, and how many such parcels may wait."""

values_of_frame = attrgetter(*(item.name for item in fields(Frame)))
values_of_record = attrgetter(*(item.name for item in fields(AnnotationRecord)))
NAMES_OF_RECORD = tuple(item.name for item in fields(AnnotationRecord))


def read_ahead(items: Iterator[Incoming], paths: Sequence[Path]) -> Iterator[Incoming]:
    """The items in their order, read by a second process where the paths are large and a processor is free for it.

    What the reading raises is raised here. Where the second process is killed, EOFError is: nobody takes half a file
    for a whole one.
    """
    if not (is_large(paths) and can_fork()):
        return items
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    reader = context.Process(target=send_all, args=(items, receiver, sender), daemon=True)
    reader.start()
    sender.close()
    return received(receiver, end=reader.terminate, wait=reader.join)


def is_large(paths: Sequence[Path]) -> bool:
    """Whether there is much to read, as far as can be said at once: a folder may hold anything."""
    return any(path.is_dir() for path in paths) or sum(map(size_of, paths)) >= SMALL_BYTES


def size_of(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def received(receiver: Connection, *, end: Callable[[], None], wait: Callable[[], None]) -> Iterator[Incoming]:
    try:
        while parcel := pickle.loads(receiver.recv_bytes()):  # noqa: S301 - from our own process
            if isinstance(parcel, BaseException):
                raise parcel
            yield from parcel
    finally:
        end()
        wait()
        receiver.close()


def send_all(items: Iterator[Incoming], receiver: Connection, sender: Connection) -> None:
    """The second process: it ends when all is sent, and soon after the first one has ended."""
    receiver.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends this one
    waiting: Queue[bytes] = Queue(AHEAD)
    sending = threading.Thread(target=send_each, args=(waiting, sender))
    sending.start()
    try:
        while parcel := next_parcel(items):
            waiting.put(parcel)
    except BaseException as error:  # noqa: BLE001 - it is raised in the first process
        waiting.put(packed_error(error))
    waiting.put(pickle.dumps(None))
    waiting.put(b"")
    sending.join()


def next_parcel(items: Iterator[Incoming]) -> bytes:
    """The next records as bytes, empty at the end."""
    with collector_resting():
        parcel = list(islice(items, TOGETHER))
        return packed(parcel) if parcel else b""


def send_each(waiting: Queue[bytes], sender: Connection) -> None:
    try:
        while parcel := waiting.get():
            sender.send_bytes(parcel)
    except OSError:  # the first process has ended
        os._exit(1)


def packed(parcel: list[Incoming]) -> bytes:
    """The records as bytes. Annotations as the arguments that make them: half the time."""
    sink = BytesIO()
    pickler = pickle.Pickler(sink, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {Frame: arguments_of_frame, AnnotationRecord: arguments_of_record}
    pickler.dump(parcel)
    return sink.getvalue()


def arguments_of_frame(frame: Frame) -> tuple[Any, ...]:
    return Frame, values_of_frame(frame)


def arguments_of_record(record: AnnotationRecord) -> tuple[Any, ...]:
    return record_from, values_of_record(record)


def record_from(*values: Any) -> AnnotationRecord:
    return AnnotationRecord(**dict(zip(NAMES_OF_RECORD, values, strict=True)))
