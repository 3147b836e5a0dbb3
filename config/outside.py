"""Limits for what comes from outside, checked before it is parsed: numbers in forms, queries, addresses and JSON."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST_KEY = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
MOST_DIGITS = 40
"""Longer than any number that a column holds. Python may need minutes for a number like 1e2000000."""


class WholeNumber(forms.IntegerField):
    """A whole number that a column can hold: from 0 to the largest key, unless other limits are given."""

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST_KEY, **options: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(short(value))


class DecimalNumber(forms.FloatField):
    """A finite number with a fraction."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(short(value))


def short(value: Any) -> Any:
    """The value as it is. Raises ValidationError if it has too many characters for a number."""
    if len(str(value)) > MOST_DIGITS:
        raise ValidationError(_("A number has %(most)d characters at most.") % {"most": MOST_DIGITS})
    return value


def key_of(value: str | None) -> int | None:
    """The key that a text names. None if it is not a number that a column can hold."""
    try:
        key: int | None = WholeNumber(required=False).clean(value)
    except ValidationError:
        return None
    return key


class KeyConverter:
    """``<key:pk>`` in an address: a number that a column can hold. With any other, the address does not exist."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        key = int(value)
        if key > LARGEST_KEY:
            raise ValueError(f"{value} is larger than any key.")
        return key

    def to_url(self, value: int | str) -> str:
        return str(value)


def json_value(text: str) -> Any:
    """The value of a JSON text. Raises ValueError, saying why, if it is not JSON or passes a limit."""
    try:
        return DECODER.decode(text)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error


def whole(digits: str) -> int:
    return int(digits) if len(digits) <= MOST_DIGITS else too_many_digits(digits)


def finite(digits: str) -> float:
    number = float(digits) if len(digits) <= MOST_DIGITS else too_many_digits(digits)
    return number if math.isfinite(number) else refuse_constant(digits)


def too_many_digits(digits: str) -> NoReturn:
    raise ValueError(f"the number {digits[:12]}… has {len(digits)} characters; {MOST_DIGITS} are the most")


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON: leave it out or write null")


DECODER = json.JSONDecoder(parse_int=whole, parse_float=finite, parse_constant=refuse_constant)
