"""A project that has learned, for pictures: one version in use, and a later training that was not better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SIZES = (0, 3, 5, 10, 25, 50)
CURVES = {
    "all": (0.53, 0.72, 0.793, 0.811, 0.826, 0.84),
    "direct": (0.70, 0.86, 0.90, 0.915, 0.93, 0.94),
    "mixed": (0.45, 0.62, 0.71, 0.74, 0.76, 0.78),
    "indirect": (0.41, 0.55, 0.64, 0.665, 0.69, 0.71),
}
MEASURES = {
    "all": (0.776, 0.84), "direct": (0.91, 0.94), "mixed": (0.70, 0.78), "indirect": (0.62, 0.71),
    "parts": (0.75, 0.80), "speaker": (0.88, 0.885),
}  # fmt: skip
SCORES = ((0.25, 0.2, 0.24), (0.45, 0.3, 0.41), (0.66, 0.5, 0.63), (0.75, 0.62, 0.78), (0.86, 0.74, 0.84),
          (0.95, 0.84, 0.96))  # fmt: skip


def learn_something(project: Any, articles: Sequence[Any], *, user: Any) -> None:
    """Enter both versions; the examples are the first quotes of these articles."""
    from annotator.services.learning import Made, enter_model, put_into_use
    from suggesters.learned.model import Model

    ids = [article.pk for article in articles]
    for weight, state in ((0.5, "accepted"), (0.6, "refused")):
        model = Model("5", project.chosen_profile, {"lemma=say": weight}, 0.1, 0.25, {"direct": (), "other": ()})
        made = Made(state=state, report=report_with(articles, state=state), articles=ids, quotes=612)
        row = enter_model(project, model, user=user, made=made)
        if state == "accepted":
            put_into_use(row, user=user)


def report_with(articles: Sequence[Any], *, state: str) -> dict[str, Any]:
    better = {"accepted": True, "reason": "better", "difference": 6.4, "low": 3.9, "high": 8.9}
    worse = {"accepted": False, "reason": "not_better", "difference": -0.3, "low": -1.4, "high": 0.8}
    rows = [{"measure": name, "old": old, "new": new} for name, (old, new) in MEASURES.items()]
    examples = [example(number, article) for number, article in enumerate(articles)]
    return {
        "articles": len(articles), "quotes": 612, "seconds": 4.2,
        "gate": {**(better if state == "accepted" else worse), "splits": 10, "rows": rows},
        "curve": [
            {"articles": size, **{kind: interval(values[place], size) for kind, values in CURVES.items()}}
            for place, size in enumerate(SIZES)
        ],
        "calibration": {
            "before": [[score, old, 60] for score, old, _ in SCORES],
            "after": [[score, new, 60] for score, _, new in SCORES],
            "ece_before": 0.083, "ece_after": 0.021,
        },
        "effort": {"articles": len(articles), "old": [460, 120, 152, 60], "new": [514, 97, 98, 41]},
        "captions": {
            "articles": len(articles), "number": 318, "kept": True, "reason": "better",
            "f1_before": 0.867, "f1_after": 0.874, "ece_before": 0.062, "ece_after": 0.055,
        },
        "persons": {
            "articles": len(articles), "number": 540, "kept": False, "reason": "not_better",
            "f1_before": 0.925, "f1_after": 0.925, "ece_before": 0.038, "ece_after": 0.027,
        },
        "changes": {"gained": examples[:3], "lost": [{**one, "kind": "lost"} for one in examples[3:4]]},
    }  # fmt: skip


def interval(value: float, size: int) -> list[float]:
    reach = 0.12 / (1 + size / 8)
    return [value, value - reach, min(1.0, value + reach)]


def example(number: int, article: Any) -> dict[str, Any]:
    quote = article.annotation_sets.filter(source="suggester").last().annotations.filter(kind="quote").first()
    spans = quote.spans.filter(role="content").order_by("order").values_list("start", "end")
    return {
        "article": number, "kind": "found", "content": [list(span) for span in spans], "score": 0.81,
        "was_right": True, "instead": [],
    }  # fmt: skip
