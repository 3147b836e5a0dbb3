"""Suggestions for streams of records, in one process or several, in order and in flat memory."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from suggesters.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

    from suggesters.learned.model import Model
    from suggesters.pipeline import Suggester

CHUNK = 8  # records that one process takes at a time
CHUNK_CHARACTERS = 6_000  # and no further one after so many characters: at the end the others wait for one chunk
CHUNKS_REMEMBERED = 64
AHEAD = 16  # chunks in the works for each process: enough to keep all busy, few enough to keep memory flat

Record = dict[str, Any]

ENDED = (
    "A process that suggests has ended before its time, perhaps for want of memory. What was written so far is not the "
    "whole: run it again, with fewer processes."
)

_suggester: Suggester | None = None  # of a worker process
_barrier: Barrier | None = None  # where all of them meet


class ProcessEnded(Exception):  # noqa: N818 - reads as what happened
    """One of the processes was killed. Nobody waits for what it had in hand."""


class Speed:
    """Counts words as they pass and gives how many there are a second, once every process has its model."""

    def __init__(self) -> None:
        self.words = 0
        self.records = 0
        self.begin()

    def begin(self) -> None:
        self._begin = perf_counter()

    def count(self, text: str) -> None:
        self.records += 1
        self.words += len(text.split())

    @property
    def words_per_second(self) -> float:
        return self.words / max(perf_counter() - self._begin, 1e-9)


def suggest_records(
    records: Iterable[Mapping[str, Any]],
    *,
    model: str | None = None,
    suggester: Suggester | None = None,
    processes: int = 1,
    speed: Speed | None = None,
    least_score: float = 0,
    profile: Profile = DEFAULT,
    learned: Model | None = None,
) -> Iterator[Record]:
    """``{"id", "text"}`` records to records of the prediction format, in the same order, lazily.

    Other keys are dropped but for ``language`` (an ISO code) and ``notes``, which is written where something was left
    out. With ``processes`` above 1 each process loads the model itself, unless there is a ``suggester``: then each is
    forked with it, which a process without threads may do. ``speed`` counts what has passed. ``least_score``,
    ``profile`` and ``learned``: see ``pipeline.load``, which ``suggester`` has been through. Raises ProcessEnded where
    one of the processes is killed.
    """
    chunks = _chunks(records)
    load = partial(_load, model, least_score=least_score, profile=profile, learned=learned)
    if processes > 1:
        done = _in_processes(chunks, suggester=suggester, load=load, processes=processes, speed=speed)
    else:
        own = suggester or load()
        if speed is not None:
            speed.begin()
        done = _suggest_chunks(own, chunks)
    for chunk in done:
        for record in chunk:
            if speed is not None:
                speed.count(record["text"])
            yield record


def _chunks(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    characters = 0
    for record in records:
        chunk.append(dict(record))
        characters += len(record["text"])
        if len(chunk) == CHUNK or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _suggest_chunks(suggester: Suggester, chunks: Iterable[list[Record]]) -> Iterator[list[Record]]:
    """Forgets the words that were met after a number of chunks: spaCy keeps each for good, and a stream has no end."""
    waiting = iter(chunks)
    while first := next(waiting, None):
        with suggester.nlp.memory_zone():
            yield _suggest_chunk(suggester, first)
            for chunk in islice(waiting, CHUNKS_REMEMBERED - 1):
                yield _suggest_chunk(suggester, chunk)


def _suggest_chunk(suggester: Suggester, chunk: list[Record]) -> list[Record]:
    from suggesters.pipeline import Source

    sources = [Source(record["text"], language=record.get("language")) for record in chunk]
    done = []
    for record, suggestions in zip(chunk, suggester.pipe(sources), strict=True):
        notes = {"notes": list(suggestions.notes)} if suggestions.notes else {}
        done.append({"id": record["id"], "text": record["text"], **suggestions.record(), **notes})
    return done


def _in_processes(
    chunks: Iterator[list[Record]],
    *,
    suggester: Suggester | None,
    load: Callable[[], Suggester],
    processes: int,
    speed: Speed | None,
) -> Iterator[list[Record]]:
    """Chunks through a pool, in order, with only a few in the works: the input is read as it is needed."""
    context = multiprocessing.get_context("spawn" if suggester is None else "fork")
    told = (suggester, load, context.Barrier(processes))
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start_worker, initargs=told)
    try:
        for ready in [pool.submit(_meet) for _ in range(processes)]:
            ready.result()
        if speed is not None:
            speed.begin()
        working = deque(pool.submit(_work, chunk) for chunk in islice(chunks, processes * AHEAD))
        while working:
            yield working.popleft().result()
            working.extend(pool.submit(_work, chunk) for chunk in islice(chunks, 1))
    except BrokenProcessPool as error:
        raise ProcessEnded(ENDED) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker(suggester: Suggester | None, load: Callable[[], Suggester], barrier: Barrier) -> None:
    global _suggester, _barrier
    _suggester, _barrier = suggester or load(), barrier


def _meet() -> None:
    """Wait until every process has its model."""
    if _barrier is not None:
        _barrier.wait()


def _work(chunk: list[Record]) -> list[Record]:
    if _suggester is None:
        raise RuntimeError("A worker process has no suggester: start it with _start_worker.")
    with _suggester.nlp.memory_zone():
        return _suggest_chunk(_suggester, chunk)


def _load(model: str | None, **wanted: Any) -> Suggester:
    from suggesters.pipeline import load

    return load(model, **wanted)
