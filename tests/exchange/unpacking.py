"""All that a file holds, whatever packs it: for tests that look for what must not be in it."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator


def contents(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, those of whatever they pack (ZIP, gzip, zlib), and the values of a Parquet file."""
    yield data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield info.filename.encode()
                yield from contents(archive.read(info))
    elif data.startswith(b"\x1f\x8b"):
        yield from contents(gzip.decompress(data))
    elif data.startswith(b"PAR1"):
        yield parquet_values(data)
    elif data[:1] == b"\x78" and (data[0] * 256 + data[1]) % 31 == 0:
        yield from contents(zlib.decompress(data))


def parquet_values(data: bytes) -> bytes:
    from pyarrow import parquet  # type: ignore[import-untyped,unused-ignore]

    table = parquet.read_table(io.BytesIO(data))
    return f"{table.schema}{table.to_pylist()}".encode()
