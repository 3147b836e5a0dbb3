"""The data card of a release: what a person needs to know before using it, in Markdown, from the manifest alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.vocabulary import Verdict
from exchange.releases.options import METHODS


def card_of(manifest: dict[str, Any]) -> str:
    """Sections in a fixed order; what is not known is said to be unknown."""
    parts = [head, contents, sources, people, splits, changes, losses, withdrawn, limits]
    return "\n".join(line for part in parts for line in [*part(manifest), ""])


def head(values: dict[str, Any]) -> Iterator[str]:
    project = values["project"]
    yield f"# {plain(project['name'])}, release {values['release']}"
    yield ""
    if project["description"]:
        yield plain(project["description"])
        yield ""
    yield "Who said what in news articles: quotes with their content, cue and speaker, entities, captions and repairs."
    if values["note"]:
        yield ""
        yield plain(values["note"])
    yield ""
    yield f"- Schema: `{values['schema']}`"
    yield f"- State: event {values['event']}" + (f", {values['state_at']}" if values["state_at"] else "")
    yield f"- Licence: {plain(values['licence']) or 'not stated; ask before you pass it on'}"


def contents(values: dict[str, Any]) -> Iterator[str]:
    options = values["options"]
    yield "## What it holds"
    yield ""
    yield f"Annotations: {code(options['set'])}. {options['selection']}"
    yield f"Verdicts written: {', '.join(options['verdicts'])}."
    if options["repairs_applied"]:
        yield "Repairs of damaged words are applied to the texts, and every offset moved along."
    if options["stand_off"]:
        yield "There is no text: offsets point into texts that are named by their SHA-256, and hashes stand for words."
    if options["anonymous"]:
        yield "Annotators are hidden behind pseudonyms. Ids are made anew, and times are left out."
    yield ""
    yield from table_of_sides(values["splits"]["sides"])


def table_of_sides(sides: dict[str, Any]) -> Iterator[str]:
    kinds = ["quotes", "entities", "captions", "repairs"]
    yield f"| side | articles | words | {' | '.join(kinds)} |"
    yield f"| --- |{' ---: |' * (len(kinds) + 2)}"
    for name, side in sides.items():
        cells = [side["articles"], side["words"], *(side["annotations"][kind]["all"] for kind in kinds)]
        yield f"| {name} | {' | '.join(f'{cell:,}' for cell in cells)} |"


def sources(values: dict[str, Any]) -> Iterator[str]:
    told = values["sources"]
    yield "## Where the articles come from"
    yield ""
    period = f"{told['first_day']} to {told['last_day']}" if told["first_day"] else "unknown"
    yield f"- Period: {period}; {many(told['without_a_date'], 'article')} without a date"
    languages = ", ".join(f"{plain(name) or 'not stated'} {count:,}" for name, count in told["languages"].items())
    yield f"- Languages: {languages or 'none'}"
    for row in told["publishers"][:20]:
        yield f"- {plain(row['name']) or 'No publisher stated'}: {many(row['articles'], 'article')}"
    more = len(told["publishers"][20:]) + told["more_publishers"]
    if more:
        yield f"- and {many(more, 'more publisher')}"


def people(values: dict[str, Any]) -> Iterator[str]:
    yield "## Who annotated"
    yield ""
    yield f"- People with annotations in the project: {values['annotators']}"
    for row in values["suggesters"]:
        yield f"- Suggester {code(row['name'] + ' ' + row['version'])}: {many(row['sets'], 'article')}"
    told = values["agreement"]
    if told is None:
        yield "- Agreement: not known; no article was finished by two people"
        return
    yield (
        f"- Agreement over {many(told['articles'], 'article')} that two or more people finished "
        f"({many(told['pairs_of_sets'], 'pair')} of sets, {told['annotators']} people): F1 of quotes "
        f"{told['quotes_f1_overlap']:.2f} with at least 0.8 of the words shared, {told['quotes_f1_exact']:.2f} with "
        f"the same edges; of {many(told['quotes_compared'], 'quote')} {told['quotes_both_have']:.0%} are in both; the "
        f"speaker is the same in {told['speakers_agree']:.0%} of {told['speakers_compared']:,}"
    )
    types = told["quote_types"]
    if types["kappa"] is not None:
        yield (
            f"- Beyond chance: on the type of {many(types['compared'], 'quote')} that both have κ is "
            f"{types['kappa']:.2f} and AC1 {types['ac1']:.2f}; on what quotes cover of the texts α_u is "
            f"{told['contents_alpha_u']:.2f}"
        )


def splits(values: dict[str, Any]) -> Iterator[str]:
    told = values["splits"]
    yield "## How it is divided"
    yield ""
    if told["method"] == "none":
        yield "It is not divided into training and test data."
        return
    shares = ", ".join(f"{name} {share} %" for name, share in told["shares"].items())
    yield f"Divided {METHODS[told['method']]}. Aimed at: {shares}. Salt: {code(told['salt'])}."
    near = told["near_duplicates"]
    yield (
        f"Articles of nearly the same text are on one side: {many(near['groups'], 'group')} with "
        f"{many(near['articles'], 'article')}, {near['moved']:,} of which were moved for it."
    )
    if told.get("articles_without_a_date"):
        yield f"Training data for want of a date: {many(told['articles_without_a_date'], 'article')}."


def changes(values: dict[str, Any]) -> Iterator[str]:
    yield "## What changed"
    yield ""
    told = values["changes"]
    if told is None:
        yield "There is no earlier release to compare with."
        return
    rows = told["articles"]
    yield (
        f"Since release {told['since']}: {many(rows['added']['count'], 'article')} added, "
        f"{rows['removed']['count']:,} removed, {rows['withdrawn']['count']:,} withdrawn, "
        f"{rows['changed']['count']:,} changed, {rows['moved_to_another_side']:,} on another side."
    )
    yield ""
    yield "| annotations | added | removed | changed |"
    yield "| --- | ---: | ---: | ---: |"
    for name, counts in told["annotations"].items():
        yield f"| {name} | {counts['added']:,} | {counts['removed']:,} | {counts['changed']:,} |"


def losses(values: dict[str, Any]) -> Iterator[str]:
    yield "## What the formats do not hold"
    yield ""
    lines = [
        f"- {name}: {plain(loss['reason'])}: {loss['count']:,} {plain(loss['of'])}"
        for name, rows in values["losses"].items()
        for loss in rows
    ]
    yield from lines or ["Nothing was lost."]
    if lines:
        yield "- `losses.json` names the articles."


def withdrawn(values: dict[str, Any]) -> Iterator[str]:
    told = values["withdrawn"]
    yield "## Withdrawn articles"
    yield ""
    if not told["count"]:
        yield "None."
        return
    yield f"Withdrawn from the project, and no part of this release: {many(told['count'], 'article')}."
    yield ""
    for row in told["articles"]:
        yield f"- {code(row['id'])}" + (f": {plain(row['reason'])}" if row.get("reason") else "")
    if told["count"] > len(told["articles"]):
        yield f"- and {told['count'] - len(told['articles']):,} more"


def limits(values: dict[str, Any]) -> Iterator[str]:
    yield "## Known limits"
    yield ""
    yield "- Names of speakers are those of the project’s registry; who is meant was judged by people or machines."
    yield "- The articles are those that the project holds, no sample of all news."
    if Verdict.SUGGESTED in values["options"]["verdicts"]:
        yield "- Annotations whose verdict is `suggested` are a machine’s, and nobody has looked at them."
    if values["options"]["stand_off"]:
        yield "- A hash of one or few words can be found by trying: it checks offsets, and hides nothing."
    yield "- An article without annotations may be one that nobody has read, unless the set is gold or finished."


def many(count: int, noun: str) -> str:
    """“1 article”, “1,200 articles”."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def plain(text: str) -> str:
    """The text on one line, with what Markdown would take for its own signs escaped."""
    line = " ".join(str(text).split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in line)


def code(text: str) -> str:
    """The text as it is, in the type of code; its own back quotes become quotation marks."""
    return f"`{' '.join(str(text).split()).replace('`', '’') or ' '}`"
