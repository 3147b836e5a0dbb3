"""A share with its interval, for small numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z = 1.959963984540054  # of a level of 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``number``, with the interval of Wilson (1927) in per cent; without any there is no interval."""

    part: int
    number: int
    low: int = 0
    high: int = 100


def share_of(part: int, number: int) -> Share:
    if not number:
        return Share(0, 0)
    share, square = part / number, Z * Z / number
    middle = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / number + square / (4 * number)) / (1 + square)
    return Share(part, number, round(100 * max(0.0, middle - half)), round(100 * min(1.0, middle + half)))
