"""Minutes that people need to check what two versions suggest, at the pace that the workbench has measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotator.learning.report import Effort, Tally
from annotator.services.pace import LEAST, Pace
from annotator.vocabulary import Verdict

PER = 100  # articles


VERDICTS = (str(Verdict.ACCEPTED), str(Verdict.CORRECTED), str(Verdict.REJECTED), str(Verdict.ADDED))
PACE_WORDS = {
    Verdict.ACCEPTED: _("%(seconds)s s to accept a quote"),
    Verdict.CORRECTED: _("%(seconds)s s to correct one"),
    Verdict.REJECTED: _("%(seconds)s s to reject one"),
    Verdict.ADDED: _("%(seconds)s s to add one that was missed"),
}


@dataclass(frozen=True, slots=True)
class Minutes:
    """For a hundred articles, by the version before and by the new one, and the pace at which they were reckoned."""

    before: float
    now: float
    pace: Mapping[str, Pace]


class TimeWords(NamedTuple):
    """What a page says of it: a sentence, and the facts that it rests on or that are missing."""

    sentence: str
    facts: list[str]
    is_known: bool


def minutes_of(effort: Effort, pace: Mapping[str, Pace]) -> Minutes | None:
    """None where too few decisions of a sort were measured that there are to make."""
    tallies = (effort.old, effort.new)
    needed = {name for tally in tallies for name, number in decisions(tally).items() if number}
    known = {verdict: one for verdict, one in pace.items() if one.is_known}
    if not needed <= known.keys():
        return None
    before, now = (
        sum(number * known[name].seconds for name, number in decisions(tally).items() if number)
        * (PER / effort.articles / 60)
        for tally in tallies
    )
    return Minutes(before, now, known)


def decisions(tally: Tally) -> dict[str, float]:
    """What somebody does who checks these suggestions: accept, correct edges, reject, add."""
    return dict(zip(VERDICTS, (tally.found - tally.edges, tally.edges, tally.wrong, tally.missed), strict=True))


def in_words(minutes: Minutes | None, pace: Mapping[str, Pace], *, is_measured: bool) -> TimeWords:
    """``is_measured``: whether the project measures active time."""
    if minutes is not None:
        facts = [
            str(PACE_WORDS[verdict]) % {"seconds": number_format(minutes.pace[verdict].seconds, 1)}
            for verdict in PACE_WORDS
            if verdict in minutes.pace
        ]
        return TimeWords(saved_in_words(minutes), facts, is_known=True)
    if not is_measured:
        said = gettext(
            "Not measured: this project does not count active time. Managers can switch it on in its settings."
        )
        return TimeWords(said, [], is_known=False)
    said = gettext("Not measured yet: of each sort, %(least)d decisions about quotes are needed.") % {"least": LEAST}
    numbers = {str(verdict): pace[verdict].decisions if verdict in pace else 0 for verdict in VERDICTS}
    so_far = gettext("so far %(accepted)d accepted, %(corrected)d corrected, %(rejected)d rejected, %(added)d added")
    return TimeWords(said, [so_far % numbers], is_known=False)


def saved_in_words(minutes: Minutes) -> str:
    before, now = round(minutes.before), round(minutes.now)
    values = {"before": number_format(before), "now": number_format(now), "less": number_format(abs(before - now))}
    if now < before:
        sentence = gettext(
            "To decide what is suggested in 100 articles like these and to add what is missed takes about %(now)s "
            "minutes with this version; with the one before it was %(before)s. That saves %(less)s minutes."
        )
    elif now > before:
        sentence = gettext(
            "To decide what is suggested in 100 articles like these and to add what is missed takes about %(now)s "
            "minutes with this version; with the one before it was %(before)s. That is %(less)s minutes more."
        )
    else:
        sentence = gettext(
            "To decide what is suggested in 100 articles like these and to add what is missed takes about %(now)s "
            "minutes with this version, as with the one before."
        )
    return sentence % values
