"""Suggesters by name: ours, those of installed packages, and those of the settings.

A package registers its own in its ``pyproject.toml``::

    [project.entry-points."quotemark.suggesters"]
    headlines = "our_newsroom.headlines:HeadlineSuggester"

It imports what it needs from ``quotemark.suggesters``. The object is called without arguments when it is first needed;
what it returns is a ``SuggesterLike``. One that follows guideline profiles has a method ``following`` besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from suggesters.profiles import DEFAULT, Profile
from suggesters.suggestions import Suggestions

if TYPE_CHECKING:
    from suggesters.learned.model import Model
    from suggesters.pipeline import Source

GROUP = "quotemark.suggesters"
OURS = "quotemark"


class SuggesterLike(Protocol):
    """What a suggester has: a name, a version that changes whenever its output can, and ``pipe``."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def pipe(self, sources: Iterable[Source]) -> Iterator[Suggestions]:
        """What is proposed for each text, one answer for each, in order."""


@runtime_checkable
class FollowsProfiles(SuggesterLike, Protocol):
    """A suggester whose output depends on a guideline profile, which is then part of its version."""

    def following(self, profile: Profile) -> SuggesterLike:
        """The same suggester for another profile, without loading anything anew."""


@runtime_checkable
class Learns(SuggesterLike, Protocol):
    """A suggester that follows a model learned from checked articles, which is then part of its version."""

    def learned(self, model: Model) -> SuggesterLike:
        """The same suggester with this model and the model's profile, without loading anything anew."""


class UnknownSuggester(LookupError):  # noqa: N818 - reads as what happened
    """No suggester has this name; the message names those that there are."""


def suggester_named(
    name: str,
    *,
    model: str | None = None,
    profile: Profile = DEFAULT,
    more: Mapping[str, str] | None = None,
) -> SuggesterLike:
    """The suggester of this name, loaded.

    ``model`` is the spaCy pipeline under ours, ``profile`` the guideline it follows; ``more`` maps further names to
    ``package:callable``. Raises UnknownSuggester, and ImportError where a registered one cannot be loaded.
    """
    if name == OURS:
        from suggesters.pipeline import load

        return load(model, profile=profile)
    further = more or {}
    if name in further:
        return called(further[name])
    for entry in entry_points(group=GROUP, name=name):
        maker: Callable[[], SuggesterLike] = entry.load()
        return maker()
    raise UnknownSuggester(f"There is no suggester “{name}”; there are: {', '.join(names(more=further))}.")


def following(suggester: SuggesterLike, profile: Profile) -> SuggesterLike:
    """The suggester for this profile; the same as before where it follows none."""
    return suggester.following(profile) if isinstance(suggester, FollowsProfiles) else suggester


def names(*, more: Mapping[str, str] | None = None) -> list[str]:
    """Every name that ``suggester_named`` knows, ours first."""
    registered = {entry.name for entry in entry_points(group=GROUP)} | set(more or ())
    return [OURS, *sorted(registered - {OURS})]


def called(reference: str) -> SuggesterLike:
    """What ``package.module:callable`` returns. Raises ImportError naming the reference."""
    module, _, attribute = reference.partition(":")
    if not attribute:
        raise ImportError(f"“{reference}” does not name a callable: write package.module:callable.")
    try:
        maker: Callable[[], SuggesterLike] = getattr(import_module(module), attribute)
    except AttributeError as error:
        raise ImportError(f"{module} has no {attribute}: correct “{reference}”.") from error
    return maker()
