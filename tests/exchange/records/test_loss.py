"""The loss report: what is read is written or counted."""

from __future__ import annotations

import json

from exchange.records import loss
from exchange.records.loss import LossReport


def test_losses_are_listed_by_kind_and_reason_with_their_articles() -> None:
    report = LossReport(format="csv", chosen="gold")
    report.read.update(quote=3, entity=2)
    report.written["quote"] = 3
    report.lose("entity", "no row", article="a")
    report.lose("entity", "no row", article="b")
    values = json.loads(report.as_json_text())
    assert values["annotations"]["entities"] == {"read": 2, "written": 0, "lost": 2}
    assert values["losses"] == [
        {"of": "entities", "reason": "no row", "count": 2, "articles": ["a", "b"], "more_articles": 0}
    ]
    assert "not held: 2 entities: no row" in report.lines()


def test_many_articles_are_counted_rather_than_kept() -> None:
    report = LossReport(format="csv", chosen="gold")
    for number in range(loss.ARTICLES_LISTED + 7):
        for _ in range(2):
            report.lose("repair", "applied", article=f"a{number}")
    [row] = report.as_json()["losses"]
    assert (row["count"], len(row["articles"]), row["more_articles"]) == (2 * 107, 100, 7)


def test_a_report_without_losses_says_so() -> None:
    assert "nothing was lost" in LossReport(format="jsonl", chosen="gold").lines()
