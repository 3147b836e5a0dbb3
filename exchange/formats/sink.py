"""A file in memory for libraries that write to one: what they have written is taken away piece by piece."""

from __future__ import annotations


class Sink:
    """A file that is only written to. It cannot be sought in, so that a library writes it from beginning to end."""

    closed = False

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        piece = bytes(data)
        self.waiting.append(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """What was written can still be taken."""

    def taken(self) -> bytes:
        """What was written since the last call."""
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data
