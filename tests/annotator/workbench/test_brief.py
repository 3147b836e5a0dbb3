"""Brief cards, completed as the page does it, against the cards of the template."""

from __future__ import annotations

from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.workbench.brief import Table, brief_cards
from annotator.workbench.card_html import cards_html
from annotator.workbench.cards import Card, numbered
from tests.annotator.workbench.completing import completed
from tests.annotator.workbench.test_card_html import cards


@settings(deadline=None)
@given(drawn=st.lists(cards(), max_size=5), language=st.sampled_from(["en", "es"]))
def test_a_brief_card_completed_is_the_card_of_the_template(drawn: list[Card], language: str) -> None:
    numbered(drawn)
    table = Table()
    with translation.override(language):
        brief = brief_cards(drawn, table)
        whole = [str(cards_html([card.values()])) for card in drawn]
    for card, one, expected in zip(drawn, brief, whole, strict=True):
        [shown] = completed(one, table.json, card.article.text)
        assert renumbered(shown) == renumbered(expected)


def renumbered(html: str) -> str:
    """Without the number, which the list gives."""
    before, mark, after = html.partition('<span class="card-number">')
    return before + mark + after.lstrip("0123456789")


def test_what_cards_have_in_common_is_there_once_and_ends_no_script() -> None:
    table = Table()
    assert [table.place("</script>"), table.place(("ORG", "organisation", "org.")), table.place("</script>")] == [
        0,
        1,
        0,
    ]
    assert "<" not in table.json
    assert Table(table.known).place(("ORG", "organisation", "org.")) == 1
