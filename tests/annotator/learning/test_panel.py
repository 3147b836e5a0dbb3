"""The panel as a page draws it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from annotator.learning.panel import Panel, panel_of
from annotator.services.pace import Pace
from articles.models import Article, Project
from tests.annotator.learning.reports import REFUSED, report
from tests.annotator.learning.test_examples import check

PACE = {name: Pace(5.0, 20) for name in ("accepted", "corrected", "rejected", "added")}


@pytest.fixture
def panel(article: Article, annotator: Any, reviewer: Any) -> Panel:
    check(article, annotator)
    return panel_of(article.project, report(), articles=[article.pk], user=reviewer, pace=PACE)


def html(panel: Panel) -> str:
    return render_to_string("annotator/_learning.html", {"learning": panel})


def test_it_shows_figures_charts_time_and_examples(panel: Panel) -> None:
    page = html(panel)
    for words in (
        "6.4 points better",
        "Direct 93",
        "That saves",
        "Better with this version",
        "Worse with this version",
    ):
        assert words in page
    assert page.count("<svg") == 2
    assert page.count("<table") == 3
    assert "<mark>" in page


def test_nothing_in_it_needs_a_style_or_a_script(panel: Panel) -> None:
    assert not re.search(r"\sstyle=|\son\w+=|<script|<style", html(panel))


def test_each_chart_has_words_and_the_same_as_a_table(panel: Panel) -> None:
    page = html(panel)
    for name in re.findall(r'<svg[^>]*aria-labelledby="([^"]+)"', page):
        assert re.search(rf'<title id="{name}">[^<]+</title>', page)
    assert page.count("The same as a table") == 2
    assert ">79.3" in page
    assert "74.3–84.3" in page


def test_places_in_charts_have_points_where_people_write_commas(panel: Panel) -> None:
    with translation.override("es"):
        page = html(panel)
    for points in re.findall(r'points="([^"]+)"', page):
        assert all(re.fullmatch(r"-?[\d.]+,-?[\d.]+", point) for point in points.split())
    for place in re.findall(r'\s[xy][12]?="([^"]*)"', page):
        assert re.fullmatch(r"[\d.]+", place)
    assert "79,3" in page


def test_who_may_see_no_examples_gets_the_figures_alone(article: Article, annotator: Any) -> None:
    check(article, annotator)
    page = html(panel_of(article.project, report(), articles=[article.pk], user=annotator))
    assert "6.4 points better" in page
    assert "Better with this version" not in page
    assert "That saves" not in page


def test_a_training_without_a_curve_shows_what_it_has(article: Article, reviewer: Any) -> None:
    data = {"articles": 4, "gate": report(**REFUSED)["gate"], "effort": report()["effort"]}
    page = html(panel_of(article.project, data, articles=[], user=reviewer, pace={}))
    assert "0.3 points worse" in page
    assert "<svg" not in page
    assert "Not measured yet" in page


def test_an_empty_report_leaves_no_heading_behind(article: Article, reviewer: Any) -> None:
    assert html(panel_of(article.project, {}, articles=[], user=reviewer, pace={})).strip() == ""


def test_it_says_what_came_of_captions_and_persons(panel: Panel) -> None:
    page = html(panel)
    assert "learned from 1,250 suggestions that were checked" in page
    assert "F1 was 86.6 by the rules alone and is 90.0; scores were 6.2 points of 100" in page
    assert "Speakers get their names by the rules alone" in page
    assert "F1 of the names stays 92.5; with what was learned it would be 92.4." in page


@pytest.mark.parametrize("figures", [None, {"reason": "too_few", "number": 0}, {"reason": "better", "f1_before": "x"}])
def test_what_was_not_measured_of_captions_is_not_spoken_of(project: Project, reviewer: Any, figures: Any) -> None:
    data = {**report(), "captions": figures, "persons": figures}
    shown = panel_of(project, data, articles=[], user=reviewer)
    assert shown.beside == []
    assert "Captions and persons" not in html(shown)
