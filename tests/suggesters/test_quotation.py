"""Marks of all kinds, and how much of a quote stands inside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.quotation import quote_type, quoted_mask, quoted_runs, scan, with_usual_marks

ALPHABET = "abs .,1\n“”‘’\"'«»„‟‚‛‹›❝❞〝〞「」＂″`&;😀é"


def surfaces(text: str) -> list[str]:
    return [text[start:end] for start, end in quoted_runs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We stay,” she said. “For now.”", ["“We stay,”", "“For now.”"]),
        ('"We stay," she said, "for now."', ['"We stay,"', '"for now."']),
        ("''We stay,'' she said.", ["''We stay,''"]),
        ("``We stay,'' she said.", ["``We stay,''"]),
        ("„Wir bleiben“, sagte sie.", ["„Wir bleiben“"]),
        ("»Wir bleiben«, sagte sie.", ["»Wir bleiben«"]),
        ("« Nous restons », dit-elle.", ["« Nous restons »"]),
        ("”Vi stannar”, sade hon.", ["”Vi stannar”"]),
        ("‘We stay,’ she said.", ["‘We stay,’"]),
        ("She said 'no way,' and left.", ["'no way,'"]),
        ("‹Gone›, said the cook.", ["‹Gone›"]),
        ("He called it ›a bad deal‹.", ["›a bad deal‹"]),
        ("‚Wir bleiben‘, sagte sie.", ["‚Wir bleiben‘"]),
        ("❝We stay,❞ she said.", ["❝We stay,❞"]),
        ("❛We stay,❜ she said.", ["❛We stay,❜"]),
        ("「We stay,」 she said.", ["「We stay,」"]),
        ("『We stay,』 she said.", ["『We stay,』"]),
        ("〝We stay,〞 she said.", ["〝We stay,〞"]),
        ("＂We stay,＂ she said.", ["＂We stay,＂"]),
        ("″We stay,″ she said.", ["″We stay,″"]),
        ("`We stay,' she said.", ["`We stay,'"]),
        ("'We stay,’ she said.", ["'We stay,’"]),
        ("&ldquo;We stay,&rdquo; she said.", ["&ldquo;We stay,&rdquo;"]),
        ("&#39;We stay,&#39; she said.", ["&#39;We stay,&#39;"]),
        ("&amp;quot;We stay,&amp;quot; she said.", ["&amp;quot;We stay,&amp;quot;"]),
    ],
)
def test_marks_of_many_kinds_are_paired(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


def test_a_space_before_the_closing_mark_does_not_open_a_new_run() -> None:
    assert surfaces("“We support them, ” he said. She left.") == ["“We support them, ”"]


def test_single_marks_inside_of_double_ones_belong_to_the_run() -> None:
    assert surfaces("“The ‘best’ harbour,” he said.") == ["“The ‘best’ harbour,”"]


def test_double_marks_nested_in_double_ones_are_one_run() -> None:
    assert surfaces("“They called “stop” twice,” he said.") == ["“They called “stop” twice,”"]


def test_two_quotations_nested_in_one_are_one_run() -> None:
    assert surfaces("“They want “more” and “better”,” he said.") == ["“They want “more” and “better”,”"]
    assert surfaces("« Il a dit « non » hier », dit-elle.") == ["« Il a dit « non » hier »"]


def test_straight_marks_inside_of_curly_ones_belong_to_the_run() -> None:
    assert surfaces('“He said "no" to us,” she said.') == ['“He said "no" to us,”']


def test_a_straight_mark_that_was_never_closed_ends_where_the_next_one_opens() -> None:
    assert surfaces('"We stay. "For now," she said.') == ['"We stay.', '"For now,"']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'The drivers' pay won't rise.'", ["'The drivers' pay won't rise.'"]),
        ("‘The drivers’ pay won’t rise,’ he said.", ["‘The drivers’ pay won’t rise,’"]),
        ("She called the 'reforms' late and said: 'We won't go.'", ["'reforms'", "'We won't go.'"]),
        ("The boys' team was 'fine'.", ["'fine'"]),
        ("'We're goin' home,' he said.", ["'We're goin' home,'"]),
        ("'Tis a pity,' she said.", ["'Tis a pity,'"]),
    ],
)
def test_a_possessive_or_a_dropped_letter_does_not_close_a_run(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


def test_inches_close_a_run_only_where_no_other_mark_does() -> None:
    assert surfaces('"The 40" screen fell," he said.') == ['"The 40" screen fell,"']
    assert surfaces('“The 40" screen fell,” he said.') == ['“The 40" screen fell,”']
    assert surfaces('"It was 1990" he said.') == ['"It was 1990"']


@pytest.mark.parametrize(
    "text",
    ["» Two ferries stop\n» One goes on", "Home » News › Sport", "» Read the «harbour» story", "‹ Back"],
)
def test_guillemets_that_are_bullets_and_arrows_open_no_run(text: str) -> None:
    assert [run for run in surfaces(text) if run != "«harbour»"] == []


def test_a_nickname_inside_a_name_is_no_run() -> None:
    assert surfaces("Rosa “Bee” Marten, a pilot, said no.") == []
    assert surfaces("Rosa 'Bee' Marten, a pilot, said no.") == []


def test_a_title_between_capitals_is_a_run() -> None:
    assert surfaces("The “Bee” Show, on air since May.") == ["“Bee”"]
    assert surfaces("Council ‘Unity’ Talks Begin") == ["‘Unity’"]


def test_rarer_marks_are_read_as_usual_ones_of_the_same_length() -> None:
    assert with_usual_marks("„Ja“, ‹oui› and ❝yes❞; home › news") == "“Ja”, ‘oui’ and “yes”; home › news"


def test_a_mark_left_open_last_changes_nothing_after_it() -> None:
    assert with_usual_marks("«We stay") == "“We stay"


def test_a_mark_that_was_never_closed_ends_where_the_next_one_opens() -> None:
    assert surfaces("“We stay, she said. “For now.”") == ["“We stay, she said.", "“For now.”"]


def test_an_open_mark_ends_with_its_paragraph_and_is_known_as_open() -> None:
    text = "“We stay.\n\n“And we pay,” she said."
    assert [(text[run.start : run.end], run.closed) for run in scan(text)] == [
        ("“We stay.", False),
        ("“And we pay,”", True),
    ]


def test_a_run_goes_on_in_a_paragraph_that_only_closes_it() -> None:
    assert surfaces("“We stay.\n\nAnd we pay.” She left.") == ["“We stay.", "And we pay.”"]


@pytest.mark.parametrize(
    "text",
    [
        "The teachers’ union met in the ’90s.",
        "rock 'n' roll",
        "He is 5'10\" tall.",
        "It ended there.” He left.",
        "“”",
        "",
    ],
)
def test_apostrophes_inches_and_stray_marks_are_no_runs(text: str) -> None:
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“We stay.”", "direct"), ("that “we stay” here", "mixed"), ("that we stay", "indirect"), ("", "indirect")],
)
def test_the_type_is_the_share_of_letters_inside_of_marks(text: str, expected: str) -> None:
    assert quote_type(text, [(0, len(text))]) == expected


def test_the_type_counts_the_fragments_alone() -> None:
    text = "“We stay,” she said, “for now.”"
    assert quote_type(text, [(0, 10), (21, len(text))]) == "direct"
    assert quote_type(text, [(0, len(text))]) == "mixed"


@given(st.text(alphabet=ALPHABET))
def test_runs_lie_apart_in_order_inside_of_one_line(text: str) -> None:
    runs = quoted_runs(text)
    assert runs == sorted(runs)
    assert all(0 <= start < end <= len(text) and "\n" not in text[start:end] for start, end in runs)
    assert all(left[1] <= right[0] for left, right in zip(runs, runs[1:], strict=False))


@given(st.text(alphabet=ALPHABET))
def test_the_mask_marks_the_runs_and_nothing_else(text: str) -> None:
    mask = quoted_mask(text)
    inside = {place for start, end in quoted_runs(text) for place in range(start, end)}
    assert [place for place, marked in enumerate(mask) if marked] == sorted(inside)


@given(st.text(alphabet=ALPHABET))
def test_usual_marks_leave_every_other_letter_where_it_was(text: str) -> None:
    usual = with_usual_marks(text)
    assert len(usual) == len(text)
    assert all(new == old or new in "“”‘’" for new, old in zip(usual, text, strict=True))
