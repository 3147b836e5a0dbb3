"""The two records that the rules pass on: a cue with its speaker, and a candidate for what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from suggesters.suggestions import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

CueKind = Literal["verb", "beside", "source", "for", "noun", "label", "dash", "belief", "nearby"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that announces speech.

    ``kind``: a reporting *verb*, any verb *beside* a quoted run, a *source* (“according to X”), *for* (“For X, …”), a
    *noun* (“X's claim that …”), a *label* (“X: …”), a *dash* (“…” — X), or somebody *nearby* without any such word.
    ``start`` and ``end`` are the whole attribution: cue and, where it stands beside it, speaker; what was said stands
    before or after it.
    """

    kind: CueKind
    lemma: str
    token: Token
    spans: tuple[Span, ...]
    subject: Token | None
    speaker: Span | None
    start: int
    end: int

    @property
    def has_speaker_beside(self) -> bool:
        """Whether the speaker is part of the attribution, not shared with another verb or stated elsewhere."""
        return (self.start, self.end) != (self.spans[0][0], self.spans[-1][1])


@dataclass(frozen=True, slots=True)
class Announcement:
    """A speaker announced by the layout alone, with all that was said: a turn, a headline, “From X:”, a post.

    ``cue`` is the colon, the dash or the words that announce, empty where only the name does; ``rule`` and ``edges``
    are those of the candidate.
    """

    kind: CueKind
    cue: Span
    speaker: Span
    rule: str
    edges: str
    fragments: tuple[Span, ...]

    @property
    def start(self) -> int:
        return min(self.cue[0], self.speaker[0])

    @property
    def end(self) -> int:
        return max(self.cue[1], self.speaker[1])


@dataclass(frozen=True, slots=True)
class ContentCandidate:
    """One way to draw what was said with a cue: by which ``rule``, and with which choice of ``edges``."""

    cue: Cue
    rule: str
    edges: str
    fragments: tuple[Span, ...]


class OfCue(NamedTuple):
    """The features that all candidates of a cue share: one value a family, and names of the family that has several."""

    values: dict[str, str]
    names: list[str]
