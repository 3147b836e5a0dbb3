"""Dates as people and spreadsheets write them.

Where a date can be read as day and month in either order, the other dates beside it decide, or it is not read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT

LONGEST = 60
DAY_FIRST, MONTH_FIRST = "day/month/year", "month/day/year"
LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl")
"""Months are known by their names in these."""

YEARS = range(1500, 2200)
EXCEL_DAYS = range(15_000, 73_000)
"""The numbers of days by which Excel counts from 1941 to 2099."""

EXCEL_FIRST = datetime.date(1899, 12, 30)
EXCEL = re.compile(r"(\d{5})(?:\.\d+)?")
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?\Z")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}}){ORDINAL}[\s-]*(?:of\s|de\s|di\s)?\s*([^\W\d_]{{3,}})\.?,?[\s-]*(?:de\s|del\s)?\s*(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(rf"([^\W\d_]{{3,}})\.?\s+(\d{{1,2}}){ORDINAL},?\s+(\d{{4}})(?!\d)", re.IGNORECASE)


@cache
def months() -> dict[str, int]:
    """The numbers of months by their names and short names."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for names in (MONTHS, MONTHS_ALT, MONTHS_3):
                for number, name in names.items():
                    found.setdefault(str(name).casefold().rstrip("."), number)
    return {**found, "sept": 9}


def date_from(told: str, *, order: str = "") -> datetime.date | None:
    """The date; None for what is none, and for one that could be another in the other order."""
    told = told.strip()
    if not told or len(told) > LONGEST:
        return None
    for pattern in (YEAR_FIRST, CHINESE, COMPACT):
        if match := pattern.match(told):
            return day(*map(int, match.groups()))
    if match := YEAR_LAST.match(told):
        first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
        order = forced_order(first, second) or (DAY_FIRST if mark == "." else order)
        if first == second:
            return day(year, first, second)
        if not order:
            return None
        return day(year, second, first) if order == DAY_FIRST else day(year, first, second)
    return named_date(told)


def named_date(told: str) -> datetime.date | None:
    """The date of one with the name of a month, as “4 May 2024”, “Sat, May 4, 2024” or “4 de mayo de 2024”."""
    for pattern, (d, m) in ((DAY_MONTH, (1, 2)), (MONTH_DAY, (2, 1))):
        for match in pattern.finditer(told):
            if month := months().get(match[m].casefold()):
                return day(int(match[3]), month, int(match[d]))
    return None


def excel_date(told: str) -> datetime.date | None:
    """The date that Excel shows for a number of days; None for other numbers."""
    match = EXCEL.fullmatch(told.strip())
    days = int(match[1]) if match else 0
    return EXCEL_FIRST + datetime.timedelta(days=days) if days in EXCEL_DAYS else None


def day(year: int, month: int, number: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, number) if year in YEARS else None
    except ValueError:
        return None


def forced_order(first: int, second: int) -> str:
    """The order of which a date of these numbers leaves no doubt; empty where both are possible."""
    if first > 12 >= second:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 >= first else ""


@dataclass(slots=True)
class DateColumn:
    """What the dates of one column show together: their order, with the one that decides it."""

    order: str = ""
    decided_by: str = ""
    contradicts: bool = False

    def learn(self, values: Iterable[str]) -> None:
        for told in values:
            match = YEAR_LAST.match(told.strip())
            if not match or match[2] == ".":
                continue
            order = forced_order(int(match[1]), int(match[3]))
            if order and self.order and order != self.order:
                self.contradicts = True
            elif order and not self.order:
                self.order, self.decided_by = order, told.strip()

    def read(self, told: str) -> datetime.date | None:
        return excel_date(told) or date_from(told, order="" if self.contradicts else self.order)

    def needs_order(self, told: str) -> bool:
        """Whether the date is another one in the other order."""
        return date_from(told) is None and date_from(told, order=DAY_FIRST) is not None
