"""Ids of new annotations: UUIDs of version 7 (RFC 9562), which sort in the order in which they were made.

Rows that are written together are then close together in the databases' indexes. With random ids, reading an article's
annotations would touch as many pages of a large index as there are annotations.
"""

from __future__ import annotations

import os
import time

COUNTER_BITS = 22
RANDOM_BYTES = 5


def new_id() -> str:
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """``count`` ids as text, in ascending order. 40 random bits tell apart ids of the same quarter of a microsecond."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    moment = f"{milliseconds:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7{nanoseconds * 4096 // 1_000_000:03x}"
    digits = os.urandom(RANDOM_BYTES * count).hex()
    ids: list[str] = []
    for number in range(count):
        rest = f"{(2 << COUNTER_BITS) | (number % (1 << COUNTER_BITS)):06x}{digits[10 * number : 10 * number + 10]}"
        ids.append(f"{head}-{rest[:4]}-{rest[4:]}")
    return ids
