"""A report of a training, made up."""

from __future__ import annotations

from typing import Any


def interval(value: float, reach: float) -> list[float]:
    return [value, value - reach, value + reach]


def report(**gate: Any) -> dict[str, Any]:
    """What ``learn`` reports of 25 articles, better by 6.4 points. ``gate`` changes the gate's figures."""
    curve = [(0, 0.53, 0.7), (5, 0.793, 0.9), (25, 0.826, 0.93)]
    return {
        "articles": 25,
        "quotes": 300,
        "gate": {
            "accepted": True, "reason": "better", "splits": 5, "difference": 6.4, "low": 3.9, "high": 8.9,
            "rows": [
                {"measure": "all", "old": 0.776, "new": 0.84},
                {"measure": "direct", "old": 0.91, "new": 0.94},
            ],
            **gate,
        },
        "curve": [
            {"articles": number, "all": interval(all_, 0.05), "direct": interval(direct, 0.03), "mixed": None}
            for number, all_, direct in curve
        ],
        "calibration": {
            "before": [[0.45, 0.3, 30], [0.9, 0.84, 210], [0.95, 1, 2], [0.0, 0.0, 0]],
            "after": [[0.45, 0.41, 31], [0.9, 0.89, 210]],
            "ece_before": 0.083, "ece_after": 0.021,
        },
        "effort": {"articles": 25, "old": [230, 60, 70, 30], "new": [250, 40, 50, 20]},
        "captions": {
            "articles": 25, "number": 1250, "kept": True, "reason": "better",
            "f1_before": 0.866, "f1_after": 0.9, "ece_before": 0.062, "ece_after": 0.055,
        },
        "persons": {
            "articles": 25, "number": 280, "kept": False, "reason": "not_better",
            "f1_before": 0.925, "f1_after": 0.924, "ece_before": 0.038, "ece_after": 0.027,
        },
        "changes": {
            "gained": [{"article": 0, "content": [[69, 97]], "score": 0.81, "was_right": True, "kind": "found"}],
            "lost": [{"article": 0, "content": [[37, 67]], "score": 0.4, "was_right": True, "kind": "lost"}],
        },
    }  # fmt: skip


REFUSED = {"accepted": False, "reason": "not_better", "difference": -0.3, "low": -1.4, "high": 0.8}
