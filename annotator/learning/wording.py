"""The report of a training in sentences that somebody understands who has never trained anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotator.learning.report import Calibration, Gate, Learned, Report, ScoreBin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEASURE_WORDS: Mapping[str, _StrPromise] = {
    "all": _("All quotes"),
    "direct": _("Direct"),
    "mixed": _("Mixed"),
    "indirect": _("Indirect"),
    "parts": _("By part"),
    "speaker": _("Speakers"),
}
CAPTION_WORDS: Mapping[bool, _StrPromise] = {
    True: _(
        "Captions: what their scores are worth was learned from %(number)s suggestions that were checked. On articles "
        "it had not seen F1 was %(f1_before)s by the rules alone and is %(f1_after)s; scores were %(error_before)s "
        "points of 100 away from the share that was right and are %(error_after)s."
    ),
    False: _(
        "Captions keep the scores of the rules: learning from %(number)s suggestions that were checked helped nowhere "
        "on articles it had not seen. F1 stays %(f1_before)s; with what was learned it would be %(f1_after)s."
    ),
}
PERSON_WORDS: Mapping[bool, _StrPromise] = {
    True: _(
        "Persons: when a speaker gets a name was learned from %(number)s quotes whose person was checked. On articles "
        "it had not seen F1 of the names was %(f1_before)s by the rules alone and is %(f1_after)s."
    ),
    False: _(
        "Speakers get their names by the rules alone: learning from %(number)s quotes whose person was checked did not "
        "help on articles it had not seen. F1 of the names stays %(f1_before)s; with what was learned it would be "
        "%(f1_after)s."
    ),
}
LOOKED_AT = 0.9
"""The score about which a sentence speaks."""
FEWEST_IN_BIN = 10


def points(value: float) -> str:
    """“0.3”, “12.0”: without a sign."""
    return str(number_format(abs(round(value, 1)), 1))


def signed(value: float) -> str:
    """“+0.8”, “−1.4”, “0.0”."""
    rounded = round(value, 1)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "") + points(rounded)


def per_cent(share: float) -> str:
    """“84 %”, with a space that no line breaks at."""
    return f"{number_format(100 * share, 0)}\N{NO-BREAK SPACE}%"


def what_came_of_it(report: Report, *, is_forced: bool = False) -> str:
    """What was compared, with its figures and what followed, in a sentence. Empty where nothing was compared."""
    gate = report.gate
    if gate is None or gate.reason == "too_few":
        return too_few(report.articles) if gate else ""
    if gate.difference is None or gate.low is None or gate.high is None:
        return ""
    values = {
        "articles": report.articles,
        "points": points(gate.difference),
        "low": signed(gate.low),
        "high": signed(gate.high),
    }
    return sentence_for(gate, report.articles, is_forced=is_forced) % values


def sentence_for(gate: Gate, articles: int, *, is_forced: bool) -> str:
    direction = round(gate.difference or 0, 1)
    if gate.accepted:
        return ngettext(
            "Trained on %(articles)d article; on articles it had not seen it was %(points)s points better than what "
            "was in use before (%(low)s to %(high)s).",
            "Trained on %(articles)d articles; on articles it had not seen it was %(points)s points better than what "
            "was in use before (%(low)s to %(high)s).",
            articles,
        )
    if is_forced:
        return sentence_of_forced(direction, articles)
    if direction < 0:
        return ngettext(
            "Trained on %(articles)d article; on articles it had not seen it was %(points)s points worse "
            "(%(low)s to %(high)s), so what was in use stays.",
            "Trained on %(articles)d articles; on articles it had not seen it was %(points)s points worse "
            "(%(low)s to %(high)s), so what was in use stays.",
            articles,
        )
    if direction > 0:
        return ngettext(
            "Trained on %(articles)d article; on articles it had not seen it was %(points)s points better, but that is "
            "too unsure (%(low)s to %(high)s), so what was in use stays.",
            "Trained on %(articles)d articles; on articles it had not seen it was %(points)s points better, but that "
            "is too unsure (%(low)s to %(high)s), so what was in use stays.",
            articles,
        )
    return ngettext(
        "Trained on %(articles)d article; on articles it had not seen it was as good as what was in use "
        "(%(low)s to %(high)s), which therefore stays.",
        "Trained on %(articles)d articles; on articles it had not seen it was as good as what was in use "
        "(%(low)s to %(high)s), which therefore stays.",
        articles,
    )


def sentence_of_forced(direction: float, articles: int) -> str:
    if direction < 0:
        return ngettext(
            "Trained on %(articles)d article; on articles it had not seen it was %(points)s points worse than what was "
            "in use before (%(low)s to %(high)s). It was put in use all the same.",
            "Trained on %(articles)d articles; on articles it had not seen it was %(points)s points worse than what "
            "was in use before (%(low)s to %(high)s). It was put in use all the same.",
            articles,
        )
    return ngettext(
        "Trained on %(articles)d article; on articles it had not seen it was %(points)s points better than what was in "
        "use before, though unsurely (%(low)s to %(high)s). It was put in use all the same.",
        "Trained on %(articles)d articles; on articles it had not seen it was %(points)s points better than what was "
        "in use before, though unsurely (%(low)s to %(high)s). It was put in use all the same.",
        articles,
    )


def too_few(articles: int) -> str:
    """Why nothing can be learned yet."""
    return ngettext(
        "3 fully checked articles are needed; there is %(articles)d.",
        "3 fully checked articles are needed; there are %(articles)d.",
        articles,
    ) % {"articles": articles}


def curve_in_words(curve: tuple[Learned, ...]) -> str:
    """Where the line of all quotes begins and ends."""
    known = [row for row in curve if "all" in row.kinds]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    values = {
        "first": round(first.kinds["all"].value),
        "last": round(last.kinds["all"].value),
        "articles": last.articles,
    }
    return (
        ngettext(
            "Of 100 points, the rules alone reach %(first)d; after %(articles)d article it is %(last)d.",
            "Of 100 points, the rules alone reach %(first)d; after %(articles)d articles it is %(last)d.",
            last.articles,
        )
        % values
    )


def scores_in_words(calibration: Calibration) -> list[str]:
    """What a high score was worth and is worth now, and how far scores are from the truth on average."""
    found = []
    before, after = high_bin(calibration.before), high_bin(calibration.after)
    if before and after:
        found.append(
            gettext(
                "Before, a score of %(old_score)s was right %(old)s of the time. "
                "With this version a score of %(new_score)s is right %(new)s of the time."
            )
            % {
                "old_score": per_cent(before.score),
                "old": per_cent(before.right),
                "new_score": per_cent(after.score),
                "new": per_cent(after.right),
            }
        )
    if calibration.error_before is not None and calibration.error_after is not None:
        found.append(
            gettext(
                "On average a score was %(before)s points of 100 away from the share that was right; "
                "with this version it is %(after)s."
            )
            % {"before": points(100 * calibration.error_before), "after": points(100 * calibration.error_after)}
        )
    return found


def beside_in_words(report: Report) -> list[str]:
    """What came of captions and of the persons behind speakers, a sentence each."""
    found = []
    for learned, sentences in ((report.captions, CAPTION_WORDS), (report.persons, PERSON_WORDS)):
        if learned is not None:
            figures = {name: points(getattr(learned, name)) for name in learned._fields[2:]}
            found.append(
                str(sentences[learned.kept])
                % {**figures, "number": number_format(learned.number, 0, force_grouping=True)}
            )
    return found


def high_bin(bins: tuple[ScoreBin, ...]) -> ScoreBin | None:
    """The bin whose score is nearest to 90 %, of those that hold enough and more than a middling score."""
    known = [row for row in bins if row.number >= FEWEST_IN_BIN and row.score >= 0.75]
    return min(known, key=lambda row: abs(row.score - LOOKED_AT), default=None)
