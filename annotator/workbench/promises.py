"""Certificates and their tests in words: what is promised, how far a test is, and what all this does not say."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from annotator.models import Certificate, CertificateTest
from annotator.services.certificate_tests import HowFar
from annotator.services.certificates import subject_of
from annotator.vocabulary import CertifiedPart
from suggesters.evaluation.certificate import Progress


def shown_line(line: float) -> str:
    """The line as people read it: two digits where these are all, else three, rounded up so as to promise no more."""
    digits = 2 if round(line, 2) == line else 3
    return str(number_format(min(ceil(line * 10**digits - 1e-9) / 10**digits, 1), digits))


def per_cent(share: float) -> str:
    """“5 %”, “2.5 %”."""
    value = round(100 * share, 1)
    return gettext("%(number)s %%") % {"number": number_format(value, 0 if value == int(value) else 1)}


def promise(certificate: Certificate) -> str:
    """“Of the direct quotes with a score of 0.91 or more, at most 5 % are wrong in their words.”"""
    test = certificate.test
    sentences = {
        CertifiedPart.CONTENT: gettext(
            "Of the %(what)s with a score of %(line)s or more, at most %(most)s are wrong in their words."
        ),
        CertifiedPart.SPEAKER: gettext(
            "Of the %(what)s with a score of %(line)s or more, at most %(most)s are wrong in their words or speaker."
        ),
        CertifiedPart.PERSON: gettext(
            "Of the %(what)s with a score of %(line)s or more, at most %(most)s are wrong in their words, their "
            "speaker or the person who is meant."
        ),
    }
    return sentences[CertifiedPart(certificate.part)] % {
        "what": subject_of(test).words, "line": shown_line(certificate.line), "most": per_cent(test.most_wrong),
    }  # fmt: skip


def evidence(certificate: Certificate) -> str:
    """“62 blind checks, 1 wrong: shown with 90 % confidence.”"""
    return ngettext(
        "%(number)s blind check above the line, %(wrong)s wrong: shown with %(confidence)s confidence.",
        "%(number)s blind checks above the line, %(wrong)s wrong: shown with %(confidence)s confidence.",
        certificate.checks,
    ) % {
        "number": certificate.checks,
        "wrong": certificate.wrong,
        "confidence": per_cent(certificate.test.confidence),
    }


def line_in_short(certificate: Certificate) -> str:
    """“certified from 0.91 on (direct quotes: words)”: for the threshold’s control."""
    return gettext("certified from %(line)s on (%(what)s: %(part)s)") % {
        "line": shown_line(certificate.line),
        "what": subject_of(certificate.test).words,
        "part": certificate.get_part_display(),
    }


@dataclass(frozen=True, slots=True)
class ShownTest:
    """A test that goes on, or has ended: its state and a sentence for each part."""

    test: CertificateTest
    title: Any
    checks: int
    parts: list[tuple[Any, str]]

    @property
    def checked(self) -> str:
        """“43 of at most 150 checks”."""
        return ngettext(
            "%(number)s of at most %(most)s check", "%(number)s of at most %(most)s checks", self.test.most_checks
        ) % {"number": self.checks, "most": self.test.most_checks}

    @property
    def about(self) -> str:
        """“1,204 suggestions of quotemark 5-newsroom, as of 28 November 2026”."""
        test = self.test
        return ngettext(
            "%(number)s suggestion of %(suggester)s %(version)s, as of %(day)s",
            "%(number)s suggestions of %(suggester)s %(version)s, as of %(day)s",
            test.population,
        ) % {
            "number": number_format(test.population, force_grouping=True), "suggester": test.suggester,
            "version": test.version, "day": date_format(test.started_at, "DATE_FORMAT"),
        }  # fmt: skip

    @property
    def ending(self) -> str:
        """Why a test that has ended certified nothing."""
        day = date_format(self.test.ended_at, "DATE_FORMAT") if self.test.ended_at else ""
        return gettext("Nothing certified: %(promise)s was not shown; %(checked)s. Ended %(day)s: %(end)s.") % {
            "promise": self.promise, "checked": self.checked, "day": day, "end": self.test.get_end_display(),
        }  # fmt: skip

    @property
    def promise(self) -> str:
        return gettext("at most %(most)s wrong, with %(confidence)s confidence") % {
            "most": per_cent(self.test.most_wrong),
            "confidence": per_cent(self.test.confidence),
        }


def shown_test(state: HowFar) -> ShownTest:
    parts = [(part.label, so_far(found)) for part, found in state.parts.items()]
    return ShownTest(state.test, subject_of(state.test).words, state.checks, parts)


def so_far(found: Progress) -> str:
    """“1 wrong of 43. If the next 12 are right, the line is 0.88.”"""
    if found.line is None:
        if found.certified is None:
            return gettext("Not shown: too many of the checks were wrong.")
        return gettext("Shown: the line is %(line)s.") % {"line": shown_line(found.certified.score)}
    goes_on = ngettext(
        "If the next %(left)s is right, the line is %(line)s (%(wrong)s wrong of %(seen)s there so far).",
        "If the next %(left)s are right, the line is %(line)s (%(wrong)s wrong of %(seen)s there so far).",
        found.left,
    ) % {"left": found.left, "line": shown_line(found.line.score), "wrong": found.wrong, "seen": found.seen}
    if found.certified is None:
        return goes_on
    so_far_shown = gettext("Shown down to %(line)s.") % {"line": shown_line(found.certified.score)}
    return f"{so_far_shown} {goes_on}"
