"""Credits are told from a caption's words: with a label, in brackets, after a sentence; sentences are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.credits import credit_in_caption


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The jetty at noon. Photo: Ida Moe/Lake Post", "Ida Moe/Lake Post"),
        ("The jetty at noon. REUTERS/Ida Moe", "REUTERS/Ida Moe"),
        ("The jetty at noon (AP Photo/Ida Moe)", "AP Photo/Ida Moe"),
        ("The jetty at noon (Image: Getty)", "Getty"),
        ("The jetty at noon | Ida Moe/AFP", "Ida Moe/AFP"),
        ("The jetty at noon. — Picture by Ida Moe", "Ida Moe"),
        ("The jetty in St. Olav, Dec. 3, 2021. Ida Moe / AFP - Getty Images", "Ida Moe / AFP - Getty Images"),
        ("The jetty [DS]", "DS"),
        ("The jetty. Courtesy of Lake Museum", "Courtesy of Lake Museum"),
        ("The jetty. © Ida Moe", "© Ida Moe"),
        ("The jetty at noon. Photo by Ida K. Moe/Lake Post", "Ida K. Moe/Lake Post"),
        ("Getty Images", "Getty Images"),
        ("Source: Lake Board", "Lake Board"),
        ("Credit: Photo: PA", "PA"),
        ("Ida Moe (CC BY 2.0)", "Ida Moe (CC BY 2.0)"),
        ("The jetty at noon. Ida Moe/Flickr (CC BY-SA 4.0)", "Ida Moe/Flickr (CC BY-SA 4.0)"),
        ("The jetty at noon | Ida Moe (CC0)", "Ida Moe (CC0)"),
        ("The jetty at noon. Photo: Ida Moe (public domain)", "Ida Moe (public domain)"),
        ("The jetty at noon, by Ida Moe (CC BY 2.0)", "Ida Moe (CC BY 2.0)"),
        ("The jetty at noon (Photo by Ida Moe (CC BY 2.0))", "Ida Moe (CC BY 2.0)"),
        ("The jetty in Port Olav (CC BY 2.0)", "CC BY 2.0"),
        ("The jetty at noon. (Ida Moe, Special to The Lake Post)", "Ida Moe, Special to The Lake Post"),
        ("The jetty at noon (Ida Moe/special to the Lake Post)", "Ida Moe/special to the Lake Post"),
        ("The jetty at noon. Ida Moe, Special to Lake Live", "Ida Moe, Special to Lake Live"),
        ("The jetty at noon (Special for The Lake Post)", "Special for The Lake Post"),
    ],
)
def test_the_credit_is_found_without_its_label(caption: str, credit: str) -> None:
    span = credit_in_caption(caption)
    assert span is not None
    assert caption[slice(*span)] == credit


@pytest.mark.parametrize(
    "caption",
    [
        "The jetty (special to Port Olav)",
        "Ida Moe, Special to The Lake Post",
        "The jetty at noon",
        "Mayor Ida Moe, left, and her brother",
        "Image: Ida Moe has agreed to become the mayor of the town",
        "The photo by the door was taken in the year when the lake dried up for the first time",
        "She told Reuters that the lake was dry.",
        "The lake (left) and the sea",
        "The lake in spring. View Images",
        "",
    ],
)
def test_captions_without_a_credit_have_none(caption: str) -> None:
    assert credit_in_caption(caption) is None


@given(st.text(alphabet=st.sampled_from("Aa1 .:/|()[]—©\n“Photo"), max_size=60))
def test_the_span_lies_inside_the_caption_and_is_not_blank(caption: str) -> None:
    span = credit_in_caption(caption)
    assert span is None or caption[slice(*span)].strip() == caption[slice(*span)] != ""
