"""The credit that ends a line of plain text, as printed. All examples are invented."""

from __future__ import annotations

from random import Random

import pytest

from suggesters.captions import split_credit
from suggesters.credit_words import OWN_LABEL
from suggesters.credits import LONGEST_CREDIT, credited_name, find_credit, may_have_label

SCENE = "Volunteers stack sandbags along the quay of Port Marlow"


def credit_of(line: str) -> str | None:
    span = split_credit(line, 0, len(line))
    return line[slice(*span)] if span else None


@pytest.mark.parametrize(
    "credit",
    [
        "(Image: Getty)",
        "( Image: Ana Lee/Marlow Live)",
        "(Photo: Ana Lee, The Enquirer)",
        "[Photo: AAP]",
        "Photo by Ana Lee/Reuters",
        "Photograph: Ana Lee/The Evening Post",
        "Picture: PA",
        "Courtesy of the Harbour Museum",
        "Image copyright EPA",
        "Credit: Ana Lee/Global Images Marlow/Getty",
        "Photo illustration by Ben Oke. Photo by Ana Lee.",
        "© Ana Lee, AFP",
        "Photo / NZME",
        "Staff photo by Ana Lee",
        "Photo by: Ana Lee",
        "Foto: Ana Lee / dpa",
        "Foto: dpa",
        "Crédit photo : Ana Lee",
        "Fot. Ana Lee / PAP",
        "Foto von Ana Lee",
        "Photo by Ana Lee on Unsplash",
        "📷 Ana Lee",
        "📸: @analee",
        "Credit: 21st Marlow Regiment",
        "Image: Marlow Q cells",
        "Image source: harbour-views.com",
        "CreditCreditAna Lee/The Evening Post",
        "Supplied",
        "(Contributed)",
        "Courtesy of the family",
        "Photography: Ana Lee",
        "Photo © Ana Lee",
        "Supplied: Ana Lee",
        "Chart: Marlow Research Centre",
    ],
)
def test_a_label_announces_a_credit(credit: str) -> None:
    assert credit_of(f"{SCENE}. {credit}") == credit


@pytest.mark.parametrize("label", ["Credit", "Credit: ", "Photo: "])
def test_a_label_may_be_glued_to_the_caption(label: str) -> None:
    assert credit_of(f"{SCENE}{label}Ana Lee for The Evening Post") == f"{label}Ana Lee for The Evening Post"


@pytest.mark.parametrize(
    "credit",
    [
        "(Ana Lee/Associated Press)",
        "(Ana Lee / The Evening Post)",
        "(AP Photo/Ana Lee, File)",
        "(REUTERS / Ana Lee)",
        "(Ana Lee for The Evening Post)",
        "(AAP: Ana Lee)",
        "[GETTY]",
        "[Ana Lee/Reuters]",
        "(District Court of Marlow)",
        "(iStock)",
        "(Marlowvision)",
        "(MHA/HQ)",
        "(Ana Lee Harbours Co.)",
        "(harbour-views.com)",
    ],
)
def test_a_bracket_of_names_is_a_credit(credit: str) -> None:
    assert credit_of(f"{SCENE}. {credit}") == credit


@pytest.mark.parametrize(
    ("before", "credit"),
    [
        (f"{SCENE}. ", "REUTERS/Ana Lee"),
        (f"{SCENE} on June 3, 2019. ", "Ana Lee/AP"),
        (f"{SCENE} in Washington, D.C. ", "Ana Lee/WireImage"),
        (f"{SCENE}. | ", "AP Photo"),
        (f"{SCENE}. ", "Ana B. Lee / The Evening Post"),
        (f"{SCENE}.", "J. Ana Lee / AP file"),
        (f"{SCENE} ", "Ana Lee/via Reuters"),
        (f"{SCENE} ", "PA"),
        (f"{SCENE}. ", "Shutterstock/somebody"),
        (f"{SCENE}. ", "@somebody/Instagram"),
        (f"{SCENE}. ", "THE CANADIAN PRESS/Ana Lee"),
        (f"{SCENE}. ", "Getty Images | Ana Lee"),
        (f"{SCENE}. ", "NASA, ESA, and A. Lee (MTSI)"),
        (f"{SCENE}. ", "(AP Photo/Ana Lee) AP Photo"),
        (f"{SCENE}. ", "Ana Lee/Reuters THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. NO RESALES."),
    ],
)
def test_names_with_an_agency_or_a_slash_are_a_credit(before: str, credit: str) -> None:
    assert credit_of(before + credit) == credit


