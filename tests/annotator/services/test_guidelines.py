"""The versions of a project's guidelines, and the difference between two."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from annotator.models import Event
from annotator.services.guidelines import change_guidelines, difference
from articles.models import GuidelineVersion, Project


def numbers(project: Project) -> list[tuple[int, str]]:
    return list(GuidelineVersion.objects.filter(project=project).values_list("number", "text"))


def test_a_changed_text_is_the_next_version_and_the_one_before_is_kept(project: Project, manager: Any) -> None:
    Project.objects.filter(pk=project.pk).update(guidelines="Mark quotes.")
    version = change_guidelines(project, "Mark every quote.", user=manager, note="“every” put in")
    assert version is not None
    assert (version.number, version.by, version.note) == (2, manager, "“every” put in")
    assert numbers(project) == [(1, "Mark quotes."), (2, "Mark every quote.")]
    stored = Project.objects.get(pk=project.pk)
    assert (stored.guidelines, stored.guideline_version) == ("Mark every quote.", 2)
    assert (project.guidelines, project.guideline_version) == ("Mark every quote.", 2)
    event = Event.objects.get(verb="change guidelines")
    assert (event.before, event.after) == ({"version": 1}, {"version": 2, "note": "“every” put in"})


def test_the_same_text_makes_none_even_with_the_line_ends_of_a_browser(project: Project, manager: Any) -> None:
    change_guidelines(project, "One.\r\nTwo.", user=manager)
    assert change_guidelines(project, "One.\nTwo.", user=manager) is None
    assert change_guidelines(project, "One.\r\nTwo.", user=manager) is None
    assert numbers(project) == [(1, ""), (2, "One.\nTwo.")]


def test_nobody_but_a_manager_changes_them(project: Project, reviewer: Any, annotator: Any, stranger: Any) -> None:
    for user in (reviewer, annotator, stranger):
        with pytest.raises(PermissionDenied):
            change_guidelines(project, "Mark nothing.", user=user)
    assert numbers(project) == []


def ways(earlier: str, later: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(line.way, [(piece.way, piece.words) for piece in line.pieces]) for line in difference(earlier, later)]


def test_a_changed_line_shows_its_words_and_others_are_put_in_or_taken_out() -> None:
    assert ways("# Quotes\nMark all quotes.\nNo titles.", "# Quotes\nMark some quotes.") == [
        ("same", [("same", "# Quotes")]),
        ("changed", [("same", "Mark "), ("gone", "all"), ("new", "some"), ("same", " quotes.")]),
        ("gone", [("gone", "No titles.")]),
    ]
    assert ways("", "One.") == [("new", [("new", "One.")])]
    assert ways("", "") == []


LINES = st.lists(st.text("ab c.", max_size=8), max_size=6)


@given(LINES, LINES)
def test_the_difference_holds_both_texts(old: list[str], new: list[str]) -> None:
    earlier, later = "\n".join(old), "\n".join(new)
    lines = difference(earlier, later)

    def side(gone: str) -> list[str]:
        kept = [line for line in lines if line.way != gone]
        return ["".join(piece.words for piece in line.pieces if piece.way != gone) for line in kept]

    assert side("new") == earlier.splitlines()
    assert side("gone") == later.splitlines()
