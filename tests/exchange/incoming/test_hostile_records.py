"""Whatever a line of JSON holds, it is imported or told as a failure; nothing else happens."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from articles.models import Article
from exchange.formats.native.articles import ARTICLE_KEYS
from tests.examples import examples
from tests.exchange.helpers import article, import_bytes, quote, repair
from tests.factories import make_project

numbers = count()
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "\0", "x" * 2001, 10**400, "mara", "gold", "2025-02-30"])
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))
KEYS = {
    "quotes": [*quote(), "id", "score", "reason", "candidates", "annotator", "suggester", "version", "gold", "verdict"],
    "repairs": [*repair(), "origin"],
    "captions": ["start", "end", "credit"],
    "entities": ["start", "end", "type", "name"],
    "figures": ["image_url", "alt", "caption", "credit"],
    "sets": ["annotator", "suggester", "version", "gold", "state", "notes"],
}


@st.composite
def damaged_records(draw: st.DrawFn) -> dict[str, Any]:
    """A good record in which one key, or one key of one of its parts, has become anything."""
    record: dict[str, Any] = article(
        f"article-{next(numbers)}",
        quotes=[quote(gold=True)],
        repairs=[repair()],
        captions=[{"start": 0, "end": 16, "credit": [4, 8]}],
        entities=[{"start": 0, "end": 8, "type": "FAC"}],
        figures=[{"caption": [0, 16]}],
        sets=[{"gold": True}],
    )
    name = draw(st.sampled_from(sorted(ARTICLE_KEYS)))
    if name in KEYS and draw(st.booleans()):
        record[name][0][draw(st.sampled_from(KEYS[name]))] = draw(values)
    else:
        record[name] = draw(values)
    return record


@pytest.mark.django_db
@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damaged_records())
def test_a_record_with_anything_in_it_comes_in_or_fails(db: None, record: dict[str, Any]) -> None:
    project = make_project(f"hostile-{next(numbers)}")
    good = article(f"good-{next(numbers)}")
    lines = (json.dumps(record) + "\n" + json.dumps(good) + "\n").encode("utf-8")
    report = import_bytes(project, lines)
    assert report.imported + report.failed == 2
    assert Article.objects.filter(project=project).count() == report.imported
    assert good["id"] in report.imported_ids
