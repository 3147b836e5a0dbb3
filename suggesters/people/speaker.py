"""To whom a quote belongs, as ``speakers.py`` and its helpers pass it on."""

from __future__ import annotations

from dataclasses import dataclass

from suggesters.people.clusters import NamedPerson
from suggesters.suggestions import Candidate, SpeakerKind

MAX_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Speaker:
    """To whom a speaker's words point: the kind, the name if it is known, who else was considered, and why."""

    kind: SpeakerKind
    name: str | None = None
    person: NamedPerson | None = None
    candidates: tuple[Candidate, ...] = ()
    why: str = ""


NOBODY = Speaker("none")
