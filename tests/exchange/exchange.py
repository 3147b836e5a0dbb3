"""What the tests of several formats share."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from exchange.formats.source import Upload
from exchange.incoming.files import records_of_upload, records_of_uploads
from exchange.outgoing.exporting import REPEATED, WITHOUT_SET
from exchange.outgoing.left_out import ANOTHER, BEGUN, UNDECIDED
from exchange.records.loss import LossReport


def lost_to_the_format(report: LossReport) -> set[str]:
    """The reasons of losses but for what any format leaves out: by the choice of sets, or what two suggesters say."""
    return {reason for _, reason in report.losses} - {REPEATED, WITHOUT_SET, ANOTHER, BEGUN, UNDECIDED}


def read(name: str, data: bytes) -> list[Any]:
    """What a file gives: articles, failures and notes."""
    return list(records_of_upload(Upload(name, io.BytesIO(data))))


def read_together(files: dict[str, bytes]) -> list[Any]:
    """As ``read``, of files that come together."""
    return list(records_of_uploads([Upload(name, io.BytesIO(data)) for name, data in files.items()]))


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
