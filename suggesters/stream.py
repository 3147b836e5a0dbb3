"""Suggestions for streams of records, in one process or several, in order and in flat memory."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

from suggesters.profiles import DEFAULT, Profile

if TYPE_CHECKING:
    from multiprocessing.synchronize import Semaphore

    from suggesters.learned.model import Model
    from suggesters.pipeline import Suggester

CHUNK = 8  # records that one process takes at a time: at the end the others wait for at most so many
CHUNKS_REMEMBERED = 64
AHEAD = 8  # chunks in the works for each process: enough to keep all busy, few enough to keep memory flat

Record = dict[str, Any]

_suggester: Suggester | None = None  # of a worker process


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
    out. With ``processes`` above 1 each process loads the model itself; ``suggester`` is for one process alone.
    ``speed`` counts what has passed. ``least_score``, ``profile`` and ``learned``: see ``pipeline.load``, which
    ``suggester`` has been through.
    """
    chunks = _chunks(records)
    wanted = {"least_score": least_score, "profile": profile, "learned": learned}
    if processes > 1:
        done = _in_processes(chunks, model=model, processes=processes, wanted=wanted, speed=speed)
    else:
        own = suggester or _load(model, wanted)
        if speed is not None:
            speed.begin()
        done = _suggest_chunks(own, chunks)
    for chunk in done:
        for record in chunk:
            if speed is not None:
                speed.count(record["text"])
            yield record


def _chunks(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Record]]:
    waiting = iter(records)
    while chunk := [dict(record) for record in islice(waiting, CHUNK)]:
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
    chunks: Iterator[list[Record]], *, model: str | None, processes: int, wanted: dict[str, Any], speed: Speed | None
) -> Iterator[list[Record]]:
    """Chunks through a pool, in order, with only a few in the works: the input is read as it is needed."""
    context = multiprocessing.get_context("spawn")
    loaded = context.Semaphore(0)
    with context.Pool(processes, initializer=_start_worker, initargs=(model, wanted, loaded)) as pool:
        if speed is not None:
            for _ in range(processes):
                loaded.acquire()
            speed.begin()
        working = [pool.apply_async(_work, (chunk,)) for chunk in islice(chunks, processes * AHEAD)]
        while working:
            yield working.pop(0).get()
            working.extend(pool.apply_async(_work, (chunk,)) for chunk in islice(chunks, 1))


def _start_worker(model: str | None, wanted: dict[str, Any], loaded: Semaphore) -> None:
    global _suggester
    _suggester = _load(model, wanted)
    loaded.release()


def _work(chunk: list[Record]) -> list[Record]:
    if _suggester is None:
        raise RuntimeError("A worker process has no suggester: start it with _start_worker.")
    with _suggester.nlp.memory_zone():
        return _suggest_chunk(_suggester, chunk)


def _load(model: str | None, wanted: dict[str, Any]) -> Suggester:
    from suggesters.pipeline import load

    return load(model, **wanted)
