"""A project's guidelines and their versions: a changed text is a new version, and what was decided keeps its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.db import transaction

from annotator.models import Event
from annotator.vocabulary import Verb
from articles import access
from articles.models import GuidelineVersion, Project, Role

MOST_CHARACTERS = 200_000
"""Of the guidelines of a project."""
Way = Literal["same", "gone", "new"]


@transaction.atomic
def change_guidelines(project: Project, text: str, *, user: Any, note: str = "") -> GuidelineVersion | None:
    """Make this the project's guidelines, under the next number; None where the text is the same.

    Raises PermissionDenied unless the user is a manager.
    """
    access.require(project, user, at_least=Role.MANAGER)
    stored = Project.objects.select_for_update().get(pk=project.pk)
    text = with_plain_line_ends(text)
    if text == with_plain_line_ends(stored.guidelines):
        return None
    first_version(stored)
    before = stored.guideline_version
    version = GuidelineVersion.objects.create(project=stored, number=before + 1, text=text, note=note, by=user)
    for row in (stored, project):
        row.guidelines, row.guideline_version = text, version.number
    stored.save(update_fields=["guidelines", "guideline_version"])
    Event.objects.create(
        project=stored, actor=user, verb=Verb.CHANGE_GUIDELINES,
        before={"version": before}, after={"version": version.number, "note": note},
    )  # fmt: skip
    return version


def first_version(project: Project, *, user: Any = None) -> None:
    """Keep the text as it stands under the project's number, where that was not done yet."""
    GuidelineVersion.objects.get_or_create(
        project=project, number=project.guideline_version, defaults={"text": project.guidelines, "by": user}
    )


def with_plain_line_ends(text: str) -> str:
    """Browsers send ``\\r\\n`` from a form; a text that differs by these alone is the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether both versions have them, or only the earlier or the later one."""

    way: Way
    words: str


@dataclass(frozen=True, slots=True)
class LineOfDifference:
    """A line of the difference. One that was changed has pieces of several ways."""

    way: Literal["same", "gone", "new", "changed"]
    pieces: tuple[Piece, ...]


def difference(earlier: str, later: str) -> list[LineOfDifference]:
    """What was taken out and put in between two texts: by lines, and by words within a line that was changed."""
    old, new = earlier.splitlines(), later.splitlines()
    lines: list[LineOfDifference] = []
    for way, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if way == "equal":
            lines += [LineOfDifference("same", (Piece("same", line),)) for line in old[a:b]]
            continue
        paired = min(b - a, d - c) if way == "replace" else 0
        lines += [changed_line(*pair) for pair in zip(old[a : a + paired], new[c : c + paired], strict=True)]
        lines += [LineOfDifference("gone", (Piece("gone", line),)) for line in old[a + paired : b]]
        lines += [LineOfDifference("new", (Piece("new", line),)) for line in new[c + paired : d]]
    return lines


def changed_line(earlier: str, later: str) -> LineOfDifference:
    old, new = re.split(r"(\s+)", earlier), re.split(r"(\s+)", later)
    pieces: list[Piece] = []
    for way, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if way == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(new[c:d])))
    return LineOfDifference("changed", tuple(pieces))
