"""Articles and annotations as plain values: what every format reads and writes. No database is known here.

Offsets are code points of the article’s text, half-open.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, NamedTuple

from annotator.frame import Frame
from annotator.vocabulary import Kind, Source
from articles.readers.types import Block, FigureData, Span

Move = Callable[[int, int], Span]


class Owner(NamedTuple):
    """Whose statements: a suggester’s of a version, a person’s (by user name), gold’s or a certificate’s."""

    kind: str
    name: str = ""
    version: str = ""

    def __str__(self) -> str:
        """“rules 1.2”, “mara”, “gold” or “certified”."""
        return f"{self.name} {self.version}".strip() or self.kind


GOLD = Owner(Source.GOLD.value)
CERTIFIED = Owner(Source.CERTIFIED.value)
"""What a certificate let through without a look."""
LISTS = {
    "quotes": Kind.QUOTE.value,
    "entities": Kind.ENTITY.value,
    "captions": Kind.CAPTION.value,
    "repairs": Kind.REPAIR.value,
}
"""The lists of a record’s annotations by name, each with the kind that it holds."""

LIST_OF = {kind: name for name, kind in LISTS.items()}


@dataclass(frozen=True, slots=True)
class SetRecord:
    """A set apart from its annotations, so that a finished set without any still counts as somebody’s work.

    ``imported_by`` names who brought it first, where its annotator has not signed it. ``seconds`` is the active time of
    its annotator in the article, None where nobody measured it.
    """

    owner: Owner
    finished: bool = False
    notes: tuple[str, ...] = ()
    imported_by: str = ""
    seconds: int | None = None


@dataclass(slots=True, kw_only=True)
class AnnotationRecord:
    """One annotation on its way in or out: its frame, whose statement it is, and what belongs to neither.

    The frame’s ``id`` is empty where the format gives none, its ``name`` is the canonical name of the speaker or of the
    mentioned person, and its ``extra`` holds the keys that no format of ours knows. Never change a record: ``replace``
    and ``with_frame`` make another. It is not frozen, because millions of frozen ones take longer to make.

    ``label`` is where the annotation stands in its record (“quotes[2]”), for messages. ``wikidata_id`` is that of the
    person in the registry. In a stand-off record ``hashes`` has, for each role, the ``word_hash`` of each span’s words.
    """

    frame: Frame
    owner: Owner
    label: str = ""
    wikidata_id: str = ""
    block_kind: str = ""
    created: str = ""
    updated: str = ""
    hashes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_frame(self, **changes: Any) -> AnnotationRecord:
        """The record with these values of its frame changed."""
        return replace(self, frame=replace(self.frame, **changes))


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Where a record was read: the file as the user named it, and the line, from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True, kw_only=True)
class ArticleRecord:
    """One article with its annotations. ``id_given`` is False where the id was made from the file’s name. Never change
    one either.

    A *stand-off* record has no ``text``, title or other words, and ``text_sha256`` in their place: the digest of the
    text into which its offsets point. ``derived`` names the values that the file leaves out and that were read from the
    text.
    """

    id: str
    text: str
    id_given: bool = True
    derived: frozenset[str] = field(default=frozenset(), compare=False)
    title: str = ""
    url: str = ""
    publisher: str = ""
    byline: str = ""
    published: datetime.date | None = None
    language: str = ""
    blocks: tuple[Block, ...] = ()
    figures: tuple[FigureData, ...] = ()
    annotations: tuple[AnnotationRecord, ...] = ()
    sets: tuple[SetRecord, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    place: FilePlace = FilePlace("")
    text_sha256: str = ""

    def surfaces(self, annotation: AnnotationRecord, role: str) -> list[str]:
        """The words of the role’s spans; of a stand-off record their hashes."""
        if self.text_sha256:
            return list(annotation.hashes.get(role, ()))
        return [self.text[start:end] for start, end in annotation.frame.by_role(role)]


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that cannot be imported, and why, in words for the person who brought it."""

    place: FilePlace
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader found out about a file, or could not take over from it, in words for the person who brought it.

    The same note of many files becomes one, with the first file’s name and example: ``text`` has “#” for
    each of the ``counts``, which are added up. ``last`` is the last of the files.
    """

    file: str
    text: str
    counts: tuple[int, ...] = ()
    example: str = ""
    files: int = 1
    last: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"

    @property
    def place(self) -> str:
        """“a.ann”, or “a.ann and 12 more files”."""
        more = self.files - 1
        return f"{self.file} and {more:,} more file{'s' if more > 1 else ''}" if more else self.file

    @property
    def words(self) -> str:
        parts = self.text.split("#") if self.counts else [self.text]
        numbers = [str(count) for count in self.counts] + [""]
        told = "".join(part + number for part, number in zip(parts, numbers, strict=True))
        return f"{told}; first: {self.example}" if self.example else told

    def with_other(self, other: Note) -> Note:
        """Both as one note, if ``other`` says the same of another file, or of the same one."""
        counts = tuple(mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True))
        more = 0 if other.file == (self.last or self.file) else other.files
        return replace(self, counts=counts, files=self.files + more, last=other.last or other.file)


def counted_note(file: str, words: str, count: int, *, example: str = "") -> Note:
    """“3 spans …”: the count, then the words, whatever characters they hold."""
    return Note(file, f"# {words.replace('#', '＃')}", (count,), example)


Incoming = ArticleRecord | Failure | Note
"""What a reader gives: articles, what could not be read, and what there is to say about the file."""


def with_text(record: ArticleRecord, text: str, *, move: Move) -> ArticleRecord:
    """The record on another text; ``move`` finds where each stretch of the old text stands in the new one."""
    return replace(
        record,
        text=text,
        blocks=tuple(Block(*move(block.start, block.end), block.kind) for block in record.blocks),
        figures=tuple(moved_figure(figure, move) for figure in record.figures),
        annotations=tuple(
            annotation.with_frame(spans=tuple((role, *move(start, end)) for role, start, end in annotation.frame.spans))
            for annotation in record.annotations
        ),
    )


def moved_figure(figure: FigureData, move: Move) -> FigureData:
    caption = move(*figure.caption) if figure.caption else None
    return replace(figure, caption=caption, credit=move(*figure.credit) if figure.credit else None)


def word_hash(words: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the words’ UTF-8 bytes: enough to find a shifted offset."""
    return sha256(words.encode("utf-8")).hexdigest()[:16]
