"""Captions and credits from plain text. All examples are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.captions import LEAST_LIKELY, find_captions, split_credit

SAMPLE = Path(__file__).parents[2] / "samples" / "seed-article.txt"
SCENE = "Volunteers stack sandbags along the quay of Port Marlow"


def credit_of(line: str) -> str | None:
    span = split_credit(line, 0, len(line))
    return line[slice(*span)] if span else None


def captions_of(text: str) -> list[tuple[str, str | None]]:
    return [
        (text[found.start : found.end], text[slice(*found.credit)] if found.credit else None)
        for found in find_captions(text)
    ]


def test_a_caption_is_its_whole_line_and_prose_is_none() -> None:
    caption = f"{SCENE} (REUTERS / Ana Lee)"
    text = f"The river rose on Monday, the mayor said.\n\n{caption} \n\nNobody was hurt."
    assert captions_of(text) == [(caption, "(REUTERS / Ana Lee)")]


def test_the_credit_can_be_the_name_alone() -> None:
    text = f"{SCENE} (REUTERS / Ana Lee)"
    (found,) = find_captions(text, credit_edges="name")
    assert found.credit is not None
    assert text[slice(*found.credit)] == "REUTERS / Ana Lee"
    assert (found.start, found.end) == (0, len(text))


def test_the_sample_article_has_three_captions_with_their_credits() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    captions = find_captions(text, credit_edges="name")
    assert [text[found.start :].split(" ")[0] for found in captions] == ["NATO", "Residents", "The"]
    assert [text[slice(*found.credit)] for found in captions if found.credit] == [
        "REUTERS/Yves Herman",
        "REUTERS / Vladyslav Musiienko",
        "REUTERS / Vitalii Hnidyi",
    ]


def test_the_date_that_an_export_put_first_is_no_part_of_the_caption() -> None:
    text = f" date 2021-04-09 {SCENE}, April 9, 2021. REUTERS/Ana Lee\n\nThe river rose."
    assert captions_of(text) == [(f"{SCENE}, April 9, 2021. REUTERS/Ana Lee", "REUTERS/Ana Lee")]


def test_a_credit_on_a_line_of_its_own_is_a_caption_and_nothing_but_credit() -> None:
    text = "The river rose on Monday.\n\nGetty Images\n\nNobody was hurt.\n\nThe water fell.\n\nAll went home."
    assert captions_of(text) == [("Getty Images", "Getty Images")]


@pytest.mark.parametrize(
    "line",
    [
        "Image: Ana Lee has been elected mayor of Port Marlow",
        "Image caption Ana Lee has been mayor since May",
        "An artist's impression of the new harbour bridge",
        "This satellite image shows the flooded fields near Port Marlow.",
        "Police officers stand guard as demonstrators march in Port Marlow on March 13, 2014.",
        "Ana Lee (left) and Ben Oke (right) at the harbour",
        "The mayor (far left) hands over the keys to Ben Oke.",
        "From left: Ana Lee, Ben Oke and Cy Dor",
        "Ana Lee and Ben Oke (L-R) open the harbour.",
        "Ana Lee, pictured in May",
        "FILE – Mayor Ana Lee speaks at a rally in Port Marlow.",
        "(FILES) Mayor Ana Lee speaks at a rally",
        "FILE PHOTO: Mayor Ana Lee arrives",
        "PORT MARLOW, WESTLAND – JUNE 3: Ana Lee arrives at the harbour.",
        "In this June 3, 2019, file photo, Ana Lee walks home. She won the race.",
    ],
)
def test_a_line_that_speaks_of_its_picture_is_a_caption_without_credit(line: str) -> None:
    text = f"The river rose on Monday.\n\n{line}\n\nNobody was hurt."
    assert captions_of(text) == [(line, None)]


@pytest.mark.parametrize(
    "line",
    [
        "The minister said the river would fall. (AFP)",
        "The minister said the river would fall. PTI",
        "Demonstrators marched through Port Marlow on March 13, 2014.",
        "“An artist's impression of the bridge is all we have,” she said.",
        "Mayor opens bridge",
        "Why the river rose",
        "Reporting by Ana Lee; Editing by Ben Oke/Reuters",
        "(With information from EFE)",
        "(ANI)",
        "(The Evening Post)",
        "Ana Lee for The Evening Post",
        "By Ana Lee/Reuters",
    ],
)
def test_the_last_lines_of_a_report_are_no_captions(line: str) -> None:
    assert captions_of(f"The river rose on Monday.\n\nNobody was hurt.\n\n{line}") == []


def test_a_tag_that_ends_several_lines_is_a_credit_once_it_is_a_word() -> None:
    text = f"{SCENE} [MEP]\n\nThe river rose.\n\nThe flooded harbour [MEP]\n\nOne more line [sic]"
    assert [credit for _, credit in captions_of(text)] == ["[MEP]", "[MEP]"]
    assert captions_of(f"{SCENE} [MEP]") == []


def test_names_that_end_two_lines_are_a_credit() -> None:
    text = f"{SCENE}. Emma Ana Lee\n\nShips wait outside. Emma Ana Lee\n\nThe river rose. Ben Oke"
    assert [credit for _, credit in captions_of(text)] == ["Emma Ana Lee", "Emma Ana Lee"]
    assert captions_of(f"{SCENE}. Emma Ana Lee") == []


def test_names_that_another_line_credits_are_a_credit() -> None:
    text = f"The quay (Photo: Ana Lee)\n\n{SCENE}. Ana Lee\n\nThe river rose.\n\nAna Lee\n\nIt fell.\n\nAll went home."
    assert [credit for _, credit in captions_of(text)] == ["(Photo: Ana Lee)", "Ana Lee", "Ana Lee"]


@pytest.mark.parametrize(
    "line",
    [
        "“We stay.” Ana Lee",
        "Backs: Ana Lee (Marlow), Ben Oke (Marlow)",
        "Ana Lee (Marlow)",
        "It is over. Read More",
        "He is called Dr. Lee",
        "Boats arrive - The Evening Post",
    ],
)
def test_a_signature_a_button_and_a_headline_are_no_repeated_credit(line: str) -> None:
    assert captions_of(f"The river rose.\n\nIt fell.\n\n{line}\n\nNobody was hurt.\n\n{line}\n\nAll went home.") == []


@pytest.mark.parametrize(
    ("credit", "caption"),
    [
        ("© Ana Lee", "The bridge of Port Marlow at dusk."),
        ("© Ana Lee", SCENE),
        ("© Ana B. Lee", "Volunteers stack sandbags."),
        ("© Provided by Marlow Gazette", "The bridge at dusk."),
        ("© AFP via Getty Images", "Ana Lee walks home."),
        ("📷 Ana Lee/Reuters", "The bridge at dusk"),
        ("Photo by Ana Lee", f"| {SCENE}"),
        ("Photo: Ana Lee/AFP.", SCENE),
        ("Photo: Ana Lee", "Minister of the Harbour, Ben Oke, opens the bridge."),
        ("Image: Ana Lee/Getty Images", "The bridge at dusk."),
        ("REUTERS/Ana Lee", f"– {SCENE}"),
        ("REUTERS/Ana Lee", "Snow covers the quay."),
        ("Ana Lee/AFP", "The bridge at dusk."),
        ("The Canadian Press", "Mayor Ana Lee holds a meeting in Port Marlow on Thursday."),
        ("Ana Lee/MP", "Mayor Ben Oke holds a meeting in Port Marlow."),
    ],
)
def test_a_credit_may_stand_before_its_caption(credit: str, caption: str) -> None:
    assert captions_of(f"The river rose.\n\n{credit} {caption}") == [(f"{credit} {caption}", credit)]
    assert credit_of(f"{credit} {caption}") == credit


@pytest.mark.parametrize(
    "line",
    ["Photo: Mayor Ana Lee opens the bridge", "Image: Port Marlow after the flood", "Photo: The bridge of Port Marlow"],
)
def test_a_picture_label_alone_makes_no_credit_of_the_captions_first_words(line: str) -> None:
    assert captions_of(f"The river rose.\n\n{line}\n\nNobody was hurt.") == [(line, None)]


@pytest.mark.parametrize(
    "line",
    [
        "© 2023 The Evening Post Ltd of Marlow",
        "Getty Images rose on Monday.",
        "REUTERS/Ipsos polled the town.",
        "AP/Marlow Poll says the mayor leads.",
    ],
)
def test_a_line_that_begins_with_an_agency_is_no_caption(line: str) -> None:
    assert captions_of(f"The river rose.\n\n{line}\n\nNobody was hurt.") == []


@pytest.mark.parametrize("credit", ["ANA LEE | THE COURIER", "Photo: Ana Lee", "Ana Lee / Marlow Views"])
@pytest.mark.parametrize("credit_first", [True, False])
def test_a_credit_and_a_line_in_one_block_are_a_caption_in_two_lines(credit: str, credit_first: bool) -> None:
    caption = "The pier before the storm"
    block = [credit, caption] if credit_first else [caption, credit]
    text = "\n".join(block)
    found = captions_of(f"The river rose.\n\nIt fell.\n\n{text}\n\nNobody was hurt.\n\nAll went home.")
    assert dict(found) == {caption: None, credit: credit}


@pytest.mark.parametrize("signature", ["Ana Lee | The Courier", "Ana Lee for The Evening Post"])
def test_a_signature_under_the_headline_or_at_the_end_makes_no_caption(signature: str) -> None:
    body = "The river rose.\n\nIt fell.\n\nNobody was hurt."
    assert captions_of(f"Flood in Port Marlow\nA town waits\n{signature}\n\n{body}") == []
    assert captions_of(f"Flood in Port Marlow\n\n{body}\n\nMore about the flood tomorrow\n{signature}") == []


def test_a_name_after_a_caption_without_credit_is_its_credit() -> None:
    caption = "The bridge (left) and the sea"
    text = f"The river rose.\n\n{caption}\n\nAna Lee\n\nNobody was hurt.\n\nBen Oke\n\nAll went home."
    assert captions_of(text) == [(caption, None), ("Ana Lee", "Ana Lee")]


def test_an_unended_sentence_after_an_agency_alone_is_a_caption() -> None:
    caption = "The bridge was built by the town in 1904"
    text = f"The river rose.\n\nIt fell.\n\nGetty Images\n\n{caption}\n\nNobody was hurt.\n\nAll went home."
    assert captions_of(text) == [("Getty Images", "Getty Images"), (caption, None)]
    assert captions_of(text.replace(caption, "Why the bridge was built in 1904")) == [("Getty Images", "Getty Images")]
    assert captions_of(text.replace(caption, f"{caption}.")) == [("Getty Images", "Getty Images")]


def test_the_line_after_a_label_alone_is_the_caption() -> None:
    text = "The river rose.\n\nImage caption,\n\nThe wall was built in 1904\n\nNobody was hurt."
    assert [caption for caption, _ in captions_of(text)] == ["Image caption,", "The wall was built in 1904"]


def test_a_byline_with_an_agency_is_a_credit_only_inside_the_article() -> None:
    byline = "By Ana Lee/WireImage."
    assert captions_of(f"The river rose.\n\nIt fell.\n\n{byline}\n\nNobody was hurt.\n\nAll went home.") == [
        (byline, byline)
    ]
    assert captions_of(f"The river rises\n\n{byline}\n\nIt rose on Monday.\n\nNobody was hurt.") == []


def test_a_name_a_slash_a_name_alone_is_only_possible() -> None:
    text = "The river rose.\n\nIt fell.\n\nAna Lee / Ben Oke\n\nNobody was hurt.\n\nAll went home."
    assert captions_of(text) == []
    assert [found.score for found in find_captions(text, least_score=0)] == [0.3]


def test_a_scene_without_a_full_stop_is_not_even_possible() -> None:
    assert find_captions(f"The river rose.\n\nIt fell.\n\n{SCENE}\n\nNobody was hurt.", least_score=0) == []


def test_surer_evidence_scores_higher() -> None:
    text = f"{SCENE} (Photo: Ana Lee)\n\nAn artist's impression of the new bridge\n\nThe river rose."
    credited, described = find_captions(text)
    assert credited.score > described.score > LEAST_LIKELY
    assert "(Photo: Ana Lee)" in credited.reason
    assert described.reason == "describes a picture"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("()[]/|.:— \nAPGetty")), max_size=300))
def test_any_text_gives_lines_of_it_with_credits_inside(text: str) -> None:
    last = 0
    for found in find_captions(text):
        assert last <= found.start < found.end <= len(text)
        assert "\n" not in text[found.start : found.end]
        assert found.credit is None or found.start <= found.credit[0] < found.credit[1] <= found.end
        last = found.end