@pytest.mark.parametrize(
    "credit",
    [
        "Ana Lee for The Evening Post",
        "Ana de Lee for Rest of Coast",
        "ANA LEE | THE COURIER",
        "Ana Lee, Marlow Gazette",
        "Ana Lee – Staff",
        "Ana Lee—The Evening Post",
        "Ana Lee photo",
        "Ana Lee via Facebook",
    ],
)
def test_a_name_and_a_paper_after_a_sentence_are_a_credit(credit: str) -> None:
    assert credit_of(f"{SCENE}. {credit}") == credit


@pytest.mark.parametrize(
    "sentence", ["They met in 2019.", "“We stay.”", "He said: “We stay!”", "They left Marlow, D.C.", "It rose (twice)."]
)
def test_a_bracket_is_a_credit_after_a_sentence_that_ends_in_a_number_or_a_mark(sentence: str) -> None:
    assert credit_of(f"{sentence} (Marlowvision)") == "(Marlowvision)"


@pytest.mark.parametrize(
    "line",
    [
        "The minister told Reuters.",
        "The deal was first reported by AP",
        "Marlow joined the Alliance (NATO)",
        "Ana Lee (left) and Ben Oke (right)",
        "Senator Ana Lee (R-Marlow) said no",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Copyright © 2023 The Evening Post, LLC.",
        "Contributing: Ana Lee, Ben Oke, Associated Press.",
        "The harbour is 3/4 full",
        "RELATED PHOTOS: Ana Lee’s House",
        "SIGN IN / REGISTER TO READ",
        "“They are ours,” as the islands are called by Marlow.",
        "Everybody rose. (Applause)",
        "Two bridges fell that year. (Back.)",
        "The shop opens again. (Monday)",
        "The bridge is closed. [MarlPo.]",
        "A paper wrote of it. [Marlow Mothers.]",
        "The bridge belongs to Marlow Harbours, S.A. (MHSA).",
        "Office for Marlow Statistics",
        "Best Boats for Beginners",
        "Vote Lee for Mayor",
        "Ana Lee for President",
        "THIS PAGE IS FOR THE SUBSCRIBERS ONLY",
        "1. Ana Lee, Marlow Mercury",
        "News | Sport | The Weather",
        "Credit Marlow raised its offer",
        "",
        " ",
        "(",
    ],
)
def test_prose_that_names_an_agency_has_no_credit(line: str) -> None:
    assert credit_of(line) is None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("(Image: Getty)", "Getty"),
        ("(REUTERS / Ana Lee)", "REUTERS / Ana Lee"),
        ("Photo by Ana Lee / AFP", "Ana Lee / AFP"),
        ("REUTERS/Ana Lee", "REUTERS/Ana Lee"),
        ("[GETTY]", "GETTY"),
        ("Source: Space Institute (SI), Marlow", "Space Institute (SI), Marlow"),
    ],
)
def test_the_credited_name_leaves_out_label_and_brackets(printed: str, name: str) -> None:
    text = f"{SCENE}. {printed}"
    span = credited_name(text, len(text) - len(printed), len(text))
    assert span is not None
    assert text[slice(*span)] == name


def test_a_label_alone_names_nobody() -> None:
    assert credited_name("Photo: ", 0, 7) is None


def test_a_credit_is_found_at_the_end_of_a_very_long_line() -> None:
    line = "word " * LONGEST_CREDIT + "end. Ana Lee/Reuters"
    credit = find_credit(line)
    assert credit is not None
    assert line[credit.start : credit.end] == "Ana Lee/Reuters"


LABEL_WORDS = [
    *(
        "Photo",
        "photograph",
        "credits",
        "credit",
        ":",
        "Foto:",
        "fotografía",
        "Bildquelle",
        "©",
        "courtesy",
        "of",
        "by",
    ),
    *("source", "sources,", "image", "supplied:", "infographic", "screen", "grab:", "crédito", "fotos", "divulgação:"),
    *("(c)", "CreditAna", "Lee", "said", "Reuters/b", "📷", "fot.", "Ana", "related", "chart", "map", "handout"),
]


def test_a_line_that_holds_a_label_is_looked_at_for_one() -> None:
    """Looking takes long, so that lines are left out which can hold none."""
    chance = Random(3)
    lines = [" ".join(chance.choices(LABEL_WORDS, k=chance.randrange(1, 6))) for _ in range(600)]
    held = [line for line in lines if OWN_LABEL.search(line)]
    assert 100 < len(held) < 500
    assert all(map(may_have_label, held))
    assert not may_have_label("“We wait: " + "the harbour council said: " * 3)
