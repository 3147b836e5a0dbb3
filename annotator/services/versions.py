"""Which version of a suggester made suggestions, in words that somebody understands who never saw one.

Ours is “5-newsroom-learned-ab12cd34+en_core_web_sm-3.8.0”: the rules, the guideline, what was learned, the spaCy model.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from annotator.guideline import PRESET_WORDS, title_of
from annotator.models import LearnedModel
from articles.models import Project
from suggesters.registry import OURS

PARTS = re.compile(r"(?P<rules>\d+)-(?P<profile>[a-z]+(-[0-9a-f]{8})?)(-learned-(?P<learned>[0-9a-f]{8}))?(\+.*)?")


class SuggestedBy(NamedTuple):
    """A suggester with its version as stored, and in words."""

    words: str
    stored: str


class Version(NamedTuple):
    """A version of ours. ``learned``: the key of what was learned, empty for the rules alone."""

    profile: str
    learned: str


class Learning(NamedTuple):
    """The number of a learned version in its project, and from how many articles of the project it learned, if any."""

    number: int
    articles: int


def version_of(suggester: str, version: str) -> Version | None:
    """None for other suggesters, and for what no version of ours looks like."""
    found = PARTS.fullmatch(version) if suggester == OURS else None
    return Version(found["profile"], found["learned"] or "") if found else None


def suggested_by(project: Project, versions: Iterable[tuple[str, str]]) -> list[SuggestedBy]:
    """Each suggester and version in words. One query where one of them has learned, else none."""
    found = [(f"{name} {version}", version_of(name, version)) for name, version in versions]
    learned = learned_as(project, {ours.learned for _, ours in found if ours and ours.learned})
    return [SuggestedBy(in_words(ours, project, learned) if ours else stored, stored) for stored, ours in found]


def learned_as(project: Project, keys: Collection[str]) -> dict[str, Learning]:
    """By key the version of the project that has it, the newest of several."""
    if not keys:
        return {}
    rows = LearnedModel.objects.filter(project=project, key__in=keys).order_by("number")
    return {key: Learning(number, articles) for key, number, articles in rows.values_list("key", "number", "articles")}


def in_words(version: Version, project: Project, learned: Mapping[str, Learning]) -> str:
    """“Quotemark, Newsroom profile, learned from 25 articles (version 3)”.

    A custom profile is not named beside what was learned: most often it was learned as well.
    """
    if version.learned:
        return learned_in_words(version, learned.get(version.learned))
    return gettext("Quotemark, %(profile)s profile") % {"profile": profile_in_words(version.profile, project)}


def learned_in_words(version: Version, known: Learning | None) -> str:
    preset = PRESET_WORDS.get(version.profile)
    values = {"profile": str(preset.title) if preset else "", **(known or Learning(0, 0))._asdict()}
    if known is None:
        words = gettext("Quotemark, learned elsewhere")
    elif not known.articles:
        words = gettext("Quotemark, learned elsewhere (version %(number)d)")
    elif preset:
        words = ngettext(
            "Quotemark, %(profile)s profile, learned from %(articles)d article (version %(number)d)",
            "Quotemark, %(profile)s profile, learned from %(articles)d articles (version %(number)d)",
            known.articles,
        )
    else:
        words = ngettext(
            "Quotemark, learned from %(articles)d article (version %(number)d)",
            "Quotemark, learned from %(articles)d articles (version %(number)d)",
            known.articles,
        )
    return words % values


def profile_in_words(key: str, project: Project) -> str:
    """The title of a preset; of a custom profile the name that the project gave it, if that is what it has now."""
    if key in PRESET_WORDS:
        return str(PRESET_WORDS[key].title)
    current = project.chosen_profile
    return title_of(current) if current.key == key else gettext("custom")
