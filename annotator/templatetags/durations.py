"""Lengths of time in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def duration(seconds: int | None) -> str:
    """“45 s”, “12 min”, “1 h 5 min”: whole minutes from the first one on."""
    if not seconds:
        return gettext("%(number)d s") % {"number": 0}
    if seconds < 60:
        return gettext("%(number)d s") % {"number": seconds}
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return gettext("%(number)d min") % {"number": minutes}
    return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
