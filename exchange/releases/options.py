"""What a release holds, and how it is divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_noop as _

from annotator.errors import Refused
from exchange.outgoing.exporting import STANDING, ExportOptions
from exchange.outgoing.selection import DEFAULT

SIDES = ("train", "dev", "test")
METHODS = {
    "none": _("not divided"),
    "hash": _("by a hash of each article’s id"),
    "publisher": _("by publisher: all of a publisher’s articles on one side"),
    "date": _("by date: the oldest for training, the newest for testing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOptions:
    """How articles are divided. ``shares`` are per cent for train, dev and test, 100 together."""

    method: str = "none"
    shares: tuple[int, int, int] = (80, 10, 10)
    salt: str = "quotemark"

    @property
    def sides(self) -> tuple[str, ...]:
        """The names of the sides, each a file of its own in every format."""
        return ("data",) if self.method == "none" else SIDES


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """What a release holds: the options of an export for several formats, the split, and words for the data card."""

    formats: tuple[str, ...] = ("jsonl",)
    chosen: str = DEFAULT
    verdicts: tuple[str, ...] = STANDING
    apply_repairs: bool = False
    stand_off: bool = False
    anonymise: bool = False
    split: SplitOptions = field(default_factory=SplitOptions)
    licence: str = ""
    note: str = ""

    def export_options(self, format: str) -> ExportOptions:  # noqa: A002
        return ExportOptions(
            format=format,
            chosen=self.chosen,
            verdicts=self.verdicts,
            apply_repairs=self.apply_repairs,
            stand_off=self.stand_off,
            anonymise=self.anonymise,
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def options_from_json(values: Mapping[str, Any]) -> ReleaseOptions:
    """The options as ``as_json`` gave them."""
    split = values["split"]
    return ReleaseOptions(
        **{
            **values,
            "formats": tuple(values["formats"]),
            "verdicts": tuple(values["verdicts"]),
            "split": SplitOptions(**{**split, "shares": tuple(split["shares"])}),
        }
    )


def shares_of(text: str) -> tuple[int, int, int]:
    """“80/10/10” as numbers. Raises Refused for anything else than three whole numbers that are 100 together."""
    parts = text.replace(",", "/").split("/")
    if len(parts) == 3 and all(part.strip().isdecimal() for part in parts):
        train, dev, test = (int(part) for part in parts)
        if train + dev + test == 100:
            return train, dev, test
    raise Refused(f"“{text}” are not shares: write three whole numbers that are 100 together, such as 80/10/10.")


def check_split(split: SplitOptions) -> None:
    """Raise Refused where the split cannot be made."""
    if split.method not in METHODS:
        raise Refused(f"There is no split “{split.method}”: choose one of {', '.join(METHODS)}.")
    if len(split.shares) != 3 or sum(split.shares) != 100 or min(split.shares) < 0:
        raise Refused("The shares of train, dev and test are three whole numbers that are 100 together.")
