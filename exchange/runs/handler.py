"""What the engine has to know of one kind of run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from articles.models import Role
from exchange.models import Run
from exchange.runs.progress import Progress

if TYPE_CHECKING:
    Words = str | Promise

UNFORESEEN = gettext_noop(
    "Something happened that was not foreseen. Nothing is half done: try again, or look into the server’s log."
)


def nothing(run: Run) -> None:
    """For kinds that have nothing to check or to follow."""


def alone(run: Run, must_end: Callable[[], bool]) -> bool:
    """For kinds that one worker does alone."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """One kind of run: how it is done, and the words of its page.

    ``do`` returns the report as plain JSON values. It reports its progress between batches, and may be ended there. It
    is called again, from the start, after a run was stopped or its worker died: what it wrote before is never doubled.
    ``check`` raises Refused for a run that cannot begin. ``follow`` is called in the transaction of every change of
    state, with the run as it is then. ``help`` does one part of a run that another worker leads; False where there is
    none for this process. It may be ended as ``do``.
    """

    do: Callable[[Run, Progress], dict[str, Any]]
    is_small: Callable[[Run], bool]
    running: Words
    finished: Words
    resume: Words
    lines: Callable[[dict[str, Any]], list[str]]
    values: Callable[[dict[str, Any]], dict[str, Any]] = dict
    check: Callable[[Run], None] = nothing
    follow: Callable[[Run], None] = nothing
    help: Callable[[Run, Callable[[], bool]], bool] = alone
    unforeseen: Callable[[Exception], str] = lambda error: UNFORESEEN
    changes_project: bool = True
    """Whether it writes into the project, which an archived one refuses."""
    keeps_files: bool = False
    stays: bool = False
    """Whether what was done before a stop stays in the project."""
    is_personal: bool = False
    """Whether whoever asked for it may see and stop it whatever their role."""
    changed_by: Role = Role.REVIEWER
    """The role that is needed to stop it or to go on with it."""
