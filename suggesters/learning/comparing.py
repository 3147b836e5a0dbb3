"""Two suggesters as they are, compared on checked articles: neither learns anything from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suggesters.fitting import Checked
from suggesters.learning.gate import Verdict, judge
from suggesters.learning.ways import Predictor
from suggesters.suggestions import LEAST_SURE, Quote

if TYPE_CHECKING:
    from suggesters.registry import SuggesterLike


@dataclass(frozen=True, slots=True)
class AsItIs:
    """A way that suggests the same whatever it is given to learn from."""

    quotes: Sequence[Sequence[Quote]]

    def fit(self, articles: Sequence[int]) -> Predictor:
        return self.quotes.__getitem__


def compared(
    articles: Sequence[Checked],
    *,
    old: SuggesterLike,
    new: SuggesterLike,
    told: Callable[[float], None] = lambda share: None,
) -> Verdict:
    """Whether the new suggester is better on these articles. ``told`` is called with the share that is done."""
    ways = []
    for number, suggester in enumerate((old, new)):
        quotes = []
        for found in suggested(articles, suggester):
            quotes.append(found)
            told((number + len(quotes) / len(articles)) / 2)
        ways.append(AsItIs(quotes))
    texts = [article.source.text for article in articles]
    return judge(texts, [article.quotes for article in articles], *ways)


def suggested(articles: Sequence[Checked], suggester: SuggesterLike) -> Iterator[tuple[Quote, ...]]:
    """The quotes that are shown to people of each article."""
    for found in suggester.pipe(article.source for article in articles):
        yield tuple(quote for quote in found.quotes if quote.score >= LEAST_SURE)
