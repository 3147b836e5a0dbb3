"""The fast way to draw the rows of the list against the template itself."""

from __future__ import annotations

from typing import Any

from django.template.loader import get_template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from annotator.templatetags.article_rows import TEMPLATE, row_html

WORDS = st.text(max_size=8) | st.sampled_from(["", "Tom & <Ada>", 'a "b" ’c’', "100 %(names)s"])
NAMES = (
    *("key", "page", "withdrawal", "label", "publisher", "published", "words", "counts", "reason"),
    *("purpose", "adjudication", "finished", "begun", "held", "assigned", "time"),
)
ROWS = st.fixed_dictionaries(
    dict.fromkeys(NAMES, WORDS) | {"work": st.sampled_from(["withdrawn", "imported", "finished", "open", "new"])}
)


@given(
    rows=st.lists(ROWS, max_size=4),
    may_review=st.booleans(),
    may_withdraw=st.booleans(),
    language=st.sampled_from(["en", "es"]),
)
def test_rows_are_drawn_as_the_template_draws_them(
    rows: list[dict[str, str]], *, may_review: bool, may_withdraw: bool, language: str
) -> None:
    may = {"may_review": may_review, "may_withdraw": may_withdraw}
    template: Any = get_template(TEMPLATE)
    with translation.override(language):
        for row in rows:
            expected = template.render({**may, "row": row})
            assert row_html(row, tuple(may.items()), template.template, language) == expected
