"""Where the rooms of Quotemark lie, and where a user's data goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import user_data_path

HERE = Path(__file__).resolve().parent
IS_INSTALLED = (HERE / "rooms").is_dir()
"""From a wheel, where the rooms lie inside this package; in a clone they lie beside it."""
ROOMS = HERE / "rooms" if IS_INSTALLED else HERE.parent


def put_rooms_first() -> None:
    """Let nobody else's module of the same name stand before ours, in this process and in those that it starts."""
    others = [place for place in sys.path if place != str(ROOMS)]
    sys.path[:] = [str(ROOMS), *others]


def data_folder() -> Path:
    """``QUOTEMARK_VAR``; without it the user's own folder for data, or `var` in a clone."""
    named = os.environ.get("QUOTEMARK_VAR", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    return user_data_path("quotemark", appauthor=False) if IS_INSTALLED else ROOMS / "var"
