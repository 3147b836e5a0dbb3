"""Two files of quotes compared: gold and predictions, both in the native format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from articles.readers.types import ReadError
from exchange.formats.json.lines import read_objects
from exchange.formats.json.values import list_at, shown, spans_at, text_at
from exchange.formats.native.annotations import QUOTE_SPANS
from exchange.incoming.files import unpacked
from exchange.records.article import Failure, FilePlace
from suggesters.evaluation.matching import ScoredQuote
from suggesters.evaluation.scores import MEASURES, Scores


def score_files(gold: Path, predictions: Path) -> Scores:
    """The scores of the predictions for gold’s articles; one that they lack counts as without quotes.

    Predictions need no text. Raises ReadError for a line that cannot be read and for an id that comes twice.
    """
    predicted = {key: quotes_of(place, values) for place, key, values in articles_of(predictions)}
    scores = Scores()
    for place, key, values in articles_of(gold):
        text = text_at(values, "text", where=f"{place}: ")
        if not text:
            raise ReadError(f"{place}: the article “{key}” has no text; gold needs it")
        scores.add(text, quotes_of(place, values), predicted.get(key, []))
    return scores


def articles_of(path: Path) -> Iterator[tuple[FilePlace, str, dict[str, Any]]]:
    """Each article’s place in the file, id and record."""
    seen: set[str] = set()
    with path.open("rb") as file:
        for item in read_objects(unpacked(file), name=str(path)):
            if isinstance(item, Failure):
                raise ReadError(str(item))
            place, values = item
            key = str(values.get("id", ""))
            if not key or key in seen:
                raise ReadError(f"{place}: " + (f"the id “{key}” comes twice" if key else "the record has no id"))
            seen.add(key)
            yield place, key, values


def quotes_of(place: FilePlace, values: Mapping[str, Any]) -> list[ScoredQuote]:
    """The record’s quotes. Raises ReadError that names the place and the quote."""
    try:
        rows = list_at(values, "quotes")
        return [scored_quote(quote, where=f"quotes[{number}].") for number, quote in enumerate(rows)]
    except ReadError as error:
        raise ReadError(f"{place}: {error}") from error


def scored_quote(values: Any, *, where: str) -> ScoredQuote:
    """A quote of the native format. Empty spans are left out."""
    if not isinstance(values, dict):
        raise ReadError(f"{where} is an object, not {shown(values)}")
    content, cue, speaker = (
        tuple(sorted(span for span in spans_at(values, role, where=where) if span[0] < span[1])) for role in QUOTE_SPANS
    )
    return ScoredQuote(
        type=text_at(values, "type", where=where),
        content=content,
        cue=cue,
        speaker=speaker,
        speaker_name=text_at(values, "speaker_name", where=where),
        optional=values.get("optional") is True,
    )


def table(scores: Scores) -> list[str]:
    """The scores for people, a line each."""
    values = scores.as_json()
    lines = [
        f"articles {values['articles']}   gold quotes {values['gold_core']} (and {values['gold_optional']} optional)   "
        f"predicted {values['predicted']} (duplicates {values['duplicates']}, empty {values['empty_content']})",
        "",
        f"{'':22}  precision  recall     F1     found  wrong  missed",
    ]
    for name, tallies in (("all", scores.all), ("direct", scores.direct)):
        for measure in MEASURES:
            tally = tallies[measure]
            lines.append(
                f"{name:7} {measure:14}  {tally.precision:9.3f}  {tally.recall:6.3f}  {tally.f1:5.3f}  "
                f"{tally.found:8d} {tally.wrong:6d} {tally.missed:7d}"
            )
    by_type = "   ".join(f"{name} {value:.3f}" for name, value in values["recall_by_type"].items())
    by_kind = "   ".join(f"{name} {rate:.3f} of {count}" for name, (rate, count) in values["speaker_by_kind"].items())
    return [
        *lines,
        "",
        f"recall by type of quote (overlap):  {by_type}",
        f"speaker of found quotes:  {values['speaker_acc']:.3f} of {values['speaker_matched']} "
        f"(strictly {values['speaker_acc_strict']:.3f}; none given {values['speaker_missing']})   {by_kind}",
        f"found with the right speaker, of all quotes with a speaker:  {values['speaker_end_to_end']:.3f}",
        f"name of the speaker:  {values['name_acc']:.3f} of {values['name_n']}   "
        f"where the mention does not tell it:  {values['name_hard_acc']:.3f} of {values['name_hard_n']}   "
        f"where no speaker is marked:  {values['name_unstated_acc']:.3f} of {values['name_unstated_n']}",
        f"cue:  {values['cue_acc']:.3f} of {values['cue_matched']}",
    ]
