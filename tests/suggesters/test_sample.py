"""The sample article by the guideline that its annotator followed."""

from __future__ import annotations

import json
from pathlib import Path

from suggesters.suggestions import LEAST_SURE
from tests.suggesters.shipped import shipped

GOLD = Path(__file__).parents[1] / "data" / "seed.dev.jsonl"


def test_every_quote_of_the_sample_is_proposed_and_nothing_else() -> None:
    record = json.loads(GOLD.read_text(encoding="utf-8"))
    wanted = {tuple(map(tuple, quote["content"])) for quote in record["quotes"] if not quote.get("optional")}
    found = shipped("polnear", least_score=LEAST_SURE).suggest(record["text"])
    assert {quote.content for quote in found.quotes} == wanted
