"""One reading of all that a release will hold: what its split goes by, its counts, and a print of each article.

The prints make the release’s index, ``articles.jsonl.gz``: a line an article with id, side, SHA-256 of the text, a
digest of everything written about it, and its annotations as ``[kind, start, end, digest]``.
"""

from __future__ import annotations

import gzip
import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from articles.models import Project, text_digest
from exchange.outgoing.exporting import open_export
from exchange.outgoing.selection import articles_with
from exchange.records.article import LIST_OF, AnnotationRecord, ArticleRecord
from exchange.records.loss import LossReport
from exchange.releases.options import ReleaseOptions
from exchange.releases.splits import Division, Traits, divided
from suggesters.near_duplicates import NearDuplicates

INDEX = "articles.jsonl.gz"


@dataclass(slots=True)
class SideCounts:
    """What one side holds."""

    articles: int = 0
    words: int = 0
    annotations: Counter[tuple[str, str]] = field(default_factory=Counter)  # by kind and verdict

    def as_json(self) -> dict[str, Any]:
        by_kind = {name: Counter[str]() for name in LIST_OF.values()}
        for (kind, verdict), count in self.annotations.items():
            by_kind[LIST_OF[kind]][verdict] += count
        return {
            "articles": self.articles,
            "words": self.words,
            "annotations": {
                name: {"all": verdicts.total(), **dict(sorted(verdicts.items()))} for name, verdicts in by_kind.items()
            },
        }

    def add(self, other: SideCounts) -> None:
        self.articles += other.articles
        self.words += other.words
        self.annotations += other.annotations


@dataclass(slots=True)
class Survey:
    """What was found, each article by its place in the order in which all formats write them."""

    keys: array[int]
    division: Division
    sides: list[SideCounts]
    publishers: Counter[str]
    languages: Counter[str]
    first_day: str = ""
    last_day: str = ""
    undated: int = 0

    def keeper(self, side: int) -> Callable[[int], bool]:
        """Whether the article of a key is on the side; for ``Export.keep``."""

        def keep(key: int) -> bool:
            place = bisect_left(self.keys, key)
            return place < len(self.keys) and self.keys[place] == key and self.division.sides[place] == side

        return keep

    @property
    def whole(self) -> SideCounts:
        total = SideCounts()
        for side in self.sides:
            total.add(side)
        return total


def survey(
    project: Project,
    options: ReleaseOptions,
    folder: Path,
    on_articles: Callable[[int], None],
    left_out: LossReport,
) -> Survey:
    """Read everything once, divide it, and write the index into the folder. Memory: some 60 bytes an article.

    ``on_articles`` is called with the number of articles read, after each; it may stop the survey by raising.
    What the choice of sets leaves out is counted in ``left_out``.
    """
    keys = array("q", articles_with(project, options.chosen).values_list("id", flat=True).iterator())
    draft = folder / f"{INDEX}.part"
    found = Survey(keys, Division(bytearray()), [], Counter(), Counter())
    traits, leaders, counts = Traits(), array("q"), array("l")
    with NearDuplicates() as alike, draft.open("w", encoding="utf-8") as file:
        for number, record in enumerate(records_of(project, options, left_out), start=1):
            on_articles(number)
            line = index_line(record)
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            note(found, record)
            counts.append(len(record.text.split()))
            traits.add(
                id=record.id, publisher=record.publisher, published=record.published, salt=options.split.salt
            )  # fmt: skip
            if options.split.method != "none":
                alike.add(record.text)
        leaders = alike.leaders() if alike.number else array("q", range(len(traits)))
    found.division = divided(traits, leaders, options.split)
    write_index(draft, folder / INDEX, found, names=options.split.sides, words=counts)
    draft.unlink()
    return found


def records_of(project: Project, options: ReleaseOptions, left_out: LossReport) -> Iterator[ArticleRecord]:
    """The records as every format will get them, but with people’s names and the text, of which digests are taken."""
    plain = replace(options.export_options("jsonl"), anonymise=False, stand_off=False)
    export = open_export(project, plain, part=True)
    export.left_out = left_out
    return export.records()


def note(found: Survey, record: ArticleRecord) -> None:
    found.publishers[record.publisher] += 1
    found.languages[record.language] += 1
    if record.published is None:
        found.undated += 1
        return
    day = record.published.isoformat()
    found.first_day = min(found.first_day or day, day)
    found.last_day = max(found.last_day, day)


def write_index(draft: Path, path: Path, found: Survey, *, names: Sequence[str], words: Sequence[int]) -> None:
    """The lines again, each with its side, packed with no time or name of its own; the counts of the sides as well."""
    found.sides = [SideCounts() for _ in names]
    with (
        draft.open(encoding="utf-8") as lines,
        path.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
    ):
        for line, side, length in zip(lines, found.division.sides, words, strict=True):
            values = json.loads(line)
            counts = found.sides[side]
            counts.articles += 1
            counts.words += length
            counts.annotations.update((kind, verdict) for kind, _, _, verdict, _ in values["annotations"])
            values["side"] = names[side]
            values["annotations"] = [[kind, start, end, told] for kind, start, end, _, told in values["annotations"]]
            packed.write((json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


def index_line(record: ArticleRecord) -> dict[str, Any]:
    prints = sorted(annotation_print(item) for item in record.annotations)
    about = [
        *(record.title, record.url, record.publisher, record.byline, str(record.published), record.language),
        [[block.start, block.end, block.kind] for block in record.blocks],
        [[figure.image_url, figure.alt, figure.caption, figure.credit] for figure in record.figures],
        prints,
    ]
    text_sha256 = text_digest(record.text)
    return {
        "id": record.id,
        "side": "",
        "sha256": text_sha256,
        "digest": short_digest([text_sha256, *about]),
        "annotations": prints,
    }


def annotation_print(item: AnnotationRecord) -> list[Any]:
    """Kind, hull, verdict, and a digest of all that it states. Who stated it, ids, scores and times do not count."""
    frame = item.frame
    start, end = min(start for _, start, _ in frame.spans), max(end for _, _, end in frame.spans)
    stated = [
        *(frame.verdict, sorted(frame.spans), frame.quote_type, frame.speaker_kind, frame.entity_type),
        *(frame.replacement, frame.name, item.wikidata_id),
    ]
    return [frame.kind, start, end, frame.verdict, short_digest(stated)]


def short_digest(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=False).encode("utf-8")).hexdigest()[:16]


def lines_of_index(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a release, one by one."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
