"""Where the parses of checked articles are kept, so that learning from them again takes seconds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from suggesters.learned.parses import Parses


def kept_parses() -> Parses | None:
    """The parses that are kept beside the database; None where the settings say to keep none."""
    from suggesters.learned.parses import Parses

    if not settings.PARSES_BYTES:
        return None
    return Parses(Path(settings.PARSES_DIR), most_bytes=settings.PARSES_BYTES)
