"""Templates are laid out for their readers; the page gets none of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from config.white_space import compact

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
LONGEST_LINE = 160


def test_no_line_of_a_template_is_too_long_to_review() -> None:
    long = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in TEMPLATES.rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("<ul>\n  <li>one</li>\n  <li>two</li>\n</ul>\n", "<ul><li>one</li><li>two</li></ul>"),
        ("<p>\n  {{ a }}\n  {% if a %}\n    b\n  {% endif %}\n</p>", "<p>{{ a }}{% if a %}b{% endif %}</p>"),
        ("<p>\n  two\n  words\n</p>", "<p>two words</p>"),
        ("<b>one</b> <b>two</b>", "<b>one</b> <b>two</b>"),
        ('<b>one</b>{{ " " }}\n<b>two</b>', "<b>one</b> <b>two</b>"),
        ("{# a note #}\n{% load i18n %}\n<p>", "{# a note #}{% load i18n %}<p>"),
    ],
)
def test_a_line_break_beside_a_tag_or_a_value_is_nothing_and_one_space_between_words(source: str, page: str) -> None:
    assert compact(source) == page


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ('<p\n  id="a"\n  class="b"\n>\n  c\n</p>', '<p id="a" class="b">c</p>'),
        ('<path\n  d="M0 0\n  1 1z"\n/>', '<path d="M0 0 1 1z"/>'),
        ('<p\n  {% if a %} id="a"{% endif %}\n  lang="b"\n>', '<p{% if a %} id="a"{% endif %} lang="b">'),
        (
            '<p\n  {% if a %}\n    id="a"\n  {% else %}\n    id="b"\n  {% endif %}\n>',
            '<p{% if a %} id="a"{% else %} id="b"{% endif %}>',
        ),
        ('<p\n  {% if a %}id="a"{% endif %}\n>', '<p {% if a %}id="a"{% endif %}>'),
        ("<p title=\"a > {% translate 'b' %}\"\n>\n  c</p>", "<p title=\"a > {% translate 'b' %}\">c</p>"),
    ],
)
def test_attributes_stay_apart(source: str, page: str) -> None:
    assert compact(source) == page


@pytest.mark.parametrize(
    "source",
    [
        "<pre>\n a\n  b\n</pre>",
        "<textarea>\n\n{{ words }}\n</textarea>",
        "{% blocktranslate trimmed %}\n  one <b>two</b>\n  three\n{% endblocktranslate %}",
    ],
)
def test_what_means_its_line_breaks_keeps_them(source: str) -> None:
    assert compact(source) == source


def test_our_templates_are_read_without_their_layout_and_those_of_apps_as_they_are() -> None:
    assert "\n" not in get_template("workbench/_entity_types.html").render({})
    assert "\n" in get_template("admin/color_theme_toggle.html").render({})
    assert engines["django"].from_string("a\nb").render({}) == "a\nb"
