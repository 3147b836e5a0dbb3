"""What the choice of sets leaves out of a release is counted in its manifest, and said on its card."""

from __future__ import annotations

import pytest

from articles.models import Project
from exchange.outgoing.left_out import BEGUN, UNDECIDED
from exchange.releases import storage
from tests.exchange.helpers import article, bring_in, quote, spans_of
from tests.exchange.releases.helpers import released

pytestmark = pytest.mark.usefixtures("releases_dir")


def test_sets_and_suggestions_that_are_left_out_are_counted_once_for_all_formats(project: Project) -> None:
    suggested = quote(suggester="rules", version="1", content=spans_of("“We wait,”"))
    bring_in(
        project,
        article("begun", quotes=[quote(annotator="jo"), suggested]),
        article("done", quotes=[quote(annotator="mara"), suggested], sets=[{"annotator": "mara", "state": "finished"}]),
    )
    release = released(project, formats=("jsonl", "docbin"))
    assert release.manifest is not None
    assert release.manifest["losses"]["all"] == [
        {"of": "quotes", "reason": UNDECIDED, "count": 1},
        {"of": "sets", "reason": BEGUN, "count": 1},
    ]
    assert release.manifest["losses"]["jsonl"] == []
    card = (storage.folder_of(release) / storage.CARD).read_text(encoding="utf-8")
    assert "Sets that are begun and not finished are left out." in card
