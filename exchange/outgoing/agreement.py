"""How far the people agree whose work a release holds: counted and measured as on the agreement page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from annotator.models import Comparison
from annotator.services.comparisons import Between, comparisons_of
from articles.models import Project
from exchange.outgoing.selection import articles_with

BATCH = 200


@dataclass(slots=True)
class Agreement:
    """The comparisons of finished sets of people, each pair of an article once."""

    articles: list[int] = field(default_factory=list)
    numbers: list[list[float]] = field(default_factory=list)
    imported: int = 0
    """Comparisons of which at least one set was imported, so that nobody signed it here."""
    people: set[int] = field(default_factory=set)

    def add(self, comparison: Comparison) -> None:
        self.articles.append(comparison.article_id)
        self.numbers.append(comparison.counts[0])
        self.imported += not (comparison.first.is_signed and comparison.second.is_signed)
        self.people |= {one.user_id for one in (comparison.first, comparison.second) if one.user_id}

    def as_json(self) -> dict[str, Any] | None:
        """None unless two people have finished the same article."""
        if not self.articles:
            return None
        from suggesters.evaluation.agreement.figures import figures, gathered  # it loads numpy

        compared = gathered(self.articles, self.numbers, [{}] * len(self.articles))
        found = figures(compared, of_a_pair=len(self.people) == 2)
        return {
            "articles": found["articles"],
            "pairs_of_sets": found["comparisons"],
            **({"pairs_with_imported_sets": self.imported} if self.imported else {}),
            "annotators": len(self.people),
            **of_contents(found),
            **of_speakers(found),
            **of_types(found),
        }


def of_contents(found: dict[str, Any]) -> dict[str, Any]:
    """Of the quotes by their contents; zeros where nobody has marked one."""
    row = next((row for row in found["spans"] if row["role"] == "content"), None)
    if row is None:
        return {
            **dict.fromkeys(("quotes_f1_exact", "quotes_f1_overlap", "quotes_both_have"), 0.0),
            "quotes_compared": 0,
            "contents_alpha_u": None,
        }
    marked = row["first"] + row["second"]
    both = round(row["overlap"]["value"] * marked / 2)
    return {
        "quotes_f1_exact": row["exact"]["value"],
        "quotes_f1_overlap": row["overlap"]["value"],
        "quotes_both_have": round(both / (marked - both), 4),
        "quotes_compared": marked - both,
        "contents_alpha_u": row["alpha_u"]["value"],
    }


def of_speakers(found: dict[str, Any]) -> dict[str, Any]:
    row = next((row for row in found["same"] if row["what"] == "speaker"), None)
    return {
        "speakers_agree": row["same"]["value"] if row else 0.0,
        "speakers_compared": row["compared"] if row else 0,
    }


def of_types(found: dict[str, Any]) -> dict[str, Any]:
    """The types of quotes that both have, by κ (Cohen's where two people did all, else Fleiss's), AC1 and α."""
    row = next((row for row in found["labels"] if row["label"] == "quote_type"), None)
    if row is None:
        nothing = dict.fromkeys(("kappa", "kappa_interval", "ac1", "alpha"))
        return {"quote_types": {"compared": 0, **nothing}}
    kappa = row.get("cohen_kappa", row["fleiss_kappa"])
    return {
        "quote_types": {
            "compared": row["compared"],
            "kappa": kappa["value"],
            "kappa_interval": [kappa["low"], kappa["high"]] if kappa["low"] is not None else None,
            "ac1": row["ac1"]["value"],
            "alpha": row["alpha"]["value"],
        }
    }


def agreement_in(project: Project, chosen: str) -> Agreement:
    """The agreement over the articles that an export of the chosen sets holds, a batch at a time."""
    found = Agreement()
    for batch in batches(project, chosen):
        for comparison in comparisons_of(batch, between=[Between.PEOPLE]):
            found.add(comparison)
    return found


def batches(project: Project, chosen: str) -> Iterator[list[int]]:
    reached = 0
    articles = articles_with(project, chosen)
    while keys := list(articles.filter(id__gt=reached).values_list("id", flat=True)[:BATCH]):
        reached = keys[-1]
        yield keys
