"""Whom a known caption credits: forms that mean nothing in running text count here."""

from __future__ import annotations

import pytest

from articles.readers.caption_credits import credit_of_caption


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The mill at noon. (Hallberg's)", "Hallberg's"),
        ("The mill at noon (Bray Herald file photo)", "Bray Herald file photo"),
        ("The mill, painted in 1923 (Museum of Bray)", "Museum of Bray"),
        ("The mill at noon. (Supplied: Ida Moe)", "Supplied: Ida Moe"),
        ("The mill at noon. Supplied", "Supplied"),
        ("The mill at noon. Submitted photo", "Submitted photo"),
        ("The mill at noon. Ida Moe", "Ida Moe"),
        ("The mill at noon | Ida Moe", "Ida Moe"),
        ("Rev. Ola Berg. | Ida Moe/Getty Images", "Ida Moe/Getty Images"),
        ("The new plant. Image: Osta Q cells", "Osta Q cells"),
        ("The shoes. Image source: shoes.example", "shoes.example"),
        ("The mill. Foto: Ida Moe", "Ida Moe"),
        ("The mill 📷 Ida Moe", "Ida Moe"),
        ("The mill at noon. Credit: 20th Mill Films", "20th Mill Films"),
        ("© Ida Moe The mill at noon in Bray", "© Ida Moe"),
        ("REUTERS/Ida Moe The mill at noon in Bray", "REUTERS/Ida Moe"),
        ("Photo: Ida Moe The old mill", "Ida Moe"),
    ],
)
def test_a_known_caption_credits(caption: str, credit: str) -> None:
    found = credit_of_caption(caption)
    assert found is not None
    assert caption[slice(*found)] == credit


@pytest.mark.parametrize(
    "caption",
    [
        "Ida Moe, left, and Ola Berg (right)",
        "Ola Berg (D-Bray)",
        "The wheel of the Bray Water Board (BWB)",
        "The mill (pictured in 2014)",
        "The mill (1912)",
        "The mill at noon. (File)",
        "The mill at noon in Bray",
        "The film of Dr. Ida Moe",
        "A walk with Sen. Ola Berg",
        "“The Mill” Ida Moe",
        "A wheel, source: of all its power",
        "Photo: a mill in the wind",
    ],
)
def test_a_caption_without_a_credit(caption: str) -> None:
    assert credit_of_caption(caption) is None
