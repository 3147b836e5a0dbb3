"""What the first candidate for a speaker is worth in one project: by how the speaker is mentioned.

Values from the persons whom people gave to the quotes that they checked. No name is kept: a number a form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from suggesters.columns import text_of
from suggesters.evaluation.matching import ScoredQuote
from suggesters.evaluation.scores import last_name, name_is_right
from suggesters.fitting import Checked
from suggesters.learned.model import MOST_SHIFT
from suggesters.learning.extras import CLEARLY, SUGGESTIONS, Extra, Figures, Values, extra_of
from suggesters.people import find_people, name_speakers
from suggesters.people.recalibrated import form_of, recalibrated, shifted
from suggesters.pipeline import Reading
from suggesters.suggestions import Quote, QuoteType, Spans

MOST_ARTICLES = 100
"""As many show what names are worth; the newest are asked."""
STEPS = 30
"""Of the search for a shift, each of which halves where it may lie."""


@dataclass(frozen=True, slots=True)
class NamedQuote:
    """A checked quote as the rules name its speaker, its person, and whether the first candidate is that."""

    quote: Quote
    name: str
    form: str
    share: float
    is_first: bool


@dataclass(frozen=True, slots=True)
class ShownNames:
    """The quotes of an article that people gave a name, with the text that their offsets refer to."""

    text: str
    rows: tuple[NamedQuote, ...]


def learn_names(articles: Sequence[Checked], readings: Sequence[Reading], *, stories: Sequence[int]) -> Extra:
    """The shift of each form, by the quotes with a person's name; nothing where it does not help."""
    newest = list(zip(articles, readings, stories, strict=True))[-MOST_ARTICLES:]
    named = [(shown, story) for article, reading, story in newest if (shown := shown_by(article, reading)).rows]
    return extra_of(
        [shown for shown, _ in named],
        [story for _, story in named],
        learn=shifts_of,
        count=count,
        number=sum(len(shown.rows) for shown, _ in named),
        is_better=is_better,
    )


def shown_by(article: Checked, reading: Reading) -> ShownNames:
    """What one article shows: the rules name the speakers of the quotes that people have marked."""
    doc = reading.doc
    if doc is None or not any(last_name(quote.speaker_name) for quote in article.quotes):
        return ShownNames(reading.text, ())
    text = text_of(doc)
    read = [(as_read(quote, reading), quote.speaker_name) for quote in article.quotes]
    golden = [(quote, name) for quote, name in read if quote.content and lies_within(quote, len(text))]
    credits = [span for span in reading.prepared.credit_spans if span[1] <= len(text)]
    quotes = name_speakers(doc, [quote for quote, _ in golden], people=find_people(doc, credits=credits))
    rows = [row_of(quote, name, text) for quote, (_, name) in zip(quotes, golden, strict=True) if last_name(name)]
    return ShownNames(text, tuple(rows))


def as_read(quote: ScoredQuote, reading: Reading) -> Quote:
    """The checked quote in what was read, without its name."""
    content, cue, speaker = (spans_read(spans, reading) for spans in (quote.content, quote.cue, quote.speaker))
    kind: QuoteType = "direct" if quote.type == "direct" else "mixed" if quote.type == "mixed" else "indirect"
    return Quote(kind, content, cue, speaker)


def spans_read(spans: Spans, reading: Reading) -> Spans:
    return tuple((start, end) for start, end in reading.read_at(sorted(spans)) if start < end)


def lies_within(quote: Quote, length: int) -> bool:
    return all(end <= length for spans in (quote.content, quote.cue, quote.speaker) for _, end in spans)


def row_of(quote: Quote, name: str, text: str) -> NamedQuote:
    first = quote.candidates[0] if quote.candidates else None
    is_first = first is not None and is_name(text, name, first.name)
    return NamedQuote(quote, name, form_of(quote, text), first.score if first else 0.0, is_first)


def is_name(text: str, name: str, proposed: str | None) -> bool:
    return bool(proposed) and name_is_right(text, name, ScoredQuote("", (), speaker_name=proposed or ""))


def shifts_of(shown: Sequence[ShownNames]) -> Values:
    """For each form what is added to the log-odds of the first candidate, drawn to nothing."""
    forms: dict[str, list[NamedQuote]] = {}
    for article in shown:
        for row in article.rows:
            if row.form:
                forms.setdefault(row.form, []).append(row)
    return {form: shift for form, rows in sorted(forms.items()) if (shift := shift_of(rows))}


def shift_of(rows: Sequence[NamedQuote]) -> float:
    """The likeliest shift, as if ``SUGGESTIONS`` more such names had been as right as their shares say."""
    weight = SUGGESTIONS / len(rows)
    shares = Counter(round(row.share, 2) for row in rows)
    right = sum(row.is_first for row in rows) + weight * sum(shifted(one, 0) * many for one, many in shares.items())
    low, high = -MOST_SHIFT, MOST_SHIFT
    for _ in range(STEPS):
        middle = (low + high) / 2
        if (1 + weight) * sum(shifted(one, middle) * many for one, many in shares.items()) < right:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 3)


def count(figures: Figures, shown: ShownNames, shifts: Values) -> None:
    """A quote's name is found, given wrongly, or missed; one that is wrong is missed as well."""
    quotes = recalibrated([row.quote for row in shown.rows], shifts, shown.text)
    for quote, row in zip(quotes, shown.rows, strict=True):
        is_given = bool(quote.speaker_name)
        is_right = is_name(shown.text, row.name, quote.speaker_name)
        figures.tally.add(found=is_right, wrong=is_given and not is_right, missed=not is_right)
        if row.form:
            figures.judged.append((quote.candidates[0].score, row.is_first))


def is_better(before: Figures, after: Figures) -> bool:
    return after.f1 - before.f1 > CLEARLY
