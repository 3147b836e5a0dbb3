"""What a service refuses, in words for the person who asked."""

from __future__ import annotations

from typing import Any


class Refused(ValueError):  # noqa: N818 - it reads as what happened, and is not a fault of the program
    """The change cannot be made; the message names the place and the remedy."""


class Stale(Refused):
    """Another tab or device changed the annotation since the page showed it.

    ``frame`` is what stands now, or None if it was removed.
    """

    def __init__(self, message: str, *, frame: Any = None) -> None:
        super().__init__(message)
        self.frame = frame
